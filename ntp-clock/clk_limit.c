/* ISC licence, see LICENSE. */
/* Why the daemon is asked to end.  Pure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk_limit.h"

#define TRIES	4	/* at least: a burst may be cut short */

static void
give_up(struct clk *c, const char *why)
{
	struct msg_log	m;

	memset(&m, 0, sizeof m);
	m.priority = LOG_CRIT;
	strlcpy(m.text, why, sizeof m.text);
	core_send(&c->ops, ROLE_PARENT, MSG_GIVE_UP, &m, sizeof m);
}

/* What is still to be slewed of a correction that was allowed is no new one. */
static int64_t
change(int64_t error_ns, int64_t allowed_ns)
{
	if ((error_ns > 0) != (allowed_ns > 0))
		return error_ns;
	if (llabs(error_ns) <= llabs(allowed_ns))
		return 0;
	return error_ns - allowed_ns;
}

bool
clk_limit_allows(struct clk *c, int64_t error_ns)
{
	const struct msg_cfg_clock	*conf = &c->conf.clock;
	char				 why[128];

	if (conf->maxchange_ns == 0 ||
	    c->steer.updates <= (uint32_t)conf->maxchange_start ||
	    llabs(change(error_ns, c->track.allowed_ns)) <=
	    conf->maxchange_ns) {
		c->track.allowed_ns = error_ns;
		return true;
	}
	if (conf->maxchange_ignore < 0 ||
	    c->track.ignored < (uint32_t)conf->maxchange_ignore) {
		c->track.ignored++;
		core_log(&c->ops, LOG_WARNING, "a correction by %.6f seconds "
		    "is more than maxchange allows: left out",
		    tm_s_from_ns(error_ns));
		return false;
	}
	snprintf(why, sizeof why, "a correction by %.6f seconds is more than "
	    "maxchange allows", tm_s_from_ns(error_ns));
	give_up(c, why);
	return false;
}

static bool
is_still_asked(const struct clk_source *s)
{
	if (s->addr.family == 0)
		return true;
	return s->stat.online && (s->stat.burst || s->stat.tries < TRIES);
}

void
clk_limit_look(struct clk *c)
{
	const struct clk_source	*s;

	if (!c->conf.clock.once || !c->tried || c->track.open)
		return;
	CLK_SOURCE_FOREACH(s, &c->sources)
		if (is_still_asked(s))
			return;
	give_up(c, "no suitable source for synchronisation");
}
