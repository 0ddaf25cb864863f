/* ISC licence, see LICENSE. */
/* Tests of replies and the arithmetic of an exchange.  Pure. */
#include <string.h>

#include "net_judge.h"
#include "net_poll.h"

#define MAX_STRATUM	16
#define MAX_DISP_NS	(16 * TM_S)	/* RFC 5905 MAXDISP */
#define REF_SLACK	(UINT64_C(1) << 32)	/* 1 s: it may have stepped */
#define RATE_PPB16	(500 * TM_PPM16) /* between any two clocks */
#define LOCAL_REFID	0x7f7f0000	/* 127.127.t.u, and in words: */
#define LOCAL_LOCL	PKT_KISS('L', 'O', 'C', 'L')
#define LOCAL_LCL	PKT_KISS('L', 'C', 'L', 0)

/*
 * Servers put random bits below their precision into timestamps (chrony
 * does), so that one who answers at once may seem to answer too early.
 */
static int64_t
precision_ns(const struct pkt *p)
{
	return p->precision < 0 && p->precision > -30 ?
	    net_poll_ns(p->precision) : 1;
}

static bool
is_too_early(const struct pkt *p, uint64_t rec)
{
	int64_t	early = (int64_t)(rec - p->xmt);	/* 2^-32 s */

	return early > precision_ns(p) * (INT64_C(1) << 32) / TM_S;
}

enum net_verdict
net_judge(const struct pkt *p, uint64_t rec)
{
	uint64_t	latest;

	if (p->stratum == 0)
		return p->leap == PKT_NOSYNC && p->refid == 0 ?
		    NET_UNSYNCED : NET_KISS;
	if (p->leap == PKT_NOSYNC || p->stratum >= MAX_STRATUM)
		return NET_UNSYNCED;
	if (tm_ns_from_short(p->root_delay) / 2 +
	    tm_ns_from_short(p->root_disp) >= MAX_DISP_NS)
		return NET_UNSYNCED;
	if (p->rec == 0 || p->xmt == 0 || is_too_early(p, rec))
		return NET_BOGUS;
	/* an interleaved reply's transmit timestamp is an older one */
	latest = (int64_t)(p->rec - p->xmt) > 0 ? p->rec : p->xmt;
	if (p->ref != 0 && (int64_t)(p->ref - latest) > (int64_t)REF_SLACK)
		return NET_BOGUS;
	return NET_GOOD;
}

static bool
is_local(const struct pkt *p)
{
	return p->stratum > 1 && ((p->refid & 0xffff0000) == LOCAL_REFID ||
	    p->refid == LOCAL_LOCL || p->refid == LOCAL_LCL);
}

bool
net_judge_measure(const struct net_four *x, const struct pkt *p,
    const struct page_data *d, int64_t pivot_ns, struct msg_sample *m)
{
	struct tm_true	t2, t3;
	int64_t		ours_ns = x->t4.raw.ns - x->t1.raw.ns, theirs_ns;
	int64_t		slack_ns;

	t2 = tm_true_from_utc(&d->leaps, tm_utc_from_ntp(x->t2, pivot_ns));
	t3 = tm_true_from_utc(&d->leaps, tm_utc_from_ntp(x->t3, pivot_ns));
	theirs_ns = t3.ns - t2.ns;
	slack_ns = tm_scale(ours_ns, RATE_PPB16) + x->t1.noise_ns +
	    x->t4.noise_ns + TM_US + precision_ns(p);
	if (ours_ns < 0 || theirs_ns < -slack_ns ||
	    ours_ns - theirs_ns < -slack_ns)
		return false;
	memset(m, 0, sizeof *m);
	m->refid = p->refid;
	m->raw_ns = x->t1.raw.ns + ours_ns / 2;
	m->theta_ns = t2.ns + theirs_ns / 2 - m->raw_ns;
	m->delay_ns = ours_ns > theirs_ns ? ours_ns - theirs_ns : 1;
	m->noise_ns = x->t1.noise_ns + x->t4.noise_ns;
	m->root_delay_ns = tm_ns_from_short(p->root_delay);
	m->root_disp_ns = tm_ns_from_short(p->root_disp);
	m->stratum = p->stratum;
	m->leap = p->leap;
	m->precision = p->precision;
	m->local = is_local(p);
	return true;
}
