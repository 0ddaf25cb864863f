/* ISC licence, see LICENSE. */
/* How often to ask. */
#include <math.h>

#include "clk_poll.h"

#define SCALE	0.70
#define UP	1.19	/* 2^(1/4) */
#define DOWN	0.9

double
clk_poll_interval(double jitter_s, double wander, double now_s, double min_s,
    double max_s)
{
	double t = SCALE * pow(fmax(jitter_s, 1e-9) / fmax(wander, 1e-13),
	    2.0 / 3);

	t = fmin(fmax(t, now_s * DOWN), now_s * UP);
	return fmin(fmax(t, min_s), max_s);
}
