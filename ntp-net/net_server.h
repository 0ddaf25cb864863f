/* ISC licence, see LICENSE. */
/*
 * The server: requests to replies, from the published truth.  A batch of
 * requests is heard with one view of the world; replies are sealed with
 * the transmit timestamp right before they leave.  Pure.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "net_access.h"
#include "net_clients.h"
#include "net_keys.h"
#include "net_rate.h"
#include "net_stamp.h"
#include "page.h"
#include "pkt.h"
#include "tm.h"

#define NET_ANSWER_MAX	(PKT_HDR + NET_MAC)

/* Requests by what became of them; all but hits add up to hits. */
struct net_served {
	uint64_t	denied;		/* by allow and deny */
	uint64_t	looped;		/* to itself, to or from nowhere */
	uint64_t	invalid;	/* not requests, or not readable */

	uint64_t	hits;		/* sound requests of those who may */
	uint64_t	replies;
	uint64_t	kissed;		/* answered with RATE */
	uint64_t	limited;	/* dropped by ratelimit */
	uint64_t	unproven;	/* MAC wrong, or of an unknown key */
	uint64_t	stale;		/* waited for too long */

	/* of the replies */
	uint64_t	proven;		/* and signed */
	uint64_t	interleaved;
	uint64_t	rx_kernel;	/* by the stamps in them */
	uint64_t	tx_kernel;
};

/* What requests are judged by, and what was counted. */
struct net_server {
	const struct net_access *access;
	const struct net_keys	*keys;		/* NULL: none */
	struct net_clients	 clients;
	struct net_rate		 rate;
	int8_t			 precision;	/* log2 s, of the clock */
	int64_t			 turn_ns;	/* a reply takes to leave */
	uint64_t		 dice;		/* random, for leak and kod */
	struct net_served	 counts;
};

/* What all requests of a batch have in common. */
struct net_view {
	struct tm_now	 now;		/* the daemon's, after they came */
	bool		 known;		/* there was a page */
	struct page_data page;
	struct pkt	 system;	/* the replies' system variables */
};

/* A request as it came; to is of family 0 if not to us alone. */
struct net_ask {
	const uint8_t	*buf;
	size_t		 len;
	bool		 allow_all;	/* its socket serves everybody */
	bool		 ours;		/* this very daemon sent it */
	bool		 peer;		/* it may be mode 1: a peer's */
	struct addr	 from, to;
	struct net_stamp st;
};

/* A reply, complete but for its timestamps and MAC until it is sealed. */
struct net_answer {
	struct net_clients_rec *rec;	/* NULL: not in the log */
	uint8_t		 who[16];	/* that the record was of */
	struct tm_raw	 rx;
	uint64_t	 tx_was;	/* interleaved: of the reply before */
	uint32_t	 key;		/* 0: unsigned */
	uint8_t		 version;
	bool		 interleaved;	/* wants the kernel's transmit stamp */
	bool		 rx_kernel;
	uint8_t		 pad;
	size_t		 len;		/* of buf, once sealed */
	uint8_t		 buf[NET_ANSWER_MAX];
};

/* Zeroed memory; dice are random bits. */
void	 net_server_init(struct net_server *, int8_t precision,
	    uint64_t dice);

/*
 * The daemon's clocks at a reading of the machine's, which are others
 * only where the daemon's clock is virtual.
 */
struct tm_now net_server_now(const struct page_steer *, struct tm_now real);

/* Makes the view of a batch; page may be NULL. */
void	 net_server_view(const struct net_server *, struct net_view *,
	    const struct page_data *page, struct tm_now now);

/*
 * Hears a request: mode 3, and mode 1 from configured peers only (there
 * are no ephemeral associations), version 1 to 4 (RFC 5905 section 9.2 as
 * fast_xmit), basic or interleaved (RFC 9769), unsigned or with the MAC
 * of a known key.  Returns true with the reply to be sealed, false for
 * silence.  A reply is never longer than its request.
 */
bool	 net_server_hear(struct net_server *, const struct net_view *,
	    const struct net_ask *, struct net_answer *);

/*
 * Seals n replies that leave one after the other, the first of them now by
 * the daemon's clocks: receive and transmit timestamps are of one f and on
 * one side of a leap second, and the latter is never the earlier.
 */
void	 net_server_seal(struct net_server *, const struct net_view *,
	    struct tm_now now, struct net_answer *, size_t n);

/*
 * So many replies took that long from being sealed to having left: by what
 * most calls take, the transmit timestamps of the next ones know how long
 * each has to wait for those before it.
 */
void	 net_server_took(struct net_server *, int64_t ns, size_t n);

/*
 * The kernel says when a sealed reply to that address really left: what
 * the next interleaved one will tell.  buf holds the reply's PKT_HDR
 * octets.  Stamps that cannot be are ignored.
 */
void	 net_server_left(struct net_server *, const struct page_data *,
	    const struct addr *to, const uint8_t *buf,
	    const struct net_stamp *);

#endif
