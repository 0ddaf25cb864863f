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
 *	net_client	one exchange: request out, reply in, sample
 *	net_judge	what a reply is worth, and what it measures
 *	net_delay	samples that took too long
 *	net_command	what administrators tell sources
 *	net_report	what administrators are told of sources
 *	net_keys	symmetric keys, and packets signed with them
 *	net_tell	what ntp-clock knows of all that
 *	net_server	requests of others to replies: who may (net_access),
 *			how often (net_rate), who came before (net_clients)
 *	net_serve	those in the core: the view of a batch, our own packets
 *	net_hosts	names in the access rules
 *	net_serve_report	what was served, and to whom
 *	net_stamp	the kernel's stamps to raw time
 */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core.h"
#include "net_access.h"
#include "net_hosts.h"
#include "net_keys.h"
#include "net_server.h"
#include "net_stamp.h"
#include "page.h"
#include "pkt.h"
#include "tm.h"

#define NET_ENTRIES	SOURCES_MAX	/* server, pool and peer lines */
#define NET_SLOTS	SOURCES_MAX	/* addresses in use at once */
#define NET_SOCKS	SOCKS_MAX
#define NET_ADDRS	16	/* of one name; DNS_REPLY has no more */

/* What net_ops.request returns when nothing was sent. */
#define NET_NOHANDLE	(-1)

/* How a client's packet shall leave. */
struct net_route {
	struct addr	to;
	struct addr	from;		/* bindacqaddress; family 0: any */
	uint16_t	port;		/* acquisitionport; 0: any */
	uint8_t		dscp;
	const char	*device;	/* bindacqdevice; "": any */
};

/* What the sender learned. */
struct net_tx {
	struct tm_now	real;		/* the machine's, right before */
	struct net_stamp sent;		/* the kernel's; NONE: perhaps later */
	struct addr	local;		/* the address it left from */
	const char	*why;		/* where nothing left: for the log */
};

/* What ntp-net may do; a handle is one open request. */
struct net_ops {
	struct core_ops	core;
	void		*arg;

	/*
	 * Sends a request from a fresh port of its own and waits for
	 * replies to there only.  Returns its handle, or NET_NOHANDLE
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

	/*
	 * Zeroed memory for the client log in place of what was given
	 * before; NULL where there is none, and for len 0.
	 */
	void	*(*log_memory)(void *arg, size_t len);

	/* Keeps this memory out of swap and core files; may be NULL. */
	void	(*lock)(void *arg, void *p, size_t len);

	/* From now on tells of the network's changes by this socket. */
	void	(*watch)(void *arg, int fd);

	/* Whether there is a route; NULL: there always is. */
	bool	(*routed)(void *arg, const struct net_route *);
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
	bool		 renewing;	/* addresses not in it are dropped */
	int64_t		 since_ns;	/* raw, configured */
	int64_t		 ask_ns;	/* raw, of the next query */
	int64_t		 retry_ns;	/* interval to the one after that */
	struct addr	 cands[NET_ADDRS];
};

/* An instant of ours, and how it was learned. */
struct net_mark {
	struct net_when	 when;
	uint32_t	 kind;		/* enum net_stamp_kind */
};

/* The one outstanding request of a slot. */
struct net_exchange {
	bool		 waiting;
	bool		 presend;	/* it only wakes the way up */
	bool		 in_burst;
	bool		 kissed;	/* a kiss was heard: once per request */
	int		 handle;
	uint64_t	 origin;	/* random; what a reply must echo, or */
	uint64_t	 second;	/* this if interleaved; 0: basic only */
	int64_t		 until_ns;	/* raw, when waiting ends */
	struct tm_now	 real;		/* the machine's clocks at t1 */
	struct net_stamp tx;		/* the kernel's t1, once it came */
	struct addr	 local;
};

/*
 * The last exchange of an interleaved source (RFC 9769): its transmit
 * timestamp comes with the next reply.
 */
struct net_past {
	bool		 known;
	bool		 used;		/* it was a sample already */
	bool		 in_burst;
	uint64_t	 rec;		/* the server's receive timestamp */
	struct net_mark	 t1, t4;
};

