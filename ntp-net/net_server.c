/* ISC licence, see LICENSE. */
/* Requests to replies.  Pure. */
#include <math.h>
#include <string.h>

#include "net_server.h"

#define MAX_STRATUM	16		/* RFC 5905 MAXSTRAT: unsynchronised */
#define MAX_DISP_NS	(16 * TM_S)	/* RFC 5905 MAXDISP */

/*
 * The lowest bit of a timestamp, 0.2 ns, says of a receive stamp that its
 * reply was signed, and of a transmit stamp that is the kernel's.
 */
#define SIGNED		UINT64_C(1)
#define KERNEL		UINT64_C(1)

/* A signed reply's stamps may be replaced by an unsigned one's only then. */
#define SIGNED_KEPT	(INT64_C(4096) << 32)

/* No reply lies this long in a queue of ours, or leaves so early. */
#define LEFT_LATEST	(UINT64_C(1) << 32)
#define LEFT_EARLY	(UINT64_C(1) << 22)

#define TURN_LEAST	4		/* replies that leave together */
#define TURN_MOST_NS	(10 * TM_US)
#define TURN_UP		128
#define TURN_DOWN	32

void
net_server_init(struct net_server *s, int8_t precision, uint64_t dice)
{
	s->precision = precision;
	s->dice = dice;
}

struct tm_now
net_server_now(const struct page_steer *steer, struct tm_now real)
{
	struct tm_now	now = real;

	if (steer->is_virtual) {
		now.raw = page_raw(steer, real.raw.ns);
		now.wall = page_wall(steer, now.raw);
	}
	return now;
}

static void
fill_system(struct pkt *r, const struct page_data *d, struct tm_raw raw)
{
	const struct page_truth	*f = &d->truth;

	if (f->sync != PAGE_SYNC || f->leap == PKT_NOSYNC ||
	    f->stratum == 0 || f->stratum >= MAX_STRATUM) {
		r->leap = PKT_NOSYNC;
		r->root_disp = tm_short_from_ns(MAX_DISP_NS);
		return;
	}
	r->leap = f->leap;
	r->stratum = f->stratum;
	r->root_delay = tm_short_from_ns(f->root_delay_ns);
	r->root_disp = tm_short_from_ns(page_root_disp(f, raw));
	r->refid = f->refid;
	r->ref = tm_ntp_from_utc(tm_utc_from_true(&d->leaps,
	    (struct tm_true){ f->ref_true_ns }));
}

void
net_server_view(const struct net_server *s, struct net_view *v,
    const struct page_data *page, struct tm_now now)
{
	v->now = now;
	v->known = page != NULL;
	memset(&v->system, 0, sizeof v->system);
	if (page == NULL)
		return;
	if (page != &v->page)
		v->page = *page;
	v->system.mode = PKT_SERVER;
	v->system.precision = s->precision;
	fill_system(&v->system, &v->page, now.raw);
}

/* Nobody's address, or that of many. */
static bool
is_many(const struct addr *a)
{
	return a->family == 0 || addr_is_refclock(a) ||
	    (a->family == 4 && (a->ip[0] == 0 || a->ip[0] >= 224)) ||
	    (a->family == 6 && a->ip[0] == 0xff);
}

/* splitmix64: who may guess the next throw gains a reply, no more */
static uint32_t
throw(struct net_server *s)
{
	uint64_t	z = s->dice += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)(z >> 32);
}

/* Enters the client in the log; decides by its rate. */
static enum net_pace
pace(struct net_server *s, const struct net_ask *ask, int64_t now_ns,
    struct net_answer *a)
{
	enum net_pace	p = NET_PACE_REPLY;

	a->rec = net_clients_hit(&s->clients, &ask->from, now_ns);
	if (a->rec == NULL)
		return p;
	memcpy(a->who, a->rec->ip, sizeof a->who);
	if (s->rate.on && !net_rate_take(&s->rate, &a->rec->full_ns, now_ns))
		p = net_rate_leak(&s->rate, throw(s));
	if (p == NET_PACE_DROP && a->rec->drops < UINT32_MAX)
		a->rec->drops++;
	return p;
}

