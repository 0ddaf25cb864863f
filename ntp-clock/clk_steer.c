/* ISC licence, see LICENSE. */
/* Steering: drives wall to f.  Pure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk_steer.h"

#define SLEW_S		1	/* a slew takes this long where it may */
#define SLEW_MIN_S	0.25	/* corrtimeratio may make that this */
#define SLEW_MAX_S	10000.0	/* or this */
#define RATIO_E6	3e6	/* for a corrtimeratio of 3, its default */
#define SLEW_MOST_S	16	/* a longer one is cut: f may change */
#define SLEW_LEAST_NS	40	/* what reading the clocks costs in noise */
#define HOLD_NS		(TM_S / 4)	/* between two adjustments */
#define FREQ_LEAST	650	/* ppb16, 1e-11: not worth a message */
#define JUMP_NS		(10 * TM_MS)
#define LOST_PPB16	(1000 * TM_PPM16)	/* a rate not yet known */
#define SEEN_PPB16	(10 * TM_PPM16)	/* a rate that is known */

void
clk_steer_init(struct clk_steer *s, const struct core_ops *ops)
{
	memset(s, 0, sizeof *s);
	s->ops = ops;
	s->slew_end_ns = -TM_NEVER;
	s->hold_ns = -TM_NEVER;
}

void
clk_steer_conf(struct clk_steer *s, uint32_t gen,
    const struct msg_cfg_clock *c, const struct msg_cfg_policy *p,
    struct tm_raw raw)
{
	struct pol_conf	conf = {
		.forward_ns = p->forward_ns,
		.backward_ns = p->backward_ns,
		.makestep_ns = p->makestep_ns,
		.makestep_limit = c->makestep_limit,
		.maxstep_forward_ns = c->maxstep_forward_ns,
		.maxstep_backward_ns = c->maxstep_backward_ns,
		.maxslew_ppb16 = c->maxslewrate_ppb16,
		.floor_ns = p->floor_ns,
		.ceiling_ns = p->ceiling_ns,
		.noset = c->noset,
	};

	if (!s->configured)
		pol_init(&s->pol, &conf, raw);
	else
		pol_reconf(&s->pol, &conf);
	pol_advance(&s->pol, raw);
	pol_mirror(&s->pol, p->charged_ns, p->steps_left, p->trusted_ppb16,
	    p->trusted_known != 0);
	s->gen = gen;
	s->noset = c->noset;
	s->makestep_ns = c->makestep_ns;
	s->makestep_limit = c->makestep_limit;
	s->maxslew_ppb16 = c->maxslewrate_ppb16;
	s->slew_s = fmin(fmax(SLEW_S * (double)c->corrtimeratio_e6 /
	    RATIO_E6, SLEW_MIN_S), SLEW_MAX_S);
	s->forward_ns = c->maxstep_forward_ns;
	s->backward_ns = c->maxstep_backward_ns;
	s->freq_asked = false;
	s->stale = false;
	s->refused = 0;
	s->configured = true;
}

static bool
ask(struct clk_steer *s, uint16_t type, const void *m, size_t len)
{
	struct ipc_end	parent = { ROLE_PARENT, 0 };

	return s->ops->send(s->ops->arg, parent, type, s->gen, s->gen, m,
	    len, IPC_NOFD);
}

/* A refusal is worth one line per reason, until the configuration changes. */
static void
note_refusal(struct clk_steer *s, enum pol_verdict v, const char *what)
{
	uint32_t	bit = UINT32_C(1) << ((unsigned int)v % 32);

	if (s->refused & bit)
		return;
	s->refused |= bit;
	core_log(s->ops, LOG_WARNING, "the clock stays as it is: %s: %s",
	    what, pol_verdict_name(v));
}

/* How much of the slew wall has taken between two instants. */
static int64_t
slewed_ns(const struct clk_steer *s, int64_t from_ns, int64_t to_ns)
{
	if (from_ns < s->slew_from_ns)
		from_ns = s->slew_from_ns;
	if (to_ns > s->slew_end_ns)
		to_ns = s->slew_end_ns;
	return to_ns > from_ns ? tm_scale(to_ns - from_ns, s->slew_ppb16) : 0;
}

