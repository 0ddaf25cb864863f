/* ISC licence, see LICENSE. */
/* The shapes a sample's noise may have, and how well each has done. */
#include <math.h>
#include <string.h>

#include "clk_interval.h"
#include "clk_noise.h"

#define FORGET	0.999		/* of a shape's log weight, per sample */
#define LEAK	1e-3		/* samples that break their interval */
#define FLOOR	1e-7		/* of a shape's weight: it may come back */
#define NEWS	1e-4		/* of BACK's and THERE's: rare, but they last */
#define DOUBT	1e-2		/* of SILENT's, with other sources */
#define DOUBT_MAX	0.98
#define LONG	4		/* usual excesses: a queue that is news */
#define SURE	0.8		/* weight of a shape that is the right one */

/* The parameters of each shape for one sample. */
struct shapes {
	double	r;		/* GAUSS, s^2 */
	double	silent;		/* SILENT, s^2 */
	int	is_long;	/* the queue: BACK and THERE are others */
	struct clk_within within[CLK_SHAPES];	/* all others */
};

static const double initial[CLK_SHAPES] = {
	0.1, 0.2, 0.1, 0.1, 0.1, 0.1, 0.07, 0.07, 0.07, 0.07,
	NEWS, NEWS, 0.02
};

void
clk_noise_init(struct clk_noise *n)
{
	memcpy(n->w, initial, sizeof(n->w));
}

void
clk_noise_renew(struct clk_noise *n)
{
	double sum = 0, of = 0;
	int i;

	for (i = CLK_SHAPE_LATELY; i < CLK_SHAPE_TILT; i++) {
		sum += n->w[i];
		of += initial[i];
	}
	for (i = CLK_SHAPE_LATELY; i < CLK_SHAPE_TILT; i++)
		n->w[i] = initial[i] * sum / of;
}

void
clk_noise_doubt(struct clk_noise *n, double delay_s, double root_s)
{
	double q = fmin(root_s / (root_s + delay_s + 1e-9), DOUBT_MAX), rest;
	int i;

	q = fmax(q, n->w[CLK_SHAPE_SILENT]);
	rest = (1 - q) / (1 - n->w[CLK_SHAPE_SILENT]);
	for (i = 0; i < CLK_SHAPES; i++)
		n->w[i] *= rest;
	n->w[CLK_SHAPE_SILENT] = q;
}

/*
 * With queues exponential of means m(1+r)/2 and m(1-r)/2 on the two ways, the
 * density of the error, given the delay, is that of a uniform one times
 * exp(kappa error), kappa = (2/m) 2r / (1 - r^2).
 * How far the floor lies below the least delay is uncertain, and matters when
 * hundreds of samples overlap: which margin is right, the samples tell.
 * An upload may fill the queue of one way by far more than that, while the
 * other is as it always was; then 1/kappa is the mean of that one's queue.
 */
static void
shape(struct shapes *s, const struct clk_delay *d, double delay_s,
    double precision_s, double root_s)
{
	static const double skew[4] = { -0.92, -0.6, 0.6, 0.92 };
	static const double margin[4] = { 1, 0.3, 0.65, 1.5 };
	double m = d->ever.excess_s + precision_s;
	double below = d->ever.min_s - d->ever.floor_s, usual, h;
	int i;

	s->r = d->var / 4 + precision_s * precision_s;
	s->silent = (delay_s + root_s) * (delay_s + root_s) + s->r;
	clk_within(fmax(delay_s - d->lately.floor_s, 0) / 2 + precision_s, 0,
	    &s->within[CLK_SHAPE_LATELY]);
	for (i = 0; i < 4; i++) {
		h = fmax(delay_s - d->ever.min_s + margin[i] * below, 0) / 2 +
		    precision_s;
		clk_within(h, 0, &s->within[CLK_SHAPE_EVER + i]);
		clk_within(s->within[CLK_SHAPE_EVER].h, 2 / m * 2 * skew[i] /
		    (1 - skew[i] * skew[i]), &s->within[CLK_SHAPE_TILT + i]);
	}
	usual = d->usual_s + precision_s;
	s->is_long = delay_s - d->ever.min_s > LONG * usual;
	clk_within(s->within[CLK_SHAPE_EVER].h, -2 / usual,
	    &s->within[CLK_SHAPE_BACK]);
	clk_within(s->within[CLK_SHAPE_EVER].h, 2 / usual,
	    &s->within[CLK_SHAPE_THERE]);
}

