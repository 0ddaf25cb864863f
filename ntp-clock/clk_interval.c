/* ISC licence, see LICENSE. */
/* Moments of a normal variable seen through an interval or a Gaussian. */
#include <assert.h>
#include <math.h>

#include "clk_interval.h"

#define LOG_SQRT_2PI	0.91893853320467274178
#define NARROW		0.05	/* in sd: the normal's logarithm is a line */
#define FAR		30.0	/* in sd: erfc() still has all its digits */
#define ALL		9.0	/* in sd: what is beyond no double shows */

/* exp(-c t) on [0, w]: logarithm of the integral, mean, variance. */
static void
cut_exponential(double c, double w, struct clk_moments *out)
{
	double q, u;

	u = fabs(c) * w;
	if (u < 1e-2) {
		out->logl = log(w) - u / 2 + u * u / 24;
		out->mean = w * (0.5 - u / 12);
		out->var = w * w / 12 * (1 - u * u / 20);
	} else {
		q = u < 700 ? u / expm1(u) : 0;
		out->logl = log(-expm1(-u) / fabs(c));
		out->mean = w * (1 - q) / u;
		out->var = w * w * (1 - q * (q + u)) / (u * u);
	}
	if (c < 0) {
		out->logl += u;
		out->mean = w - out->mean;
	}
}

/* Twice the standard normal's integral from a to b, 0 <= a + b. */
static double
twice_between(double a, double b)
{
	if (b < ALL || a > 0)
		return erfc(a * M_SQRT1_2) - erfc(b * M_SQRT1_2);
	return a > -ALL ? erfc(a * M_SQRT1_2) : 2;
}

/* The same for the standard normal between a and b, 0 <= a + b, a <= FAR. */
static void
cut_normal(double a, double b, struct clk_moments *out)
{
	double pa, pb, z;

	pa = exp(-a * a / 2 - LOG_SQRT_2PI);
	pb = exp(-b * b / 2 - LOG_SQRT_2PI);
	z = twice_between(a, b) / 2;
	out->logl = log(z);
	out->mean = (pa - pb) / z;
	out->var = 1 + (a * pa - b * pb) / z - out->mean * out->mean;
}

void
clk_truncated(double a, double b, double k, struct clk_moments *out)
{
	double w = b - a, lo = a + k, hi = b + k, t;
	int mirror;

	if (w < NARROW) {
		/* The chord of the logarithm: exact at both ends. */
		cut_exponential((a + b) / 2 + k, w, out);
		out->logl -= a * a / 2 + k * a + LOG_SQRT_2PI;
		out->mean += a;
		return;
	}
	/* phi(z) exp(-kz) = phi(z + k) exp(k^2 / 2) */
	mirror = lo + hi < 0;
	if (mirror) {
		t = lo;
		lo = -hi;
		hi = -t;
	}
	if (lo > FAR) {
		cut_exponential(lo, w, out);
		out->logl -= lo * lo / 2 + LOG_SQRT_2PI;
		out->mean += lo;
	} else
		cut_normal(lo, hi, out);
	out->logl += k * k / 2;
	out->mean = (mirror ? -out->mean : out->mean) - k;
}

/* log of the integral of exp(kappa t) over [-h, h] */
static double
log_tilt_norm(double h, double kappa)
{
	double u = fabs(kappa) * h;

	if (u < 1e-4)
		return log(2 * h);
	return u + log(-expm1(-2 * u) / fabs(kappa));
}

void
clk_within(double h, double kappa, struct clk_within *n)
{
	n->h = h;
	n->kappa = kappa;
	n->norm = log_tilt_norm(h, kappa);
}

void
clk_interval(double e, double s2, const struct clk_within *n,
    struct clk_moments *out)
{
	double sd = sqrt(s2), a = (e - n->h) / sd, b = (e + n->h) / sd;
	double w = b - a;

	assert(s2 > 0 && n->h > 0);
	clk_truncated(a, b, n->kappa * sd, out);
	out->logl += n->kappa * e - n->norm;
	/* Rounding must not leave the interval nor the possible variances. */
	out->mean = fmin(fmax(out->mean, a), b) * sd;
	out->var = fmin(fmax(out->var, 0), fmin(w * w / 4, 1)) * s2;
}

void
clk_gauss(double e, double s2, double r, struct clk_moments *out)
{
	double v = s2 + r;

	assert(v > 0);
	out->logl = -LOG_SQRT_2PI - (log(v) + e * e / v) / 2;
	out->mean = e * s2 / v;
	out->var = s2 * r / v;
}
