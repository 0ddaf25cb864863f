/* ISC licence, see LICENSE. */
/*
 * A world for the network core: virtual time, a page, and ears for all
 * that it sends.  Every record is judged as its receiver would.
 */
#ifndef NET_FAKE_H
#define NET_FAKE_H

#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net.h"
#include "pkt.h"

#define FAKE_START	(1000 * TM_S)			/* raw */
#define FAKE_UTC	(INT64_C(1800000000) * TM_S)	/* 2027 */
#define FAKE_RECS	4096
#define FAKE_PAYLOAD	1200
#define FAKE_SENT	2048

struct fake_rec {
	struct ipc_end	to;
	uint16_t	type;
	uint32_t	seq;
	size_t		len;
	_Alignas(8) uint8_t payload[FAKE_PAYLOAD];
};

struct fake_sent {
	int		handle;
	bool		open;
	int64_t		at_ns;
	struct net_route route;
	uint8_t		buf[PKT_HDR + NET_MAC];
	size_t		len;
};

struct fake {
	struct net	 net;
	struct tm_now	 now;
	struct page_data page;
	bool		 no_page;
	bool		 no_route;
	bool		 deaf[ROLES];	/* sending to them fails */
	uint64_t	 rng;
	struct fake_rec	 recs[FAKE_RECS];
	size_t		 nrecs;
	struct fake_sent sent[FAKE_SENT];
	size_t		 nsent;
	size_t		 answered;	/* of sent, looked at by fake_run */
	char		 log[512];	/* the last line */
	unsigned int	 nlog;
	int		 socks[NET_SOCKS + 1];
	/* how the other side answers; NULL: not at all */
	void		(*server)(struct fake *, struct fake_sent *);
	int64_t		 offset_ns;	/* of that server's clock */
	int64_t		 delay_ns;	/* there and back */
};

static inline bool
fake_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct fake	*f = arg;
	struct ipc_hdr	 hdr = { type, 0, (uint32_t)len, gen, seq };
	struct fake_rec	*r;

	(void)fd;
	if (f->deaf[to.role])
		return false;
	assert_true(f->nrecs < FAKE_RECS && len <= FAKE_PAYLOAD);
	r = &f->recs[f->nrecs++];
	r->to = to;
	r->type = type;
	r->seq = seq;
	r->len = len;
	memcpy(r->payload, payload, len);
	assert_string_equal(ipc_fault_name(ipc_judge(&hdr, r->payload,
	    sizeof hdr + len, 0, ROLE_NET, to.role, IPC_RUN)), "ok");
	return true;
}

static inline void
fake_log(void *arg, int priority, const char *text)
{
	struct fake	*f = arg;

	(void)priority;
	strlcpy(f->log, text, sizeof f->log);
	f->nlog++;
}

static inline void
fake_random(void *arg, void *buf, size_t len)
{
	struct fake	*f = arg;
	uint8_t		*b = buf;

	while (len-- > 0) {
		f->rng = f->rng * UINT64_C(6364136223846793005) + 1;
		*b++ = (uint8_t)(f->rng >> 56);
	}
}

static inline int
fake_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	struct fake		*f = arg;
	struct fake_sent	*s;

	if (f->no_route) {
		tx->why = "no route to host";
		return NET_NOHANDLE;
	}
	assert_true(f->nsent < FAKE_SENT);
	assert_in_range(len, PKT_HDR, sizeof f->sent[0].buf);
	s = &f->sent[f->nsent];
	s->handle = 100 + (int)f->nsent++;
	s->open = true;
	s->at_ns = f->now.raw.ns;
	s->route = *route;
	memcpy(s->buf, buf, len);
	s->len = len;
	tx->real = f->now;
	tx->local.family = 4;
	memcpy(tx->local.ip, (uint8_t[]){ 192, 0, 2, 200 }, 4);
	return s->handle;
}

static inline void
fake_close(void *arg, int handle)
{
	struct fake	*f = arg;

	assert_in_range(handle, 100, 100 + (int)f->nsent - 1);
	assert_true(f->sent[handle - 100].open);
	f->sent[handle - 100].open = false;
}

static inline bool
fake_page(void *arg, struct page_data *d)
{
	struct fake	*f = arg;

	*d = f->page;
	return !f->no_page;
}

static inline void
fake_sock_add(void *arg, unsigned int ix, int fd)
{
	struct fake	*f = arg;

	f->socks[ix] = fd;
}

