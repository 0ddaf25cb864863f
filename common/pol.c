/* ISC licence, see LICENSE. */
/* The bounded clock: one account of what was done to wall.  Pure. */
#include <string.h>

#include "pol.h"
#include "pol_leap.h"
#include "wide.h"

#define UNIT		(TM_S << 16)	/* ppb16 * ns in one ns */

/* Trust follows by 10 ppm a day. */
#define FOLLOW_PPB16	(10 * TM_PPM16)

/* 10 requests a second, 20 at once */
#define TOKEN_NS	(TM_S / 10)
#define TOKENS_NS	(20 * TOKEN_NS)

#define REARM_NS	(60 * TM_S)

static int64_t
clamp(int64_t x, int64_t min, int64_t max)
{
	return x < min ? min : x > max ? max : x;
}

static void
count_rights(struct pol *p)
{
	const struct pol_conf	*c = &p->conf;

	if (c->makestep_ns <= 0 || c->makestep_limit == 0)
		p->steps_left = 0;
	else if (c->makestep_limit < 0)
		p->steps_left = -1;
	else
		p->steps_left = p->rights_used >= c->makestep_limit ?
		    p->granted : c->makestep_limit - p->rights_used;
}

void
pol_init(struct pol *p, const struct pol_conf *conf, struct tm_raw raw)
{
	memset(p, 0, sizeof *p);
	p->budget.hour_ns = p->raw_ns = p->asked_ns = raw.ns;
	p->tokens_ns = TOKENS_NS;
	pol_reconf(p, conf);
}

void
pol_reconf(struct pol *p, const struct pol_conf *conf)
{
	p->conf = *conf;
	p->budget.forward_ns = conf->forward_ns;
	p->budget.backward_ns = conf->backward_ns;
	count_rights(p);
}

void
pol_mirror(struct pol *p, int64_t charged_ns, int32_t steps_left,
    int64_t trusted_ppb16, bool trusted_known)
{
	pol_budget_clear(&p->budget);
	p->budget.charge_ns[0] = charged_ns;
	p->conf.makestep_limit = steps_left;
	p->rights_used = 0;
	p->trusted_ppb16 = trusted_ppb16;
	p->trusted_known = trusted_known;
	count_rights(p);
}

int64_t
pol_charged(const struct pol *p)
{
	return pol_budget_sum(&p->budget);
}

int64_t
pol_committed(const struct pol *p)
{
	return wide_add(pol_charged(p), wide_add(p->slew_left_ns,
	    p->slew_prev_ns));
}

/* What the slew under way moves within dt of raw time. */
static int64_t
slew_flow(struct pol *p, int64_t dt_ns)
{
	int64_t	flow_ns = tm_scale(dt_ns, p->slew_ppb16);
	int64_t	left_ns = p->slew_left_ns;

	flow_ns = clamp(flow_ns, left_ns < 0 ? left_ns : 0,
	    left_ns < 0 ? 0 : left_ns);
	p->slew_left_ns -= flow_ns;
	return flow_ns;
}

static void
follow(struct pol *p, int64_t dt_ns)
{
	int64_t	most = clamp(wide_muldiv(FOLLOW_PPB16, dt_ns, TM_DAY, NULL),
	    0, 2 * POL_TRUST_MAX);
	int64_t	to = clamp(p->applied_ppb16, -POL_TRUST_MAX, POL_TRUST_MAX);

	if (p->trusted_known)
		p->trusted_ppb16 += clamp(to - p->trusted_ppb16, -most, most);
}

/* Charges dt of raw time, less than or just an hour of it. */
static void
advance_by(struct pol *p, int64_t dt_ns)
{
	pol_budget_charge(&p->budget, wide_muldiv(dt_ns,
	    p->applied_ppb16 - p->trusted_ppb16, UNIT, &p->part));
	pol_budget_charge(&p->budget, slew_flow(p, dt_ns));
	follow(p, dt_ns);
	p->raw_ns += dt_ns;
}

/* Nothing older than the budget is long is worth a walk by the hour. */
static void
skip_to(struct pol *p, int64_t raw_ns)
{
	int64_t	from_ns = wide_sub(raw_ns, POL_HOURS * POL_HOUR_NS);
	int64_t	skip_ns = wide_sub(from_ns, p->raw_ns);

	if (skip_ns <= 0)
		return;
	(void)slew_flow(p, skip_ns);
	follow(p, skip_ns);
	p->raw_ns = from_ns;
}

/* The direction in which wall is being led: > 0 forward. */
static int64_t
outward(const struct pol *p)
{
	int64_t	rate = p->applied_ppb16 - p->trusted_ppb16;

	if (p->slew_left_ns != 0)
		rate = wide_add(rate, p->slew_ppb16);
	return rate;
}

