/* ISC licence, see LICENSE. */
/* What ntp-clock asks of the clock, judged and done.  Pure. */
#include <string.h>
#include <syslog.h>

#include "par_adj.h"
#include "par_adjust.h"
#include "par_leap.h"
#include "wide.h"

/* The account of the applied frequency is brought up to date this often. */
#define ACCOUNT		(600 * TM_S)

/*
 * What a kill of the daemon may lose of the account: this much time, and
 * what this much frequency makes of it until the account is looked at.
 */
#define LOSS_NS		(100 * TM_MS)
#define LOSS_PPB16	(100 * TM_PPM16)
/* but of a small budget no more than this part */
#define LOSS_PART	64

/*
 * The disk bears so many writings of the account at once, and then one each
 * WRITING_NS.  An honest ntp-clock moves wall far with slews of SLEW_MOST_S,
 * none of which is refused.
 */
#define WRITINGS	32
#define WRITING_NS	(10 * TM_S)

/* ntp-clock is told if a slew ends so much later than it thinks. */
#define END_NS		(20 * TM_MS)

/* Closer than this to f, wall needs no more rights to be called synced. */
#define NEAR_NS		(128 * TM_MS)

void
par_adj_publish(struct par *p)
{
	p->page.steer = p->clock->steer;
	p->ops.publish(p->ops.core.arg, &p->page);
}