static inline void
fake_sock_del(void *arg, unsigned int ix)
{
	struct fake	*f = arg;

	assert_int_not_equal(f->socks[ix], 0);
	f->socks[ix] = 0;
}

/* One that is not freed: each test may set up its own. */
static inline void *
fake_log_memory(void *arg, size_t len)
{
	static _Alignas(64) uint8_t	room[64 * 1024];

	(void)arg;
	assert_true(len <= sizeof room);
	memset(room, 0, sizeof room);
	return len == 0 ? NULL : room;
}

static inline void
fake_init(struct fake *f)
{
	struct net_ops	ops = {
		.core = { f, fake_send, fake_log, fake_random }, .arg = f,
		.request = fake_request, .close = fake_close,
		.page = fake_page, .sock_add = fake_sock_add,
		.sock_del = fake_sock_del, .log_memory = fake_log_memory
	};

	memset(f, 0, sizeof *f);
	f->rng = 42;
	f->now.raw.ns = FAKE_START;
	f->now.wall.ns = FAKE_UTC;
	f->delay_ns = 20 * TM_MS;
	f->page.steer.wall_ns = FAKE_UTC - FAKE_START;
	net_init(&f->net, &ops, -24, FAKE_UTC);
}

/* A judged message from a role; payload as it stands. */
static inline void
fake_tell(struct fake *f, enum role from, uint16_t type, const void *payload,
    size_t len)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.hdr.seq = 77;
	m.from.role = (uint16_t)from;
	m.fd = IPC_NOFD;
	if (type == MSG_SOCK)
		m.fd = 7;
	memcpy(m.payload, payload, len);
	m.hdr.nfds = (uint16_t)ipc_row(type)->fds;
	assert_string_equal(ipc_fault_name(ipc_judge(&m.hdr, m.payload,
	    sizeof m.hdr + len, ipc_row(type)->fds, from, ROLE_NET,
	    IPC_RUN)), "ok");
	net_msg(&f->net, &m, f->now);
}

static inline void
fake_peer(struct fake *f, enum role role)
{
	struct msg_peer_chan	p = { role, 0 };

	fake_tell(f, ROLE_PARENT, MSG_PEER_CHAN, &p, sizeof p);
}

static inline void
fake_mark(struct fake *f, uint16_t type)
{
	struct msg_empty	e = { 0 };

	fake_tell(f, ROLE_PARENT, type, &e, sizeof e);
}

/* A source line with the manual's defaults. */
static inline struct msg_cfg_source
fake_source(uint32_t entry, const char *name)
{
	struct msg_cfg_source	s;

	memset(&s, 0, sizeof s);
	s.entry = entry;
	s.kind = SOURCE_SERVER;
	s.minpoll = 6;
	s.maxpoll = 10;
	s.polltarget = 8;
	s.maxsources = 4;
	s.port = 123;
	s.minsamples = s.maxsamples = -1;
	s.maxunreach = 100000;
	s.presend = 100;
	s.maxdelay_ns = 3 * TM_S;
	s.asymmetry_e6 = 1000000;
	s.weight = 1;
	strlcpy(s.name, name, sizeof s.name);
	return s;
}

/* A whole configuration of n sources, and channels to both siblings. */
static inline void
fake_config(struct fake *f, const struct msg_cfg_source *s, size_t n)
{
	size_t	i;

	fake_mark(f, MSG_CFG_BEGIN);
	for (i = 0; i < n; i++)
		fake_tell(f, ROLE_PARENT, MSG_CFG_SOURCE, &s[i], sizeof s[i]);
	fake_mark(f, MSG_CFG_END);
}

static inline void
fake_start(struct fake *f, const struct msg_cfg_source *s, size_t n)
{
	fake_init(f);
	fake_peer(f, ROLE_CLOCK);
	fake_peer(f, ROLE_DNS);
	fake_config(f, s, n);
}

static inline void
fake_set_time(struct fake *f, int64_t raw_ns)
{
	f->now.wall.ns += raw_ns - f->now.raw.ns;
	f->now.raw.ns = raw_ns;
}

static inline void
fake_answer(struct fake *f)
{
	for (; f->answered < f->nsent; f->answered++)
		if (f->server != NULL)
			f->server(f, &f->sent[f->answered]);
}

