/* ISC licence, see LICENSE. */
/* When a path's route changes, so may its asymmetry: by how much? */
#ifndef CLK_ROUTE_H
#define CLK_ROUTE_H

#include "clk_est.h"

/*
 * The floor of a source's delays has moved by change_s (s) at raw_ns; was is
 * what was known of them.  If the route before is back, so is its bias: paths
 * fail and return, queues come by day.  If not, what the bias has become is
 * open; what it was is kept beside it.
 */
void	clk_route_moved(struct clk_est *, struct clk_est_source *,
	    double change_s, const struct clk_delay *was, int64_t raw_ns);

/*
 * After a sample of the source: if enough is known of the new bias, it is
 * decided how it follows from the old one.  That is kept for a day.
 */
void	clk_route_settle(struct clk_est *, struct clk_est_source *,
	    int64_t raw_ns);

/* Makes room for one more bias, if none is left. */
void	clk_route_room(struct clk_est *);

/* Forgets the bias with this index of the bank. */
void	clk_route_drop(struct clk_est *, int gone);

#endif
