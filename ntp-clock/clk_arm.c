/* ISC licence, see LICENSE. */
/* Leap seconds at work.  Pure. */
#include <string.h>
#include <syslog.h>

#include "clk_arm.h"
#include "clk_f.h"
#include "clk_publish.h"
#include "clk_steer.h"

/* UTC as f has it, or wall while there is no f. */
static int64_t
utc_now(const struct clk *c, struct tm_now now)
{
	return now.wall.ns + clk_f_error(c, now);
}

static void
count_votes(const struct clk *c, struct clk_leap_votes *v)
{
	const struct clk_source	*s;

	memset(v, 0, sizeof *v);
	CLK_SOURCE_FOREACH(s, &c->sources)
		if (s->state == '*' || s->state == '+') {
			v->all++;
			v->insert += s->last.leap == 1;
			v->remove += s->last.leap == 2;
		}
}

static void
announce(struct clk *c)
{
	struct msg_leap	m = {
		.utc_ns = clk_leap_utc(&c->leap, c->leap.sign),
		.step = c->leap.sign
	};

	core_send(&c->ops, ROLE_PARENT, MSG_LEAP, &m, sizeof m);
}

void
clk_arm_review(struct clk *c, struct tm_now now)
{
	struct clk_leap_votes	v;

	if (!c->configured || c->conf.clock.leapmode == LEAP_IGNORE ||
	    (!c->track.open && !c->local.active) ||
	    clk_leap_quiet(&c->leap, now.raw) != 0)
		return;
	count_votes(c, &v);
	/* Sources that are lost withdraw nothing. */
	if (v.all == 0 && !c->local.active) {
		v.all = 1;
		v.insert = c->leap.sign > 0;
		v.remove = c->leap.sign < 0;
	}
	if (!clk_leap_review(&c->leap, &v, now.raw, utc_now(c, now)))
		return;
	announce(c);
	clk_publish_again(c, now);
	clk_publish_status(c, now, true);
}

/* The second is over: wall is brought along where the kernel does not. */
static void
passed(struct clk *c, struct tm_now now, int sign)
{
	core_log(&c->ops, LOG_NOTICE, "a leap second was %s",
	    sign > 0 ? "inserted" : "deleted");
	clk_publish_again(c, now);
	if (c->conf.clock.leapmode == LEAP_STEP && !c->conf.clock.once)
		clk_steer_leap(&c->steer, now, -sign * TM_S);
}

bool
clk_arm_watch(struct clk *c, struct tm_now now)
{
	int	sign = c->leap.sign;

	if (clk_leap_pass(&c->leap, now.raw, utc_now(c, now)))
		passed(c, now, sign);
	return clk_leap_quiet(&c->leap, now.raw) != 0;
}

int64_t
clk_arm_due(const struct clk *c, struct tm_raw raw)
{
	int64_t	quiet_ns = clk_leap_quiet(&c->leap, raw);

	if (c->leap.sign != 0)
		return c->leap.due_ns;
	return quiet_ns != 0 ? quiet_ns : TM_NEVER;
}

void
clk_arm_leaps(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_leaps	*l = (const void *)m->payload;

	clk_leap_restore(&c->leap, &l->leaps, now.raw, utc_now(c, now));
}

void
clk_arm_text(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_leap_text	*t = (const void *)m->payload;
	struct clk_leap_table		*list = &c->leap.list;

	if (t->first)
		clk_list_begin(&c->list);
	clk_list_feed(&c->list, t->text, t->len);
	if (!t->last)
		return;
	if (!clk_list_end(&c->list, list)) {
		core_log(&c->ops, LOG_WARNING, "leap second list, line %u: "
		    "%s; it is not used", c->list.lines, c->list.bad);
		list->n = 0;
	} else if (now.wall.ns >= list->until_ns)
		core_log(&c->ops, LOG_WARNING,
		    "the leap second list has expired: it is not used");
	clk_arm_review(c, now);
}

void
clk_arm_table(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_leap_table	*t = (const void *)m->payload;
	size_t				 n = ipc_ntail(m);

	c->leap.zone.until_ns = t->until_ns;
	c->leap.zone.n = (uint32_t)n;
	memcpy(c->leap.zone.row, t + 1, n * sizeof c->leap.zone.row[0]);
	clk_arm_review(c, now);
}