int64_t
clk_steer_watch(struct clk_steer *s, struct tm_now now)
{
	int64_t	since_ns = now.raw.ns - s->seen.raw.ns, off_ns, doubt_ns;
	bool	known = s->seen_valid && !s->step_pending;

	off_ns = now.wall.ns - s->seen.wall.ns - since_ns -
	    tm_scale(since_ns, s->freq_ppb16) -
	    slewed_ns(s, s->seen.raw.ns, now.raw.ns);
	doubt_ns = JUMP_NS + tm_scale(since_ns,
	    s->freq_known ? SEEN_PPB16 : LOST_PPB16);
	/* The kernel gives a slew its own pace; it may run over its end. */
	if (s->seen.raw.ns < s->slew_end_ns + SLEW_S * TM_S)
		doubt_ns += llabs(s->slew_ns);
	s->seen = now;
	s->seen_valid = true;
	return known && llabs(off_ns) > doubt_ns ? off_ns : 0;
}

void
clk_steer_freq(struct clk_steer *s, struct tm_now now, int64_t rate_ppb16)
{
	struct msg_adj_freq	m = { .freq_ppb16 = rate_ppb16 };
	enum pol_verdict	v;

	if (s->noset || s->stale || !s->configured || (s->freq_asked &&
	    llabs(rate_ppb16 - s->asked_ppb16) < FREQ_LEAST))
		return;
	if ((v = pol_freq(&s->pol, now, rate_ppb16)) != POL_OK) {
		note_refusal(s, v, "frequency");
		return;
	}
	s->asked_ppb16 = rate_ppb16;
	s->freq_asked = ask(s, MSG_ADJ_FREQ, &m, sizeof m);
	if (s->freq_asked) {
		s->freq_ppb16 = rate_ppb16;
		s->freq_known = true;
	}
}

/* The rate that does it in SLEW_S, and what of it fits into SLEW_MOST_S. */
static void
slew(struct clk_steer *s, struct tm_now now, int64_t error_ns)
{
	struct msg_adj_slew	m = {
		.offset_ns = error_ns, .raw_ns = now.raw.ns
	};
	enum pol_verdict	v;
	int64_t			most_ns;

	m.rate_ppb16 = tm_ppb16_from_ratio(tm_s_from_ns(llabs(error_ns)) /
	    s->slew_s);
	if (m.rate_ppb16 < 1)
		m.rate_ppb16 = 1;
	if (m.rate_ppb16 > s->maxslew_ppb16)
		m.rate_ppb16 = s->maxslew_ppb16;
	most_ns = tm_scale(SLEW_MOST_S * TM_S, m.rate_ppb16);
	s->again = llabs(error_ns) > most_ns;
	if (s->again)
		m.offset_ns = error_ns > 0 ? most_ns : -most_ns;
	if ((v = pol_slew(&s->pol, now, m.offset_ns, m.rate_ppb16)) !=
	    POL_OK) {
		s->again = false;
		note_refusal(s, v, "slew");
		return;
	}
	if (!ask(s, MSG_ADJ_SLEW, &m, sizeof m))
		return;
	s->slew_ns = m.offset_ns;
	s->slew_ppb16 = m.offset_ns > 0 ? m.rate_ppb16 : -m.rate_ppb16;
	s->slew_from_ns = now.raw.ns;
	s->slew_end_ns = now.raw.ns + tm_ns_from_s((double)llabs(m.offset_ns) *
	    1e-9 / tm_ratio_from_ppb16(m.rate_ppb16));
}

enum step_why { STEP_RIGHT, STEP_MANUAL, STEP_LEAP };

static void
step(struct clk_steer *s, struct tm_now now, int64_t error_ns,
    enum step_why why)
{
	struct msg_adj_step	m = {
		.offset_ns = error_ns, .manual = why == STEP_MANUAL,
		.leap = why == STEP_LEAP, .raw_ns = now.raw.ns
	};

	/* A step ends the slew under way: error_ns has what was left of it. */
	s->slew_end_ns = now.raw.ns;
	s->again = false;
	s->step_pending = ask(s, MSG_ADJ_STEP, &m, sizeof m);
}

void
clk_steer_status(struct clk_steer *s, const struct msg_adj_status *m)
{
	if (s->configured && !s->noset)
		ask(s, MSG_ADJ_STATUS, m, sizeof *m);
}

/* chrony.conf(5) makestep: a threshold, in the first few updates. */
static bool
step_is_due(const struct clk_steer *s, int64_t error_ns)
{
	int64_t	most_ns = error_ns > 0 ? s->forward_ns : s->backward_ns;

	return s->makestep_ns > 0 && llabs(error_ns) > s->makestep_ns &&
	    (most_ns == 0 || llabs(error_ns) <= most_ns) &&
	    (s->makestep_limit < 0 || s->rearmed ||
	    s->updates <= (uint32_t)s->makestep_limit);
}

