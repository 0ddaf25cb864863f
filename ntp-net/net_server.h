/* ISC licence, see LICENSE. */
/* The server's answer to one request, from the published truth. */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "page.h"
#include "pkt.h"
#include "tm.h"

/* A request as it came, and when. */
struct net_ask {
	const uint8_t	*buf;
	size_t		 len;
	struct tm_raw	 rx;		/* the request's arrival */
	struct tm_now	 now;		/* about when the reply leaves */
};

enum net_answer {
	NET_REPLIED,
	NET_INVALID,		/* not a request, or not one we can read */
	NET_STALE		/* it waited for more than a second */
};

/*
 * Answers a mode 3 packet of version 1 to 4 (RFC 5905 section 9.1, 9.2 as
 * fast_xmit) into out: 48 octets, so never longer than what was asked.
 * Receive and transmit timestamps are of one f, and the latter is never
 * the earlier.  precision is the clock's, log2 s.  An unsynchronised
 * clock says so: leap 3, stratum 0 and no reference.  Requests with a MAC
 * are not answered: no key could sign the reply.
 */
enum net_answer	 net_server_answer(const struct net_ask *,
		    const struct page_data *, int8_t precision,
		    uint8_t out[PKT_HDR]);

#endif
