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
	CLK_SHAPE_BACK = CLK_SHAPE_TILT + 4,	/* a long queue is there */
	CLK_SHAPE_THERE,		/* or on the way to the server */
	CLK_SHAPE_SILENT,		/* says next to nothing */
	CLK_SHAPES
};

struct clk_noise {
	double	w[CLK_SHAPES];		/* probabilities, sum 1 */
};

void	clk_noise_init(struct clk_noise *);

/*
 * Are the long queues of the source all on one way?  1: to the server, so
 * theta seems too great, -1: back, 0: no.
 */
int	clk_noise_one_way(const struct clk_noise *);

/* A new route: where its floor lies must be learnt again. */
void	clk_noise_renew(struct clk_noise *);

/*
 * A source begins whose server may be wrong by root_s itself.  Next to a short
 * delay (s) that is much: a server that is being set right moves by as much,
 * whatever its delays say.  A few steady samples do away with the doubt.
 */
void	clk_noise_doubt(struct clk_noise *, double delay_s, double root_s);

/*
 * Works out what a sample with this round-trip delay (s), noise of its stamps
 * (s) and error of its server (s) does to each filter, weights[] being the
 * filters' probabilities, and learns which shape fits the source.  A source
 * that is alone is not doubted.
 */
void	clk_noise_update(struct clk_noise *, const struct clk_delay *,
	    double delay_s, double precision_s, double root_s, int alone,
	    const double *weights, const struct clk_innovation *,
	    struct clk_outcome *);

#endif
