/* ISC licence, see LICENSE. */
/* When a path's route changes, so may its asymmetry: by how much? */
#include <math.h>

#include "clk_interval.h"
#include "clk_route.h"

#define ENOUGH		16	/* samples: then it is decided in any case */
#define SURE		0.99	/* probability that decides sooner */
#define WAYS		4
#define LEAST_S		1e-9	/* no two routes are more alike */
#define KEPT_S		86400.0	/* so long a route is remembered */
#define NEAR		3	/* mean excesses: the same floor */
#define APART		6	/* another one */
#define YOUNG		64	/* samples: such a route is not worth keeping */

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
		e->src[i].now.bank -= e->src[i].now.bank > gone;
		e->src[i].before.bank -= e->src[i].before.bank > gone;
	}
}

static void
forget_before(struct clk_est *e, struct clk_est_source *src)
{
	int gone = src->before.bank;

	src->before.bank = -1;
	src->open = 0;
	if (gone >= 0)
		clk_route_drop(e, gone);
}

void
clk_route_room(struct clk_est *e)
{
	int i;

	for (i = 0; i < e->n && e->bank.n == CLK_BANK_DIM; i++)
		forget_before(e, &e->src[i]);
}

/* Are the delays now those of the route before, and not those of was? */
static int
is_back(const struct clk_est_source *src, const struct clk_delay *was)
{
	const struct clk_window *w = &src->before.delay.ever;
	double over = src->now.delay.ever.min_s - w->min_s;

	return src->before.bank >= 0 && over > w->floor_s - w->min_s &&
	    over < NEAR * w->excess_s &&
	    fabs(was->ever.min_s - w->min_s) > APART * w->excess_s;
}

static void
go_back(struct clk_est_source *src, const struct clk_delay *was)
{
	struct clk_route left = src->now;

	left.delay = *was;
	clk_delay_resume(&src->now.delay, &src->before.delay);
	src->before.delay = src->now.delay;
	src->now = src->before;
	src->before = left;
	src->open = 0;
}

/* The route that was left is remembered, if there is room. */
static void
keep(struct clk_est *e, struct clk_est_source *src, const struct clk_delay *was)
{
	forget_before(e, src);
	clk_route_room(e);
	if (e->bank.n == CLK_BANK_DIM)
		return;
	src->before.bank = clk_bank_copy(&e->bank, src->now.bank);
	src->before.delay = *was;
	src->before.noise = src->now.noise;
}

void
clk_route_moved(struct clk_est *e, struct clk_est_source *src, double change_s,
    const struct clk_delay *was, int64_t raw_ns)
{
	int gone = src->now.bank;

	src->left_ns = raw_ns;
	if (is_back(src, was)) {
		go_back(src, was);
		return;
	}
	if (src->before.bank >= 0 && (src->open || was->fresh < YOUNG)) {
		/* It follows from the one before that. */
		src->now.bank = -1;
		clk_route_drop(e, gone);
		src->now.bank = clk_bank_copy(&e->bank, src->before.bank);
		change_s = src->now.delay.ever.floor_s -
		    src->before.delay.ever.floor_s;
	} else
		keep(e, src, was);
	src->moved_s = fmax(fabs(change_s), LEAST_S);
	clk_bank_loosen(&e->bank, src->now.bank, spread(src->moved_s));
	clk_noise_renew(&src->now.noise);
	src->moved = 0;
	src->open = src->before.bank >= 0;
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
clk_route_settle(struct clk_est *e, struct clk_est_source *src, int64_t raw_ns)
{
	double m[CLK_BANK_FILTERS], v[CLK_BANK_FILTERS], sure = 0;
	struct clk_outcome out;
	struct clk_moments o;
	int f;

	if (src->before.bank >= 0 && (raw_ns - src->left_ns) * 1e-9 > KEPT_S)
		forget_before(e, src);
	if (!src->open)
		return;
	src->moved++;
	clk_bank_differ(&e->bank, src->now.bank, src->before.bank, m, v);
	for (f = 0; f < CLK_BANK_FILTERS; f++) {
		sure += e->bank.w[f] * decide(src->moved_s, m[f], v[f], &o);
		out.mean[f] = o.mean - m[f];
		out.var[f] = o.var;
		out.logl[f] = o.logl;
	}
	if (sure < SURE && src->moved < ENOUGH)
		return;
	clk_bank_tie(&e->bank, src->now.bank, src->before.bank, v, &out);
	src->open = 0;
}
