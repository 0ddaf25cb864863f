/* ISC licence, see LICENSE. */
/* What the delays of one path say about the noise of its samples. */
#include <math.h>
#include <string.h>

#include "clk_delay.h"

#define GENERATION	8192	/* samples; the floor rests on 1 to 2 of them */
#define GRID		16
#define CHANCE		1e-9	/* of taking luck for a change of route */
#define USUAL		16	/* samples whose excess may be the usual one */
#define USUAL_GROWS	1.001	/* by sample, should the path grow worse */
#define CLEAN		2	/* usual excesses: a route with such queues */
#define TYPICAL		4	/* samples that the old route's excess is worth */

void
clk_delay_init(struct clk_delay *d)
{
	d->total = d->fresh = 0;
	d->sum_ns = 0;
	d->var = d->typical_s = d->usual_s = 0;
	d->gen[0].count = d->gen[1].count = 0;
	d->gen[0].n = d->gen[1].n = 0;
	memset(&d->lately, 0, sizeof(d->lately));
	memset(&d->ever, 0, sizeof(d->ever));
}

/* The delay i samples ago, 0 being the last. */
static int64_t
ago(const struct clk_delay *d, unsigned i)
{
	return d->ring[(d->total - 1 - i) % CLK_DELAY_RING];
}

/* How many of the ring are of this route. */
static unsigned
held(const struct clk_delay *d)
{
	return d->fresh < CLK_DELAY_RING ? d->fresh : CLK_DELAY_RING;
}

static void
count_again(struct clk_delay *d)
{
	unsigned i, n = held(d);

	for (d->sum_ns = 0, i = 0; i < n; i++)
		d->sum_ns += ago(d, i);
}

static int64_t
least(const struct clk_delay *d, unsigned from, unsigned to)
{
	int64_t low = INT64_MAX;

	for (; from < to; from++)
		if (ago(d, from) < low)
			low = ago(d, from);
	return low;
}

/* Keeps the smallest; returns if the list changed. */
static int
keep(struct clk_lows *l, int64_t ns)
{
	int i;

	if (l->n == CLK_DELAY_LOWS && ns >= l->ns[l->n - 1])
		return 0;
	if (l->n < CLK_DELAY_LOWS)
		l->n++;
	for (i = l->n - 1; i > 0 && l->ns[i - 1] > ns; i--)
		l->ns[i] = l->ns[i - 1];
	l->ns[i] = ns;
	return 1;
}

/* The least of the route, while generations last. */
static int64_t
lowest(const struct clk_delay *d)
{
	int64_t low = d->gen[0].ns[0];

	return d->gen[1].n > 0 && d->gen[1].ns[0] < low ? d->gen[1].ns[0] : low;
}

/*
 * Two exponential queues give an excess whose density starts as a line, so
 * the k smallest of many excesses s_i have the likelihood
 * prod(s_i) / s_k^(2k) once the density's slope is integrated out (prior
 * 1 / slope).  The posterior over the floor D0 = d_1 - u, on a grid of u:
 * returns mean + sd of u, s.
 */
static double
below_least(const struct clk_delay *d, int k)
{
	struct clk_lows all = d->gen[0];
	double l[GRID], top = -INFINITY, w, u, sw = 0, su = 0, suu = 0, scale;
	double over[CLK_DELAY_LOWS];
	int g, i;

	for (i = 0; i < d->gen[1].n; i++)
		keep(&all, d->gen[1].ns[i]);
	scale = (all.ns[k - 1] - all.ns[0]) * 1e-9 / sqrt(k);
	if (scale <= 0)
		return 0;
	for (i = 0; i < k; i++)
		over[i] = (all.ns[i] - all.ns[0]) * 1e-9 / scale;
	for (g = 0; g < GRID; g++) {
		double last, s = 1;

		u = (g + 0.5) * 4 / GRID;
		last = over[k - 1] + u;
		l[g] = -log(last);
		for (i = 0; i < k - 1; i++) {
			s *= (over[i] + u) / (last * last);
			if (i % 8 == 7 || i == k - 2) {
				l[g] += log(s);
				s = 1;
			}
		}
		top = fmax(top, l[g]);
	}
	for (g = 0; g < GRID; g++) {
		u = (g + 0.5) * 4 / GRID;
		w = exp(l[g] - top);
		sw += w;
		su += w * u;
		suu += w * u * u;
	}
	su /= sw;
	return scale * (su + sqrt(fmax(suu / sw - su * su, 0)));
}

