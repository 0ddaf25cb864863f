/* ISC licence, see LICENSE. */
/* When time itself jumps, or wall does.  Pure. */
#include <math.h>
#include <syslog.h>

#include "clk_choose.h"
#include "clk_f.h"
#include "clk_jump.h"
#include "clk_publish.h"

#define ASTRAY_S	0.01	/* off f: not noise but another time */
#define ASTRAY_ROUNDS	2
#define SLEPT_SD_S	1.0	/* an RTC counts seconds */
#define STRANGE_NS	(600 * TM_S)	/* and not found again for so long */
#define FREQ_STRANGE	600e-6	/* s/s, noise of the first samples included */

/* By how much its nth last sample is off f; false: there is none. */
static bool
off_f(const struct clk *c, const struct clk_source *s, unsigned int n,
    double *off_s, struct clk_estimate *p)
{
	const struct clk_recent	*r = clk_source_recent(s, n);

	if (r == NULL || clk_f_predict(c, r->raw_ns, p) == -1)
		return false;
	*off_s = tm_s_from_ns(r->theta_ns - p->theta_ns);
	return true;
}

/*
 * Does it go on moving away from f between its last two samples?  Then f's
 * frequency is wrong.  Returns by how much (s/s), 0 for no.
 */
static double
moves_on(const struct clk *c, const struct clk_source *s)
{
	const struct clk_recent	*r = clk_source_recent(s, 0);
	const struct clk_recent	*old = clk_source_recent(s, 1);
	struct clk_estimate	 p;
	double			 off_s, old_s, noise_s, span_s;

	if (old == NULL || !off_f(c, s, 0, &off_s, &p) ||
	    !off_f(c, s, 1, &old_s, &p))
		return 0;
	span_s = tm_s_from_ns(r->raw_ns - old->raw_ns);
	noise_s = tm_s_from_ns(r->delay_ns + old->delay_ns) / 2;
	if (span_s <= 0 || fabs(off_s - old_s) < ASTRAY_S + noise_s)
		return 0;
	return (off_s - old_s) / span_s;
}

/*
 * Is the last sample so far off f that no noise explains it, nor what is not
 * known of the frequency?  It stays so where it was, while that grows.  Who
 * has said as much before, with a longer delay, has not jumped: f is wrong.
 */
static bool
is_astray(const struct clk *c, const struct clk_source *s, struct tm_now now)
{
	const struct clk_recent	*r;
	struct clk_estimate	 p;
	struct clk_carry	 carry;
	double			 off_s, age_s, least_s;

	if (!off_f(c, s, 0, &off_s, &p))
		return false;
	clk_f_carry(c, now, &carry);
	if (s->astray == 0 && clk_source_agrees(s, &carry))
		return false;
	r = clk_source_recent(s, 0);
	age_s = fmax(0, tm_s_from_ns(r->raw_ns - c->track.update_ns));
	least_s = ASTRAY_S + tm_s_from_ns(r->delay_ns);
	return fabs(off_s) > least_s + CLK_SIGMAS * (p.theta_sd_s +
	    carry.freq_sd * age_s) || (s->astray > 0 &&
	    fabs(off_s) > least_s && moves_on(c, s) == 0);
}

/*
 * A virtual machine was paused or restored, or raw stood still: most sources
 * that are judged are far off f too, and about where this one is.  Such
 * samples would teach the estimator a wrong frequency: it does not see them.
 */
static bool
most_are_there(const struct clk *c, const struct clk_source *there)
{
	const struct clk_source	*s;
	double			 there_s, off_s;
	struct clk_estimate	 p;
	unsigned int		 votes = 0, gone = 0;

	if (!off_f(c, there, 0, &there_s, &p))
		return false;
	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (!clk_source_judged(s))
			continue;
		votes++;
		gone += s->astray > 0 && off_f(c, s, 0, &off_s, &p) &&
		    fabs(off_s - there_s) < fabs(there_s) / 2;
	}
	return 2 * gone > votes;
}

/*
 * Of those that most agree with, and that are astray for long enough, the one
 * with the least delay, or NULL.
 */
static const struct clk_source *
best_astray(const struct clk *c)
{
	const struct clk_source	*s, *best = NULL;
	int64_t			 least_ns = INT64_MAX, delay_ns;

	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (!clk_source_judged(s) || s->astray < ASTRAY_ROUNDS)
			continue;
		delay_ns = clk_source_recent(s, 0)->delay_ns;
		if (delay_ns < least_ns && most_are_there(c, s)) {
			least_ns = delay_ns;
			best = s;
		}
	}
	return best;
}

/* Its phase is the new one; what others said before means nothing now. */
static void
take_phase(struct clk *c, const struct clk_recent *best)
{
	struct clk_source	*s;
	struct clk_estimate	 p;
	int64_t			 delta_ns;

	if (clk_f_predict(c, best->raw_ns, &p) == -1)
		return;
	delta_ns = best->theta_ns - p.theta_ns;
	core_log(&c->ops, LOG_WARNING, "time jumped by %.6f seconds",
	    tm_s_from_ns(delta_ns));
	clk_steer_rearm(&c->steer);
	clk_est_shift(&c->est, delta_ns,
	    tm_s_from_ns(best->delay_ns / 2 + best->noise_ns));
	CLK_SOURCE_FOREACH(s, &c->sources) {
		clk_source_forget(s, s->astray < ASTRAY_ROUNDS ? s->astray :
		    ASTRAY_ROUNDS);
		s->astray = 0;
	}
}

