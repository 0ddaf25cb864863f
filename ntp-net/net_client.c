/* ISC licence, see LICENSE. */
/* The client's exchange.  Pure. */
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "net_client.h"
#include "net_judge.h"
#include "net_poll.h"
#include "net_sample.h"
#include "net_source.h"
#include "net_tell.h"

/* what a reply must echo; 0 is what uninitialised servers send */
static uint64_t
new_origin(const struct net *net)
{
	uint64_t	origin;

	do {
		net->ops.core.random(net->ops.core.arg, &origin,
		    sizeof origin);
	} while (origin == 0);
	return origin;
}

static int8_t
poll_of(const struct net_slot *slot, const struct msg_cfg_source *cfg)
{
	int64_t	ns = net_poll_interval(&slot->poll, cfg);
	int8_t	log2_s = 0;

	while (log2_s < 24 && net_poll_ns(log2_s) < ns)
		log2_s++;
	while (log2_s > -7 && net_poll_ns(log2_s) > ns)
		log2_s--;
	return log2_s;
}

/*
 * A request tells nothing but that it is one (data minimisation).  For an
 * interleaved reply it names the server's last receive timestamp, and a
 * receive timestamp of ours that is as random as the transmit timestamp.
 * Returns its length, 0 where the key is not there.
 */
static size_t
encode_request(const struct net *net, const struct net_slot *slot,
    const struct msg_cfg_source *cfg, uint8_t buf[PKT_HDR + NET_MAC])
{
	struct pkt	q;

	memset(&q, 0, sizeof q);
	q.version = cfg->version == 0 ? 4 : cfg->version;
	q.mode = cfg->kind == SOURCE_PEER ? PKT_ACTIVE : PKT_CLIENT;
	q.poll = poll_of(slot, cfg);
	q.xmt = slot->x.origin;
	if (slot->x.second != 0) {
		q.org = slot->past.rec;
		q.rec = slot->x.second;
	}
	pkt_encode(&q, buf);
	return cfg->key == 0 ? PKT_HDR : net_keys_sign(net->keys, cfg->key,
	    q.version, buf, PKT_HDR);
}

void
net_client_cancel(struct net *net, struct net_slot *slot)
{
	if (!slot->x.waiting)
		return;
	slot->x.waiting = false;
	net->ops.close(net->ops.arg, slot->x.handle);
}

static void
note_unsent(struct net *net, struct net_slot *slot, const char *why)
{
	char	label[NET_LABEL];

	if (!slot->unsent)
		core_log(&net->ops.core, LOG_WARNING, "%s: cannot send: %s",
		    net_slot_label(net, slot, label), why);
	slot->unsent = true;
}

/* Nobody answered: what the server knew of us may be gone as well. */
static void
missed(struct net *net, struct net_slot *slot, struct tm_now now)
{
	/* an ordinary request, and it was sent */
	bool	silence = slot->x.waiting && !slot->x.in_burst;

	net_client_cancel(net, slot);
	slot->past.known = false;
	if (slot->x.presend)
		return;
	net_poll_missed(&slot->poll, &net_slot_entry(net, slot)->cfg, silence,
	    now.raw.ns);
	slot->stat_due = true;
	if (slot->poll.silent >= NET_GIVEUP && slot->want == NET_WANT_NONE)
		net_slot_replace(net, slot, NET_WANT_SILENT, now);
}

static void
unsent(struct net *net, struct net_slot *slot, const char *why,
    struct tm_now now)
{
	const struct msg_cfg_source	*cfg =
	    &net_slot_entry(net, slot)->cfg;

	note_unsent(net, slot, why);
	missed(net, slot, now);
	if (cfg->flags & SRC_AUTO_OFFLINE)
		net_poll_offline(&slot->poll);
}

/* Opens an exchange and sends its request. */
static bool
send_request(struct net *net, struct net_slot *slot,
    const struct msg_cfg_source *cfg, struct net_tx *tx)
{
	uint8_t			 buf[PKT_HDR + NET_MAC];
	struct net_exchange	*x = &slot->x;
	struct net_route	 route;
	size_t			 len;

	net_slot_route(net, slot, &route);
	x->origin = new_origin(net);
	if ((cfg->flags & SRC_XLEAVE) && slot->past.known)
		x->second = new_origin(net);
	x->handle = NET_NOHANDLE;
	tx->why = "its key is not in the keyfile";
	if ((len = encode_request(net, slot, cfg, buf)) > 0)
		x->handle = net->ops.request(net->ops.arg, &route, buf, len,
		    tx);
	return x->handle != NET_NOHANDLE;
}

static void
transmit(struct net *net, struct net_slot *slot, struct tm_now now)
{
	const struct msg_cfg_source	*cfg =
	    &net_slot_entry(net, slot)->cfg;
	struct net_exchange		*x = &slot->x;
	struct net_tx			 tx;
	uint32_t			 jitter;
	bool				 sent;

	memset(x, 0, sizeof *x);
	memset(&tx, 0, sizeof tx);
	x->in_burst = net_poll_in_burst(&slot->poll);
	x->presend = net_poll_presend(&slot->poll, cfg, now.raw.ns);
	sent = send_request(net, slot, cfg, &tx);
	/* ntp-clock is told of what comes of it, and not woken for this */
	if (!x->presend) {
		net->ops.core.random(net->ops.core.arg, &jitter,
		    sizeof jitter);
		net_poll_sent(&slot->poll, cfg, now.raw.ns, jitter);
	}
	if (!sent) {
		unsent(net, slot, tx.why, now);
		return;
	}
	slot->unsent = false;
	slot->tally.tx++;
	x->waiting = true;
	x->real = tx.real;
	x->local = tx.local;
	if (tx.sent.kind != NET_STAMP_NONE)
		net_client_sent(slot, &tx.sent);
	x->until_ns = now.raw.ns + NET_WAIT_NS;
	if (x->until_ns > slot->poll.next_ns)
		x->until_ns = slot->poll.next_ns;
}