/*
 * RFC 9769 section 2: it names the receive timestamp of our last reply.  A
 * peer that asks in mode 1 is told in the same way.
 */
static bool
is_interleaved(const struct net_answer *a, const struct pkt *q)
{
	return a->rec != NULL && a->rec->rx != 0 && q->org == a->rec->rx &&
	    q->rec != q->xmt && ((a->rec->rx & SIGNED) != 0) ==
	    (q->mac_len != 0);
}

static void
compose(const struct net_view *v, const struct pkt *q, bool kiss,
    struct net_answer *a)
{
	struct pkt	r = v->system;

	a->version = r.version = q->version;
	if (q->mode == PKT_ACTIVE)
		r.mode = PKT_PASSIVE;
	a->key = q->key;
	a->interleaved = !kiss && is_interleaved(a, q);
	r.poll = q->poll;
	r.org = a->interleaved ? q->rec : q->xmt;
	if (a->interleaved)
		a->tx_was = a->rec->tx;
	if (kiss) {
		r.leap = PKT_NOSYNC;
		r.stratum = 0;
		r.refid = PKT_RATE;
	}
	pkt_encode(&r, a->buf);
}

static bool
is_proven(const struct net_server *s, const struct net_ask *ask,
    const struct pkt *q)
{
	return q->mac_len == 0 ||
	    (s->keys != NULL && net_keys_check(s->keys, ask->buf, q));
}

static bool
is_request(const struct net_ask *ask)
{
	uint8_t	mode = ask->buf[0] & 7;

	return mode == PKT_CLIENT || (mode == PKT_ACTIVE && ask->peer);
}

/* What the access rules and the packet alone decide. */
static bool
is_sound(struct net_server *s, const struct net_ask *ask, struct pkt *q)
{
	if (!ask->allow_all && !net_access_allowed(s->access, &ask->from)) {
		s->counts.denied++;
		return false;
	}
	if (ask->ours || is_many(&ask->from) || is_many(&ask->to) ||
	    ask->from.port == 0) {
		s->counts.looped++;
		return false;
	}
	if (ask->len < PKT_HDR || !is_request(ask) ||
	    pkt_decode(ask->buf, ask->len, q) == -1) {
		s->counts.invalid++;
		return false;
	}
	return true;
}

bool
net_server_hear(struct net_server *s, const struct net_view *v,
    const struct net_ask *ask, struct net_answer *a)
{
	struct net_when	when;
	struct pkt	q;
	enum net_pace	p;

	if (!is_sound(s, ask, &q))
		return false;
	s->counts.hits++;
	p = pace(s, ask, v->now.raw.ns, a);
	if (p == NET_PACE_DROP) {
		s->counts.limited++;
		return false;
	}
	if (!is_proven(s, ask, &q)) {
		s->counts.unproven++;
		return false;
	}
	if (!v->known || !net_stamp_when(&ask->st, &v->page.steer, &when) ||
	    v->now.raw.ns - when.raw.ns > NET_STALE_NS) {
		s->counts.stale++;
		return false;
	}
	a->rx = when.raw;
	a->rx_kernel = ask->st.kind != NET_STAMP_NONE;
	compose(v, &q, p == NET_PACE_KISS, a);
	s->counts.replies += p == NET_PACE_REPLY;
	s->counts.kissed += p == NET_PACE_KISS;
	return true;
}

/* How long rx was before now on the true scale, for short times. */
static int64_t
true_since(const struct page_truth *f, struct tm_raw rx, struct tm_now now)
{
	int64_t	raw_ns = now.raw.ns - rx.ns;

	if (f->sync == PAGE_NONE || raw_ns <= 0)
		return raw_ns > 0 ? raw_ns : 0;
	return raw_ns + llround((double)raw_ns *
	    tm_ratio_from_ppb16(f->rate_ppb16));
}

static void
put64(uint8_t *b, uint64_t v)
{
	int	i;

	for (i = 7; i >= 0; i--, v >>= 8)
		b[i] = (uint8_t)v;
}

