/* ISC licence, see LICENSE. */
/* What a reply is worth, and what it measures.  Pure, without state. */
#ifndef NET_JUDGE_H
#define NET_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc.h"
#include "net_stamp.h"
#include "pkt.h"

/* What a reply turned out to be. */
enum net_verdict {
	NET_GOOD,		/* all tests passed */
	NET_KISS,		/* stratum 0: the server wants something */
	NET_UNSYNCED,		/* the server has no time to give */
	NET_BOGUS		/* times that cannot be */
};

/*
 * Judges a packet that is known to be the reply to a request of ours
 * (RFC 5905 section 8, 9.2 and its appendix A.5.1.1): leap and stratum,
 * root distance, order of its timestamps.  rec is the receive timestamp
 * of the exchange that its transmit timestamp belongs to.
 */
enum net_verdict net_judge(const struct pkt *, uint64_t rec);

/* The timestamps of one exchange: ours on raw, the server's of the wire. */
struct net_four {
	struct net_when	t1, t4;
	uint64_t	t2, t3;
};

/*
 * An exchange and the rest of the reply to a sample, but for its source's
 * id (RFC 5905 section 8).  Returns false when its delay is negative by
 * more than precision and the clocks' rates explain.
 */
bool		 net_judge_measure(const struct net_four *, const struct pkt *,
		    const struct page_data *, int64_t pivot_ns,
		    struct msg_sample *);

#endif
