/* ISC licence, see LICENSE. */
/* Names of sources, resolved by ntp-dns and never waited for. */
#ifndef NET_NAMES_H
#define NET_NAMES_H

#include "net.h"

/* A named entry begins: its first query is due at once. */
void	 net_names_start(struct net_entry *, struct tm_now);

/* Sends the entry's query if it is due. */
void	 net_names_tick(struct net *, struct net_entry *, struct tm_now);

/* When that is, in raw ns. */
int64_t	 net_names_due(const struct net_entry *);

/* The entry needs addresses: a query, but not more often than retries. */
void	 net_names_want(struct net *, struct net_entry *, struct tm_now);

/* An answer; late ones to former queries are passed over. */
void	 net_names_reply(struct net *, const struct msg_dns_reply *,
	    const struct msg_addr *, size_t n, struct tm_now);

/*
 * Every name is looked up again; addresses that are no longer of their
 * name are then replaced.
 */
void	 net_names_refresh(struct net *, struct tm_now);

/*
 * The network came back: names that have no address yet, or too few, are
 * asked for at once.  Returns whether there are any.
 */
bool	 net_names_wake(struct net *, struct tm_now);

/* ntp-dns has come (again): what it owed is asked anew. */
void	 net_names_again(struct net *, struct tm_now);

#endif
