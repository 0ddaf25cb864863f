/* ISC licence, see LICENSE. */
/* Rows for people.  Pure. */
#include <math.h>
#include <string.h>

#include "addr_refid.h"
#include "clk_est_report.h"
#include "clk_f.h"
#include "clk_publish.h"
#include "clk_report.h"
#include "clk_track.h"

#define UNKNOWN_NS	TM_S	/* root delay and dispersion, as chronyd's */

struct report {
	struct clk	*c;
	struct ipc_end	 to;
	uint32_t	 seq;
	struct tm_now	 now;
	struct msg_stat_row row;
};

static void
emit(struct report *r)
{
	const struct core_ops	*ops = &r->c->ops;

	ops->send(ops->arg, r->to, MSG_STAT_ROW, 0, r->seq, &r->row,
	    sizeof r->row, IPC_NOFD);
}

/* chronyc's signs: frequency > 0 runs fast, offset > 0 was ahead. */
static void
fill_tracking(struct report *r, struct stat_tracking *o)
{
	const struct clk_track	*t = &r->c->track;
	struct clk_estimate	 p;
	struct tm_true		 ref = { t->truth.ref_true_ns };

	o->leap = 3;
	o->root_delay_ns = o->root_disp_ns = UNKNOWN_NS;
	if (t->truth.sync == PAGE_NONE)
		return;
	o->refid = t->truth.refid;
	o->stratum = t->truth.stratum < 16 ? t->truth.stratum : 0;
	o->leap = t->truth.leap;
	o->synced = t->truth.sync == PAGE_SYNC;
	o->ref_utc_ns = tm_utc_from_true(&r->c->leap.past, ref);
	o->root_delay_ns = t->truth.root_delay_ns;
	o->root_disp_ns = page_root_disp(&t->truth, r->now.raw);
	if (!t->truth.local) {
		o->addr = t->ref_addr;
		memcpy(o->name, t->ref_name, sizeof o->name);
	}
	if (clk_f_predict(r->c, r->now.raw.ns, &p) == -1)
		return;
	o->correction_ns = clk_f_error(r->c, r->now);
	o->last_offset_ns = tm_ns_from_s(t->last_offset_s);
	o->rms_offset_ns = tm_ns_from_s(sqrt(t->rms2));
	o->freq_ppb16 = -tm_ppb16_from_ratio(p.freq);
	o->resid_ppb16 = tm_ppb16_from_ratio(t->resid);
	o->skew_ppb16 = tm_ppb16_from_ratio(p.freq_sd);
	o->interval_ns = t->interval_ns;
	o->sd_ns = tm_ns_from_s(p.theta_sd_s);
}

static void
tracking(struct report *r)
{
	fill_tracking(r, &r->row.u.tracking);
	emit(r);
}

/* An interval as the power of two of seconds that is nearest to it. */
static int8_t
log2_poll(int64_t ns)
{
	return ns > 0 ? (int8_t)lround(log2(tm_s_from_ns(ns))) : 0;
}

/* The server's time now, by its last sample and f's rate, less wall. */
static int64_t
adjusted(const struct report *r, const struct clk_source *s)
{
	struct clk_carry	c;
	struct tm_true		t;
	int64_t			age_ns = r->now.raw.ns - s->last.raw_ns;

	clk_f_carry(r->c, r->now, &c);
	t.ns = r->now.raw.ns + s->last.theta_ns +
	    tm_scale(age_ns, tm_ppb16_from_ratio(c.freq));
	return tm_utc_from_true(&r->c->leap.past, t) - r->now.wall.ns;
}

static void
fill_samples(const struct report *r, const struct clk_source *s,
    struct stat_source *o)
{
	struct clk_source_report	e;
	struct clk_stats_line		l;

	o->since_ns = r->now.raw.ns - s->last.raw_ns;
	if (o->since_ns < 0)
		o->since_ns = 0;
	o->adjusted_ns = adjusted(r, s);
	o->measured_ns = s->measured_ns;
	o->error_ns = s->distance_ns;
	o->delay_ns = s->last.delay_ns;
	clk_stats_line(&s->stats, &l);
	if (s->fed && clk_est_report(&r->c->est, s->key, &e) == 0)
		o->jitter_ns = tm_ns_from_s(e.jitter_s);
	else if (l.samples >= 3)
		o->jitter_ns = tm_ns_from_s(l.sd_s);
}

