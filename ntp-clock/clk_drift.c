/* ISC licence, see LICENSE. */
/* How wrong f's rate is, by one source's samples.  Pure. */
#include <math.h>

#include "clk_drift.h"
#include "clk_f.h"

#define FLOOR	1.25		/* with a margin: the mean is of few */

/* The source's last samples, the last one first. */
struct span {
	const struct clk_recent	*r[CLK_RECENT];
	double			 off_s[CLK_RECENT];	/* what each says now */
	double			 least_s;	/* delay of all */
	double			 below_s;	/* it, the path's own may be */
};

/* From the old one to the new one, s/s: what delays above floor_s allow. */
static void
rates(const struct span *p, unsigned int old, unsigned int new,
    double floor_s, double *lo, double *hi)
{
	const struct clk_recent	*r = p->r[old], *last = p->r[new];
	double			 span_s, by_s, noise_s;

	span_s = tm_s_from_ns(last->raw_ns - r->raw_ns);
	by_s = p->off_s[new] - p->off_s[old];
	noise_s = tm_s_from_ns(last->delay_ns + r->delay_ns) / 2 -
	    floor_s + tm_s_from_ns(last->noise_ns + r->noise_ns);
	*lo = span_s > 0 ? (by_s - noise_s) / span_s : -INFINITY;
	*hi = span_s > 0 ? (by_s + noise_s) / span_s : INFINITY;
}

/* The same: the least of what is allowed, 0 if delays explain it. */
static double
moves(const struct span *p, unsigned int old, unsigned int new)
{
	double	lo, hi;

	rates(p, old, new, p->least_s, &lo, &hi);
	return lo > 0 ? lo : hi < 0 ? hi : 0;
}

/*
 * What cannot be true together by the frequency's error as it is believed may
 * be from before a jump, or prove that belief wrong: a jump moves the source
 * once, a wrong rate also before that.
 */
static double
moves_on(const struct span *p, unsigned int old)
{
	double		most = 0, before, after;
	unsigned int	n;

	for (n = 1; n < old; n++) {
		after = moves(p, n, 0);
		before = moves(p, old, n);
		if (before * after > 0)
			most = fmax(most, fmin(fabs(before), fabs(after)));
	}
	return most;
}

/* What all spans that begin with the nth last sample allow. */
static void
narrow(const struct span *p, unsigned int n, struct clk_drift *d)
{
	unsigned int	i;
	double		lo, hi;

	for (i = 0; i < n; i++) {
		rates(p, n, i, p->least_s - p->below_s, &lo, &hi);
		d->lo = fmax(d->lo, lo);
		d->hi = fmin(d->hi, hi);
	}
}

/*
 * The least of n delays has a queue as well: were both ways' exponential of
 * one mean, that would be 1.25 / sqrt(n) of it, and all queues' mean twice it.
 */
static void
look(struct span *p, const struct clk_source *s, const struct clk_carry *c,
    unsigned int n)
{
	double		sum_s = 0, delay_s;
	unsigned int	i;

	p->least_s = INFINITY;
	p->below_s = 0;
	for (i = 0; i < n; i++) {
		p->r[i] = clk_source_recent(s, i);
		p->off_s[i] = clk_source_offset(p->r[i], c);
		delay_s = tm_s_from_ns(p->r[i]->delay_ns);
		p->least_s = fmin(p->least_s, delay_s);
		sum_s += delay_s;
	}
	if (n > 0)
		p->below_s = FLOOR / sqrt(n) * (sum_s / n - p->least_s);
}

void
clk_drift(const struct clk_source *s, const struct clk_carry *c,
    struct clk_drift *d)
{
	struct clk_carry	any = *c;
	struct span		p;
	unsigned int		n, count = clk_source_current(s, c), all;
	double			lo;

	any.freq_sd = fmax(c->freq_sd, CLK_FREQ_UNKNOWN_SD);
	all = clk_source_current(s, &any);
	look(&p, s, c, all);
	d->lo = -INFINITY;
	d->hi = INFINITY;
	d->most = 0;
	for (n = 1; n < all; n++)
		if (n < count) {
			narrow(&p, n, d);
			d->most = fmax(d->most, fabs(moves(&p, n, 0)));
		} else
			d->most = fmax(d->most, moves_on(&p, n));
	/* Its rate was not one and the same: any of those that it was. */
	lo = d->lo;
	d->lo = fmin(lo, d->hi);
	d->hi = fmax(lo, d->hi);
}
