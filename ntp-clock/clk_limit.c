/* ISC licence, see LICENSE. */
/* maxchange.  Pure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk_limit.h"

bool
clk_limit_allows(struct clk *c, int64_t error_ns)
{
	const struct msg_cfg_clock	*conf = &c->conf.clock;
	struct msg_log			 m;

	if (conf->maxchange_ns == 0 || llabs(error_ns) <= conf->maxchange_ns ||
	    c->steer.updates <= (uint32_t)conf->maxchange_start)
		return true;
	if (conf->maxchange_ignore < 0 ||
	    c->track.ignored < (uint32_t)conf->maxchange_ignore) {
		c->track.ignored++;
		core_log(&c->ops, LOG_WARNING, "a correction by %.6f seconds "
		    "is more than maxchange allows: left out",
		    tm_s_from_ns(error_ns));
		return false;
	}
	memset(&m, 0, sizeof m);
	m.priority = LOG_CRIT;
	snprintf(m.text, sizeof m.text, "a correction by %.6f seconds is "
	    "more than maxchange allows", tm_s_from_ns(error_ns));
	core_send(&c->ops, ROLE_PARENT, MSG_GIVE_UP, &m, sizeof m);
	return false;
}
