/* ISC licence, see LICENSE. */
/* What the estimator knows, for people and for its own restart. */
#ifndef CLK_EST_REPORT_H
#define CLK_EST_REPORT_H

#include "clk_est.h"

struct clk_source_report {
	unsigned samples;
	int	accepted;
	double	residual_mean_s;	/* sample - estimate, last dozens */
	double	residual_sd_s;
	double	delay_min_s;
	double	jitter_s;		/* sd of one exchange's noise */
	double	bias_s;			/* of the path, estimated */
	double	bias_sd_s;		/* what was thought of it a priori */
	double	interval_weight;	/* 0..1: its delays tell its noise */
	double	silent_weight;		/* 0..1: it is not believed at all */
};

/* What a restarted process needs; doubles in the units above. */
struct clk_est_saved {
	int64_t	raw_ns;
	int64_t	theta_ns;
	double	freq;
	double	theta_var, freq_var, cov;
	double	log_wander;
};

/* 0 and what is known of a source, or -1 if it is not there. */
int	clk_est_report(const struct clk_est *, unsigned src,
	    struct clk_source_report *);

/* 0 and a summary, or -1: no estimate yet. */
int	clk_est_save(const struct clk_est *, struct clk_est_saved *);

/* After clk_est_init, before any sample: 0, or -1 if it cannot be true. */
int	clk_est_restore(struct clk_est *, const struct clk_est_saved *);

#endif