void
clk_steer_to(struct clk_steer *s, struct tm_now now, int64_t rate_ppb16,
    int64_t error_ns)
{
	if (s->noset || s->stale || !s->configured || s->step_pending)
		return;
	s->again = now.raw.ns < s->hold_ns;
	if (s->again)
		return;
	s->hold_ns = now.raw.ns + HOLD_NS;
	pol_advance(&s->pol, now.raw);
	clk_steer_freq(s, now, rate_ppb16);
	if (step_is_due(s, error_ns) &&
	    pol_step(&s->pol, now, error_ns, false) == POL_OK) {
		s->rearmed = false;
		step(s, now, error_ns, STEP_RIGHT);
		return;
	}
	s->again = now.raw.ns < s->slew_end_ns;
	if (s->again)
		return;
	if (llabs(error_ns) >= SLEW_LEAST_NS)
		slew(s, now, error_ns);
}

enum pol_verdict
clk_steer_manual(struct clk_steer *s, struct tm_now now, int64_t error_ns)
{
	enum pol_verdict	v;

	if (s->noset)
		return POL_NOSET;
	if (s->step_pending || s->stale || !s->configured)
		return POL_BUSY;
	pol_advance(&s->pol, now.raw);
	pol_rearm(&s->pol, now.raw);
	if ((v = pol_step(&s->pol, now, error_ns, true)) == POL_OK)
		step(s, now, error_ns, STEP_MANUAL);
	return v;
}

void
clk_steer_rearm(struct clk_steer *s)
{
	s->rearmed = true;
}

void
clk_steer_leap(struct clk_steer *s, struct tm_now now, int64_t offset_ns)
{
	if (!s->noset && !s->stale && s->configured && !s->step_pending)
		step(s, now, offset_ns, STEP_LEAP);
}

/* A slew that was refused did not happen; the others report themselves. */
static void
undo(struct clk_steer *s, uint32_t request, struct tm_raw raw)
{
	switch (request) {
	case MSG_ADJ_FREQ:
		s->freq_asked = false;
		break;
	case MSG_ADJ_SLEW:
		s->slew_end_ns = raw.ns;
		s->slew_ns = 0;
		s->again = false;
		break;
	}
}

bool
clk_steer_result(struct clk_steer *s, const struct msg_adj_result *m,
    uint32_t gen, struct tm_now now)
{
	if (m->request == MSG_ADJ_STEP) {
		s->step_pending = false;
		s->seen_valid = false;	/* it jumped, or it did not */
		s->hold_ns = now.raw.ns;
		s->slew_end_ns = now.raw.ns;	/* even one of another's */
	}
	pol_advance(&s->pol, now.raw);
	pol_mirror(&s->pol, m->charged_ns, m->steps_left,
	    s->pol.trusted_ppb16, s->pol.trusted_known);
	s->pol.applied_ppb16 = m->freq_ppb16;
	s->freq_ppb16 = m->freq_ppb16;
	s->freq_known = true;
	if (m->slew_end_ns > now.raw.ns) {
		s->slew_ppb16 = m->slew_ppb16;
		s->slew_end_ns = m->slew_end_ns;
	}
	if (m->verdict == POL_OK)
		return false;
	undo(s, m->request, now.raw);
	if (m->verdict == POL_STALE) {
		/* Unless it is here already, the new one is on its way. */
		s->stale = gen == s->gen;
		return !s->stale;
	}
	s->hold_ns = now.raw.ns + 16 * TM_S;
	note_refusal(s, m->verdict, ipc_type_name((uint16_t)m->request));
	return false;
}

bool
clk_steer_can(const struct clk_steer *s, struct tm_now now, int64_t error_ns)
{
	int64_t	left_ns = error_ns -
		    slewed_ns(s, now.raw.ns, s->slew_end_ns);

	if (s->step_pending)
		return true;
	return s->configured && !s->noset &&
	    (pol_may_slew(&s->pol, now, left_ns, s->maxslew_ppb16) ==
	    POL_OK || (step_is_due(s, error_ns) &&
	    pol_may_step(&s->pol, now, error_ns) == POL_OK));
}

int64_t
clk_steer_due(const struct clk_steer *s)
{
	if (s->noset || s->stale || s->step_pending || !s->again)
		return TM_NEVER;
	return s->slew_end_ns > s->hold_ns ? s->slew_end_ns : s->hold_ns;
}
