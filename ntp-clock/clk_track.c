/* ISC licence, see LICENSE. */
/* From samples to f.  Pure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk_arm.h"
#include "clk_choose.h"
#include "clk_f.h"
#include "clk_jump.h"
#include "clk_limit.h"
#include "clk_log.h"
#include "clk_open.h"
#include "clk_poll.h"
#include "clk_publish.h"
#include "clk_track.h"

#define FREQ_KEPT_SD	0.3e-6	/* and what a pause may */
#define PATIENCE	8	/* samples without an estimate that fits */
#define RMS_GAIN	0.1
#define DENIED		4	/* samples as 'x' until it is dropped */
#define SAID_WRONG	2	/* of them, until the log has it */
#define RIGHT_NS	TM_MS	/* a first correction by less is none */

void
clk_track_forget(struct clk *c, struct clk_source *s)
{
	if (s->fed)
		clk_est_drop(&c->est, s->key);
	s->fed = false;
	if (c->track.ref == s)
		c->track.ref = NULL;
}

/* The source's nth last sample less f, s; 0 if there is none of either. */
static double
residual(const struct clk *c, const struct clk_source *s, unsigned int n)
{
	const struct clk_recent	*r = clk_source_recent(s, n);
	struct clk_estimate	 p;

	if (r == NULL || clk_f_predict(c, r->raw_ns, &p) == -1)
		return 0;
	return tm_s_from_ns(r->theta_ns - p.theta_ns) - p.theta_frac_s;
}

static void
note_residual(struct clk *c, struct clk_source *s, unsigned int n)
{
	const struct clk_recent	*r = clk_source_recent(s, n);

	if (r != NULL && c->track.open)
		clk_stats_add(&s->stats, r->raw_ns, residual(c, s, n));
}

/* What was heard before there was an f to compare it with counts as well. */
static void
note_all(struct clk *c)
{
	struct clk_source	*s;
	unsigned int		 n;

	CLK_SOURCE_FOREACH(s, &c->sources) {
		clk_stats_init(&s->stats);
		for (n = CLK_RECENT; n-- > 0; )
			note_residual(c, s, n);
	}
}

/* chrony.conf(5) makestep counts updates by a source that is not local. */
static void
count_update(struct clk *c, const struct clk_source *s, double offset_s,
    double resid, struct tm_now now)
{
	struct clk_track	*t = &c->track;
	double			 sq = offset_s * offset_s;

	if (s == t->ref && !s->last.local && !c->steer.stale &&
	    c->steer.updates < INT32_MAX)
		c->steer.updates++;
	/* The first correction says nothing of how well wall is kept. */
	if (t->update_ns == 0)
		t->rms2 = 0;
	else if (t->rms2 <= 0)
		t->rms2 = sq;
	else
		t->rms2 += RMS_GAIN * (sq - t->rms2);
	if (t->update_ns != 0 &&
	    fabs(offset_s) > tm_s_from_ns(c->conf.clock.logchange_ns))
		core_log(&c->ops, LOG_NOTICE, "clock wrong by %.6f seconds",
		    -offset_s);
	t->last_offset_s = offset_s;
	t->resid = resid;
	t->interval_ns = t->update_ns == 0 ? 0 : now.raw.ns - t->update_ns;
	t->update_ns = now.raw.ns;
	if (t->ref != NULL) {
		t->ref_addr = t->ref->addr;
		memcpy(t->ref_name, t->ref->name, sizeof t->ref_name);
	}
}

/* f has a new rate of its own; chrony.conf(5) fallbackdrift keeps means. */
static void
note_rate(struct clk *c, struct tm_now now)
{
	const struct msg_cfg_clock	*m = &c->conf.clock;
	struct clk_estimate		 p;

	if (clk_est_predict(&c->est, now.raw.ns, &p) == 0)
		clk_fall_note(&c->fall, now.raw.ns, p.freq, m->fallback_min,
		    m->fallback_max);
}

/* Without samples for so long the last rate may not be the best one. */
static void
look_for_mean(struct clk *c, struct tm_now now)
{
	const struct msg_cfg_clock	*m = &c->conf.clock;
	struct clk_estimate		 p;

	if (c->track.open && m->fallback_max > 0 &&
	    clk_est_predict(&c->est, now.raw.ns, &p) == 0 &&
	    clk_fall_look(&c->fall, now.raw.ns, c->track.update_ns, p.freq,
	    m->fallback_min, m->fallback_max))
		core_log(&c->ops, LOG_NOTICE, "no samples for 2^%d seconds: "
		    "frequency is the mean of so many", c->fall.at);
}

void
clk_track_say(struct clk *c, struct tm_now now)
{
	if (!c->track.unsaid || c->more)
		return;
	c->track.unsaid = false;
	clk_track_steer(c, now);
	clk_publish_update(c, now);
	clk_publish_status(c, now, false);
	clk_publish_save(c, now, false);
}

