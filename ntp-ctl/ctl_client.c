/* ISC licence, see LICENSE. */
/*
 * Who may be connected: everyone may ask, so no user may keep the others
 * out, and root always gets in.  Pure.
 */
#include <string.h>
#include <syslog.h>

#include "ctl.h"

/*
 * The client to hang up on for another's sake: of the idle ones (or, with
 * busy, of all) the one longest without a word; uid restricts the choice
 * to one user's, UINT32_MAX to all but root's.  -1 if there is none.
 */
static int
dispensable(const struct ctl *c, uint32_t uid, bool busy)
{
	const struct ctl_client	*cl;
	int			 i, found = -1;

	for (i = 0; i < CTL_CLIENTS; i++) {
		cl = &c->clients[i];
		if (!cl->used || (cl->waiting == CTL_ASKED && !busy))
			continue;
		if (uid == UINT32_MAX ? cl->uid == 0 : cl->uid != uid)
			continue;
		if (found == -1 ||
		    cl->active_ns < c->clients[found].active_ns)
			found = i;
	}
	return found;
}

static int
free_slot(const struct ctl *c)
{
	int	i;

	for (i = 0; i < CTL_CLIENTS; i++)
		if (!c->clients[i].used)
			return i;
	return -1;
}

static unsigned int
count(const struct ctl *c, uint32_t uid)
{
	unsigned int	i, n = 0;

	for (i = 0; i < CTL_CLIENTS; i++)
		n += c->clients[i].used && c->clients[i].uid == uid;
	return n;
}

/* Whom a newcomer of this user displaces; -1: nobody can be spared. */
static int
make_room(const struct ctl *c, uint32_t uid)
{
	int	slot;

	if (uid != 0 && count(c, uid) >= CTL_PER_USER)
		return dispensable(c, uid, false);
	if ((slot = dispensable(c, UINT32_MAX, false)) != -1 || uid != 0)
		return slot;
	if ((slot = dispensable(c, UINT32_MAX, true)) != -1)
		return slot;
	return dispensable(c, 0, false);
}

static void
refused(struct ctl *c, uint32_t uid, int64_t now_ns)
{
	unsigned int	dropped;

	if (log_admit(&c->complaints, now_ns, CTL_COMPLAINTS, &dropped))
		core_log(c->core, LOG_INFO, "control client of uid %u: no "
		    "room, all others wait for answers (%u more like it)",
		    uid, dropped);
}

int
ctl_client_new(struct ctl *c, uint32_t uid, struct tm_now now)
{
	struct ctl_client	*cl;
	int			 slot = free_slot(c);

	if (slot == -1 || (uid != 0 && count(c, uid) >= CTL_PER_USER)) {
		if ((slot = make_room(c, uid)) == -1) {
			refused(c, uid, now.raw.ns);
			return -1;
		}
		c->ops->hangup(c->ops->arg, (unsigned int)slot);
	}
	cl = &c->clients[slot];
	memset(cl, 0, sizeof *cl);
	cl->used = true;
	cl->uid = uid;
	cl->until_ns = TM_NEVER;
	cl->active_ns = now.raw.ns;
	return slot;
}

void
ctl_client_gone(struct ctl *c, unsigned int slot)
{
	c->clients[slot].used = false;
}
