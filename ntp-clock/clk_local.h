/* ISC licence, see LICENSE. */
/* `local stratum': our own clock as a reference when there is no other. */
#ifndef CLK_LOCAL_H
#define CLK_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc.h"
#include "page.h"

#define CLK_LOCAL_REFID	0x7f7f0101	/* 127.127.1.1 */

struct clk_local {
	bool	active;
	bool	near;		/* root distance was below `activate' once */
};

/* What decides. */
struct clk_local_in {
	bool	tried;		/* every source has had its chance */
	bool	selectable;	/* some source can be used now */
	bool	synced;		/* f rests on samples */
	int64_t	distance_ns;	/* root distance of f, when synced */
	int64_t	waited_ns;	/* since the last update, or the start */
};

/*
 * chrony.conf(5) local: never before all sources were tried; with none to
 * use after waitunsynced; after sources were lost when the root distance has grown to
 * `distance' and waitsynced has passed; with `activate' only if it was below that once.  Returns
 * true if the local reference came or went.
 */
bool	clk_local_update(struct clk_local *, const struct msg_cfg_clock *,
	    const struct clk_local_in *);

/*
 * Fills in what a local reference claims: stratum, reference ID, no delay;
 * the instants and the rate of f are left as they are.
 */
void	clk_local_claim(const struct msg_cfg_clock *, struct page_truth *);

#endif