/* A sample was accepted: everybody hears of it, once for all of a record. */
static void
updated(struct clk *c, struct clk_source *s, struct tm_now now)
{
	c->track.lost = 0;
	c->track.doubt = false;
	clk_arm_review(c, now);
	clk_local_update(&c->local, &c->conf.clock, &(struct clk_local_in){
	    .tried = c->tried, .selectable = true, .synced = true,
	    .waited_ns = 0,
	    .distance_ns = clk_publish_distance(c, now.raw) });
	c->track.barred = !clk_limit_allows(c, clk_f_error(c, now));
	c->track.unsaid = true;
	clk_track_say(c, now);
	clk_log_update(c, s, now);
}

/*
 * No majority of those who answer, or will.  Those are asked at once: what
 * a process knows of old samples grows worse with the frequency's error.
 */
static bool
is_few(struct clk *c, const struct clk_selection *sel)
{
	unsigned int	all = clk_open_electorate(c, sel->candidates);

	if (2 * sel->agree > all)
		return false;
	if (c->tried && all > sel->candidates && !c->track.hurried) {
		c->track.hurried = true;
		clk_jump_hurry(c);
	}
	return true;
}

/* An administrator who forgot makestep may wait for ever. */
static void
say_first(struct clk *c, int64_t error_ns, struct tm_now now)
{
	if (llabs(error_ns) < RIGHT_NS || c->conf.clock.once)
		return;
	core_log(&c->ops, LOG_NOTICE, "clock wrong by %.6f seconds",
	    tm_s_from_ns(error_ns));
	if (!c->conf.clock.noset &&
	    !clk_steer_can(&c->steer, now, error_ns))
		core_log(&c->ops, LOG_WARNING, "that is more than may be "
		    "slewed, and no step is allowed (makestep)");
}

/* The whole of what is known begins with a majority. */
static void
try_open(struct clk *c, struct clk_source *s, const struct clk_selection *sel,
    struct tm_now now)
{
	struct clk_track	*t = &c->track;
	bool			 first = t->update_ns == 0;

	if (is_few(c, sel) || !clk_open_start(c, t->ref, now))
		return;
	t->open = true;
	t->learnt_ns = now.raw.ns;
	t->lost = 0;
	note_all(c);
	if (first)
		say_first(c, clk_f_error(c, now), now);
	count_update(c, t->ref, first ?
	    -tm_s_from_ns(clk_f_error(c, now)) : 0, 0, now);
	updated(c, s, now);
}

/* A sample of a selected source while f is in use. */
static void
feed(struct clk *c, struct clk_source *s, struct tm_now now)
{
	struct clk_estimate	old, p;
	enum clk_verdict	v;
	double			offset_s;

	if (!s->fed && clk_est_add(&c->est, s->key) == -1)
		return;
	s->fed = true;
	if (s->astray > 0)
		return;
	if (clk_f_predict(c, now.raw.ns, &old) == -1)
		return;
	v = clk_open_feed(c, s, 0);
	if (v == CLK_EST_USED || v == CLK_EST_STARTED)
		note_rate(c, now);
	clk_f_predict(c, now.raw.ns, &p);
	offset_s = tm_s_from_ns(old.theta_ns - p.theta_ns) +
	    old.theta_frac_s - p.theta_frac_s;
	if (clk_jump_strange(c, p.freq, now)) {
		clk_jump_start_over(c, 0, CLK_FREQ_UNKNOWN_SD, now);
		return;
	}
	/* A phase so near is not another time: f had the wrong frequency. */
	if (v == CLK_EST_STARTED ||
	    (v != CLK_EST_USED && ++c->track.lost >= PATIENCE)) {
		clk_jump_start_over(c, v == CLK_EST_STARTED ? offset_s :
		    residual(c, s, 0), FREQ_KEPT_SD, now);
		return;
	}
	note_residual(c, s, 0);
	if (v != CLK_EST_USED)
		return;
	/* What it was before says nothing of this frequency. */
	if (fabs(p.freq - old.freq) > CLK_SIGMAS * old.freq_sd)
		c->track.learnt_ns = now.raw.ns;
	count_update(c, s, offset_s, old.freq - p.freq, now);
	updated(c, s, now);
}

/* Beside a majority; a single sample is nothing to speak of. */
static void
say_falseticker(struct clk *c, const struct clk_source *s)
{
	char	name[CLK_SOURCE_TITLE];

	core_log(&c->ops, LOG_NOTICE, "falseticker %s: its time is off by "
	    "%+.6f seconds", clk_source_title(s, name),
	    (s->lo_s + s->hi_s) / 2);
}

/* A sample that selection does not let in. */
static void
deny(struct clk *c, struct clk_source *s, bool majority, struct tm_now now)
{
	note_residual(c, s, 0);
	s->denied += s->state == 'x' && s->denied < UINT8_MAX;
	if (majority && s->state == 'x' && s->denied >= SAID_WRONG &&
	    !s->said_wrong) {
		s->said_wrong = true;
		say_falseticker(c, s);
	}
	if (s->fed && s->denied >= DENIED)
		clk_track_forget(c, s);
	if (majority || ++c->track.lost < PATIENCE)
		return;
	c->track.lost = 0;
	if (clk_choose_blames_f(c, now))
		clk_jump_start_over(c, residual(c, s, 0),
		    CLK_FREQ_UNKNOWN_SD, now);
}

