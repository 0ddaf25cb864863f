/* ISC licence, see LICENSE. */
/* How often a client is answered: ratelimit of chrony.conf(5).  Pure. */
#ifndef NET_RATE_H
#define NET_RATE_H

#include <stdbool.h>
#include <stdint.h>

/* The directive's values; zeroed is off. */
struct net_rate {
	bool		on;
	int8_t		interval;	/* log2 s between replies, -19..12 */
	uint8_t		burst;		/* replies at once, 1..255 */
	uint8_t		leak;		/* answered all the same: 1 of 2^leak */
	uint8_t		kod;		/* told RATE: 1 of 2^kod; 0: none */
};

/* What becomes of a request. */
enum net_pace { NET_PACE_REPLY, NET_PACE_KISS, NET_PACE_DROP };

/*
 * A token bucket as one instant: when it will be full again (the generic
 * cell rate algorithm, ITU-T I.371).  It holds burst tokens and gets one
 * each interval; a reply takes one.  *full_ns starts as 0.  Returns
 * whether there was a token.
 */
bool		 net_rate_take(const struct net_rate *, int64_t *full_ns,
		    int64_t now_ns);

/* What becomes of a request without a token; dice are random bits. */
enum net_pace	 net_rate_leak(const struct net_rate *, uint32_t dice);

#endif