static void
source(struct report *r, const struct clk_source *s)
{
	const struct clk_entry	*e = clk_entry_of(&r->c->conf, s->id);
	struct stat_source	*o = &r->row.u.source;

	o->id = s->id;
	o->state = s->state;
	o->mode = e != NULL && e->kind == SOURCE_PEER ? '=' : '^';
	o->poll = log2_poll(s->stat.poll_ns);
	o->stratum = s->samples > 0 ? s->last.stratum : 0;
	o->addr = s->addr;
	o->reach = s->stat.reach;
	o->flags = s->flags;
	if (e != NULL && e->kind == SOURCE_POOL)
		o->flags |= STAT_POOL;
	o->since_ns = -1;
	o->poll_ns = s->stat.poll_ns;
	o->next_ns = s->stat.next_ns == TM_NEVER ? TM_NEVER :
	    s->stat.next_ns - r->now.raw.ns;
	o->weight = e != NULL ? e->weight : 1;
	o->trust = s->trust;
	memcpy(o->name, s->name, sizeof o->name);
	if (s->samples > 0)
		fill_samples(r, s, o);
	emit(r);
}

static void
sourcestats(struct report *r, const struct clk_source *s)
{
	struct stat_sourcestats	*o = &r->row.u.sourcestats;
	struct clk_stats_line	 l;

	clk_stats_line(&s->stats, &l);
	o->id = s->id;
	o->refid = s->addr.family != 0 ? addr_refid(&s->addr) : 0;
	o->addr = s->addr;
	o->samples = l.samples;
	o->runs = l.runs;
	o->span_ns = l.span_ns;
	/* To a source that gains on f our clock runs slow. */
	o->freq_ppb16 = -tm_ppb16_from_ratio(l.freq);
	o->skew_ppb16 = tm_ppb16_from_ratio(l.skew);
	o->offset_ns = tm_ns_from_s(l.offset_s);
	o->sd_ns = tm_ns_from_s(l.sd_s);
	memcpy(o->name, s->name, sizeof o->name);
	emit(r);
}

/* Intervals are of the server less f as judged; shown less wall. */
static void
selectdata(struct report *r, const struct clk_source *s)
{
	const struct clk_entry	*e = clk_entry_of(&r->c->conf, s->id);
	struct stat_selectdata	*o = &r->row.u.selectdata;
	struct clk_carry	 carry;
	struct tm_true		 t;
	int64_t			 off_ns;

	o->id = s->id;
	o->refid = s->addr.family != 0 ? addr_refid(&s->addr) : 0;
	o->addr = s->addr;
	o->state = s->detail;
	o->auth = e != NULL && e->keyed;
	o->leap = s->samples > 0 ? s->last.leap : 3;
	o->conf = e != NULL ? e->flags : s->flags;
	o->eff = s->flags;
	o->since_ns = -1;
	o->score_e6 = (int64_t)(s->score * 1e6);
	memcpy(o->name, s->name, sizeof o->name);
	if (s->samples > 0) {
		clk_f_carry(r->c, r->now, &carry);
		t.ns = r->now.raw.ns + carry.theta_ns;
		off_ns = tm_utc_from_true(&r->c->leap.past, t) -
		    r->now.wall.ns;
		o->since_ns = r->now.raw.ns - s->last.raw_ns;
		if (o->since_ns < 0)
			o->since_ns = 0;
		o->lo_ns = off_ns + tm_ns_from_s(s->lo_s);
		o->hi_ns = off_ns + tm_ns_from_s(s->hi_s);
	}
	emit(r);
}

/* The source with the least id of at least that, NULL after the last. */
static const struct clk_source *
next_source(const struct clk_sources *t, uint64_t least)
{
	const struct clk_source	*s, *next = NULL;

	CLK_SOURCE_FOREACH(s, t) {
		if (s->id >= least && (next == NULL || s->id < next->id))
			next = s;
	}
	return next;
}

/* In the order of the configuration, those of a pool together. */
static void
each_source(struct report *r, void (*fn)(struct report *,
    const struct clk_source *))
{
	const struct clk_source	*s = next_source(&r->c->sources, 0);

	for (; s != NULL; s = next_source(&r->c->sources, s->id + UINT64_C(1))) {
		memset(&r->row.u, 0, sizeof r->row.u);
		fn(r, s);
	}
}

void
clk_report(struct clk *c, struct ipc_end to, uint32_t table, uint32_t seq,
    struct tm_now now)
{
	struct report		r = {
		.c = c, .to = to, .seq = seq, .now = now
	};
	struct msg_stat_end	end = { .table = table };

	r.row.table = table;
	switch (table) {
	case STAT_TRACKING:
		tracking(&r);
		break;
	case STAT_SOURCES:
		each_source(&r, source);
		break;
	case STAT_SOURCESTATS:
		each_source(&r, sourcestats);
		break;
	case STAT_SELECTDATA:
		/* The intervals grow: as of now. */
		clk_track_review(c, now);
		each_source(&r, selectdata);
		break;
	default:
		end.status = CMD_INVALID;
	}
	c->ops.send(c->ops.arg, to, MSG_STAT_END, 0, seq, &end, sizeof end,
	    IPC_NOFD);
}