bool
pol_advance(struct pol *p, struct tm_raw raw)
{
	int64_t	end_ns;

	skip_to(p, raw.ns);
	while (p->raw_ns < raw.ns) {
		pol_budget_open(&p->budget, p->raw_ns);
		end_ns = wide_add(p->budget.hour_ns, POL_HOUR_NS);
		advance_by(p, (end_ns < raw.ns ? end_ns : raw.ns) -
		    p->raw_ns);
	}
	return !p->conf.noset && outward(p) != 0 &&
	    pol_budget_room(&p->budget, outward(p)) == 0;
}

/* How long the budget lasts at a rate once moved_ns more are charged. */
static int64_t
lasts_ns(const struct pol *p, int64_t rate, int64_t moved_ns)
{
	int64_t	sum_ns = wide_add(pol_budget_sum(&p->budget), moved_ns);
	int64_t	room_ns = rate > 0 ? wide_sub(p->budget.forward_ns, sum_ns) :
		    wide_add(p->budget.backward_ns, sum_ns);

	if (rate == 0)
		return TM_NEVER;
	return room_ns <= 0 ? 1 : wide_add(wide_muldiv(rate > 0 ? room_ns :
	    -room_ns, UNIT, rate, NULL), 1);
}

/* Nobody need look when the slew ends: what comes after is foreseen too. */
int64_t
pol_deadline(const struct pol *p)
{
	int64_t	rate = outward(p), dt_ns = lasts_ns(p, rate, 0);
	int64_t	slew_ns;

	if (p->conf.noset)
		return TM_NEVER;
	if (p->slew_left_ns != 0 && p->slew_ppb16 != 0) {
		slew_ns = wide_add(wide_muldiv(p->slew_left_ns, UNIT,
		    p->slew_ppb16, NULL), 1);
		/* one against its own rate never ends */
		if (slew_ns > 0 && slew_ns < dt_ns && slew_ns < TM_NEVER)
			dt_ns = wide_add(slew_ns, lasts_ns(p,
			    p->applied_ppb16 - p->trusted_ppb16,
			    wide_muldiv(rate, slew_ns, UNIT, NULL)));
	}
	return clamp(wide_add(p->raw_ns, dt_ns), 0, TM_NEVER);
}

static void
cut_slew(struct pol *p)
{
	p->slew_prev_ns = wide_add(p->slew_prev_ns, p->slew_left_ns);
	p->slew_left_ns = 0;
	p->slew_ppb16 = 0;
}

int64_t
pol_hold(struct pol *p)
{
	cut_slew(p);
	p->applied_ppb16 = p->trusted_ppb16;
	return p->applied_ppb16;
}

void
pol_trust(struct pol *p, int64_t freq_ppb16)
{
	if (p->trusted_known)
		return;
	p->trusted_known = true;
	p->trusted_ppb16 = clamp(freq_ppb16, -POL_TRUST_MAX, POL_TRUST_MAX);
}

void
pol_learn(struct pol *p, int64_t freq_ppb16)
{
	pol_trust(p, clamp(freq_ppb16, -POL_LEARN_MAX, POL_LEARN_MAX));
}

void
pol_grant(struct pol *p)
{
	if (p->conf.makestep_ns > 0 && p->conf.makestep_limit > 0)
		p->granted = 1;
	count_rights(p);
}

void
pol_updates(struct pol *p, uint32_t updates)
{
	int32_t	used = (int32_t)clamp(updates, 0, INT32_MAX);

	if (used > p->rights_used)
		p->rights_used = used;
	count_rights(p);
}

static enum pol_verdict
refuse(struct pol *p, enum pol_verdict why)
{
	if (why != POL_OK) {
		p->refusals++;
		p->last_refusal = why;
	}
	return why;
}

/* What every request must pass first. */
static enum pol_verdict
admit(struct pol *p, struct tm_raw raw)
{
	if (p->conf.noset)
		return POL_NOSET;
	if (raw.ns > p->asked_ns) {
		p->tokens_ns = clamp(wide_add(wide_sub(raw.ns,
		    p->asked_ns), p->tokens_ns), 0, TOKENS_NS);
		p->asked_ns = raw.ns;
	}
	if (p->tokens_ns < TOKEN_NS)
		return POL_BUSY;
	p->tokens_ns -= TOKEN_NS;
	pol_advance(p, raw);
	return POL_OK;
}

static enum pol_verdict
check_freq(const struct pol *p, int64_t freq_ppb16)
{
	int64_t	away;

	if (freq_ppb16 > POL_FREQ_MAX || freq_ppb16 < -POL_FREQ_MAX)
		return POL_RANGE;
	away = freq_ppb16 - p->trusted_ppb16;
	if (away != 0 && pol_budget_room(&p->budget, away) == 0)
		return POL_BUDGET;
	return POL_OK;
}

enum pol_verdict
pol_freq(struct pol *p, struct tm_now now, int64_t freq_ppb16)
{
	enum pol_verdict	v = admit(p, now.raw);

	if (v == POL_OK)
		v = check_freq(p, freq_ppb16);
	if (v == POL_OK)
		p->applied_ppb16 = freq_ppb16;
	return refuse(p, v);
}

