/* ISC licence, see LICENSE. */
/* maxchange.  Pure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk_limit.h"

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
	struct msg_log			 m;

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
	memset(&m, 0, sizeof m);
	m.priority = LOG_CRIT;
	snprintf(m.text, sizeof m.text, "a correction by %.6f seconds is "
	    "more than maxchange allows", tm_s_from_ns(error_ns));
	core_send(&c->ops, ROLE_PARENT, MSG_GIVE_UP, &m, sizeof m);
	return false;
}
