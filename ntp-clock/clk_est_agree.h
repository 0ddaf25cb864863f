/* ISC licence, see LICENSE. */
/* Does a sample agree with the estimate, and its source in the long run? */
#ifndef CLK_EST_AGREE_H
#define CLK_EST_AGREE_H

#include "clk_est.h"

/* Do at least half of its last four samples agree with the estimate? 1, 0 */
int	clk_est_accepted(const struct clk_est_source *);

/*
 * Would this sample agree with the estimate, its delay and the estimate's
 * error allowed for?  1, 0, or -1: no estimate yet.
 */
int	clk_est_agrees(const struct clk_est *, const struct clk_est_sample *);

/*
 * Takes a sample to its source's record; the bank is at its instant.  Returns 1
 * if it is so far off that it must not be used, else 0.
 */
int	clk_est_watch(const struct clk_est *, struct clk_est_source *,
	    const struct clk_est_sample *);

#endif
