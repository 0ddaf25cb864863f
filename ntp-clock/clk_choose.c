/* ISC licence, see LICENSE. */
/* Selection applied to the sources there are.  Pure. */
#include <string.h>
#include <syslog.h>

#include "clk_choose.h"
#include "clk_f.h"

#define BAD_TRIES	8	/* as long as the register of reach */

/* There is a reference again, or another one, or none. */
static void
new_reference(struct clk *c, struct clk_source *ref, bool again)
{
	struct msg_source_ctl	m = { .flags = CTL_SELECTED };
	char			name[CLK_SOURCE_TITLE];

	c->track.ref = ref;
	if (ref == NULL || (ref->id == c->track.ref_id && !again))
		return;
	c->track.ref_id = m.id = ref->id;
	core_log(&c->ops, LOG_INFO, "selected source %s",
	    clk_source_title(ref, name));
	core_send(&c->ops, ROLE_NET, MSG_SOURCE_CTL, &m, sizeof m);
}

/*
 * A beginning, when not all were asked yet, is no loss to speak of, nor is it
 * one that there are no sources where none was asked for.
 */
static void
say_lack(struct clk *c, const char *lack)
{
	struct clk_track	*t = &c->track;

	if (lack == NULL)
		t->lack = NULL;
	else if (lack != t->lack && (t->selected ||
	    (c->tried && c->conf.clock.nsources > 0))) {
		t->lack = lack;
		core_log(&c->ops, LOG_NOTICE, "can't synchronise: %s", lack);
	}
	t->selected = lack == NULL;
}

static void
fill_conf(const struct clk *c, struct clk_select_conf *conf)
{
	const struct msg_cfg_clock	*m = &c->conf.clock;

	conf->minsources = m->minsources;
	conf->maxdistance_s = tm_s_from_ns(m->maxdistance_ns);
	conf->maxjitter_s = tm_s_from_ns(m->maxjitter_ns);
	conf->combinelimit = (double)m->combinelimit_e6 * 1e-6;
	conf->stratumweight_s = tm_s_from_ns(m->stratumweight_ns);
	conf->reselectdist_s = tm_s_from_ns(m->reselectdist_ns);
	conf->orphan = m->local_orphan ? m->local_stratum : 0;
}

/*
 * An address that stays silent or wrong is worth another one of its name;
 * ntp-net knows if there is one.  Once per so many requests.
 */
static void
replace_bad(struct clk *c)
{
	struct msg_source_ctl	 m = { .flags = CTL_REPLACE };
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (s->absent || (s->stat.reach != 0 &&
		    (s->state != 'x' || s->denied < BAD_TRIES)))
			continue;
		if (s->stat.tries - s->replaced < BAD_TRIES)
			continue;
		s->replaced = s->stat.tries;
		m.id = s->id;
		core_send(&c->ops, ROLE_NET, MSG_SOURCE_CTL, &m, sizeof m);
	}
}

/* Judges all sources; their states follow. */
static bool
judge(struct clk *c, const struct clk_carry *carry, struct clk_source **ref,
    struct clk_selection *sel)
{
	struct clk_candidate	*k = c->sources.cand, *best;
	struct clk_select_conf	 conf;
	struct clk_source	*s;
	bool			 ok;

	CLK_SOURCE_FOREACH(s, &c->sources)
		clk_source_candidate(s, carry, k++);
	fill_conf(c, &conf);
	ok = clk_select(c->sources.cand, (int)(k - c->sources.cand), &conf,
	    sel);
	best = ok ? &c->sources.cand[sel->ref] : NULL;
	*ref = NULL;
	k = c->sources.cand;
	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (k == best)
			*ref = s;
		s->state = k->state;
		s->detail = k->detail;
		s->distance_ns = tm_ns_from_s(k->distance_s);
		s->lo_s = k->offset_s - k->distance_s;
		s->hi_s = k->offset_s + k->distance_s;
		s->score = best != NULL && k->distance_s > 0 ?
		    best->distance_s / k->distance_s : 1;
		k++;
	}
	return ok;
}

bool
clk_choose(struct clk *c, struct tm_now now, struct clk_selection *sel)
{
	struct clk_source	*ref;
	struct clk_carry	 carry;
	bool			 ok, lost = c->track.lack != NULL;

	clk_f_carry(c, now, &carry);
	ok = judge(c, &carry, &ref, sel);
	say_lack(c, sel->lack);
	new_reference(c, ref, lost);
	replace_bad(c);
	return ok;
}

bool
clk_choose_blames_f(struct clk *c, struct tm_now now)
{
	struct clk_selection	 sel;
	struct clk_source	*ref;
	struct clk_estimate	 p;
	struct clk_carry	 carry;

	if (clk_f_predict(c, now.raw.ns, &p) == -1)
		return false;
	clk_f_carry(c, now, &carry);
	carry.freq_sd = CLK_FREQ_UNKNOWN_SD;
	return judge(c, &carry, &ref, &sel) &&
	    (sel.lo_s > CLK_SIGMAS * p.theta_sd_s ||
	    sel.hi_s < -CLK_SIGMAS * p.theta_sd_s);
}