/* What the excess rests on: a new route most likely has the old one's queues. */
static unsigned
weight(const struct clk_delay *d, unsigned n)
{
	return n + (d->typical_s > 0 ? TYPICAL : 0);
}

static double
excess(const struct clk_delay *d, double sum, unsigned n)
{
	return (sum + d->typical_s * TYPICAL) / weight(d, n);
}

/*
 * Few samples.  Let the queues' excess be the sum of two exponentials of mean
 * J: its least of n lies 1.25 J / sqrt(n) over the floor, give or take 0.65,
 * and the others 2 J in the mean.  Of so few this mean is not known well.
 */
static void
few(const struct clk_delay *d, struct clk_window *w)
{
	double r = 1 / sqrt(w->n), g;

	g = 0.95 * r / (1 - 0.625 * r) * (1 + 1.0 / weight(d, w->n)) *
	    w->excess_s;
	if (weight(d, w->n) < 4)
		g += 1.5 * (w->excess_s + 0.1 * w->min_s);
	w->floor_s = w->min_s - g;
}

static void
view_lately(struct clk_delay *d)
{
	unsigned i, n = d->fresh < CLK_DELAY_SHORT ? d->fresh : CLK_DELAY_SHORT;
	int64_t low = least(d, 0, n);
	double sum = 0;

	for (i = 0; i < n; i++)
		sum += (ago(d, i) - low) * 1e-9;
	d->lately.n = n;
	d->lately.min_s = low * 1e-9;
	d->lately.excess_s = excess(d, sum, n);
	few(d, &d->lately);
	if (d->usual_s == 0 || n < USUAL)
		d->usual_s = fmax(d->usual_s, d->lately.excess_s);
	else
		d->usual_s = fmin(d->usual_s * USUAL_GROWS,
		    d->lately.excess_s);
}

static void
view_ever(struct clk_delay *d, int changed)
{
	struct clk_window *w = &d->ever;
	unsigned n = held(d), i;
	int64_t low = lowest(d);
	double v, sum = 0, sq = 0, old = w->min_s - w->floor_s;
	int k;

	for (i = 0; i < n; i++) {
		v = (ago(d, i) - low) * 1e-9;
		sum += v;
		sq += v * v;
	}
	/* Two equal exponentials: the variance is half the mean's square. */
	d->var = (fmax(sq - sum * (sum / n), 0) + TYPICAL * d->typical_s *
	    d->typical_s / 2) / weight(d, n);
	w->n = d->gen[0].count + d->gen[1].count;
	w->min_s = low * 1e-9;
	w->excess_s = excess(d, sum, n);
	k = w->n / 3 < CLK_DELAY_LOWS ? w->n / 3 : CLK_DELAY_LOWS;
	if (k < 4)
		few(d, w);
	else if (changed || w->n < 100)
		w->floor_s = w->min_s - below_least(d, k);
	else
		w->floor_s = w->min_s - old;
}

/* The whole memory starts anew with the last n samples. */
static void
restart(struct clk_delay *d, unsigned n)
{
	unsigned i;

	d->typical_s = d->ever.excess_s;
	d->fresh = n;
	d->gen[0].n = d->gen[1].n = 0;
	d->gen[1].count = 0;
	d->gen[0].count = n;
	for (i = 0; i < n; i++)
		keep(&d->gen[0], ago(d, i));
	count_again(d);
}

/* By how many mean excesses, of the others and their own, the last k rose. */
static const struct rise {
	unsigned k;
	double	by, spread;
} rises[] = {
	{ 8, 3, 4 }, { 16, 1.5, 1.7 }, { 32, 1, 1 }, { 64, 0.5, 0.6 }
};
#define RISES	(sizeof(rises) / sizeof(rises[0]))

