/* ISC licence, see LICENSE. */
/*
 * ntp-net: the NTP client and server.  Its whole state, what it may do to
 * the world, and the events that drive it.  Files of the room:
 *
 *	net_core	messages to handlers, the timer, requests to replies
 *	net_config	a configuration staged and swapped in
 *	net_source	entries of the configuration, and their slots
 *	net_names	names to addresses, asked of ntp-dns
 *	net_poll	when to send: intervals, bursts, reachability
 *	net_client	one exchange: request out, reply judged, sample
 *	net_tell	what ntp-clock knows of all that
 *	net_server, net_access, net_stamp	pure functions
 */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core.h"
#include "net_access.h"
#include "net_stamp.h"
#include "page.h"
#include "pkt.h"
#include "tm.h"

#define NET_ENTRIES	64	/* server, pool and peer lines */
#define NET_SLOTS	256	/* addresses in use at once */
#define NET_SOCKS	32	/* server sockets */
#define NET_ADDRS	16	/* of one name; DNS_REPLY has no more */

/* What net_ops.request returns when nothing was sent. */
#define NET_NOHANDLE	(-1)

/* How a client's packet shall leave. */
struct net_route {
	struct addr	to;
	struct addr	from;		/* bindacqaddress; family 0: any */
	uint8_t		dscp;
};

/* What the sender learned. */
struct net_tx {
	struct tm_now	real;		/* the machine's, right before */
	struct addr	local;		/* the address it left from */
	const char	*why;		/* where nothing left: for the log */
};

/* What ntp-net may do; a handle is one open request. */
struct net_ops {
	struct core_ops	core;
	void		*arg;

	/*
	 * Sends a request from a fresh socket of its own and waits for
	 * replies from there only.  Returns its handle, or NET_NOHANDLE
	 * with tx->why.
	 */
	int	(*request)(void *arg, const struct net_route *,
		    const uint8_t *buf, size_t len, struct net_tx *tx);
	void	(*close)(void *arg, int handle);

	/* A consistent copy of the clock page; false: there is none. */
	bool	(*page)(void *arg, struct page_data *);

	/* Server socket fd is to be read as number ix, and no more. */
	void	(*sock_add)(void *arg, unsigned int ix, int fd);
	void	(*sock_del)(void *arg, unsigned int ix);
};

/* One server, pool or peer line.  Unused while cfg.entry is 0. */
struct net_entry {
	struct msg_cfg_source cfg;
	bool		 literal;	/* the name is an address */
	bool		 tried;		/* every slot has had its chance */
	bool		 complained;	/* its trouble was logged */
	uint8_t		 ncands;
	uint16_t	 asked;		/* tells answers apart */
	bool		 asking;	/* ntp-dns owes an answer */
	int64_t		 since_ns;	/* raw, configured */
	int64_t		 ask_ns;	/* raw, of the next query */
	int64_t		 retry_ns;	/* interval to the one after that */
	struct addr	 cands[NET_ADDRS];
};

/* The one outstanding request of a slot. */
struct net_exchange {
	bool		 waiting;
	bool		 in_burst;
	bool		 kissed;	/* a kiss was heard: once per request */
	int		 handle;
	uint64_t	 origin;	/* random; what a reply must echo */
	int64_t		 until_ns;	/* raw, when waiting ends */
	struct tm_raw	 t1;
	struct tm_now	 real;		/* the machine's clocks at t1 */
	struct addr	 local;
};

/* When a slot sends. */
struct net_poll {
	int64_t		 poll_ns;	/* within min- and maxpoll */
	int64_t		 floor_ns;	/* 0: no server asked for less */
	int64_t		 sent_ns;	/* raw, of the last request */
	int64_t		 next_ns;	/* raw, of the next; TM_NEVER */
	uint8_t		 reach;		/* last 8 outcomes, newest in bit 0 */
	uint8_t		 quick;		/* quick tries left before an answer */
	uint8_t		 burst;		/* requests left of a burst */
	uint8_t		 again;		/* retries of this poll left (burst) */
	bool		 armed;		/* the initial burst is not spent */
	bool		 retrying;	/* the next request is a retry */
	uint8_t		 calm;		/* answers since the last RATE */
	uint32_t	 tries;		/* requests sent */
	uint32_t	 silent;	/* unanswered since the last answer */
};

