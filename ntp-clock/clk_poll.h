/* ISC licence, see LICENSE. */
/* How often to ask. */
#ifndef CLK_POLL_H
#define CLK_POLL_H

#include "clk.h"

/*
 * Seconds until the next request to src after an interval of now_s (s), any
 * real number between min_s and max_s.  A source that the estimator does not
 * listen to is asked as one with jitter_s (s) would be: it is to be ready.
 */
double	clk_poll_next(const struct clk_est *, unsigned src, double jitter_s,
	    double now_s, double min_s, double max_s);

/*
 * Tells ntp-net how often this source should be asked from now on, as far as
 * its line allows and where that is not what it does already.
 */
void	clk_poll_control(struct clk *, struct clk_source *);

#endif