void
par_adj_withdraw(struct par *p)
{
	if (p->page.truth.sync == PAGE_SYNC)
		p->page.truth.sync = PAGE_UNSYNC;
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* Does the last writing tell what was done, but for what may be lost? */
static bool
is_kept(const struct par *p)
{
	const struct pol_conf	*c = &p->pol.conf;
	int64_t			 loss_ns = LOSS_NS, least_ns;

	least_ns = c->forward_ns < c->backward_ns ? c->forward_ns :
	    c->backward_ns;
	if (loss_ns > least_ns / LOSS_PART)
		loss_ns = least_ns / LOSS_PART;
	/* updates beyond makestep's count use up no right */
	return p->pol.steps_left == p->kept_steps_left &&
	    distance(pol_committed(&p->pol), p->kept_ns) <= loss_ns &&
	    distance(p->pol.applied_ppb16, p->kept_ppb16) <= LOSS_PPB16;
}

static void
keep(struct par *p)
{
	p->kept_steps_left = p->pol.steps_left;
	p->kept_ns = pol_committed(&p->pol);
	p->kept_ppb16 = p->pol.applied_ppb16;
	p->ops.account(p->ops.core.arg);
}

/* The bucket as the instant when it is full again (GCRA). */
static bool
may_write(struct par *p)
{
	int64_t	now_ns = p->pol.raw_ns;

	if (p->kept_full_ns < now_ns)
		p->kept_full_ns = now_ns;
	if (p->kept_full_ns - now_ns > (WRITINGS - 1) * WRITING_NS)
		return false;
	p->kept_full_ns += WRITING_NS;
	return true;
}

bool
par_adj_ahead(void *arg)
{
	struct par	*p = arg;

	if (is_kept(p))
		return true;
	if (!may_write(p))
		return false;
	keep(p);
	return true;
}

void
par_adj_end(struct par *p)
{
	par_adjust_end(p->clock, &p->pol);
}

bool
par_adj_may_say(struct par *p, struct tm_now now, unsigned int *dropped)
{
	return log_admit(&p->refusal_log, now.raw.ns, 1, dropped);
}

static void
send_result(struct par *p, struct ipc_end to, uint16_t request, uint32_t seq,
    enum pol_verdict verdict)
{
	struct msg_adj_result	r;

	memset(&r, 0, sizeof r);
	r.request = request;
	r.verdict = verdict;
	r.freq_ppb16 = p->pol.applied_ppb16;
	/* An end so far away is none, and no instant either. */
	if (p->clock->steer.slew_end_ns < TM_NEVER / 2) {
		r.slew_ppb16 = p->clock->steer.slew_ppb16;
		r.slew_end_ns = p->clock->steer.slew_end_ns;
	}
	r.charged_ns = pol_charged(&p->pol);
	r.steps_left = p->pol.steps_left;
	p->told_ns = p->pol.raw_ns;
	p->ops.core.send(p->ops.core.arg, to, MSG_ADJ_RESULT, p->gen, seq, &r,
	    sizeof r, IPC_NOFD);
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
	par_adjust_hold(p->clock, &p->pol);
	par_adj_withdraw(p);
	par_adj_publish(p);
	keep(p);
	p->ops.violation(p->ops.core.arg, from,
	    "impossible requests to the clock");
}

/*
 * An answer wakes ntp-clock up.  Its own copy of the policy knows what a
 * request does that is granted: silence is consent, but for slews that
 * have another pace than it thinks, and for the account once in a while.
 */
static bool
is_foreseen(const struct par *p, const struct ipc_msg *m,
    enum pol_verdict verdict, struct tm_now now)
{
	const struct msg_adj_slew	*a = (const void *)m->payload;
	int64_t				 end_ns;

	if (verdict != POL_OK || m->hdr.type == MSG_ADJ_STEP ||
	    now.raw.ns - p->told_ns >= ACCOUNT)
		return false;
	if (m->hdr.type != MSG_ADJ_SLEW || a->offset_ns == 0)
		return true;
	end_ns = wide_add(now.raw.ns,
	    par_clock_slew_dur(a->offset_ns, a->rate_ppb16));
	return distance(p->clock->steer.slew_end_ns, end_ns) < END_NS;
}

static void
answer(struct par *p, const struct ipc_msg *m, enum pol_verdict verdict,
    struct tm_now now)
{
	unsigned int	dropped;

	if (is_foreseen(p, m, verdict, now))
		return;
	send_result(p, m->from, m->hdr.type, m->hdr.seq, verdict);
	if (verdict == POL_OK || verdict == POL_STALE || verdict == POL_NOSET)
		return;
	if (par_adj_may_say(p, now, &dropped))
		core_log(&p->ops.core, LOG_WARNING,
		    "%s refused: %s%s%s (%u more since the last such line)",
		    ipc_type_name(m->hdr.type), pol_verdict_name(verdict),
		    verdict == POL_SYSTEM ? ": " : "", verdict == POL_SYSTEM ?
		    strerror(p->clock->error) : "", dropped);
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
	const struct ipc_end	clock = { ROLE_CLOCK, 0 };
	const char		*why = "clock budget used up";
	bool			 held;

	p->clock_due_ns = par_adjust_tick(p->clock, &p->pol, &held);
	par_adj_publish(p);
	if (!held && !par_adj_ahead(p)) {
		why = "clock moved to and fro too often";
		held = true;
		par_adjust_hold(p->clock, &p->pol);
	}
	if (held) {
		core_log(&p->ops.core, LOG_WARNING, "%s: back to the trusted "
		    "frequency; chimectl makestep re-arms it", why);
		par_adj_withdraw(p);
		par_adj_publish(p);
		keep(p);
		/* What it had asked for has come to an end. */
		send_result(p, clock, MSG_ADJ_SLEW, 0, POL_BUDGET);
		send_result(p, clock, MSG_ADJ_FREQ, 0, POL_BUDGET);
	}
}

static enum pol_verdict
step(struct par *p, const struct msg_adj_step *a, struct tm_now now)
{
	if (!a->leap)
		return par_adjust_step(p->clock, &p->pol, a->offset_ns,
		    a->manual != 0);
	if (!par_leap_may_step(p, a->offset_ns, now))
		return POL_LEAP;
	return par_adjust_leap(p->clock, &p->pol, a->offset_ns);
}

static enum pol_verdict
status(struct par *p, const struct msg_adj_status *a, struct tm_now now)
{
	struct par_clock_status	s = {
		.maxerror_ns = a->maxerror_ns, .esterror_ns = a->esterror_ns,
		/* Only then does the kernel set the RTC by it (rtcsync). */
		.synced = a->synced && p->conf->rtcsync, .leap = a->leap,
		.tai_s = par_leap_tai(p, a->tai_s, now)
	};

	return par_leap_may_arm(p, s.leap, now) ?
	    par_adjust_status(p->clock, &p->pol, s) : POL_LEAP;
}

static enum pol_verdict
judge_and_do(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const void			*payload = m->payload;
	const struct msg_adj_freq	*freq = payload;
	const struct msg_adj_slew	*slew = payload;

	switch (m->hdr.type) {
	case MSG_ADJ_FREQ:
		return par_adjust_freq(p->clock, &p->pol, freq->freq_ppb16);
	case MSG_ADJ_SLEW:
		return par_adjust_slew(p->clock, &p->pol, slew->offset_ns,
		    slew->rate_ppb16);
	case MSG_ADJ_STEP:
		return step(p, payload, now);
	case MSG_ADJ_STATUS:
		return status(p, payload, now);
	}
	return POL_RANGE;
}

/* Of which clocks?  A frequency is the same after a sleep. */
static int64_t
asked_ns(const struct ipc_msg *m, struct tm_now now)
{
	const void			*payload = m->payload;
	const struct msg_adj_slew	*slew = payload;
	const struct msg_adj_step	*step = payload;
	const struct msg_adj_status	*status = payload;

	switch (m->hdr.type) {
	case MSG_ADJ_SLEW:
		return slew->raw_ns;
	case MSG_ADJ_STEP:
		return step->raw_ns;
	case MSG_ADJ_STATUS:
		return status->raw_ns;
	}
	return now.raw.ns;
}

void
par_adj_request(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_adj_step	*a = (const void *)m->payload;
	enum pol_verdict		 v = POL_STALE;

	if (m->hdr.gen == p->gen && par_is_past(p, asked_ns(m, now))) {
		/* of no generation: what holds is known, it is to ask anew */
		send_result(p, m->from, m->hdr.type, 0, POL_STALE);
		return;
	}
	if (m->hdr.gen == p->gen) {
		v = judge_and_do(p, m, now);
		settle(p);
	}
	if (m->hdr.type == MSG_ADJ_STEP && v == POL_OK)
		core_log(&p->ops.core, LOG_NOTICE,
		    "system clock was stepped by %.6f seconds",
		    tm_s_from_ns(a->offset_ns));
	if (p->clock->foreign)
		core_log(&p->ops.core, LOG_WARNING, "another program has set "
		    "the clock's frequency: taken back");
	p->clock->foreign = false;
	answer(p, m, v, now);
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