static enum pol_verdict
check_slew(const struct pol *p, struct tm_wall wall, int64_t offset_ns,
    int64_t rate_ppb16)
{
	int64_t	end_ns = wide_add(wall.ns, offset_ns);

	if (rate_ppb16 <= 0 || rate_ppb16 > p->conf.maxslew_ppb16 ||
	    rate_ppb16 > POL_FREQ_MAX)
		return POL_RANGE;
	/* from outside of the limits any way back in is a good one */
	if (offset_ns < 0 && end_ns < p->conf.floor_ns)
		return POL_FLOOR;
	if (offset_ns > 0 && end_ns > p->conf.ceiling_ns)
		return POL_CEILING;
	if (!pol_budget_fits(&p->budget, offset_ns))
		return POL_BUDGET;
	return POL_OK;
}

enum pol_verdict
pol_slew(struct pol *p, struct tm_now now, int64_t offset_ns,
    int64_t rate_ppb16)
{
	enum pol_verdict	v = admit(p, now.raw);

	if (v == POL_OK)
		v = check_slew(p, now.wall, offset_ns, rate_ppb16);
	if (v == POL_OK) {
		cut_slew(p);
		p->slew_left_ns = offset_ns;
		p->slew_ppb16 = offset_ns < 0 ? -rate_ppb16 : rate_ppb16;
	}
	return refuse(p, v);
}

/* maxstep: an administrator's own step it does not bind. */
static bool
is_too_long(const struct pol *p, int64_t offset_ns)
{
	int64_t	most_ns = offset_ns > 0 ? p->conf.maxstep_forward_ns :
	    p->conf.maxstep_backward_ns;

	return most_ns > 0 && (offset_ns > most_ns || offset_ns < -most_ns);
}

static enum pol_verdict
check_step(const struct pol *p, struct tm_now now, int64_t offset_ns,
    bool granted)
{
	int64_t	end_ns = wide_add(now.wall.ns, offset_ns);

	if (end_ns < p->conf.floor_ns)
		return POL_FLOOR;
	if (end_ns > p->conf.ceiling_ns)
		return POL_CEILING;
	if (!granted && !pol_budget_fits(&p->budget, offset_ns))
		return POL_STEPS;
	return POL_OK;
}

enum pol_verdict
pol_step(struct pol *p, struct tm_now now, int64_t offset_ns, bool manual)
{
	enum pol_verdict	v = admit(p, now.raw);
	bool			by_hand;

	by_hand = manual && now.raw.ns < p->rearmed_ns;
	if (v == POL_OK && !by_hand && is_too_long(p, offset_ns))
		v = POL_STEPS;
	if (v == POL_OK)
		v = check_step(p, now, offset_ns,
		    by_hand || p->steps_left != 0);
	if (v != POL_OK)
		return refuse(p, v);
	if (by_hand)
		p->rearmed_ns = 0;
	else if (p->steps_left == 0)
		pol_budget_charge(&p->budget, offset_ns);
	else if (p->granted > 0 && p->rights_used >= p->conf.makestep_limit)
		p->granted = 0;
	else if (p->rights_used < INT32_MAX)
		p->rights_used++;
	count_rights(p);
	cut_slew(p);
	p->steps++;
	return POL_OK;
}

void
pol_slewing(struct pol *p, int64_t undone_ns, int64_t left_ns,
    int64_t rate_ppb16)
{
	if (left_ns == 0)
		cut_slew(p);
	pol_budget_charge(&p->budget, wide_sub(p->slew_prev_ns, undone_ns));
	p->slew_prev_ns = 0;
	p->slew_left_ns = left_ns;
	p->slew_ppb16 = rate_ppb16;
}

/* A copy to ask, with all its patience. */
static struct pol
copy_of(const struct pol *p)
{
	struct pol	copy = *p;

	copy.tokens_ns = TOKENS_NS;
	return copy;
}

enum pol_verdict
pol_may_step(const struct pol *p, struct tm_now now, int64_t offset_ns)
{
	struct pol	copy = copy_of(p);

	return pol_step(&copy, now, offset_ns, false);
}

enum pol_verdict
pol_may_slew(const struct pol *p, struct tm_now now, int64_t offset_ns,
    int64_t rate_ppb16)
{
	struct pol	copy = copy_of(p);

	return pol_slew(&copy, now, offset_ns, rate_ppb16);
}

void
pol_rearm(struct pol *p, struct tm_raw raw)
{
	pol_advance(p, raw);
	pol_budget_clear(&p->budget);
	p->rearmed_ns = wide_add(raw.ns, REARM_NS);
}

enum pol_verdict
pol_leap(const struct pol *p, int64_t utc_ns, int sign)
{
	if (sign < -1 || sign > 1)
		return POL_RANGE;
	if (p->conf.noset)
		return POL_NOSET;
	return sign == 0 || pol_is_leap_day(utc_ns) ? POL_OK : POL_LEAP;
}
