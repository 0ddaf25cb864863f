/* ISC licence, see LICENSE. */
/* The events of the clock room and who handles them.  Pure. */
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk.h"
#include "clk_arm.h"
#include "clk_choose.h"
#include "clk_command.h"
#include "clk_f.h"
#include "clk_jump.h"
#include "clk_log.h"
#include "clk_publish.h"
#include "clk_report.h"
#include "clk_track.h"

#define LOOK_NS		(64 * TM_S)	/* between looks round when alone */
#define ABSENT_NS	(300 * TM_S)	/* a source that never came back */
/*
 * What a sample may be: within them all differences fit into 64 bits, until
 * the year 2166.
 */
#define AGE_MOST	(1000 * TM_DAY)
#define THETA_LEAST	(-INT64_C(3000000000000000000))
#define THETA_MOST	INT64_C(6200000000000000000)

void
clk_init(struct clk *c, const struct core_ops *ops)
{
	memset(c, 0, sizeof *c);
	c->ops = *ops;
	c->due_ns = TM_NEVER;
	c->track.freq_sd = CLK_FREQ_UNKNOWN_SD;
	clk_est_init(&c->est, 0, CLK_FREQ_UNKNOWN_SD);
	clk_steer_init(&c->steer, &c->ops);
}

const struct clk_entry *
clk_entry_of(const struct clk_conf *conf, uint32_t id)
{
	uint32_t	i;

	for (i = 0; i < conf->n; i++)
		if (conf->entry[i].entry == id >> 16)
			return &conf->entry[i];
	return NULL;
}

/* When to look round, if nothing comes before. */
static int64_t
next_look(const struct clk *c, struct tm_now now)
{
	int64_t	at_ns = clk_arm_due(c, now.raw);

	/* Alone: what is claimed gets worse; `local' may begin. */
	if ((c->local.active || (!c->track.selected && (c->track.open ||
	    c->conf.clock.local_stratum != 0))) &&
	    at_ns > now.raw.ns + LOOK_NS)
		at_ns = now.raw.ns + LOOK_NS;
	return at_ns;
}

static void
on_cfg_begin(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	memset(&c->staged, 0, sizeof c->staged);
	c->staged.gen = m->hdr.gen;
}

static void
on_cfg_source(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_cfg_source	*s = (const void *)m->payload;
	struct clk_entry		*e;

	(void)now;
	if (c->staged.n == CLK_ENTRIES)
		return;
	e = &c->staged.entry[c->staged.n++];
	e->entry = s->entry;
	e->flags = s->flags;
	e->weight = s->weight;
	e->minpoll = s->minpoll;
	e->maxpoll = s->maxpoll;
	e->kind = s->kind;
	e->minstratum = s->minstratum;
	e->polltarget = s->polltarget;
	e->keyed = s->key != 0;
}

static void
on_cfg_clock(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	memcpy(&c->staged.clock, m->payload, sizeof c->staged.clock);
}

static void
on_cfg_policy(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	memcpy(&c->staged.policy, m->payload, sizeof c->staged.policy);
}

static void
on_cfg_end(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	bool	same = c->staged.n == c->conf.n &&
		    memcmp(c->staged.entry, c->conf.entry,
		    sizeof c->conf.entry) == 0;

	if (!same)
		c->tried = false;
	c->conf = c->staged;
	c->conf.gen = m->hdr.gen;
	if (!c->configured)
		c->start_ns = now.raw.ns;
	c->configured = true;
	clk_steer_conf(&c->steer, m->hdr.gen, &c->conf.clock,
	    &c->conf.policy, now.raw);
	/* READY goes out before anything else may: act in the next tick. */
	c->due_ns = now.raw.ns;
}

static void
on_peer_chan(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_peer_chan	*p = (const void *)m->payload;

	if (p->role == ROLE_NET && p->instance == 0) {
		clk_source_absent(&c->sources, now.raw);
		c->track.ref_id = 0;
	}
}

static void
on_saved(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	clk_f_restore(c, (const void *)m->payload);
}

static void
on_result(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_adj_result	*r = (const void *)m->payload;
	bool				 again;

	again = clk_steer_result(&c->steer, r, m->hdr.seq, now);
	if (r->request == MSG_ADJ_STEP)
		clk_command_stepped(c, r->verdict);
	if (again || r->request == MSG_ADJ_STEP)
		clk_track_steer(c, now);
}

static void
on_source_up(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_source_up	*u = (const void *)m->payload;
	struct clk_source		*old, *s;

	old = clk_source_find(&c->sources, u->id);
	s = clk_source_up(&c->sources, u);
	if (old != NULL && old != s) {
		clk_track_forget(c, old);
		clk_source_free(old);
	}
	if (s == NULL)
		core_log(&c->ops, LOG_WARNING, "too many sources: %s is not "
		    "used", u->name);
	else
		clk_track_review(c, now);
}

static void
on_source_gone(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_source_id	*g = (const void *)m->payload;
	struct clk_source		*s;

	if ((s = clk_source_find(&c->sources, g->id)) == NULL)
		return;
	clk_track_forget(c, s);
	clk_source_free(s);
	clk_track_review(c, now);
}