static uint64_t
get64(const uint8_t *b)
{
	uint64_t	v = 0;
	int		i;

	for (i = 0; i < 8; i++)
		v = v << 8 | b[i];
	return v;
}

/* What the next request may refer to; an unsigned reply leaves alone what
 * a signed one said. */
static void
remember(struct net_clients *c, struct net_answer *a, uint64_t rx,
    uint64_t tx)
{
	struct net_clients_rec	*r = a->rec;
	int64_t			 age;

	if (r == NULL || memcmp(r->ip, a->who, sizeof a->who) != 0)
		return;
	age = (int64_t)(rx - r->rx);
	if (a->key == 0 && (r->rx & SIGNED) && age < SIGNED_KEPT &&
	    age > -SIGNED_KEPT)
		return;
	net_clients_stamp(c, r, rx, tx);
}

static void
count(struct net_served *c, const struct net_answer *a)
{
	c->proven += a->key != 0;
	c->interleaved += a->interleaved;
	c->rx_kernel += a->rx_kernel;
	c->tx_kernel += a->interleaved && (a->tx_was & KERNEL);
}

void
net_server_seal(struct net_server *s, const struct net_view *v,
    struct tm_now now, struct net_answer *a, size_t n)
{
	int64_t		utc3_ns, since_ns;
	uint64_t	rx, tx, turn;

	utc3_ns = tm_utc_from_true(&v->page.leaps, page_true(&v->page, now));
	tx = tm_ntp_from_utc(utc3_ns);
	turn = ((uint64_t)s->turn_ns << 32) / TM_S;
	for (; n-- > 0; a++, tx += turn) {
		tx &= ~KERNEL;
		since_ns = true_since(&v->page.truth, a->rx, now);
		/* one side of a leap second for both, or time runs back */
		rx = (tm_ntp_from_utc(utc3_ns - since_ns) & ~SIGNED) |
		    (a->key != 0 ? SIGNED : 0);
		if ((int64_t)(tx - rx) < 0)
			rx -= 2;
		remember(&s->clients, a, rx, tx);
		put64(a->buf + 32, rx);
		put64(a->buf + 40, a->interleaved ? a->tx_was : tx);
		count(&s->counts, a);
		a->len = a->key == 0 ? PKT_HDR : net_keys_sign(s->keys,
		    a->key, a->version, a->buf, PKT_HDR);
	}
}

/*
 * Follows a low quantile: four of five calls take longer.  So a reply says
 * rather too early than too late, and who was interrupted in the middle
 * teaches nothing.  Nor do a few: the call itself, and a processor that has
 * slept, cost more than to go on with one more.
 */
void
net_server_took(struct net_server *s, int64_t ns, size_t n)
{
	int64_t	each_ns = ns / (int64_t)n;

	if (n < TURN_LEAST)
		return;
	if (each_ns > s->turn_ns && s->turn_ns < TURN_MOST_NS)
		s->turn_ns += s->turn_ns / TURN_UP + 1;
	else if (each_ns < s->turn_ns)
		s->turn_ns -= s->turn_ns / TURN_DOWN + 4;
	if (s->turn_ns < 0)
		s->turn_ns = 0;
}

void
net_server_left(struct net_server *s, const struct page_data *page,
    const struct addr *to, const uint8_t *buf, const struct net_stamp *st)
{
	struct net_clients_rec	*r = net_clients_find(&s->clients, to);
	struct net_when		 when;
	struct tm_now		 at;
	uint64_t		 tx;

	if (r == NULL || r->rx == 0 || r->rx != get64(buf + 32) ||
	    st->kind == NET_STAMP_NONE ||
	    !net_stamp_when(st, &page->steer, &when))
		return;
	at = net_server_now(&page->steer, st->real);
	at.wall.ns -= at.raw.ns - when.raw.ns;
	at.raw = when.raw;
	tx = tm_ntp_from_utc(tm_utc_from_true(&page->leaps,
	    page_true(page, at)));
	/* about when it was said to, and not a leap second later */
	if (tx - (r->tx & ~KERNEL) + LEFT_EARLY < LEFT_LATEST)
		r->tx = tx | KERNEL;
}
