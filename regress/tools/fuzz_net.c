/* ISC licence, see LICENSE. */
/*
 * Random and mutated packets at the server path and at the client path,
 * in one process and from one seed.  usage: fuzz_net [packets [seed]]
 * Exits 1 at the first reply that is longer than its request, that answers
 * a reply, or at a record to ntp-clock that breaks the catalogue.
 */
#include <sys/types.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "net_source.h"
#include "tm.h"

#define BASE_UTC	(INT64_C(1800000000) * TM_S)
#define SOURCES		4

struct world {
	struct net	 net;
	struct page_data page;
	struct tm_now	 now;
	uint64_t	 rng;
	int		 open;		/* requests that wait */
	uint8_t		 last[SOURCES][PKT_HDR];
	uint64_t	 records;
	uint64_t	 samples;
};

static struct world	w;

/* xorshift64*: the same packets for the same seed, everywhere */
static uint64_t
rnd(void)
{
	w.rng ^= w.rng >> 12;
	w.rng ^= w.rng << 25;
	w.rng ^= w.rng >> 27;
	return w.rng * UINT64_C(2685821657736338717);
}

static bool
fz_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct ipc_hdr		hdr = { type, 0, (uint32_t)len, gen, seq };
	_Alignas(8) uint8_t	copy[IPC_MAX];
	enum ipc_fault		fault;

	(void)arg;
	(void)fd;
	memcpy(copy, payload, len);
	fault = ipc_judge(&hdr, copy, sizeof hdr + len, 0, ROLE_NET, to.role,
	    IPC_RUN);
	if (fault != IPC_OK)
		errx(1, "%s: %s", ipc_type_name(type), ipc_fault_name(fault));
	w.records++;
	w.samples += type == MSG_SAMPLE;
	return true;
}

static void
fz_log(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	(void)text;
}

static void
fz_random(void *arg, void *buf, size_t len)
{
	uint8_t	*b = buf;

	(void)arg;
	while (len-- > 0)
		*b++ = (uint8_t)(rnd() >> 32);
}

/* The handle is the last octet of the server's address, less one. */
static int
fz_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	int	handle = route->to.ip[3] - 1;

	(void)arg;
	if (len != PKT_HDR || handle < 0 || handle >= SOURCES)
		errx(1, "a request that nobody configured");
	memcpy(w.last[handle], buf, len);
	tx->real = w.now;
	w.open++;
	return handle;
}

static void
fz_close(void *arg, int handle)
{
	(void)arg;
	(void)handle;
	w.open--;
}

static bool
fz_page(void *arg, struct page_data *d)
{
	(void)arg;
	*d = w.page;
	return true;
}

static void
fz_sock(void *arg, unsigned int ix, int fd)
{
	(void)arg;
	(void)ix;
	(void)fd;
}

static void
fz_sock_del(void *arg, unsigned int ix)
{
	(void)arg;
	(void)ix;
}

static void
tell(uint16_t from, uint16_t type, const void *payload, size_t len)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.from.role = from;
	m.fd = IPC_NOFD;
	memcpy(m.payload, payload, len);
	net_msg(&w.net, &m, w.now);
}

