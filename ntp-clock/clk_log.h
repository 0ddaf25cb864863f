/* ISC licence, see LICENSE. */
/*
 * The lines of `log', as chrony.conf(5) describes them; ours is samples:
 * what the estimator was given, to be replayed.  Only those lines are made
 * that the configuration wants.
 */
#ifndef CLK_LOG_H
#define CLK_LOG_H

#include "clk.h"

/* measurements, rawmeasurements and samples: the source has a new sample. */
void	clk_log_sample(struct clk *, const struct clk_source *,
	    struct tm_now);

/* statistics, tracking and selection: one of its samples was accepted. */
void	clk_log_update(struct clk *, const struct clk_source *,
	    struct tm_now);

#endif
