/* ISC licence, see LICENSE. */
/* ntpctl's reports, made from the daemon's tables. */
#include <string.h>

#include "chimectl_show.h"

struct show {
	FILE			*f;
	struct ctl_ntpctl_count	 count;
	struct stat_tracking	 tracking;
};

static void
on_count(void *arg, const struct msg_stat_row *row)
{
	struct show	*s = arg;

	ctl_ntpctl_add(&s->count, &row->u.source);
}

static void
on_tracking(void *arg, const struct msg_stat_row *row)
{
	struct show	*s = arg;

	s->tracking = row->u.tracking;
}

static void
on_peer(void *arg, const struct msg_stat_row *row)
{
	struct show	*s = arg;

	ctl_ntpctl_peer(s->f, &row->u.source, s->count.peers == 0);
	ctl_ntpctl_add(&s->count, &row->u.source);
}

static enum ctl_exit
show_status(struct ctl_tool *t)
{
	struct show	s = { .f = t->out };
	enum ctl_exit	result;

	if ((result = ctl_tool_ask(t, STAT_SOURCES, on_count, &s)) != CTL_DONE ||
	    (result = ctl_tool_ask(t, STAT_TRACKING, on_tracking, &s)) != CTL_DONE)
		return result;
	ctl_ntpctl_status(s.f, &s.count, &s.tracking);
	return CTL_DONE;
}

static enum ctl_exit
show_peers(struct ctl_tool *t)
{
	struct show	s = { .f = t->out };
	enum ctl_exit	result;

	result = ctl_tool_ask(t, STAT_SOURCES, on_peer, &s);
	if (result == CTL_DONE && s.count.peers == 0)
		ctl_ntpctl_no_peers(s.f);
	return result;
}

enum ctl_exit
ctl_show(struct ctl_tool *t, enum ctl_ntpctl what)
{
	enum ctl_exit	result = CTL_DONE;
	bool		all = what == CTL_SHOW_ALL;

	if (what == CTL_SHOW_STATUS || all)
		result = show_status(t);
	if (all && result == CTL_DONE)
		fputc('\n', t->out);
	if ((what == CTL_SHOW_PEERS || all) && result == CTL_DONE)
		result = show_peers(t);
	if (all && result == CTL_DONE)
		fputc('\n', t->out);
	if ((what == CTL_SHOW_SENSORS || all) && result == CTL_DONE)
		ctl_ntpctl_sensors(t->out);
	return result;
}
