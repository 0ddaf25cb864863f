/* ISC licence, see LICENSE. */
/* The client's exchange.  Pure. */
#include <string.h>
#include <syslog.h>

#include "net_client.h"
#include "net_poll.h"
#include "net_source.h"
#include "net_tell.h"

#define MAX_STRATUM	16
#define MAX_DISP_NS	(16 * TM_S)	/* RFC 5905 MAXDISP */
#define REF_SLACK	(UINT64_C(1) << 32)	/* 1 s: it may have stepped */
#define RATE_PPB16	(500 * TM_PPM16) /* between any two clocks */
#define LOCAL_REFID	0x7f7f0000	/* 127.127.t.u, and in words: */
#define LOCAL_LOCL	PKT_KISS('L', 'O', 'C', 'L')
#define LOCAL_LCL	PKT_KISS('L', 'C', 'L', 0)

/* a request tells nothing but that it is one (data minimisation) */
static void
encode_request(const struct net_slot *slot, const struct msg_cfg_source *cfg,
    uint8_t buf[PKT_HDR])
{
	struct pkt	q;
	int64_t		ns = net_poll_interval(&slot->poll, cfg);
	int8_t		log2_s = 0;

	while (log2_s < 24 && net_poll_ns(log2_s) < ns)
		log2_s++;
	while (log2_s > -7 && net_poll_ns(log2_s) > ns)
		log2_s--;
	memset(&q, 0, sizeof q);
	q.version = cfg->version == 0 ? 4 : cfg->version;
	q.mode = PKT_CLIENT;
	q.poll = log2_s;
	q.xmt = slot->x.origin;
	pkt_encode(&q, buf);
}

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

static void
missed(struct net *net, struct net_slot *slot, struct tm_now now)
{
	net_client_cancel(net, slot);
	net_poll_missed(&slot->poll, &net_slot_entry(net, slot)->cfg,
	    now.raw.ns);
	slot->stat_due = true;
	if (slot->poll.silent >= NET_GIVEUP && slot->want == NET_WANT_NONE)
		net_slot_replace(net, slot, NET_WANT_SILENT, now);
}

static void
transmit(struct net *net, struct net_slot *slot, struct tm_now now)
{
	const struct msg_cfg_source	*cfg =
	    &net_slot_entry(net, slot)->cfg;
	struct net_exchange		*x = &slot->x;
	struct net_route		 route;
	struct net_tx			 tx;
	uint8_t				 buf[PKT_HDR];
	uint32_t			 jitter;

	memset(x, 0, sizeof *x);
	memset(&tx, 0, sizeof tx);
	route.to = slot->addr;
	route.from = slot->addr.family == 4 ? net->cfg.acq4 : net->cfg.acq6;
	route.dscp = net->cfg.dscp;
	x->in_burst = net_poll_in_burst(&slot->poll);
	x->origin = new_origin(net);
	encode_request(slot, cfg, buf);
	x->handle = net->ops.request(net->ops.arg, &route, buf, sizeof buf,
	    &tx);
	net->ops.core.random(net->ops.core.arg, &jitter, sizeof jitter);
	net_poll_sent(&slot->poll, cfg, now.raw.ns, jitter);
	slot->stat_due = true;
	if (x->handle == NET_NOHANDLE) {
		note_unsent(net, slot, tx.why);
		missed(net, slot, now);
		return;
	}
	slot->unsent = false;
	x->waiting = true;
	x->real = tx.real;
	x->local = tx.local;
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
	if (slot->x.waiting && slot->x.until_ns <= now.raw.ns)
		missed(net, slot, now);
	if (!slot->x.waiting && slot->poll.next_ns <= now.raw.ns)
		transmit(net, slot, now);
}

enum net_verdict
net_client_judge(const struct pkt *p, uint64_t origin)
{
	if (p->mode != PKT_SERVER || p->org != origin || p->mac_len != 0)
		return NET_FOREIGN;
	if (p->stratum == 0)
		return p->leap == PKT_NOSYNC && p->refid == 0 ?
		    NET_UNSYNCED : NET_KISS;
	if (p->leap == PKT_NOSYNC || p->stratum >= MAX_STRATUM)
		return NET_UNSYNCED;
	if (tm_ns_from_short(p->root_delay) / 2 +
	    tm_ns_from_short(p->root_disp) >= MAX_DISP_NS)
		return NET_UNSYNCED;
	if (p->rec == 0 || p->xmt == 0 || (int64_t)(p->xmt - p->rec) < 0)
		return NET_BOGUS;
	if (p->ref != 0 && (int64_t)(p->ref - p->xmt) > (int64_t)REF_SLACK)
		return NET_BOGUS;
	return NET_GOOD;
}

