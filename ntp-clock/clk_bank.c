/* ISC licence, see LICENSE. */
/* A bank of Kalman filters that differ in the oscillator's wander. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clk_bank.h"

#define FILTERS		CLK_BANK_FILTERS
#define SWITCH		6e-6	/* probability per s of the next W */
#define SWITCH_MAX	1e-3	/* at most, at a sample */
#define SWITCH_FAR	0.3	/* of each further step, over that */
#define RATE_MAX	1e-3	/* s/s: no oscillator's sd is more */
#define PHASE_NOISE	1e-22	/* s^2 per s, keeps the phase alive */
#define WEIGHT_MIN	1e-50	/* none is ever quite out */
#define VARIANCE_MIN	1e-30	/* of any state */
#define VARIANCE_MAX	1e16
#define STATE_MAX	1e10	/* of any state itself */
#define SHRINK_MIN	1e-10	/* of a variance by one sample */

#define TRI		CLK_BANK_AT

const double clk_bank_wander2[FILTERS] = {
	1e-22, 1e-21, 1e-20, 1e-19, 1e-18, 1e-17, 1e-16, 1e-15, 1e-14, 1e-13,
	1e-12
};

/* What is no number becomes lo.  fmin() and fmax() would be calls. */
static inline double
within(double v, double lo, double hi)
{
	return !(v >= lo) ? lo : v > hi ? hi : v;
}

/* The rate's variance has a physical limit; the correlations stay. */
static void
limit_rate(struct clk_bank *b, int f)
{
	double g, *v = &b->p[TRI(1, 1)][f];
	int i;

	if (*v > RATE_MAX * RATE_MAX) {
		g = RATE_MAX / sqrt(*v);
		*v = RATE_MAX * RATE_MAX;
		b->p[TRI(1, 0)][f] *= g;
		for (i = 2; i < b->n; i++)
			b->p[TRI(i, 1)][f] *= g;
	}
	b->x[1][f] = within(b->x[1][f], -2 * RATE_MAX, 2 * RATE_MAX);
}

/*
 * After each change: rounding may have spoilt the variances where they span
 * very many decades; a correlation beyond 1 is none.
 */
static void
limit(struct clk_bank *b)
{
	int f, i, j;

	for (i = 0; i < b->n; i++)
		for (f = 0; f < FILTERS; f++) {
			double *p = &b->p[TRI(i, i)][f], *x = &b->x[i][f];

			*p = within(*p, VARIANCE_MIN, VARIANCE_MAX);
			*x = within(*x, -STATE_MAX, STATE_MAX);
		}
	for (f = 0; f < FILTERS; f++)
		limit_rate(b, f);
	for (i = 1; i < b->n; i++)
		for (j = 0; j < i; j++) {
			const double *pi = b->p[TRI(i, i)];
			const double *pj = b->p[TRI(j, j)];
			double *p = b->p[TRI(i, j)];

			for (f = 0; f < FILTERS; f++)
				p[f] = p[f] * p[f] <= pi[f] * pj[f] ? p[f] : 0;
		}
}

void
clk_bank_init(struct clk_bank *b, int64_t raw_ns, int64_t theta_ns,
    double var_x, double freq, double var_y)
{
	int f;

	b->raw_ns = raw_ns;
	b->theta_ns = theta_ns;
	b->n = 2;
	for (f = 0; f < FILTERS; f++) {
		b->w[f] = 1.0 / FILTERS;
		b->x[0][f] = 0;
		b->x[1][f] = freq;
		b->p[TRI(0, 0)][f] = var_x;
		b->p[TRI(1, 0)][f] = 0;
		b->p[TRI(1, 1)][f] = var_y;
	}
}

void
clk_bank_believe(struct clk_bank *b, double log_wander)
{
	double sum = 0, decades;
	int f;

	for (f = 0; f < FILTERS; f++) {
		decades = (log(clk_bank_wander2[f]) / 2 - log_wander) / log(10);
		b->w[f] = exp(-decades * decades / 2) + WEIGHT_MIN;
		sum += b->w[f];
	}
	for (f = 0; f < FILTERS; f++)
		b->w[f] /= sum;
}

int
clk_bank_grow(struct clk_bank *b, double var)
{
	int f, i = b->n++;

	assert(i < CLK_BANK_DIM);
	memset(b->x[i], 0, sizeof(b->x[i]));
	memset(b->p[TRI(i, 0)], 0, (i + 1) * sizeof(b->p[0]));
	for (f = 0; f < FILTERS; f++)
		b->p[TRI(i, i)][f] = var;
	return i - 2;
}

/* The covariance of two states, in any order. */
static double *
cov(struct clk_bank *b, int i, int j)
{
	return b->p[i > j ? TRI(i, j) : TRI(j, i)];
}

