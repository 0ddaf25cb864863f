/* ISC licence, see LICENSE. */
/* The first correction: when are there enough answers to begin with? */
#ifndef CLK_OPEN_H
#define CLK_OPEN_H

#include "clk.h"

/*
 * How many sources a majority is counted of: those of the configuration (a
 * pool's addresses each, one at least; never noselect), or, once all have
 * been tried, those that answered, here or (before this process was started
 * again, or the machine slept) ntp-net alone.
 */
unsigned int clk_open_electorate(const struct clk *, unsigned int answered);

/*
 * Starts the estimator with the kept samples of the selected sources, of
 * which ref is the reference: what was restored goes on if they confirm
 * it.  Returns false (the estimator is empty then) if it does not start.
 */
bool	clk_open_start(struct clk *, const struct clk_source *ref,
	    struct tm_now);

/* Gives a source's nth last sample to the estimator, which knows it. */
enum clk_verdict clk_open_feed(struct clk *, const struct clk_source *,
	    unsigned int n);

#endif
