/* ISC licence, see LICENSE. */
/* Who may ask: the rules of allow and deny, as in chrony.conf(5). */
#ifndef NET_ACCESS_H
#define NET_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

#define NET_RULES	2048		/* prefixes, of both families */
#define NET_ACCESS_NODES (2 * NET_RULES)	/* a branch between any two */

/*
 * A prefix in a path-compressed binary trie: what lies below shares its
 * first bits; the bit after them chooses the child.  Child 0 is none.
 */
struct net_access_node {
	uint8_t		ip[16];
	uint16_t	child[2];
	uint8_t		bits;
	uint8_t		verdict;	/* enum net_rule */
	uint8_t		pad[2];
};
enum net_rule { NET_NO_RULE, NET_ALLOW, NET_DENY };

/* Zeroed is empty, which denies everybody; nodes[0] is never used. */
struct net_access {
	uint32_t	n;		/* rules */
	uint16_t	root[2];	/* IPv4, IPv6 */
	uint16_t	unused;		/* chain of freed nodes, by child[0] */
	uint16_t	clean;		/* nodes up to here were used once */
	struct net_access_node nodes[NET_ACCESS_NODES + 1];
};

/* Empties the table; memory that was never used stays clean. */
void	 net_access_clear(struct net_access *);

/*
 * Enters a rule for the addresses within the first bits of net (family 0:
 * both families, bits 0).  A rule for the same prefix is replaced; all
 * removes the rules entered before inside the prefix.  Returns 0, or -1
 * when the table is full.
 */
int	 net_access_add(struct net_access *, const struct addr *net,
	    uint8_t bits, bool allow, bool all);

/*
 * Whether the most specific rule that holds for the address allows; at
 * most one step per bit of it.
 */
bool	 net_access_allowed(const struct net_access *, const struct addr *);

#endif
