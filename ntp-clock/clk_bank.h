/* ISC licence, see LICENSE. */
/* A bank of Kalman filters that differ in the oscillator's wander. */
#ifndef CLK_BANK_H
#define CLK_BANK_H

#include <stdint.h>

#define CLK_BANK_FILTERS	11
#define CLK_BANK_SOURCES	16
#define CLK_BANK_DIM		(2 + CLK_BANK_SOURCES)
#define CLK_BANK_TRI		(CLK_BANK_DIM * (CLK_BANK_DIM + 1) / 2)
#define CLK_BANK_AT(i, j)	((i) * ((i) + 1) / 2 + (j))	/* in p, i >= j */
#define CLK_BANK_GAP_S		1e7	/* beyond it all is unknown anyway */

/* W^2 of each filter; the next W is sqrt(10) times the one before. */
extern const double clk_bank_wander2[CLK_BANK_FILTERS];

/*
 * The state of each filter is (x, y, b_0 .. b_(n-3)): server time less raw
 * is theta_ns + x (s) at raw_ns, y its rate (s/s), b_k the constant bias of
 * the path to source k (s).  Of the covariance the lower triangle is kept,
 * row by row, so sources that are absent touch no memory; the filter is the
 * last index, so every loop over the filters runs along memory.
 */
struct clk_bank {
	int64_t	raw_ns;
	int64_t	theta_ns;
	int	n;				/* states in use, 2 or more */
	double	w[CLK_BANK_FILTERS];		/* probabilities, sum 1 */
	double	x[CLK_BANK_DIM][CLK_BANK_FILTERS];
	double	p[CLK_BANK_TRI][CLK_BANK_FILTERS];
};

/* What the filters expect of a sample: residual (s) and its variance (s^2). */
struct clk_innovation {
	double	dt;			/* sample's instant - state's, s */
	double	e[CLK_BANK_FILTERS];
	double	s2[CLK_BANK_FILTERS];
};

/* What a sample does to the filters: the residual's moments and likelihood. */
struct clk_outcome {
	double	mean[CLK_BANK_FILTERS];		/* s */
	double	var[CLK_BANK_FILTERS];		/* s^2 */
	double	logl[CLK_BANK_FILTERS];
};

/* Sums over the bank: of a linear form of the state. */
struct clk_mix {
	double	x, y;				/* s after theta_ns, s/s */
	double	var_x, var_y, cov_xy;
	double	wander2;			/* mean W^2 */
};

/*
 * Starts with no sources at an instant: theta with variance var_x (s^2), rate
 * freq (s/s) with variance var_y.
 */
void	clk_bank_init(struct clk_bank *, int64_t raw_ns, int64_t theta_ns,
	    double var_x, double freq, double var_y);

/*
 * Weighs the filters anew: the wander is known to be near exp(log_wander),
 * give or take a decade.
 */
void	clk_bank_believe(struct clk_bank *, double log_wander);

/* Appends a source's bias of variance var (s^2) and mean 0; its index k. */
int	clk_bank_grow(struct clk_bank *, double var);

/* Appends a copy of bias k, which goes its own way then; its index. */
int	clk_bank_copy(struct clk_bank *, int k);

/* By how much bias k exceeds bias o: mean (s) and variance for each filter. */
void	clk_bank_differ(const struct clk_bank *, int k, int o, double *mean,
	    double *var);

/* What became known of that excess: less mean, and its variance. */
void	clk_bank_tie(struct clk_bank *, int k, int o, const double *var,
	    const struct clk_outcome *);

/* Removes the bias of source k; those behind it move up by one. */
void	clk_bank_shrink(struct clk_bank *, int k);

/* Adds to the variance of source k's bias (s^2). */
void	clk_bank_loosen(struct clk_bank *, int k, double var);

/*
 * Moves the bank to a later instant; an earlier one changes nothing.
 * drift[k] is the growth of the variance of source k's bias, s^2 per s.
 * First the interaction of an interacting multiple model (Blom & Bar-Shalom
 * 1988), so that a filter which lost restarts from the winners.
 */
void	clk_bank_predict(struct clk_bank *, int64_t raw_ns,
	    const double *drift);

/* Source k said theta_ns at raw_ns: fills in what each filter thinks of it. */
void	clk_bank_expect(const struct clk_bank *, int k, int64_t raw_ns,
	    int64_t theta_ns, struct clk_innovation *);

/* Applies a sample of source k whose meaning was worked out. */
void	clk_bank_apply(struct clk_bank *, int k, const struct clk_innovation *,
	    const struct clk_outcome *);

/*
 * Moments of x + sum c[k] b_k and of y, over all filters; c is NULL where no
 * bias counts.
 */
void	clk_bank_mix(const struct clk_bank *, const double *c,
	    struct clk_mix *);

/* What a mix will be dt s later. */
void	clk_bank_mix_later(const struct clk_mix *, double dt,
	    struct clk_mix *);

/* Geometric mean of the wander over the bank, s/s per sqrt(s). */
double	clk_bank_wander(const struct clk_bank *);

#endif