static void
start(uint64_t seed)
{
	struct net_ops		ops = {
		.core = { NULL, fz_send, fz_log, fz_random },
		.request = fz_request, .close = fz_close, .page = fz_page,
		.sock_add = fz_sock, .sock_del = fz_sock_del
	};
	struct msg_empty	empty = { 0 };
	struct msg_peer_chan	clock = { ROLE_CLOCK, 0 };
	struct msg_sock		sock = { SOCK_NTP, SOCK_ALLOW_ALL,
		{ .family = 4, .port = 123, .ip = { 192, 0, 2, 200 } } };
	struct msg_cfg_source	s = { .kind = SOURCE_SERVER, .port = 123,
		.minpoll = -2, .maxpoll = 2, .flags = SRC_IBURST };

	w.rng = seed * 2 + 1;
	w.now.raw.ns = 1000 * TM_S;
	w.now.wall.ns = BASE_UTC;
	w.page.truth.sync = PAGE_SYNC;
	w.page.truth.stratum = 3;
	w.page.truth.raw_ns = w.now.raw.ns;
	w.page.truth.true_ns = BASE_UTC;
	net_init(&w.net, &ops, -24, BASE_UTC);
	tell(ROLE_PARENT, MSG_PEER_CHAN, &clock, sizeof clock);
	tell(ROLE_PARENT, MSG_CFG_BEGIN, &empty, sizeof empty);
	tell(ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	for (s.entry = 1; s.entry <= SOURCES; s.entry++) {
		snprintf(s.name, sizeof s.name, "192.0.2.%u", s.entry);
		tell(ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	}
	tell(ROLE_PARENT, MSG_CFG_END, &empty, sizeof empty);
}

/* Values at which code tends to turn. */
static uint8_t
edge(void)
{
	static const uint8_t	v[] = { 0, 1, 3, 4, 15, 16, 17, 28, 0x7f,
		0x80, 0xfe, 0xff };

	return v[rnd() % sizeof v];
}

/* Flips, sets, cuts and grows a packet that began as a good one. */
static size_t
mutate(uint8_t *buf, size_t len)
{
	unsigned int	n = (unsigned int)(rnd() % 4);
	size_t		at;

	while (n-- > 0) {
		at = len > 0 ? rnd() % len : 0;
		switch (rnd() % 4) {
		case 0:
			buf[at] ^= (uint8_t)(1 << rnd() % 8);
			break;
		case 1:
			buf[at] = edge();
			break;
		case 2:
			len = rnd() % (len + 1);
			break;
		case 3:
			for (n = (unsigned int)(4 * (rnd() % 30)); n > 0 &&
			    len < PKT_MAX; n--)
				buf[len++] = rnd() % 3 ? edge() : 0;
			n = 0;
			break;
		}
	}
	return len;
}

static size_t
noise(uint8_t *buf)
{
	size_t	len = rnd() % 8 == 0 ? rnd() % PKT_MAX : rnd() % 120, i;

	for (i = 0; i < len; i++)
		buf[i] = (uint8_t)(rnd() >> 40);
	return len;
}

static struct net_stamp
stamp(void)
{
	struct net_stamp	st;

	memset(&st, 0, sizeof st);
	st.real = w.now;
	st.kind = rnd() % 16 ? NET_STAMP_KERNEL : NET_STAMP_NONE;
	st.wall_ns = w.now.wall.ns - (int64_t)(rnd() % 64 ? rnd() % 200000 :
	    rnd() >> 20);
	return st;
}

static void
at_server(void)
{
	struct addr		from = { .family = 4, .port = 1 }, to;
	struct net_stamp	st = stamp();
	uint8_t			buf[PKT_MAX], out[PKT_HDR], again[PKT_HDR];
	size_t			len, n;

	memset(buf, 0, PKT_HDR);
	buf[0] = (uint8_t)((1 + rnd() % 4) << 3 | 3);
	len = rnd() % 4 == 0 ? noise(buf) : mutate(buf, PKT_HDR);
	from.port = (uint16_t)rnd();
	from.ip[0] = (uint8_t)rnd();
	to = w.net.socks[0].local;
	n = net_request(&w.net, 0, &from, &to, buf, len, &st, w.now, out);
	if (n > len || n > PKT_HDR)
		errx(1, "%zu octets answered with %zu", len, n);
	st.wall_ns = w.now.wall.ns;
	if (n > 0 && net_request(&w.net, 0, &from, &to, out, n, &st, w.now,
	    again) > 0)
		errx(1, "a reply was answered");
}

static void
move_clocks(int64_t ns)
{
	w.now.raw.ns += ns;
	w.now.wall.ns += ns;
}

/* A source that waits for its answer; time passes until there is one. */
static int
waiting(void)
{
	int	handle, i;

	while (w.open == 0) {
		move_clocks(net_deadline(&w.net) - w.now.raw.ns);
		net_tick(&w.net, w.now);
	}
	handle = (int)(rnd() % SOURCES);
	for (i = 0; !net_waits_for(&w.net, handle) && i < SOURCES; i++)
		handle = (handle + 1) % SOURCES;
	return handle;
}

/* Mostly near a true answer: the origin is ours, the rest may be. */
static void
at_client(void)
{
	int			handle = waiting();
	struct net_stamp	st = stamp();
	struct pkt		q, r;
	uint8_t			buf[PKT_MAX];
	size_t			len;

	if (pkt_decode(w.last[handle], PKT_HDR, &q) == -1)
		errx(1, "a request that cannot be read");
	memset(&r, 0, sizeof r);
	r.version = 4;
	r.mode = PKT_SERVER;
	r.stratum = rnd() % 16 ? 2 : 0;
	r.refid = rnd() % 16 ? PKT_DENY : PKT_RATE;
	r.org = q.xmt;
	r.rec = tm_ntp_from_utc(w.now.wall.ns - TM_MS);
	r.xmt = rnd() % 8 ? r.rec : rnd();
	pkt_encode(&r, buf);
	len = rnd() % 8 == 0 ? noise(buf) : mutate(buf, PKT_HDR);
	net_reply(&w.net, handle, buf, len, &st, w.now);
}

/* Time passes with the packets, and every tick is kept. */
static void
pass(void)
{
	move_clocks((int64_t)(rnd() % (20 * TM_MS)));
	if (net_deadline(&w.net) <= w.now.raw.ns)
		net_tick(&w.net, w.now);
	if (w.open < 0 || w.open > SOURCES)
		errx(1, "%d requests are open", w.open);
}

int
main(int argc, char **argv)
{
	const struct net_counts	*c = &w.net.counts;
	const struct net_served	*v = &w.net.server.counts;
	uint64_t		 packets = 1000000, seed = 1, i;

	if (argc > 1)
		packets = strtoull(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	start(seed);
	for (i = 0; i < packets; i++) {
		pass();
		if (i % 2)
			at_server();
		else
			at_client();
	}
	printf("server: %llu replies, %llu invalid, %llu stale, "
	    "%llu looped, %llu unproven\n", (unsigned long long)v->replies,
	    (unsigned long long)v->invalid, (unsigned long long)v->stale,
	    (unsigned long long)v->looped, (unsigned long long)v->unproven);
	printf("client: %llu samples, %llu rejected, %llu records\n",
	    (unsigned long long)w.samples, (unsigned long long)c->rejected,
	    (unsigned long long)w.records);
	if (v->hits != v->replies + v->limited + v->unproven + v->stale)
		errx(1, "requests do not add up");
	/* a run that never got past the first test has shown nothing */
	if (packets >= 10000 && (v->replies < packets / 20 ||
	    w.samples < packets / 50))
		errx(1, "too little got through to mean anything");
	return 0;
}
