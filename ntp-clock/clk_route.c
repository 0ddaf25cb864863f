/* ISC licence, see LICENSE. */
/* When a path's route changes, so may its asymmetry: by how much? */
#include <math.h>

#include "clk_interval.h"
#include "clk_route.h"

#define ENOUGH		16	/* samples: then it is decided in any case */
#define SURE		0.99	/* probability that decides sooner */
#define WAYS		4

/*
 * Of a delay that moved by c, the bias moved by c / 2 if one way did, by
 * nothing if both did alike; or it is anywhere between.
 */
static const struct { double p, at, sd; } way[WAYS] = {
	{ 0.4, 0, 0.01 }, { 0.2, -0.5, 0.05 }, { 0.2, 0.5, 0.05 },
	{ 0.2, 0, 0.4 }
};

static double
spread(double change_s)
{
	return change_s * change_s / 6;
}

void
clk_route_drop(struct clk_est *e, int gone)
{
	int i;

	clk_bank_shrink(&e->bank, gone);
	for (i = 0; i < e->n; i++) {
		e->src[i].bank -= e->src[i].bank > gone;
		e->src[i].old -= e->src[i].old > gone;
	}
}

static void
forget_old(struct clk_est *e, struct clk_est_source *src)
{
	int old = src->old;

	src->old = -1;
	if (old >= 0)
		clk_route_drop(e, old);
}

void
clk_route_room(struct clk_est *e)
{
	int i;

	for (i = 0; i < e->n && e->bank.n == CLK_BANK_DIM; i++)
		forget_old(e, &e->src[i]);
}

void
clk_route_moved(struct clk_est *e, struct clk_est_source *src, double change_s)
{
	forget_old(e, src);
	if (e->bank.n < CLK_BANK_DIM)
		src->old = clk_bank_copy(&e->bank, src->bank);
	clk_bank_loosen(&e->bank, src->bank, spread(change_s));
	src->moved_s = fabs(change_s);
	src->moved = 0;
}

/*
 * One filter.  Mean m and variance v of the bias's move include the Gaussian
 * of variance wide that clk_route_moved() assumed: taken out of them, what is
 * left is what the samples said.  Returns the largest posterior probability.
 */
static double
decide(double c, double m, double v, struct clk_moments *out)
{
	double wide = spread(c), l = v / fmax(1 - v / wide, 1e-3);
	double seen = m * l / v, q[WAYS], mean[WAYS], var[WAYS];
	double sum = 0, top = 0;
	int i;

	for (i = 0; i < WAYS; i++) {
		double t2 = way[i].sd * c * (way[i].sd * c), s2 = l + t2;
		double d = seen - way[i].at * c;

		mean[i] = way[i].at * c + d * t2 / s2;
		var[i] = l * t2 / s2;
		q[i] = way[i].p * exp(-d * d / s2 / 2) / sqrt(s2);
		sum += q[i] += 1e-30 / c;
	}
	out->mean = out->var = 0;
	for (i = 0; i < WAYS; i++) {
		q[i] /= sum;
		top = fmax(top, q[i]);
		out->mean += q[i] * mean[i];
	}
	for (i = 0; i < WAYS; i++)
		out->var += q[i] * (var[i] + (mean[i] - out->mean) *
		    (mean[i] - out->mean));
	out->logl = log(sum) + seen * seen / (l + wide) / 2 +
	    log(l + wide) / 2;
	return top;
}

void
clk_route_settle(struct clk_est *e, struct clk_est_source *src)
{
	double m[CLK_BANK_FILTERS], v[CLK_BANK_FILTERS], sure = 0;
	struct clk_outcome out;
	struct clk_moments o;
	int f;

	if (src->old < 0)
		return;
	src->moved++;
	clk_bank_differ(&e->bank, src->bank, src->old, m, v);
	for (f = 0; f < CLK_BANK_FILTERS; f++) {
		sure += e->bank.w[f] * decide(src->moved_s, m[f], v[f], &o);
		out.mean[f] = o.mean - m[f];
		out.var[f] = o.var;
		out.logl[f] = o.logl;
	}
	if (sure < SURE && src->moved < ENOUGH)
		return;
	clk_bank_tie(&e->bank, src->bank, src->old, v, &out);
	forget_old(e, src);
}
