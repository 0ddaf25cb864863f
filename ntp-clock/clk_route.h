/* ISC licence, see LICENSE. */
/* When a path's route changes, so may its asymmetry: by how much? */
#ifndef CLK_ROUTE_H
#define CLK_ROUTE_H

#include "clk_est.h"

/*
 * The floor of a source's delays has moved by change_s (s): what its bias has
 * become is open, what it was is kept beside it.
 */
void	clk_route_moved(struct clk_est *, struct clk_est_source *,
	    double change_s);

/*
 * After a sample of the source: if enough is known of the new bias, it is
 * decided how it follows from the old one, which is forgotten.
 */
void	clk_route_settle(struct clk_est *, struct clk_est_source *);

/* Makes room for one more bias, if none is left. */
void	clk_route_room(struct clk_est *);

/* Forgets the bias with this index of the bank. */
void	clk_route_drop(struct clk_est *, int gone);

#endif
