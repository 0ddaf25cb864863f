/* ISC licence, see LICENSE. */
/* From reply to sample.  Pure. */
#include <math.h>
#include <string.h>

#include "addr_refid.h"
#include "net_delay.h"
#include "net_sample.h"
#include "net_source.h"

void
net_sample_see(struct net_slot *slot, const struct net_reply *r,
    enum net_verdict v)
{
	struct net_seen	*s = &slot->seen;

	memset(s, 0, sizeof *s);
	s->p = *r->p;
	s->local = slot->x.local;
	s->interleaved = r->interleaved;
	s->tx_kind = (uint8_t)slot->x.tx.kind;
	s->rx_kind = (uint8_t)r->st->kind;
	s->tests = NET_TEST_1 | NET_TEST_2 | NET_TEST_5;
	if (v != NET_BOGUS && r->p->rec != 0 && r->p->xmt != 0)
		s->tests |= NET_TEST_3;
	if (v == NET_GOOD)
		s->tests |= NET_TEST_6 | NET_TEST_7;
	if (s->tests & NET_TEST_3)
		slot->tally.valid++;
	if (s->rx_kind == NET_STAMP_HARDWARE)
		slot->tally.hw_rx++;
	else if (s->rx_kind == NET_STAMP_KERNEL)
		slot->tally.kernel_rx++;
}

/* When our two packets passed; false: one of the two cannot be known. */
static bool
marks(const struct net_slot *slot, const struct net_stamp *st,
    const struct page_data *d, struct net_mark *t1, struct net_mark *t4)
{
	const struct net_exchange	*x = &slot->x;

	t4->kind = st->kind;
	if (!net_stamp_when(st, &d->steer, &t4->when))
		return false;
	if ((st->kind != NET_STAMP_NONE || x->tx.kind != NET_STAMP_NONE) &&
	    net_stamp_stepped(x->real, st->real))
		return false;
	t1->kind = x->tx.kind;
	if (t1->kind != NET_STAMP_NONE &&
	    net_stamp_when(&x->tx, &d->steer, &t1->when))
		return true;
	t1->kind = NET_STAMP_NONE;
	t1->when.raw = net_stamp_raw(&d->steer, x->real);
	t1->when.noise_ns = 0;
	return true;
}

static uint8_t
stamps_of(const struct net_mark *t1, const struct net_mark *t4)
{
	static const uint8_t	tx[] = { 0, STAMP_TX_KERNEL, STAMP_TX_HW };
	static const uint8_t	rx[] = { 0, STAMP_RX_KERNEL, STAMP_RX_HW };

	return tx[t1->kind] | rx[t4->kind];
}

/* The sample less f, s; NAN while there is no f. */
static double
residual_s(const struct page_data *d, const struct msg_sample *m)
{
	struct tm_now	at = { { m->raw_ns }, { 0 } };

	if (d->truth.sync == PAGE_NONE)
		return NAN;
	return tm_s_from_ns(m->theta_ns + m->raw_ns - page_true(d, at).ns);
}

/* Options that correct a sample, then those that test it. */
static void
correct_and_test(struct net_slot *slot, const struct msg_cfg_source *cfg,
    const struct page_data *d, struct msg_sample *m)
{
	m->theta_ns += cfg->offset_ns;
	slot->seen.tests |= net_delay_test(&slot->delays, cfg, m,
	    residual_s(d, m));
	m->theta_ns += net_delay_asymmetry(&slot->delays, cfg, m->delay_ns);
	/* does it keep its time by us? */
	slot->looped = m->stratum > 1 && slot->x.local.family != 0 &&
	    m->refid == addr_refid(&slot->x.local);
	if (!slot->looped)
		slot->seen.tests |= NET_TEST_D;
	if (m->stratum < cfg->minstratum)
		m->stratum = cfg->minstratum;
}

/* The best of so many: the one that was least delayed. */
static bool
filter(struct net_slot *slot, const struct msg_cfg_source *cfg,
    struct msg_sample *m)
{
	if (cfg->filter <= 1)
		return true;
	if (slot->filtered == 0 || m->delay_ns <= slot->best.delay_ns)
		slot->best = *m;
	if (++slot->filtered < cfg->filter)
		return false;
	slot->filtered = 0;
	*m = slot->best;
	return true;
}

/* What of the exchange is shown to people. */
static void
show(struct net_seen *s, const struct net_four *x, const struct msg_sample *m,
    struct tm_now now)
{
	s->measured = true;
	s->offset_ns = m->theta_ns - (now.wall.ns - now.raw.ns);
	s->delay_ns = m->delay_ns;
	s->disp_ns = m->noise_ns;
	s->response_ns = tm_utc_from_ntp(x->t3, 0) - tm_utc_from_ntp(x->t2, 0);
}

/* The exchange that the reply completes: this one, or the one before. */
static bool
complete(struct net_slot *slot, const struct net_reply *r,
    const struct page_data *d, int64_t pivot_ns, struct tm_now now,
    struct msg_sample *m)
{
	const struct net_past	*past = &slot->past;
	struct net_mark		 t1, t4;
	struct net_four		 x;
	bool			 in_burst = slot->x.in_burst;
	bool			 used = false, ok;

	if (!marks(slot, r->st, d, &t1, &t4)) {
		slot->past.known = false;
		return false;
	}
	x = (struct net_four){ t1.when, t4.when, r->p->rec, r->p->xmt };
	if (r->interleaved) {
		x = (struct net_four){ past->t1.when, past->t4.when,
		    past->rec, r->p->xmt };
		in_burst = past->in_burst;
		used = past->used;
	}
	ok = net_judge_measure(&x, r->p, d, pivot_ns, m);
	if (ok) {
		m->stamps = r->interleaved ?
		    stamps_of(&past->t1, &past->t4) : stamps_of(&t1, &t4);
		m->id = slot->id;
		m->in_burst = in_burst;
		show(&slot->seen, &x, m, now);
	}
	slot->past = (struct net_past){ .known = true,
	    .used = !r->interleaved || slot->x.presend,
	    .in_burst = slot->x.in_burst, .rec = r->p->rec, .t1 = t1, .t4 = t4 };
	return ok && !used;
}

bool
net_sample_take(struct net *net, struct net_slot *slot,
    const struct net_reply *r, struct msg_sample *m, struct tm_now now)
{
	const struct msg_cfg_source	*cfg =
	    &net_slot_entry(net, slot)->cfg;
	struct page_data		 d;
	bool				 have;

	if (!net->ops.page(net->ops.arg, &d))
		return false;
	have = complete(slot, r, &d, net->pivot_ns, now, m);
	if (slot->x.presend || !slot->seen.measured)
		return false;
	correct_and_test(slot, cfg, &d, m);
	slot->seen.offset_ns = m->theta_ns - (now.wall.ns - now.raw.ns);
	if (slot->seen.tests != NET_TESTS)
		return false;
	slot->tally.good++;
	return have && filter(slot, cfg, m);
}