/* Why a slot should get another address. */
enum net_want { NET_WANT_NONE, NET_WANT_SILENT, NET_WANT_FALSE };

/* A source: an address of an entry (family 0: a name not yet resolved). */
struct net_slot {
	uint32_t	 id;		/* entry << 16 | slot; 0: free */
	uint16_t	 entry;		/* index into entries */
	uint8_t		 stratum;	/* of the last good reply */
	uint8_t		 want;		/* enum net_want */
	bool		 refused;	/* DENY or RSTR was logged */
	bool		 unsent;	/* a failure to send was logged */
	bool		 stat_due;	/* ntp-clock should hear of a change */
	bool		 told_up;	/* ntp-clock knows told_id, told_addr */
	uint32_t	 told_id;
	struct addr	 told_addr;
	struct addr	 addr;
	int64_t		 last_rx_ns;	/* raw; 0: never */
	struct net_poll	 poll;
	struct net_exchange x;
};

struct net_sock {
	bool		 used;
	bool		 named;		/* by the configuration being staged */
	uint32_t	 flags;		/* SOCK_ALLOW_ALL */
	struct addr	 local;
};

/* A configuration that is still arriving. */
struct net_stage {
	bool		 open;
	bool		 full;		/* more came than fits; was logged */
	uint32_t	 nsources;
	struct msg_cfg_source sources[NET_ENTRIES];
	struct net_access access;
	struct msg_cfg_net net;
};

/* Requests by what became of them; dropped client packets. */
struct net_counts {
	uint64_t	 requests;
	uint64_t	 replies;
	uint64_t	 invalid;
	uint64_t	 denied;
	uint64_t	 stale;
	uint64_t	 looped;	/* to itself, or from nowhere */
	uint64_t	 samples;
	uint64_t	 rejected;	/* replies that failed a test */
};

struct net {
	struct net_ops	 ops;
	int8_t		 precision;	/* log2 s, of the machine's clock */
	bool		 configured;
	bool		 clock_up;	/* there is a channel to ntp-clock */
	bool		 tried;
	bool		 state_due;	/* NET_STATE changed and was not sent */
	uint32_t	 nentries;	/* used ones lie below */
	uint32_t	 nslots;
	int64_t		 pivot_ns;	/* UTC: era of timestamps */
	int64_t		 due_ns;	/* raw, next tick */
	int64_t		 tell_ns;	/* raw, retry of what was not sent */
	struct msg_net_state state;
	struct msg_cfg_net cfg;
	struct net_counts counts;
	struct net_sock	 socks[NET_SOCKS];
	struct net_access access;
	struct net_entry entries[NET_ENTRIES];
	struct net_slot	 slots[NET_SLOTS];
	struct net_stage stage;
};

/*
 * Starts on zeroed memory (it is large: what is not used stays clean).
 * precision is the clock's in log2 s; timestamps are taken from the NTP
 * era that puts them within 68 years of the UTC instant pivot_ns.
 */
void	 net_init(struct net *, const struct net_ops *, int8_t precision,
	    int64_t pivot_ns);

/* Events of every child: role_io.h. */
void	 net_msg(void *net, const struct ipc_msg *, struct tm_now);
void	 net_tick(void *net, struct tm_now);
int64_t	 net_deadline(const void *net);

/* Whether there is a handler for messages of this type. */
bool	 net_handles(uint16_t type);

/* Whether a request still waits at that handle. */
bool	 net_waits_for(struct net *, int handle);

/* A datagram came to a request's handle. */
void	 net_reply(struct net *, int handle, const uint8_t *buf, size_t len,
	    const struct net_stamp *, struct tm_now);

/*
 * A datagram came to server socket ix, from and to these addresses (to is
 * of family 0 where it was not sent to us alone); now is when a reply
 * would leave.  Returns the reply's length in out, 0 for silence.
 */
size_t	 net_request(struct net *, unsigned int ix, const struct addr *from,
	    const struct addr *to, const uint8_t *buf, size_t len,
	    const struct net_stamp *, struct tm_now now, uint8_t out[PKT_HDR]);

#endif
