/* ISC licence, see LICENSE. */
/* The start: what do most of the first samples agree on? */
#ifndef CLK_START_H
#define CLK_START_H

#include "clk_est.h"

/*
 * Puts a sample in its place among those kept for the start; when there is no
 * room the oldest goes.
 */
void	clk_start_keep(struct clk_est *, const struct clk_est_sample *);

/*
 * What most sources' intervals theta +- root distance share, the best sample of
 * each, moved to the newest sample's instant with the frequency freq.  0 if a
 * strict majority of those expected do: of all sources at first, after 2.5 s of
 * those that answered.  Then *theta_ns is the middle of it and *half_s half its
 * width, s; else -1.
 */
int	clk_start_agree(const struct clk_est *, double freq, double freq_sd,
	    int64_t *theta_ns, double *half_s);

/* Does the best sample of a source contain that point?  1 or 0. */
int	clk_start_member(const struct clk_est *, unsigned src, double freq,
	    double freq_sd, int64_t theta_ns);

/* Does this sample?  1 or 0. */
int	clk_start_allows(const struct clk_est *, const struct clk_est_sample *,
	    double freq, double freq_sd, int64_t theta_ns);

#endif