bool
clk_jump_note(struct clk *c, struct clk_source *s, struct tm_now now)
{
	const struct clk_source	*best;
	double			 freq;

	if (!is_astray(c, s, now)) {
		s->astray = 0;
		return false;
	}
	if (s->astray < UINT8_MAX && ++s->astray == ASTRAY_ROUNDS)
		clk_source_forget(s, ASTRAY_ROUNDS);
	if ((best = best_astray(c)) == NULL)
		return false;
	if ((freq = moves_on(c, best)) != 0) {
		clk_jump_start_over(c, 0, fabs(freq), now);
		return false;
	}
	take_phase(c, clk_source_recent(best, 0));
	return true;
}

bool
clk_jump_strange(struct clk *c, double freq, struct tm_now now)
{
	struct clk_track	*t = &c->track;

	if (fabs(freq) > FREQ_STRANGE && !t->strange)
		return t->strange = true;
	if (fabs(freq) < FREQ_STRANGE && t->open &&
	    now.raw.ns - t->learnt_ns > STRANGE_NS)
		t->strange = false;
	return false;
}

void
clk_jump_hurry(struct clk *c)
{
	struct msg_source_ctl	 m = { .flags = CTL_BURST };
	const struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, &c->sources)
		if (!s->absent) {
			m.id = s->id;
			core_send(&c->ops, ROLE_NET, MSG_SOURCE_CTL, &m,
			    sizeof m);
		}
}

/*
 * The estimator begins again, its frequency known to freq_sd at best, with so
 * many samples kept of each source.
 */
static void
begin_again(struct clk *c, double freq_sd, unsigned int keep,
    struct tm_now now)
{
	struct clk_track	*t = &c->track;
	struct clk_source	*s;
	struct clk_estimate	 p;

	if (clk_est_predict(&c->est, now.raw.ns, &p) == 0 &&
	    fabs(p.freq) < FREQ_STRANGE) {
		t->freq = p.freq;
		t->freq_sd = fmin(fmax(p.freq_sd, freq_sd),
		    CLK_FREQ_UNKNOWN_SD);
	}
	CLK_SOURCE_FOREACH(s, &c->sources) {
		clk_source_forget(s, keep);
		s->fed = false;
		s->astray = 0;
	}
	/* Until there is a new one f is not to be served. */
	t->doubt = true;
	clk_publish_again(c, now);
	t->restored = false;
	t->open = false;
	t->lost = t->outside = 0;
	clk_est_init(&c->est, t->freq, t->freq_sd);
	clk_jump_hurry(c);
}

void
clk_jump_start_over(struct clk *c, double offset_s, double freq_sd,
    struct tm_now now)
{
	core_log(&c->ops, LOG_WARNING,
	    "sources contradict the estimate: starting over");
	/* So much of it may be the frequency's fault. */
	freq_sd = fmax(freq_sd, fabs(offset_s) / fmax(1,
	    tm_s_from_ns(now.raw.ns - c->track.update_ns)));
	begin_again(c, freq_sd, 1, now);
}

/*
 * While there is no f yet: if raw stood still, samples of before and after
 * would make an impossible frequency, and what was restored is past.  So is
 * what a former process of ours still claims.
 */
static void
forget_all(struct clk *c, struct tm_now now)
{
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, &c->sources)
		clk_source_forget(s, 0);
	c->track.restored = false;
	clk_est_init(&c->est, c->track.freq, c->track.freq_sd);
	if (c->configured)
		clk_publish_again(c, now);
}

void
clk_jump_reset(struct clk *c, struct tm_now now)
{
	struct clk_source	*s;

	core_log(&c->ops, LOG_NOTICE, "all measurements are dropped");
	CLK_SOURCE_FOREACH(s, &c->sources)
		s->first_tries = s->stat.tries;
	if (c->track.open) {
		begin_again(c, CLK_FREQ_SAVED_SD, 0, now);
		return;
	}
	forget_all(c, now);
	clk_jump_hurry(c);
}

/* f is not served until the next samples have come. */
static void
doubt(struct clk *c, struct tm_now now)
{
	c->track.doubt = true;
	clk_publish_again(c, now);
	clk_jump_hurry(c);
}

void
clk_jump_woke(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_woke	*w = (const void *)m->payload;
	struct clk_source	*s;

	if (w->slept_ns == 0)
		return;
	core_log(&c->ops, LOG_NOTICE, "the machine slept for %.3f seconds",
	    tm_s_from_ns(w->slept_ns));
	/* What wall did meanwhile was the kernel's. */
	c->steer.seen_valid = false;
	clk_steer_rearm(&c->steer);
	if (!c->track.open) {
		forget_all(c, now);
		return;
	}
	clk_est_shift(&c->est, w->slept_ns, SLEPT_SD_S);
	CLK_SOURCE_FOREACH(s, &c->sources) {
		clk_source_forget(s, 0);
		s->first_tries = s->stat.tries;
		s->astray = 0;
	}
	/* The parent has withdrawn what `local' claims too. */
	if (c->local.active)
		clk_publish_again(c, now);
	else
		doubt(c, now);
}

void
clk_jump_wall(struct clk *c, int64_t off_ns, struct tm_now now)
{
	if (!c->track.open && !c->local.active) {
		forget_all(c, now);
		return;
	}
	core_log(&c->ops, LOG_WARNING, "the clock was moved by %.6f seconds "
	    "from outside", tm_s_from_ns(off_ns));
	/* Who is alone with his clock goes where it is put. */
	if (c->local.active) {
		if (c->track.open)
			clk_est_shift(&c->est, off_ns, 0);
		clk_publish_again(c, now);
		return;
	}
	/* Somebody's date(1), or did raw stand still?  Samples tell. */
	doubt(c, now);
}
