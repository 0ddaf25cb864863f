/* ISC licence, see LICENSE. */
/* f, true time as a function of raw: what is believed of it now. */
#ifndef CLK_F_H
#define CLK_F_H

#include "clk.h"

#define CLK_FREQ_UNKNOWN_SD	250e-6	/* of any oscillator, s/s */
#define CLK_FREQ_SAVED_SD	2e-6	/* what a boot may do to a frequency */
#define CLK_FREQ_MOST		500e-6	/* none is worse */

/* What an earlier ntp-clock, or the drift file, knew. */
void	clk_f_restore(struct clk *, const struct msg_saved *);

/* True less wall now, in ns (UTC both); 0 while there is no f. */
int64_t	clk_f_error(const struct clk *, struct tm_now);

/* The same of an f that has been predicted for now. */
int64_t	clk_f_off(const struct clk *, struct tm_now,
	    const struct clk_estimate *);

/* 0 and f at an instant, or -1: there is none in use. */
int	clk_f_predict(const struct clk *, int64_t raw_ns,
	    struct clk_estimate *);

/* What is used to compare samples of different ages, as of now. */
void	clk_f_carry(const struct clk *, struct tm_now, struct clk_carry *);

#endif
