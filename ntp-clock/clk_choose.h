/* ISC licence, see LICENSE. */
/* Selection applied to the sources there are. */
#ifndef CLK_CHOOSE_H
#define CLK_CHOOSE_H

#include "clk.h"

/*
 * Judges all sources as of now: their states, their root distances and the
 * reference (NULL without a majority) follow.  Returns true if there is a
 * majority.
 */
bool	clk_choose(struct clk *, struct tm_now, struct clk_selection *);

/*
 * There is no majority any more.  Is that f's fault?  If the frequency were
 * not known, would there be one, and without f in what it shares?  The
 * states of the sources are then those of that question.
 */
bool	clk_choose_blames_f(struct clk *, struct tm_now);

#endif
