/* ISC licence, see LICENSE. */
/* One exchange with a server: the request, the tests, the sample. */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "net.h"

/* What a datagram turned out to be. */
enum net_verdict {
	NET_GOOD,		/* all tests passed */
	NET_FOREIGN,		/* not an answer to our request */
	NET_KISS,		/* stratum 0: the server wants something */
	NET_UNSYNCED,		/* the server has no time to give */
	NET_BOGUS		/* times that cannot be */
};

/*
 * Judges a reply without changing anything (RFC 5905 sections 8, 9.2 and
 * its appendix A.5.1.1): mode, version, that it echoes origin, leap and
 * stratum, root distance, order of its timestamps.
 */
enum net_verdict net_client_judge(const struct pkt *, uint64_t origin);

/*
 * A good reply and the instants of our side to a sample, but for its
 * source's id (RFC 5905 section 8).  Returns false when its delay is
 * negative by more than the clocks' rates explain.
 */
bool		 net_client_measure(const struct pkt *,
		    const struct page_data *, int64_t pivot_ns,
		    struct tm_raw t1, const struct net_when *t4,
		    struct msg_sample *);

/* What is due at the slot: give up waiting, send the next request. */
void		 net_client_tick(struct net *, struct net_slot *,
		    struct tm_now);

/* When that is, in raw ns. */
int64_t		 net_client_due(const struct net_slot *);

/*
 * A datagram for the slot's request.  Only a good reply ends the waiting:
 * whatever else arrives, the real answer may still come.
 */
void		 net_client_reply(struct net *, struct net_slot *,
		    const uint8_t *buf, size_t len, const struct net_stamp *,
		    struct tm_now);

/* Forgets the outstanding request, if there is one. */
void		 net_client_cancel(struct net *, struct net_slot *);

#endif
