/* ISC licence, see LICENSE. */
/*
 * chrony.conf(5) fallbackdrift: how fast true ran in the mean of the last
 * 2^min to 2^max seconds.  When no sample has come for so long, f goes on
 * at that rate and no longer at the last one, which may have been an
 * exception.
 */
#ifndef CLK_FALL_H
#define CLK_FALL_H

#include <stdbool.h>
#include <stdint.h>

#include "clk_est.h"

#define CLK_FALLS	31		/* intervals, log2 s */

struct clk_fall_mean {
	double	freq;		/* of theta, s/s */
	double	span_s;		/* over so much time */
};

struct clk_fall {
	struct clk_fall_mean	mean[CLK_FALLS];
	int64_t			noted_ns;	/* raw; 0: never */
	int			at;		/* the mean in force; 0: none */
	int64_t			from_ns;	/* raw, since when */
	double			freq;		/* its rate */
	double			moved_s;	/* what others did before */
};

/*
 * An update at raw_ns found this rate: it goes into the means of 2^min to
 * 2^max seconds (max 0: there are none), and is in force again.
 */
void	clk_fall_note(struct clk_fall *, int64_t raw_ns, double freq, int min,
	    int max);

/*
 * Without an update since updated_ns: is another mean to be used from now
 * on?  One that is not yet over its whole interval is none.  freq is the
 * last rate that was found.  Returns true when f's rate has changed.
 */
bool	clk_fall_look(struct clk_fall *, int64_t raw_ns, int64_t updated_ns,
	    double freq, int min, int max);

/* Corrects an estimate of that instant. */
void	clk_fall_apply(const struct clk_fall *, int64_t raw_ns,
	    struct clk_estimate *);

#endif
