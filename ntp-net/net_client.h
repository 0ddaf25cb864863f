/* ISC licence, see LICENSE. */
/* One exchange with a server: the request, the tests, the sample. */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "net.h"

/* What is due at the slot: give up waiting, send the next request. */
void		 net_client_tick(struct net *, struct net_slot *,
		    struct tm_now);

/* When that is, in raw ns. */
int64_t		 net_client_due(const struct net_slot *);

/*
 * A datagram for the slot's request.  Before anything else it must be ours:
 * of the right mode, echo the random origin (or the second one, if it is
 * interleaved, RFC 9769) and be authentic by the source's own key; nothing
 * else changes any state but counters.  Only a good reply ends the waiting:
 * whatever else arrives, the real answer may still come.
 */
void		 net_client_reply(struct net *, struct net_slot *,
		    const uint8_t *buf, size_t len, const struct net_stamp *,
		    struct tm_now);

/* The kernel's stamp of the slot's request. */
void		 net_client_sent(struct net_slot *, const struct net_stamp *);

/* Forgets the outstanding request, if there is one. */
void		 net_client_cancel(struct net *, struct net_slot *);

#endif
