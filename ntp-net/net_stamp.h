/* ISC licence, see LICENSE. */
/*
 * The kernel stamps packets on its wall clock; measurements are stated in
 * raw time.  The edge between the two.
 */
#ifndef NET_STAMP_H
#define NET_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "page.h"
#include "tm.h"

enum net_stamp_kind {
	NET_STAMP_NONE,		/* no stamp came: when we looked */
	NET_STAMP_KERNEL,	/* as the packet entered or left the system */
	NET_STAMP_HARDWARE	/* as it passed the network card, on wall */
};

#define NET_STALE_NS	TM_S	/* older packets are of no use */

/*
 * When a packet passed, as the shell learned it.  Everything is on the
 * machine's own clocks, also where the daemon's clock is a virtual one.
 */
struct net_stamp {
	uint32_t	kind;		/* enum net_stamp_kind */
	uint32_t	pad;
	int64_t		wall_ns;	/* the stamp; not for NONE */
	struct tm_now	real;		/* read right after the packet was */
};

/* The same on the raw scale, with the error of getting there. */
struct net_when {
	struct tm_raw	raw;
	int64_t		noise_ns;	/* >= 1 */
};

/*
 * Converts a stamp with the clocks read next to it.  Its lateness may
 * have been paced by a clock being steered: rate times lateness is added
 * to the noise.  Returns false where no honest conversion exists: the
 * stamp is later than a second, from the future, or on the other side of
 * a step, a change of rate or the end of a slew.
 */
bool		 net_stamp_when(const struct net_stamp *,
		    const struct page_steer *, struct net_when *);

/* The daemon's raw clock at an instant of the machine's. */
struct tm_raw	 net_stamp_raw(const struct page_steer *, struct tm_now real);

/*
 * Whether the machine's wall was stepped between two readings: it moved
 * against raw by more than 1 ms and the fastest slew would explain.
 */
bool		 net_stamp_stepped(struct tm_now before, struct tm_now after);

#endif
