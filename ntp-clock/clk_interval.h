/* ISC licence, see LICENSE. */
/* Moments of a normal variable seen through an interval or a Gaussian. */
#ifndef CLK_INTERVAL_H
#define CLK_INTERVAL_H

/*
 * What an observation leaves of d ~ N(0, s2).  logl is the logarithm of the
 * observation's density (per second); mean (s) and var (s^2) are those of d
 * given the observation.
 */
struct clk_moments {
	double	logl;
	double	mean;
	double	var;
};

/*
 * A standard normal, its density multiplied by exp(-k z), on [a, b], a < b:
 * logarithm of the integral, mean and variance.  Any finite a, b, k.
 * Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions I, 13.10.
 */
void	clk_truncated(double a, double b, double k, struct clk_moments *out);

/* Noise within +-h (s), its density proportional to exp(kappa noise), 1/s. */
struct clk_within {
	double	h;
	double	kappa;
	double	norm;		/* log of the integral of that exp() */
};

/* Fills in all of it. */
void	clk_within(double h, double kappa, struct clk_within *);

/* The observation e = d + noise (s), d ~ N(0, s2). */
void	clk_interval(double e, double s2, const struct clk_within *,
	    struct clk_moments *out);

/* The observation e = d + noise (s), d ~ N(0, s2), noise ~ N(0, r) (s^2). */
void	clk_gauss(double e, double s2, double r, struct clk_moments *out);

#endif