int
clk_bank_copy(struct clk_bank *b, int k)
{
	int i = b->n++, j, from = k + 2;

	assert(i < CLK_BANK_DIM);
	memcpy(b->x[i], b->x[from], sizeof(b->x[i]));
	for (j = 0; j < i; j++)
		memcpy(cov(b, i, j), cov(b, from, j), sizeof(b->p[0]));
	memcpy(cov(b, i, i), cov(b, from, from), sizeof(b->p[0]));
	return i - 2;
}

void
clk_bank_shrink(struct clk_bank *b, int k)
{
	int i, j, gone = k + 2;

	assert(k >= 0 && gone < b->n);
	for (i = gone + 1; i < b->n; i++) {
		memcpy(b->x[i - 1], b->x[i], sizeof(b->x[i]));
		for (j = 0; j <= i; j++)
			if (j != gone)
				memcpy(b->p[TRI(i - 1, j - (j > gone))],
				    b->p[TRI(i, j)], sizeof(b->p[0]));
	}
	b->n--;
}

void
clk_bank_loosen(struct clk_bank *b, int k, double var)
{
	int f;

	for (f = 0; f < FILTERS; f++)
		b->p[TRI(k + 2, k + 2)][f] += var;
}

/*
 * mu[g][f]: the share of filter g in what filter f starts from.  A change of W
 * is the rarer the larger it is: were it not, the great variance of the filters
 * at the upper end would pass for wander in all others.
 */
static void
transitions(struct clk_bank *b, double t, double mu[FILTERS][FILTERS])
{
	double w[FILTERS], rare[FILTERS];
	int f, g;

	/* The probability that W has changed by so many steps. */
	rare[0] = 0;
	rare[1] = fmin(SWITCH * t, SWITCH_MAX);
	for (f = 2; f < FILTERS; f++)
		rare[f] = rare[f - 1] * SWITCH_FAR;
	memset(w, 0, sizeof(w));
	for (g = 0; g < FILTERS; g++) {
		double stay = 1;

		for (f = 0; f < FILTERS; f++)
			stay -= mu[g][f] = rare[abs(f - g)];
		mu[g][g] = stay;
		for (f = 0; f < FILTERS; f++)
			w[f] += mu[g][f] *= b->w[g];
	}
	for (g = 0; g < FILTERS; g++)
		for (f = 0; f < FILTERS; f++)
			mu[g][f] /= w[f];
	memcpy(b->w, w, sizeof(w));
}

static void
blend(double mu[FILTERS][FILTERS], const double *in, double *out)
{
	int f, g;

	memset(out, 0, FILTERS * sizeof(*out));
	for (g = 0; g < FILTERS; g++)
		for (f = 0; f < FILTERS; f++)
			out[f] += mu[g][f] * in[g];
}

/* Each filter becomes a mixture of all, and that a Gaussian again. */
static void
interact(struct clk_bank *b, double t)
{
	double d[CLK_BANK_DIM][FILTERS], n[CLK_BANK_DIM][FILTERS], mean;
	double mu[FILTERS][FILTERS], in[FILTERS];
	int f, i, j;

	transitions(b, t, mu);
	for (i = 0; i < b->n; i++) {
		for (mean = 0, f = 0; f < FILTERS; f++)
			mean += b->w[f] * b->x[i][f];
		for (f = 0; f < FILTERS; f++)
			d[i][f] = b->x[i][f] - mean;
		blend(mu, d[i], n[i]);
		for (f = 0; f < FILTERS; f++)
			b->x[i][f] = mean + n[i][f];
	}
	for (i = 0; i < b->n; i++)
		for (j = 0; j <= i; j++) {
			double *p = b->p[TRI(i, j)];

			for (f = 0; f < FILTERS; f++)
				in[f] = p[f] + d[i][f] * d[j][f];
			blend(mu, in, p);
			for (f = 0; f < FILTERS; f++)
				p[f] -= n[i][f] * n[j][f];
		}
}

/* Keeps x small, so that its last digits count. */
static void
rebase(struct clk_bank *b)
{
	double x = 0;
	int64_t ns;
	int f;

	for (f = 0; f < FILTERS; f++)
		x += b->w[f] * b->x[0][f];
	if (fabs(x) < 1e-3 || fabs(x) > 4e9)
		return;
	ns = (int64_t)(x * 1e9);
	b->theta_ns += ns;
	for (f = 0; f < FILTERS; f++)
		b->x[0][f] -= ns * 1e-9;
}