int64_t
net_client_due(const struct net_slot *slot)
{
	int64_t	due_ns = slot->poll.next_ns;

	if (slot->id == 0 || slot->addr.family == 0)
		return TM_NEVER;
	if (slot->x.waiting && slot->x.until_ns < due_ns)
		due_ns = slot->x.until_ns;
	return due_ns;
}

void
net_client_tick(struct net *net, struct net_slot *slot, struct tm_now now)
{
	if (net_client_due(slot) > now.raw.ns)
		return;
	/* the next one may have been called for before its time */
	if (slot->x.waiting && (slot->x.until_ns <= now.raw.ns ||
	    slot->poll.next_ns <= now.raw.ns))
		missed(net, slot, now);
	if (!slot->x.waiting && slot->poll.next_ns <= now.raw.ns)
		transmit(net, slot, now);
}

void
net_client_sent(struct net_slot *slot, const struct net_stamp *st)
{
	if (slot->x.tx.kind >= st->kind)
		return;
	slot->x.tx = *st;
	if (st->kind == NET_STAMP_HARDWARE)
		slot->tally.hw_tx++;
	else
		slot->tally.kernel_tx++;
}

/* A kiss slows us at most; it never stops or redirects a source. */
static void
kissed(struct net *net, struct net_slot *slot, uint32_t code,
    struct tm_now now)
{
	char	label[NET_LABEL];

	if (slot->x.kissed)
		return;
	slot->x.kissed = true;
	slot->stat_due = true;
	if (code == PKT_RATE)
		net_poll_rate(&slot->poll, &net_slot_entry(net, slot)->cfg,
		    now.raw.ns);
	if ((code == PKT_DENY || code == PKT_RSTR) && !slot->refused) {
		slot->refused = true;
		core_log(&net->ops.core, LOG_WARNING,
		    "%s: the server denies us its service; still asking",
		    net_slot_label(net, slot, label));
	}
}

static bool
is_mode(const struct msg_cfg_source *cfg, const struct pkt *p)
{
	if (cfg->kind == SOURCE_PEER)
		return p->mode == PKT_PASSIVE || p->mode == PKT_ACTIVE;
	return p->mode == PKT_SERVER;
}

static bool
is_authentic(const struct net *net, const struct msg_cfg_source *cfg,
    const uint8_t *buf, const struct pkt *p)
{
	if (cfg->key == 0)
		return p->mac_len == 0;
	return p->key == cfg->key && net_keys_check(net->keys, buf, p);
}

/* Whether it is for us: nothing before this may change our state. */
static bool
is_ours(const struct net *net, struct net_slot *slot, const uint8_t *buf,
    size_t len, struct pkt *p)
{
	const struct msg_cfg_source	*cfg = &net->entries[slot->entry].cfg;

	if (pkt_decode(buf, len, p) == -1 || !is_mode(cfg, p))
		return false;
	if (p->org != slot->x.origin &&
	    (slot->x.second == 0 || p->org != slot->x.second))
		return false;
	if (is_authentic(net, cfg, buf, p))
		return true;
	/* a crypto-NAK: anybody on the way can send one */
	slot->tally.naks += p->mac_len == 4 && cfg->key != 0;
	return false;
}

static void
accept(struct net *net, struct net_slot *slot, const struct net_reply *r,
    struct tm_now now)
{
	struct msg_sample	m;
	bool			have = net_sample_take(net, slot, r, &m, now);
	bool			good = slot->seen.tests == NET_TESTS;

	net_client_cancel(net, slot);
	if (slot->x.presend)
		return;
	slot->stratum = r->p->stratum;
	slot->last_rx_ns = now.raw.ns;
	slot->refused = false;
	if (slot->want == NET_WANT_SILENT)
		slot->want = NET_WANT_NONE;
	net_poll_answered(&slot->poll, &net_slot_entry(net, slot)->cfg,
	    now.raw.ns);
	if (good)
		net_poll_good(&slot->poll, &net_slot_entry(net, slot)->cfg);
	else
		net->counts.rejected++;
	slot->stat_due = true;
	if (have)
		net_tell_sample(net, slot, &m, now);
}

void
net_client_reply(struct net *net, struct net_slot *slot, const uint8_t *buf,
    size_t len, const struct net_stamp *st, struct tm_now now)
{
	struct pkt		p;
	struct net_reply	r = { .p = &p, .st = st };
	enum net_verdict	v;

	slot->tally.rx++;
	if (!is_ours(net, slot, buf, len, &p)) {
		net->counts.rejected++;
		return;
	}
	r.interleaved = p.org != slot->x.origin;
	v = net_judge(&p, r.interleaved ? slot->past.rec : p.rec);
	net_sample_see(slot, &r, v);
	if (v == NET_GOOD) {
		accept(net, slot, &r, now);
		return;
	}
	net->counts.rejected++;
	if (v == NET_KISS)
		kissed(net, slot, p.refid, now);
}
