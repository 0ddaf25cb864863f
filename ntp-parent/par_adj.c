/* ISC licence, see LICENSE. */
/* What ntp-clock asks of the clock, judged and done.  Pure. */
#include <string.h>
#include <syslog.h>

#include "par_adj.h"
#include "par_adjust.h"

/* The account of the applied frequency is brought up to date this often. */
#define ACCOUNT		(600 * TM_S)

/* Closer than this to f, wall needs no more rights to be called synced. */
#define NEAR_NS		(128 * TM_MS)

void
par_adj_publish(struct par *p)
{
	p->page.steer = p->clock->steer;
	p->ops.publish(p->ops.core.arg, &p->page);
}

static void
send_result(struct par *p, const struct ipc_msg *m, enum pol_verdict verdict)
{
	struct msg_adj_result	r;

	memset(&r, 0, sizeof r);
	r.request = m->hdr.type;
	r.verdict = verdict;
	r.freq_ppb16 = p->pol.applied_ppb16;
	if (p->clock->steer.slew_end_ns < TM_NEVER) {
		r.slew_ppb16 = p->clock->steer.slew_ppb16;
		r.slew_end_ns = p->clock->steer.slew_end_ns;
	}
	r.charged_ns = pol_charged(&p->pol);
	r.steps_left = p->pol.steps_left;
	p->ops.core.send(p->ops.core.arg, m->from, MSG_ADJ_RESULT, p->gen,
	    m->hdr.seq, &r, sizeof r, IPC_NOFD);
}

/*
 * An honest ntp-clock knows what is impossible.  One that goes on asking
 * is not honest any more: hold, stop claiming to be synchronised, replace.
 */
static void
count_impossible(struct par *p, struct ipc_end from)
{
	if (++p->impossible < PAR_IMPOSSIBLE)
		return;
	p->impossible = 0;
	p->page.truth.sync = PAGE_UNSYNC;
	par_adj_publish(p);
	p->ops.violation(p->ops.core.arg, from,
	    "impossible requests to the clock");
}

static void
answer(struct par *p, const struct ipc_msg *m, enum pol_verdict verdict)
{
	send_result(p, m, verdict);
	if (verdict == POL_OK || verdict == POL_STALE || verdict == POL_NOSET)
		return;
	core_log(&p->ops.core, LOG_WARNING, "%s refused: %s",
	    ipc_type_name(m->hdr.type), pol_verdict_name(verdict));
	if (verdict == POL_RANGE)
		count_impossible(p, m->from);
}

/*
 * After everything that may have changed the clock: the budget, slews that
 * have ended, the page, and when to look again.
 */
static void
settle(struct par *p)
{
	bool	held;

	p->clock_due_ns = par_adjust_tick(p->clock, &p->pol, &held);
	if (held) {
		core_log(&p->ops.core, LOG_WARNING, "clock budget used up: "
		    "back to the trusted frequency; chimectl makestep re-arms "
		    "it");
		p->page.truth.sync = PAGE_UNSYNC;
	}
	par_adj_publish(p);
}

static bool
is_stale(struct par *p, const struct ipc_msg *m)
{
	if (m->hdr.gen == p->gen)
		return false;
	answer(p, m, POL_STALE);
	return true;
}

void
par_adj_freq(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_adj_freq	*a = (const void *)m->payload;
	enum pol_verdict		 v;

	(void)now;
	if (is_stale(p, m))
		return;
	v = par_adjust_freq(p->clock, &p->pol, a->freq_ppb16);
	settle(p);
	answer(p, m, v);
}

void
par_adj_slew(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_adj_slew	*a = (const void *)m->payload;
	enum pol_verdict		 v;

	(void)now;
	if (is_stale(p, m))
		return;
	v = par_adjust_slew(p->clock, &p->pol, a->offset_ns, a->rate_ppb16);
	settle(p);
	answer(p, m, v);
}

void
par_adj_step(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_adj_step	*a = (const void *)m->payload;
	enum pol_verdict		 v;

	(void)now;
	if (is_stale(p, m))
		return;
	v = par_adjust_step(p->clock, &p->pol, a->offset_ns, a->manual != 0);
	settle(p);
	if (v == POL_OK) {
		p->ops.account(p->ops.core.arg);
		core_log(&p->ops.core, LOG_NOTICE,
		    "system clock was stepped by %.6f seconds",
		    tm_s_from_ns(a->offset_ns));
	}
	answer(p, m, v);
}

void
par_adj_status(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_adj_status	*a = (const void *)m->payload;
	struct par_clock_status		 s;

	(void)now;
	if (is_stale(p, m))
		return;
	memset(&s, 0, sizeof s);
	s.maxerror_ns = a->maxerror_ns;
	s.esterror_ns = a->esterror_ns;
	s.synced = a->synced;
	s.leap = a->leap;
	answer(p, m, par_adjust_status(p->clock, &p->pol, s));
}

bool
par_adj_may_follow(const struct par *p, const struct page_truth *f,
    struct tm_now now)
{
	struct page_data	d = p->page;
	int64_t			off_ns;

	if (p->pol.conf.noset)
		return true;
	d.truth = *f;
	off_ns = tm_utc_from_true(&d.leaps, page_true(&d, now)) - now.wall.ns;
	if (off_ns > -NEAR_NS && off_ns < NEAR_NS)
		return true;
	return pol_may_slew(&p->pol, now, off_ns, p->pol.conf.maxslew_ppb16) ==
	    POL_OK || pol_may_step(&p->pol, now, off_ns) == POL_OK;
}

void
par_adj_tick(struct par *p, struct tm_now now)
{
	if (now.raw.ns >= par_adj_deadline(p))
		settle(p);
}

int64_t
par_adj_deadline(const struct par *p)
{
	int64_t	account_ns = p->pol.raw_ns + ACCOUNT;

	if (p->pol.conf.noset)
		return TM_NEVER;
	return p->clock_due_ns < account_ns ? p->clock_due_ns : account_ns;
}
