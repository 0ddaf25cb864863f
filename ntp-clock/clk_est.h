/* ISC licence, see LICENSE. */
/* The estimator: what is server time, given samples in raw time? */
#ifndef CLK_EST_H
#define CLK_EST_H

#include <stdint.h>

#include "clk_bank.h"
#include "clk_delay.h"
#include "clk_noise.h"

#define CLK_EST_SOURCES		CLK_BANK_SOURCES
#define CLK_EST_BURST		48	/* samples replayed at the start */

struct clk_est_sample {
	unsigned src;		/* the caller's name for the source */
	int64_t	raw_ns;		/* (t1 + t4) / 2, raw timescale */
	int64_t	theta_ns;	/* server - raw: ((T2 - t1) + (T3 - t4)) / 2 */
	int64_t	delay_ns;	/* (t4 - t1) - (T3 - T2) */
	double	precision_s;	/* noise of the stamps */
	double	root_s;		/* what the server may be wrong itself */
};

enum clk_verdict {
	CLK_EST_BAD,		/* not a sample, or too late: not used */
	CLK_EST_UNKNOWN,	/* no such source */
	CLK_EST_WAIT,		/* no majority that agrees yet */
	CLK_EST_STARTED,	/* the first estimate, or a new phase: step */
	CLK_EST_USED,
	CLK_EST_REJECTED,	/* the source contradicts the estimate */
	CLK_EST_LOST		/* so do most: looking for a new phase */
};

/* Server time less raw time and its rate; covariance of both. */
struct clk_estimate {
	int64_t	theta_ns;
	double	theta_frac_s;	/* to be added to theta_ns, below 1 ns */
	double	freq;		/* d theta / d raw, s/s */
	double	theta_sd_s;	/* against what the sources say in the mean */
	double	bound_sd_s;	/* with the unknown asymmetry of the paths */
	double	freq_sd;
	double	cov;		/* of theta and freq, s */
};

/* What is known of a route to a source. */
struct clk_route {
	int	bank;			/* index of its bias, -1: none */
	struct clk_noise noise;
	struct clk_delay delay;
};

struct clk_est_source {
	unsigned id;
	struct clk_route now;
	struct clk_route before;
	int	open;			/* how its bias follows from that */
	unsigned moved;			/* samples since then */
	double	moved_s;		/* by how much the delay changed */
	int64_t	left_ns;		/* when, raw */
	int64_t	since_ns;		/* the first sample, raw */
	int64_t	heard_ns;		/* the last one */
	double	gap_s;			/* between it and the one before */
	unsigned samples;
	unsigned agreed;		/* bits: the last samples, 1 agreed */
	double	bias_var;		/* a priori, s^2 */
	double	path_var;		/* the path's part of it */
	double	residual_mean, residual_var;
};

enum clk_est_state { CLK_EST_EMPTY, CLK_EST_BURSTING, CLK_EST_RUNNING,
	CLK_EST_SEARCHING };

struct clk_est {
	enum clk_est_state state;
	int	n;			/* sources */
	unsigned astray;		/* samples since most disagree */
	double	freq, freq_sd;		/* a priori */
	double	log_wander;		/* smoothed */
	int	nburst;
	int	whole;			/* burst has all since the start */
	struct clk_est_sample burst[CLK_EST_BURST];	/* by raw_ns */
	struct clk_bank bank;
	struct clk_mix mean;		/* of the bank at its instant; */
	struct clk_mix seen;		/* with what samples show of biases */
	struct clk_delay was;		/* of a path, before its route changed */
	struct clk_est_source src[CLK_EST_SOURCES];
};

/*
 * Starts without sources.  freq (s/s) and its standard deviation are what is
 * believed of d theta / d raw: 0 and 250e-6 when nothing is known.
 */
void	clk_est_init(struct clk_est *, double freq, double freq_sd);

/* A source comes: 0, or -1 if there are too many or it is there already. */
int	clk_est_add(struct clk_est *, unsigned src);

/* A source goes: 0, or -1 if it is not there. */
int	clk_est_drop(struct clk_est *, unsigned src);

/* Once the bank was changed: estimates come from it as it is now. */
void	clk_est_ready(struct clk_est *);

/* Takes a sample.  Any values are safe. */
enum clk_verdict clk_est_update(struct clk_est *,
	    const struct clk_est_sample *);

/* The index of a source in src[], or -1: it is not there. */
int	clk_est_find(const struct clk_est *, unsigned src);

/* 0 and the estimate for an instant of raw time, or -1: there is none yet. */
int	clk_est_predict(const struct clk_est *, int64_t raw_ns,
	    struct clk_estimate *);

/*
 * Theta has jumped by delta_ns, give or take sd_s: a virtual machine was
 * restored.  The frequency and all that is known of the sources stay; samples
 * of before are not looked at again.
 */
void	clk_est_shift(struct clk_est *, int64_t delta_ns, double sd_s);

#endif
