/* ISC licence, see LICENSE. */
/* Why the daemon is asked to end: maxchange, and -q where nobody answers. */
#ifndef CLK_LIMIT_H
#define CLK_LIMIT_H

#include "clk.h"

/*
 * An update wants wall to be corrected by error_ns.  Returns true if it may
 * be; else it is left out, or, once that has happened often enough, the
 * daemon is asked to end.
 */
bool	clk_limit_allows(struct clk *, int64_t error_ns);

/*
 * With -q and -Q: asks the daemon to end once all bursts are over and there
 * is no time.  Who waits for a name goes on waiting, as chronyd does.
 */
void	clk_limit_look(struct clk *);

#endif
