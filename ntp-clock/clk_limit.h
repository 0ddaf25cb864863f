/* ISC licence, see LICENSE. */
/* maxchange of chrony.conf(5): corrections that are too large to be true. */
#ifndef CLK_LIMIT_H
#define CLK_LIMIT_H

#include "clk.h"

/*
 * An update wants wall to be corrected by error_ns.  Returns true if it may
 * be; else it is left out, or, once that has happened often enough, the
 * daemon is asked to end.
 */
bool	clk_limit_allows(struct clk *, int64_t error_ns);

#endif