bool
net_client_measure(const struct pkt *p, const struct page_data *d,
    int64_t pivot_ns, struct tm_raw t1, const struct net_when *t4,
    struct msg_sample *m)
{
	struct tm_true	t2, t3;
	int64_t		ours_ns = t4->raw.ns - t1.ns, theirs_ns, slack_ns;

	t2 = tm_true_from_utc(&d->leaps, tm_utc_from_ntp(p->rec, pivot_ns));
	t3 = tm_true_from_utc(&d->leaps, tm_utc_from_ntp(p->xmt, pivot_ns));
	theirs_ns = t3.ns - t2.ns;
	slack_ns = tm_scale(ours_ns, RATE_PPB16) + t4->noise_ns + TM_US;
	if (p->precision < 0 && p->precision > -30)
		slack_ns += net_poll_ns(p->precision);
	if (ours_ns < 0 || theirs_ns < 0 || ours_ns - theirs_ns < -slack_ns)
		return false;
	memset(m, 0, sizeof *m);
	m->refid = p->refid;
	m->raw_ns = t1.ns + ours_ns / 2;
	m->theta_ns = t2.ns + theirs_ns / 2 - m->raw_ns;
	m->delay_ns = ours_ns > theirs_ns ? ours_ns - theirs_ns : 1;
	m->noise_ns = t4->noise_ns;
	m->root_delay_ns = tm_ns_from_short(p->root_delay);
	m->root_disp_ns = tm_ns_from_short(p->root_disp);
	m->stratum = p->stratum;
	m->leap = p->leap;
	m->precision = p->precision;
	m->local = p->stratum > 1 && ((p->refid & 0xffff0000) == LOCAL_REFID ||
	    p->refid == LOCAL_LOCL || p->refid == LOCAL_LCL);
	return true;
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

/* Tests that concern the sample, not whether the server is there. */
static bool
is_sample_wanted(const struct net_slot *slot, const struct msg_cfg_source *cfg,
    struct msg_sample *m)
{
	/* it keeps its time by us */
	if (m->stratum > 1 && slot->x.local.family != 0 &&
	    m->refid == addr_refid(&slot->x.local))
		return false;
	return cfg->maxdelay_ns <= 0 || m->delay_ns <= cfg->maxdelay_ns;
}

static bool
measure(struct net *net, struct net_slot *slot, const struct pkt *p,
    const struct net_stamp *st, struct msg_sample *m)
{
	const struct msg_cfg_source	*cfg =
	    &net_slot_entry(net, slot)->cfg;
	struct page_data		 d;
	struct net_when			 t4;
	struct tm_raw			 t1;

	if (!net->ops.page(net->ops.arg, &d) ||
	    !net_stamp_when(st, &d.steer, &t4))
		return false;
	if (st->kind != NET_STAMP_NONE &&
	    net_stamp_stepped(slot->x.real, st->real))
		return false;
	t1 = net_stamp_raw(&d.steer, slot->x.real);
	if (!net_client_measure(p, &d, net->pivot_ns, t1, &t4, m) ||
	    !is_sample_wanted(slot, cfg, m))
		return false;
	m->id = slot->id;
	m->stamps = st->kind == NET_STAMP_KERNEL ? STAMP_RX_KERNEL : 0;
	m->in_burst = slot->x.in_burst;
	m->theta_ns += cfg->offset_ns;
	if (m->stratum < cfg->minstratum)
		m->stratum = cfg->minstratum;
	return true;
}

static void
accept(struct net *net, struct net_slot *slot, const struct pkt *p,
    const struct net_stamp *st, struct tm_now now)
{
	struct msg_sample	m;
	bool			have = measure(net, slot, p, st, &m);

	net_client_cancel(net, slot);
	slot->stratum = p->stratum;
	slot->last_rx_ns = now.raw.ns;
	slot->refused = false;
	if (slot->want == NET_WANT_SILENT)
		slot->want = NET_WANT_NONE;
	net_poll_answered(&slot->poll, &net_slot_entry(net, slot)->cfg,
	    now.raw.ns);
	slot->stat_due = true;
	net_tell(net, now);
	if (!have) {
		net->counts.rejected++;
		return;
	}
	net->counts.samples++;
	if (net->clock_up)
		core_send(&net->ops.core, ROLE_CLOCK, MSG_SAMPLE, &m,
		    sizeof m);
}

void
net_client_reply(struct net *net, struct net_slot *slot, const uint8_t *buf,
    size_t len, const struct net_stamp *st, struct tm_now now)
{
	struct pkt		p;
	enum net_verdict	v = NET_FOREIGN;

	if (pkt_decode(buf, len, &p) == 0)
		v = net_client_judge(&p, slot->x.origin);
	if (v == NET_GOOD) {
		accept(net, slot, &p, st, now);
		return;
	}
	net->counts.rejected++;
	if (v == NET_KISS)
		kissed(net, slot, p.refid, now);
}
