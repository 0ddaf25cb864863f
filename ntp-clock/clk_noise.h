/* ISC licence, see LICENSE. */
/* The shapes a sample's noise may have, and how well each has done. */
#ifndef CLK_NOISE_H
#define CLK_NOISE_H

#include "clk_bank.h"
#include "clk_delay.h"

enum clk_shape {
	CLK_SHAPE_GAUSS,		/* jitter that is no queue */
	CLK_SHAPE_LATELY,		/* an interval, from the last delays */
	CLK_SHAPE_EVER,			/* from all delays, four margins */
	CLK_SHAPE_TILT = CLK_SHAPE_EVER + 4,	/* the same, four tilts */
	CLK_SHAPE_SILENT = CLK_SHAPE_TILT + 4,	/* says next to nothing */
	CLK_SHAPES
};

struct clk_noise {
	double	w[CLK_SHAPES];		/* probabilities, sum 1 */
};

void	clk_noise_init(struct clk_noise *);

/*
 * Works out what a sample with this round-trip delay (s) and noise of its
 * stamps (s) does to each filter, weights[] being the filters' probabilities,
 * and learns which shape fits the source.  A source that is alone is not
 * doubted.
 */
void	clk_noise_update(struct clk_noise *, const struct clk_delay *,
	    double delay_s, double precision_s, int alone,
	    const double *weights, const struct clk_innovation *,
	    struct clk_outcome *);

#endif