/*
 * Selection allows for what the servers claim, the estimator believes whom it
 * knows: it may have followed a slow liar, and reject the others since.  f has
 * to stay within the correctness intervals of most.
 */
static bool
is_outside(struct clk *c, struct tm_now now)
{
	const struct clk_source	*s;
	struct clk_estimate	 p;
	double			 slack_s;
	unsigned int		 n = 0, in = 0;

	if (clk_f_predict(c, now.raw.ns, &p) == -1)
		return false;
	slack_s = CLK_SIGMAS * p.theta_sd_s;
	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (!clk_source_judged(s))
			continue;
		n++;
		in += s->lo_s <= slack_s && s->hi_s >= -slack_s;
	}
	c->track.outside = 2 * in > n ? 0 : c->track.outside + 1;
	return c->track.outside >= PATIENCE;
}

/* What a sample of a judged source means for f. */
static void
take(struct clk *c, struct clk_source *s, bool ok,
    const struct clk_selection *sel, struct tm_now now)
{
	if (!c->track.open) {
		if (ok)
			try_open(c, s, sel, now);
		return;
	}
	/* While others will speak: the first may be the liar. */
	if (ok && c->track.doubt && is_few(c, sel) &&
	    clk_open_electorate(c, sel->candidates) > sel->candidates)
		return;
	if (ok && is_outside(c, now))
		clk_jump_start_over(c, 0, CLK_FREQ_SAVED_SD, now);
	else if (ok && (s->state == '*' || s->state == '+')) {
		s->denied = 0;
		s->said_wrong = false;
		feed(c, s, now);
	} else
		deny(c, s, ok, now);
}

void
clk_track_sample(struct clk *c, struct clk_source *s, struct tm_now now)
{
	struct clk_selection	sel;
	bool			ok, jumped;

	if (!c->configured)
		return;
	jumped = c->track.open && clk_jump_note(c, s, now);
	ok = clk_choose(c, now, &sel);
	if (ok && jumped)
		updated(c, c->track.ref, now);
	take(c, s, ok, &sel, now);
	if (c->track.open)
		clk_poll_control(c, s);
	clk_track_review(c, now);
	if (!c->track.unsaid)
		clk_publish_widen(c, now);
}

void
clk_track_review(struct clk *c, struct tm_now now)
{
	struct clk_selection	sel;
	struct clk_local_in	in;
	bool			ok;

	if (!c->configured)
		return;
	look_for_mean(c, now);
	ok = clk_choose(c, now, &sel);
	if (ok && !c->track.open && c->track.ref != NULL)
		try_open(c, c->track.ref, &sel, now);
	in.tried = c->tried;
	in.selectable = ok;
	in.synced = c->track.open;
	in.distance_ns = clk_publish_distance(c, now.raw);
	in.waited_ns = now.raw.ns - (in.synced ? c->track.update_ns :
	    c->start_ns);
	clk_limit_look(c);
	if (!clk_local_update(&c->local, &c->conf.clock, &in))
		return;
	core_log(&c->ops, LOG_NOTICE, "local reference %s",
	    c->local.active ? "in use" : "no longer in use");
	clk_publish_again(c, now);
	clk_arm_review(c, now);
}

void
clk_track_steer(struct clk *c, struct tm_now now)
{
	struct clk_estimate	p;
	int64_t			rate_ppb16;

	if (!c->configured || c->track.doubt || c->track.barred ||
	    clk_leap_quiet(&c->leap, now.raw) != 0)
		return;
	if (!c->track.open) {
		if (c->track.freq_saved)
			clk_steer_freq(&c->steer, now,
			    tm_ppb16_from_ratio(c->track.freq));
		return;
	}
	/* To set the clock once is the administrator's makestep. */
	if (c->conf.clock.once ||
	    clk_f_predict(c, now.raw.ns, &p) == -1)
		return;
	rate_ppb16 = tm_ppb16_from_ratio(p.freq);
	if (c->conf.clock.maxdrift_ppb16 > 0) {
		if (rate_ppb16 > c->conf.clock.maxdrift_ppb16)
			rate_ppb16 = c->conf.clock.maxdrift_ppb16;
		if (rate_ppb16 < -c->conf.clock.maxdrift_ppb16)
			rate_ppb16 = -c->conf.clock.maxdrift_ppb16;
	}
	/* maxupdateskew: a frequency so uncertain is no better than none. */
	if (tm_ppb16_from_ratio(p.freq_sd) >
	    c->conf.clock.maxupdateskew_ppb16 && c->steer.freq_known)
		rate_ppb16 = c->steer.freq_ppb16;
	clk_steer_to(&c->steer, now, rate_ppb16, clk_f_off(c, now, &p));
}