/* The last k, the least of which is low, against those before. */
static int
is_rise(const struct clk_delay *d, const struct rise *t, int64_t low,
    int one_way, double *rise)
{
	unsigned i, n = held(d), k = t->k, below;
	int64_t old = least(d, k, n);
	double sum, own;

	*rise = (low - old) * 1e-9;
	if (*rise <= 0)
		return 0;
	for (below = 0, i = k; i < n; i++)
		below += ago(d, i) < low;
	if (k * log((n - k - below + 1.0) / (n - k + 1.0)) >= log(CHANCE))
		return 0;
	for (own = 0, i = 0; i < k; i++)
		own += (ago(d, i) - low) * 1e-9;
	for (sum = 0; i < n; i++)
		sum += (ago(d, i) - old) * 1e-9;
	return !(one_way && own > CLEAN * d->usual_s * k) &&
	    *rise > t->by * sum / (n - k) && *rise > t->spread * own / k;
}

/*
 * Has the path's minimum risen?  The last k are all higher than was common
 * among those before, and by much; and not because they scatter: a queue that
 * has grown spreads them as far as it lifts the least of them.  Returns k, 0
 * for no.
 */
static unsigned
risen(const struct clk_delay *d, int one_way, double *rise)
{
	int64_t low = INT64_MAX, own = 0, others;
	unsigned n = held(d), i = 0, t;

	for (t = 0; t < RISES && n > rises[t].k + 8; t++) {
		for (; i < rises[t].k; i++) {
			own += ago(d, i);
			if (ago(d, i) < low)
				low = ago(d, i);
		}
		/* By half of the others' mean excess, or it is none. */
		others = d->sum_ns - own;
		if ((2 * low - lowest(d)) * (n - i) > others &&
		    is_rise(d, &rises[t], low, one_way, rise))
			return i;
	}
	return 0;
}

static int
fallen(const struct clk_delay *d)
{
	unsigned i, n = held(d);
	int64_t most = INT64_MIN;

	if (n < 12)
		return 0;
	for (i = 0; i < 4; i++)
		most = ago(d, i) > most ? ago(d, i) : most;
	for (; i < n; i++)
		if (ago(d, i) <= most)
			return 0;
	return 1;
}

/* Returns if one of the smallest is new. */
static int
take(struct clk_delay *d, int64_t delay_ns)
{
	if (held(d) == CLK_DELAY_RING)
		d->sum_ns -= ago(d, CLK_DELAY_RING - 1);
	d->sum_ns += delay_ns;
	d->ring[d->total++ % CLK_DELAY_RING] = delay_ns;
	d->fresh++;
	if (d->gen[0].count >= GENERATION) {
		d->gen[1] = d->gen[0];
		d->gen[0].n = 0;
		d->gen[0].count = 0;
	}
	d->gen[0].count++;
	return keep(&d->gen[0], delay_ns) || d->gen[0].count == 1;
}

/* As it was k samples ago, but that some may be among the smallest still. */
static void
rewind(struct clk_delay *d, unsigned k)
{
	d->total -= k;
	d->fresh -= k;
	count_again(d);
	if (d->gen[0].count > k)
		d->gen[0].count -= k;
	view_lately(d);
	view_ever(d, 1);
}

double
clk_delay_add(struct clk_delay *d, int64_t delay_ns, int one_way,
    struct clk_delay *was)
{
	double change = 0, r, old = d->ever.floor_s;
	unsigned k;
	int changed, far;

	/* A new least delay is no news unless it is far too low. */
	r = d->ever.min_s - delay_ns * 1e-9;
	far = d->ever.n >= 16 && r > d->ever.excess_s &&
	    r > 3 * (d->ever.min_s - d->ever.floor_s);
	if (far && was != NULL)
		*was = *d;
	changed = take(d, delay_ns);
	if (far) {
		restart(d, 1);
		changed = 1;
	} else if ((k = risen(d, one_way, &r)) > 0) {
		if (was != NULL) {
			*was = *d;
			rewind(was, k);
		}
		restart(d, k);
		changed = 1;
		change = r;
	} else if (fallen(d)) {
		restart(d, 4);
		changed = 1;
	}
	view_lately(d);
	view_ever(d, changed);
	/* This delay has a queue as well. */
	return far ? d->ever.floor_s - old : change;
}

void
clk_delay_resume(struct clk_delay *now, const struct clk_delay *before)
{
	struct clk_delay since = *now;
	unsigned i;

	*now = *before;
	for (i = since.fresh; i-- > 0; )
		take(now, ago(&since, i));
	view_lately(now);
	view_ever(now, 1);
}