/* Delays of the last replies, and how samples lie about f. */
#define NET_DELAYS	32
struct net_delay {
	uint8_t		 n;		/* known ones */
	uint8_t		 at;		/* of the next */
	uint8_t		 refused;	/* in a row, by a ratio */
	uint8_t		 offsets;	/* that mean and var are made of */
	double		 mean_s;	/* of sample less f */
	double		 var_s2;
	int64_t		 ns[NET_DELAYS];
};

/* The last reply that was ours, for reports. */
struct net_seen {
	struct pkt	 p;
	struct addr	 local;
	int64_t		 offset_ns;	/* > 0: wall is slow */
	int64_t		 delay_ns;
	int64_t		 disp_ns;
	int64_t		 response_ns;
	uint16_t	 tests;		/* NET_TEST_*, set: passed */
	bool		 interleaved;
	bool		 measured;	/* the four above mean something */
	uint8_t		 tx_kind;	/* enum net_stamp_kind */
	uint8_t		 rx_kind;
};

/* Tests as chronyc(1) prints them: 1 2 3, 5 6 7, A B C D. */
#define NET_TEST_D	0x001		/* it does not keep time by us */
#define NET_TEST_C	0x002		/* delay against deviation */
#define NET_TEST_B	0x004		/* delay against the least */
#define NET_TEST_A	0x008		/* delay within bounds */
#define NET_TEST_7	0x010		/* stratum and distance are sane */
#define NET_TEST_6	0x020		/* it is synchronised */
#define NET_TEST_5	0x040		/* authentic */
#define NET_TEST_3	0x080		/* its timestamps are there */
#define NET_TEST_2	0x100		/* it answers our request */
#define NET_TEST_1	0x200		/* for the first time */
#define NET_TESTS	0x3ff

/* Packets of a source, by what became of them. */
struct net_tally {
	uint32_t	 tx, rx, valid, good;
	uint32_t	 kernel_tx, kernel_rx, hw_tx, hw_rx;
	uint32_t	 naks;		/* the server knows not our key */
};

/* When a slot sends. */
struct net_poll {
	int64_t		 poll_ns;	/* within min- and maxpoll */
	int64_t		 silence_ns;	/* more, as nobody answers */
	int64_t		 floor_ns;	/* 0: no server asked for less */
	int64_t		 sent_ns;	/* raw, of the last request */
	int64_t		 next_ns;	/* raw, of the next; TM_NEVER */
	int64_t		 later_ns;	/* of that, to be out of step */
	uint8_t		 reach;		/* last 8 outcomes, newest in bit 0 */
	uint8_t		 quick;		/* quick tries left before an answer */
	uint8_t		 burst;		/* requests left of a burst */
	bool		 spread;	/* the initial one, with growing gaps */
	uint8_t		 good;		/* samples that end it; 0: none do */
	bool		 offline;	/* only bursts are sent */
	bool		 present;	/* the way was woken up for the next */
	uint8_t		 again;		/* retries of this poll left (burst) */
	bool		 armed;		/* the initial burst is not spent */
	bool		 in_step;	/* with others that began with it */
	uint32_t	 nth;		/* among those */
	uint32_t	 owed;		/* requests of bursts, to be paid */
	bool		 retrying;	/* the next request is a retry */
	uint8_t		 calm;		/* answers since the last RATE */
	uint32_t	 tries;		/* requests sent */
	uint32_t	 silent;	/* unanswered since the last answer */
};

/* Why a slot should get another address. */
enum net_want {
	NET_WANT_NONE, NET_WANT_SILENT, NET_WANT_FALSE, NET_WANT_GONE
};

