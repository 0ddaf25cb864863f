/* ISC licence, see LICENSE. */
/* The symmetric keys that ntp-net was given, and codes made with them. */
#ifndef NET_KEYS_H
#define NET_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mac.h"
#include "pkt.h"

#define NET_KEYS	1024
#define NET_KEY_ROOM	32768		/* octets of all keys together */
#define NET_MAC		(4 + MAC_OCTETS)	/* key number and code */

struct net_key {
	uint32_t	id;		/* 1..2^32-1 */
	uint16_t	at;		/* in room */
	uint16_t	len;
	uint16_t	type;		/* enum mac_type */
	uint16_t	pad;
};

/* By id; zeroed is empty. */
struct net_keys {
	uint32_t	n;
	uint32_t	used;		/* octets of room */
	struct net_key	key[NET_KEYS];
	uint8_t		room[NET_KEY_ROOM];
};

/*
 * Enters a key; one of the same id is replaced.  Returns false when it
 * does not fit, or its length not its type.
 */
bool	 net_keys_add(struct net_keys *, uint32_t id, unsigned int type,
	    const uint8_t *octets, size_t len);

/* Overwrites all keys: the table is empty. */
void	 net_keys_wipe(struct net_keys *);

/* The key of an id, or NULL. */
const struct net_key *net_keys_find(const struct net_keys *, uint32_t id);

/*
 * Appends key number and code to the len octets of a packet of that
 * version (3: in full, 4: cut to 20 octets, RFC 7822), for which buf has
 * room (NET_MAC is enough).  Returns the packet's length, 0 without key.
 */
size_t	 net_keys_sign(const struct net_keys *, uint32_t id,
	    unsigned int version, uint8_t *buf, size_t len);

/*
 * Whether the MAC of a decoded datagram is right by the key that it names,
 * and as long as it must be.  The time does not depend on the code.
 */
bool	 net_keys_check(const struct net_keys *, const uint8_t *buf,
	    const struct pkt *);

#endif