void
clk_bank_predict(struct clk_bank *b, int64_t raw_ns, const double *drift)
{
	double t = (raw_ns - b->raw_ns) * 1e-9, q;
	int f, i;

	if (t <= 0)
		return;
	b->raw_ns = raw_ns;
	t = fmin(t, CLK_BANK_GAP_S);
	interact(b, t);
	for (f = 0; f < FILTERS; f++) {
		q = clk_bank_wander2[f] * t;
		b->x[0][f] += b->x[1][f] * t;
		b->p[0][f] += t * (2 * b->p[1][f] + t * b->p[2][f]) +
		    q * t * t / 3 + PHASE_NOISE * t;
		b->p[1][f] += t * (b->p[2][f] + q / 2);
		b->p[2][f] += q;
	}
	for (i = 2; i < b->n; i++)
		for (f = 0; f < FILTERS; f++) {
			b->p[TRI(i, 0)][f] += t * b->p[TRI(i, 1)][f];
			b->p[TRI(i, i)][f] += t * drift[i - 2];
		}
	limit(b);
	rebase(b);
}

void
clk_bank_expect(const struct clk_bank *b, int k, int64_t raw_ns,
    int64_t theta_ns, struct clk_innovation *in)
{
	double dt = (raw_ns - b->raw_ns) * 1e-9, floor;
	double m = (theta_ns - b->theta_ns) * 1e-9;
	int f, i = k + 2;

	in->dt = dt;
	for (f = 0; f < FILTERS; f++) {
		in->e[f] = m - (b->x[0][f] + dt * b->x[1][f] + b->x[i][f]);
		in->s2[f] = b->p[0][f] + b->p[TRI(i, i)][f] +
		    2 * b->p[TRI(i, 0)][f] + dt * (2 * (b->p[1][f] +
		    b->p[TRI(i, 1)][f]) + dt * b->p[2][f]);
		floor = 1e-15 * (b->p[0][f] + b->p[TRI(i, i)][f]) + 1e-22;
		in->s2[f] = fmax(in->s2[f], floor);
	}
}

static void
reweigh(struct clk_bank *b, const double *logl)
{
	double top = -INFINITY, sum = 0;
	int f;

	for (f = 0; f < FILTERS; f++)
		top = fmax(top, logl[f]);
	for (f = 0; f < FILTERS; f++) {
		b->w[f] *= exp(logl[f] - top);
		sum += b->w[f];
	}
	assert(sum > 0);
	for (f = 0; f < FILTERS; f++)
		b->w[f] = fmax(b->w[f] / sum, WEIGHT_MIN);
}

/*
 * With PH the column c of the observed form, d its error: x += PH mean / s2,
 * P += PH PH' (var - s2) / s2^2: exact for any law of d that has these
 * moments.
 */
static void
absorb(struct clk_bank *b, double c[CLK_BANK_DIM][FILTERS], const double *s2,
    const struct clk_outcome *out)
{
	double g[FILTERS];
	int f, i, j;

	for (i = 0; i < b->n; i++)
		for (f = 0; f < FILTERS; f++)
			b->x[i][f] += c[i][f] * out->mean[f] / s2[f];
	for (f = 0; f < FILTERS; f++) {
		double rho = fmax(out->var[f] / s2[f], SHRINK_MIN);

		g[f] = (rho - 1) / s2[f];
	}
	for (i = 0; i < b->n; i++)
		for (j = 0; j <= i; j++)
			for (f = 0; f < FILTERS; f++)
				b->p[TRI(i, j)][f] += c[i][f] * c[j][f] * g[f];
	limit(b);
	reweigh(b, out->logl);
	rebase(b);
}

void
clk_bank_apply(struct clk_bank *b, int k, const struct clk_innovation *in,
    const struct clk_outcome *out)
{
	double c[CLK_BANK_DIM][FILTERS];
	int f, i;

	for (i = 0; i < b->n; i++) {
		const double *p0 = b->p[TRI(i, 0)], *p1 = cov(b, i, 1);
		const double *po = cov(b, i, k + 2);

		for (f = 0; f < FILTERS; f++)
			c[i][f] = p0[f] + in->dt * p1[f] + po[f];
	}
	absorb(b, c, in->s2, out);
}

void
clk_bank_differ(const struct clk_bank *b, int k, int o, double *mean,
    double *var)
{
	int f, i = k + 2, j = o + 2;
	const double *pi = b->p[TRI(i, i)], *pj = b->p[TRI(j, j)];
	const double *pij = b->p[i > j ? TRI(i, j) : TRI(j, i)];

	for (f = 0; f < FILTERS; f++) {
		mean[f] = b->x[i][f] - b->x[j][f];
		var[f] = fmax(pi[f] + pj[f] - 2 * pij[f],
		    1e-12 * (pi[f] + pj[f]) + 1e-24);
	}
}

void
clk_bank_tie(struct clk_bank *b, int k, int o, const double *var,
    const struct clk_outcome *out)
{
	double c[CLK_BANK_DIM][FILTERS];
	int f, i;

	for (i = 0; i < b->n; i++) {
		const double *pk = cov(b, i, k + 2), *po = cov(b, i, o + 2);

		for (f = 0; f < FILTERS; f++)
			c[i][f] = pk[f] - po[f];
	}
	absorb(b, c, var, out);
}
