/* ISC licence, see LICENSE. */
/* Who may ask: the rules of allow and deny, as in chrony.conf(5). */
#ifndef NET_ACCESS_H
#define NET_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

#define NET_RULES	256

struct net_rule {
	struct addr	net;
	uint8_t		bits;
	bool		allow;
};

/* Longest prefix first; zeroed is empty, which denies everybody. */
struct net_access {
	uint32_t	n;
	struct net_rule	rules[NET_RULES];
};

/*
 * Enters a rule for the addresses within the first bits of net (family 0:
 * both families, bits 0).  A rule for the same prefix is replaced; all
 * removes the rules entered before inside the prefix.  Returns 0, or -1
 * when the table is full.
 */
int	 net_access_add(struct net_access *, const struct addr *net,
	    uint8_t bits, bool allow, bool all);

/* Whether the most specific rule that holds for the address allows. */
bool	 net_access_allowed(const struct net_access *, const struct addr *);

#endif