/* A source: an address of an entry (family 0: a name not yet resolved). */
struct net_slot {
	uint32_t	 id;		/* entry << 16 | slot; 0: free */
	uint16_t	 entry;		/* index into entries */
	uint8_t		 stratum;	/* of the last good reply */
	uint8_t		 want;		/* enum net_want */
	bool		 refused;	/* DENY or RSTR was logged */
	bool		 looped;	/* it keeps its time by us */
	bool		 unsent;	/* a failure to send was logged */
	bool		 stat_due;	/* ntp-clock should hear of a change */
	bool		 sample_due;	/* and of a new sample */
	bool		 flags_due;	/* SRC_* changed */
	bool		 told_up;	/* ntp-clock knows told_id, told_addr */
	uint32_t	 told_id;
	struct addr	 told_addr;
	struct addr	 addr;
	int64_t		 last_rx_ns;	/* raw; 0: never */
	struct net_poll	 poll;
	struct net_exchange x;
	struct net_past	 past;
	struct net_delay delays;
	struct net_seen	 seen;
	struct net_tally tally;
	struct msg_sample sample;	/* that is due */
	uint16_t	 filtered;	/* samples that best is the best of */
	struct msg_sample best;
};

/* "online" and "offline" as commanded; the last that fits counts. */
#define NET_RULES_ONOFF	32
#define NET_DROPPED	32	/* addresses of pools that were deleted */

struct net_onoff {
	struct addr	 net;		/* family 0: all */
	uint8_t		 bits;
	bool		 online;
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
	struct net_keys	*keys;		/* the table not in use */
	uint32_t	 nsources;
	struct msg_cfg_source sources[NET_ENTRIES];
	struct net_access *access;	/* the table not in use */
	struct net_hosts hosts;
	struct msg_cfg_net net;
};

/* The client's packets. */
struct net_counts {
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
	int64_t		 gather_ns;	/* raw, till then samples may wait */
	struct msg_net_state state;
	struct msg_cfg_net cfg;
	struct net_counts counts;
	struct net_sock	 socks[NET_SOCKS];
	struct net_server server;
	uint64_t	 log_len;	/* octets given to the client log */
	struct net_access *access;	/* in force: one of these two */
	struct net_access access_tables[2];
	struct net_hosts hosts;
	uint32_t	 hosts_asked;
	bool		 crowded;	/* more addresses than slots; was logged */
	uint32_t	 nonoff;
	struct net_onoff onoff[NET_RULES_ONOFF];
	uint32_t	 ndropped;
	struct addr	 dropped[NET_DROPPED];	/* of pools; port 0 */
	int64_t		 woken_ns;	/* raw, when the network came back */
	int64_t		 renew_ns;	/* raw, of the next refresh */
	struct net_keys	*keys;		/* in force: one of these two */
	struct net_keys	 key_tables[2];
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

/* The kernel's stamp of a request, once it has left. */
void	 net_sent(struct net *, int handle, const struct net_stamp *);

/*
 * An address or a route has come: what could not be reached may be now,
 * and is asked soon.
 */
void	 net_network(struct net *, struct tm_now);

/* A datagram came to a request's handle. */
void	 net_reply(struct net *, int handle, const uint8_t *buf, size_t len,
	    const struct net_stamp *, struct tm_now);

/* The server's part of net_init, and of a configuration that is in force. */
void	 net_serve_init(struct net *);
void	 net_serve_config(struct net *);

/*
 * Takes the view that a batch of requests is heard with; now is the
 * machine's, read after they came.
 */
void	 net_view(struct net *, struct net_view *, struct tm_now real);

/*
 * A request came to server socket ix (it says whom that serves).  Returns
 * whether there will be a reply, once net_server_seal has completed it.
 */
bool	 net_hear(struct net *, const struct net_view *, unsigned int ix,
	    struct net_ask *, struct net_answer *);

/*
 * All of that for a single datagram, from and to these addresses (to is
 * of family 0 where it was not sent to us alone); now is when a reply
 * would leave.  Returns the reply's length in out, 0 for silence; a
 * signed reply is longer than out and not given.
 */
size_t	 net_request(struct net *, unsigned int ix, const struct addr *from,
	    const struct addr *to, const uint8_t *buf, size_t len,
	    const struct net_stamp *, struct tm_now now, uint8_t out[PKT_HDR]);

#endif
