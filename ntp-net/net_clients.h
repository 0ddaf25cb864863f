/* ISC licence, see LICENSE. */
/*
 * The client log: who asked, how often, what the last reply said.  Memory
 * is given once and never grows; what a lookup costs does not depend on
 * what is in the table, and where an address lies in it is a secret
 * (SipHash with a random key).  Pure.
 */
#ifndef NET_CLIENTS_H
#define NET_CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define NET_CLIENTS_WAYS	7
#define NET_CLIENTS_KEY		16	/* octets of SipHash's key */

/* One address; a cache line. */
struct net_clients_rec {
	uint8_t		ip[16];		/* IPv4 as ::ffff:a.b.c.d */
	int64_t		hit_ns;		/* raw, of the last request */
	int64_t		full_ns;	/* net_rate's */
	uint64_t	rx;		/* NTP, of the last reply; 0: none */
	uint64_t	tx;
	uint32_t	hits;		/* 0: none since they were reset */
	uint32_t	drops;
	float		mean_s;		/* between requests; 0: one only */
	float		drop_s;		/* the same since the limit was met */
};

/* Seven records, and what a search must know of them in one line. */
struct net_clients_bucket {
	uint32_t	tag[NET_CLIENTS_WAYS];	/* 0: free */
	uint32_t	hit[NET_CLIENTS_WAYS];	/* 2^-4 s, wraps: for aging */
	uint64_t	pad;
	struct net_clients_rec rec[NET_CLIENTS_WAYS];
};
_Static_assert(sizeof(struct net_clients_rec) == 64, "a cache line");
_Static_assert(sizeof(struct net_clients_bucket) == 512, "eight of them");

/* Zeroed is a log that is off. */
struct net_clients {
	struct net_clients_bucket *buckets;	/* NULL: off */
	uint32_t	 n;		/* of them */
	uint64_t	 displaced;	/* records given up for newer ones */
	uint32_t	 held;		/* records with what a reply said */
	uint32_t	 looked;	/* buckets, see net_clients_oldest */
	int64_t		 turn_ns;	/* the oldest in them */
	int64_t		 oldest_ns;	/* in all, when all had been looked at */
	uint8_t		 key[NET_CLIENTS_KEY];
};

/* As many records as fit into len zeroed bytes (NULL, 0: none); a cache
 * line's alignment is to the table's advantage. */
void	 net_clients_init(struct net_clients *, void *memory, size_t len,
	    const uint8_t key[NET_CLIENTS_KEY]);

/*
 * The record of an address that asks at raw now_ns, counted as a hit; a
 * new one takes a free place of its bucket or that of the address there
 * that has been silent longest.  NULL when the log is off.
 */
struct net_clients_rec *net_clients_hit(struct net_clients *,
	    const struct addr *, int64_t now_ns);

/* The record of an address without counting; NULL if there is none. */
struct net_clients_rec *net_clients_find(const struct net_clients *,
	    const struct addr *);

/* What the last reply to this record's address said, for the next one. */
void	 net_clients_stamp(struct net_clients *, struct net_clients_rec *,
	    uint64_t rx, uint64_t tx);

/*
 * Since when (raw, of the last request) there is a record with what a reply
 * said; now_ns if there is none.  A large log is looked at in parts, one a
 * call: who has asked again since the last time that all had been may still
 * be taken for silent.
 */
int64_t	 net_clients_oldest(struct net_clients *, int64_t now_ns);

/*
 * The first record at *pos or after it, and *pos beyond it; *pos starts
 * as 0.  NULL when there is none.
 */
struct net_clients_rec *net_clients_next(const struct net_clients *,
	    uint32_t *pos);

/* The address of a record, port 0. */
void	 net_clients_addr(const struct net_clients_rec *, struct addr *);

#endif
