/* ISC licence, see LICENSE. */
/* From samples to f: selection, estimator, and what follows from them. */
#ifndef CLK_TRACK_H
#define CLK_TRACK_H

#include "clk.h"

/* What an earlier ntp-clock, or the drift file, knew. */
void	clk_track_restore(struct clk *, const struct msg_saved *);

/* The last sample of this source is new. */
void	clk_track_sample(struct clk *, struct clk_source *, struct tm_now);

/* Something else than a sample may have changed who can be used. */
void	clk_track_review(struct clk *, struct tm_now);

/* The source will send no more. */
void	clk_track_forget(struct clk *, struct clk_source *);

/* Steering, as far as it may: after a sample, an answer, a pause. */
void	clk_track_steer(struct clk *, struct tm_now);

/* True less wall now, in ns (UTC both); 0 while there is no f. */
int64_t	clk_track_error(const struct clk *, struct tm_now);

/* 0 and f at an instant, or -1: there is none in use. */
int	clk_track_predict(const struct clk *, int64_t raw_ns,
	    struct clk_estimate *);

/* What is used to compare samples of different ages, as of now. */
void	clk_track_carry(const struct clk *, struct tm_now, struct clk_carry *);

#endif
