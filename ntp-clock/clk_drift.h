/* ISC licence, see LICENSE. */
/* How wrong f's rate is, by one source's samples. */
#ifndef CLK_DRIFT_H
#define CLK_DRIFT_H

#include "clk_source.h"

/*
 * How fast its last samples move away from f (s/s), as far as that is not
 * explained by how much longer than the least delay theirs were: so wrong is
 * f's rate, if the source is right.
 */
struct clk_drift {
	double	lo, hi;		/* what they allow; -INFINITY, INFINITY: all */
	double	most;		/* that is proved, of either sign */
};

/*
 * Of the source's samples.  lo and hi let the path be faster than the least
 * delay was; most is also more than freq_sd lets one believe, unless the source
 * may have jumped.
 */
void	clk_drift(const struct clk_source *, const struct clk_carry *,
	    struct clk_drift *);

#endif