static void
on_source_stat(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_source_stat	*t = (const void *)m->payload;
	struct clk_source		*s;

	if ((s = clk_source_find(&c->sources, t->id)) == NULL)
		return;
	clk_source_stat(s, t);
	clk_track_review(c, now);
}

/* No honest ntp-net says otherwise; one that is owned is not heard. */
static bool
is_possible(const struct msg_sample *p, struct tm_now now)
{
	return p->raw_ns >= now.raw.ns - AGE_MOST &&
	    p->raw_ns <= now.raw.ns + AGE_MOST &&
	    p->theta_ns >= THETA_LEAST && p->theta_ns <= THETA_MOST;
}

static void
on_sample(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_sample	*p = (const void *)m->payload;
	const struct clk_entry	*e = clk_entry_of(&c->conf, p->id);
	struct clk_source	*s;
	struct tm_true		 t;

	if ((s = clk_source_find(&c->sources, p->id)) == NULL ||
	    !is_possible(p, now))
		return;
	t.ns = p->theta_ns + now.raw.ns;
	clk_source_sample(s, p, tm_utc_from_true(&c->leap.past, t) -
	    now.wall.ns);
	if (e != NULL && s->last.stratum < e->minstratum)
		s->last.stratum = e->minstratum;
	clk_log_sample(c, s, now);
	clk_track_sample(c, s, now);
}

static void
on_net_state(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_net_state	*n = (const void *)m->payload;

	if (n->tried)
		c->tried = true;
	clk_track_review(c, now);
}

static void
on_stat_req(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_stat_req	*q = (const void *)m->payload;

	clk_report(c, m->from, q->table, m->hdr.seq, now);
}

static const struct clk_handler {
	uint16_t	type;
	void		(*fn)(struct clk *, const struct ipc_msg *,
			    struct tm_now);
} handlers[] = {
	{ MSG_PEER_CHAN, on_peer_chan },
	{ MSG_CFG_BEGIN, on_cfg_begin },
	{ MSG_CFG_SOURCE, on_cfg_source },
	{ MSG_CFG_CLOCK, on_cfg_clock },
	{ MSG_CFG_POLICY, on_cfg_policy },
	{ MSG_CFG_END, on_cfg_end },
	{ MSG_SAVED, on_saved },
	{ MSG_WOKE, clk_jump_woke },
	{ MSG_LEAPS, clk_arm_leaps },
	{ MSG_LEAP_TEXT, clk_arm_text },
	{ MSG_LEAP_TABLE, clk_arm_table },
	{ MSG_ADJ_RESULT, on_result },
	{ MSG_SOURCE_UP, on_source_up },
	{ MSG_SOURCE_GONE, on_source_gone },
	{ MSG_SOURCE_STAT, on_source_stat },
	{ MSG_SAMPLE, on_sample },
	{ MSG_NET_STATE, on_net_state },
	{ MSG_STAT_REQ, on_stat_req },
	{ MSG_CMD, clk_command },
};
#define NHANDLERS	(sizeof handlers / sizeof handlers[0])

bool
clk_handles(uint16_t type)
{
	size_t	i;

	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == type)
			return true;
	return false;
}

/* Did somebody else move wall?  A leap second is not somebody else. */
static void
watch(struct clk *c, struct tm_now now)
{
	int64_t	off_ns = clk_steer_watch(&c->steer, now);

	if (!clk_arm_watch(c, now) && off_ns != 0)
		clk_jump_wall(c, off_ns, now);
}

static void
drop_absent(struct clk *c, struct tm_now now)
{
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, &c->sources)
		if (s->absent && now.raw.ns - s->absent_ns > ABSENT_NS) {
			clk_track_forget(c, s);
			clk_source_free(s);
		}
}

void
clk_msg(void *core, const struct ipc_msg *m, struct tm_now now)
{
	struct clk	*c = core;
	int64_t		 at_ns;
	size_t		 i;

	c->more = m->more;
	/* That wall has moved is what this one says. */
	if (m->hdr.type != MSG_WOKE)
		watch(c, now);
	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == m->hdr.type) {
			handlers[i].fn(c, m, now);
			break;
		}
	if (m->hdr.type == MSG_WOKE)
		watch(c, now);
	clk_track_say(c, now);
	at_ns = next_look(c, now);
	if (at_ns < c->due_ns)
		c->due_ns = at_ns;
}

void
clk_tick(void *core, struct tm_now now)
{
	struct clk	*c = core;

	c->more = false;
	watch(c, now);
	drop_absent(c, now);
	clk_track_review(c, now);
	clk_arm_review(c, now);
	clk_track_steer(c, now);
	/* Wall leads while there is nothing else: f goes with it. */
	if (c->local.active ? !c->track.open :
	    c->track.open && !c->track.selected)
		clk_publish_again(c, now);
	c->due_ns = next_look(c, now);
}

int64_t
clk_deadline(const void *core)
{
	const struct clk	*c = core;
	int64_t			 steer_ns = clk_steer_due(&c->steer);

	if (!c->configured)
		return TM_NEVER;
	if (c->track.doubt || c->track.barred || !c->track.open)
		steer_ns = TM_NEVER;
	steer_ns = clk_leap_defer(&c->leap, steer_ns);
	return steer_ns < c->due_ns ? steer_ns : c->due_ns;
}
