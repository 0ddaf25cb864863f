/* ISC licence, see LICENSE. */
/* From samples to f: selection, estimator, and what follows from them. */
#ifndef CLK_TRACK_H
#define CLK_TRACK_H

#include "clk.h"

/* The last sample of this source is new. */
void	clk_track_sample(struct clk *, struct clk_source *, struct tm_now);

/* Something else than a sample may have changed who can be used. */
void	clk_track_review(struct clk *, struct tm_now);

/* The source will send no more. */
void	clk_track_forget(struct clk *, struct clk_source *);

/*
 * Once the last of the events that came together is handled: tells the others
 * of f if it is another one since, and steers.
 */
void	clk_track_say(struct clk *, struct tm_now);

/* Steering, as far as it may: after a sample, an answer, a pause. */
void	clk_track_steer(struct clk *, struct tm_now);

#endif