/* Virtual time passes: ticks when due, answers to what was asked. */
static inline void
fake_run(struct fake *f, int64_t for_ns)
{
	int64_t		end_ns = f->now.raw.ns + for_ns, due_ns;
	unsigned int	same = 0;

	while ((due_ns = net_deadline(&f->net)) <= end_ns) {
		/* a deadline that tick does not move would spin */
		same = due_ns <= f->now.raw.ns ? same + 1 : 0;
		assert_true(same < 100);
		if (due_ns > f->now.raw.ns)
			fake_set_time(f, due_ns);
		net_tick(&f->net, f->now);
		fake_answer(f);
	}
	if (end_ns > f->now.raw.ns)
		fake_set_time(f, end_ns);
}

/* A good reply to a request, from a server offset_ns ahead of our wall. */
static inline struct pkt
fake_good(const struct fake *f, const struct fake_sent *s)
{
	struct pkt	q, r;
	int64_t		utc_ns;

	assert_int_equal(pkt_decode(s->buf, s->len, &q), 0);
	memset(&r, 0, sizeof r);
	utc_ns = FAKE_UTC + s->at_ns - FAKE_START + f->offset_ns;
	r.version = 4;
	r.mode = PKT_SERVER;
	r.stratum = 2;
	r.precision = -24;
	r.root_delay = tm_short_from_ns(10 * TM_MS);
	r.root_disp = tm_short_from_ns(TM_MS);
	r.refid = 0xc0000263;
	r.org = q.xmt;
	r.ref = tm_ntp_from_utc(utc_ns - 30 * TM_S);
	r.rec = tm_ntp_from_utc(utc_ns + f->delay_ns / 2);
	r.xmt = tm_ntp_from_utc(utc_ns + f->delay_ns / 2 + 10 * TM_US);
	return r;
}

/* Lets a packet arrive, stamped by the kernel 50 us before we look. */
static inline void
fake_deliver(struct fake *f, const struct fake_sent *s, const struct pkt *p)
{
	uint8_t			buf[PKT_HDR];
	struct net_stamp	st;

	memset(&st, 0, sizeof st);
	st.kind = NET_STAMP_KERNEL;
	st.real = f->now;
	st.wall_ns = f->now.wall.ns - 50 * TM_US;
	pkt_encode(p, buf);
	net_reply(&f->net, s->handle, buf, sizeof buf, &st, f->now);
}

/* A server that always answers well. */
static inline void
fake_serve(struct fake *f, struct fake_sent *s)
{
	struct pkt	p = fake_good(f, s);

	fake_set_time(f, s->at_ns + f->delay_ns + 60 * TM_US);
	fake_deliver(f, s, &p);
}

/* How many records of a type went out; the last of them in *last. */
static inline size_t
fake_count(const struct fake *f, uint16_t type, const void **last)
{
	size_t	i, n = 0;

	for (i = 0; i < f->nrecs; i++)
		if (f->recs[i].type == type) {
			n++;
			if (last != NULL)
				*last = f->recs[i].payload;
		}
	return n;
}

static inline struct fake_sent *
fake_last(struct fake *f)
{
	assert_true(f->nsent > 0);
	return &f->sent[f->nsent - 1];
}

static inline size_t
fake_open(const struct fake *f)
{
	size_t	i, n = 0;

	for (i = 0; i < f->nsent; i++)
		n += f->sent[i].open;
	return n;
}

/* An answer of ntp-dns to the last query, with these last octets. */
static inline void
fake_dns(struct fake *f, uint32_t error, const uint8_t *hosts, size_t n)
{
	const struct msg_dns_query	*q = NULL;
	const void			*last = NULL;
	struct {
		struct msg_dns_reply	head;
		struct msg_addr		tail[16];
	}				 r;
	size_t				 i;

	assert_true(fake_count(f, MSG_DNS_QUERY, &last) > 0);
	q = last;
	memset(&r, 0, sizeof r);
	r.head.id = q->id;
	r.head.error = error;
	for (i = 0; i < n; i++) {
		r.tail[i].addr.family = 4;
		memcpy(r.tail[i].addr.ip, (uint8_t[]){ 192, 0, 2, hosts[i] },
		    4);
	}
	fake_tell(f, ROLE_DNS, MSG_DNS_REPLY, &r,
	    sizeof r.head + n * sizeof r.tail[0]);
}

#endif