/* Two alternatives, the second of probability q, become one. */
static void
merge(struct clk_moments *a, const struct clk_moments *b, double q)
{
	double less = exp(-fabs(a->logl - b->logl)), d;
	double pa = (1 - q) * (a->logl > b->logl ? 1 : less);
	double pb = q * (a->logl > b->logl ? less : 1);

	a->logl = fmax(a->logl, b->logl) + log(pa + pb);
	q = pb / (pa + pb);
	d = b->mean - a->mean;
	a->mean += q * d;
	a->var += q * (b->var - a->var) + q * (1 - q) * d * d;
}

/* leak is that of the interval before, of half-width *h. */
static void
moments(const struct shapes *s, int i, double e, double s2,
    struct clk_moments *m, struct clk_moments *leak, double *h)
{
	if (i == CLK_SHAPE_GAUSS)
		clk_gauss(e, s2, s->r, m);
	else if (i == CLK_SHAPE_SILENT)
		clk_gauss(e, s2, s->silent, m);
	else {
		clk_interval(e, s2, &s->within[i], m);
		if (s->within[i].h != *h) {
			*h = s->within[i].h;
			clk_gauss(e, s2, 4 * *h * *h, leak);
		}
		merge(m, leak, LEAK);
	}
}

int
clk_noise_one_way(const struct clk_noise *n)
{
	return (n->w[CLK_SHAPE_THERE] > SURE) - (n->w[CLK_SHAPE_BACK] > SURE);
}

static int
is_one_way(int i)
{
	return i == CLK_SHAPE_BACK || i == CLK_SHAPE_THERE;
}

/* All shapes at one filter; like[] gets each shape's likelihood over top. */
static void
mixture(const struct clk_noise *n, const struct shapes *s, double e, double s2,
    struct clk_moments *out, double *like)
{
	struct clk_moments m[CLK_SHAPES], leak = { 0 };
	double q, sum = 0, top = -INFINITY, h = -1;
	int i;

	for (i = 0; i < CLK_SHAPES; i++) {
		like[i] = 0;
		if (n->w[i] <= 0)
			continue;
		if (is_one_way(i) && !s->is_long)
			m[i] = m[CLK_SHAPE_EVER];
		else
			moments(s, i, e, s2, &m[i], &leak, &h);
		top = fmax(top, m[i].logl);
	}
	out->mean = out->var = 0;
	for (i = 0; i < CLK_SHAPES; i++) {
		if (n->w[i] <= 0)
			continue;
		like[i] = exp(m[i].logl - top);
		q = n->w[i] * like[i];
		sum += q;
		out->mean += q * m[i].mean;
		out->var += q * (m[i].var + m[i].mean * m[i].mean);
	}
	out->logl = top;
	out->mean /= sum;
	out->var = out->var / sum - out->mean * out->mean;
	out->logl += log(sum);
	for (i = 0; i < CLK_SHAPES; i++)
		like[i] /= sum;
}

void
clk_noise_update(struct clk_noise *n, const struct clk_delay *d,
    double delay_s, double precision_s, double root_s, int alone,
    const double *weights, const struct clk_innovation *in,
    struct clk_outcome *out)
{
	double like[CLK_SHAPES], share[CLK_SHAPES] = { 0 };
	double post, posts = 0, top = -INFINITY, sum = 0;
	struct clk_moments m;
	struct shapes s;
	int f, i;

	if (alone)
		n->w[CLK_SHAPE_SILENT] = 0;
	shape(&s, d, delay_s, precision_s, root_s);
	for (f = 0; f < CLK_BANK_FILTERS; f++) {
		mixture(n, &s, in->e[f], in->s2[f], &m, like);
		out->mean[f] = m.mean;
		out->var[f] = m.var;
		out->logl[f] = m.logl;
		/* Running sums relative to the best filter so far. */
		if (m.logl > top) {
			post = exp(top - m.logl);
			posts *= post;
			for (i = 0; i < CLK_SHAPES; i++)
				share[i] *= post;
			top = m.logl;
		}
		post = weights[f] * exp(m.logl - top);
		posts += post;
		for (i = 0; i < CLK_SHAPES; i++)
			share[i] += post * like[i];
	}
	for (i = 0; i < CLK_SHAPES; i++) {
		n->w[i] = pow(n->w[i], FORGET) * share[i] / posts;
		n->w[i] += is_one_way(i) ? NEWS : i != CLK_SHAPE_SILENT ?
		    FLOOR : alone ? 0 : DOUBT;
		sum += n->w[i];
	}
	for (i = 0; i < CLK_SHAPES; i++)
		n->w[i] /= sum;
}
