/* ISC licence, see LICENSE. */
/* Answers back to the clients who wait for them.  Pure. */
#include <string.h>
#include <syslog.h>

#include "ctl_answer.h"

void
ctl_hangup(struct ctl *c, unsigned int slot)
{
	c->clients[slot].used = false;
	c->ops->hangup(c->ops->arg, slot);
}

void
ctl_send(struct ctl *c, unsigned int slot, enum ctl_type type,
    const void *payload)
{
	uint32_t	seq = c->clients[slot].seq;

	if (!c->ops->send(c->ops->arg, slot, type, seq, payload))
		ctl_hangup(c, slot);
}

void
ctl_answered(struct ctl *c, unsigned int slot, int64_t now_ns)
{
	struct ctl_client	*cl = &c->clients[slot];

	if (!cl->used)
		return;
	cl->until_ns = TM_NEVER;
	cl->waiting = CTL_IDLE;
	if (cl->uid != 0 && c->allowance_ns >
	    now_ns + CTL_BURST_MAX * CTL_GAP_NS) {
		cl->waiting = CTL_HELD;
		cl->until_ns = c->allowance_ns - CTL_BURST_MAX * CTL_GAP_NS;
		return;
	}
	c->ops->reading(c->ops->arg, slot, true);
}

void
ctl_send_end(struct ctl *c, unsigned int slot, enum cmd_status status,
    const char *why, int64_t now_ns)
{
	struct msg_stat_end	end = { .table = c->clients[slot].what,
				    .status = status };

	strlcpy(end.text, why, sizeof end.text);
	ctl_send(c, slot, CTL_END, &end);
	ctl_answered(c, slot, now_ns);
}

void
ctl_fail(struct ctl *c, unsigned int slot, const char *why, int64_t now_ns)
{
	struct msg_cmd_result	result;

	if (c->clients[slot].type == CTL_REQUEST) {
		ctl_send_end(c, slot, CMD_FAILED, why, now_ns);
		return;
	}
	memset(&result, 0, sizeof result);
	result.cmd = c->clients[slot].what;
	result.status = CMD_FAILED;
	strlcpy(result.text, why, sizeof result.text);
	ctl_send(c, slot, CTL_RESULT, &result);
	ctl_answered(c, slot, now_ns);
}

/* Who waits for this answer; -1: nobody any more. */
static int
holder(const struct ctl *c, const struct ipc_msg *m, enum ctl_type type)
{
	const struct ctl_client	*cl;
	unsigned int		 i;

	for (i = 0; i < CTL_CLIENTS; i++) {
		cl = &c->clients[i];
		if (cl->used && cl->waiting == CTL_ASKED &&
		    cl->ticket == m->hdr.seq && cl->type == type)
			return (int)i;
	}
	return -1;
}

/* An answer must come from who was asked, and be about what was asked. */
static bool
is_answer(struct ctl *c, unsigned int slot, const struct ipc_msg *m,
    uint32_t what, int64_t now_ns)
{
	const struct ctl_client	*cl = &c->clients[slot];

	if (m->from.role == cl->role && what == cl->what &&
	    (m->from.instance == cl->instance || what == STAT_SERVERSTATS))
		return true;
	core_log(c->core, LOG_WARNING, "%s from %s answers no question",
	    ipc_type_name(m->hdr.type), ipc_role_name(m->from.role));
	ctl_fail(c, slot, "bad answer", now_ns);
	return false;
}

/* The longest span, the sum of all else. */
static void
add_up(struct stat_serverstats *sum, const struct stat_serverstats *s)
{
	uint64_t	to[STAT_SERVED], from[STAT_SERVED];
	uint64_t	span_s = s->span_s > sum->span_s ? s->span_s :
			    sum->span_s;
	size_t		i;

	memcpy(to, sum, sizeof to);
	memcpy(from, s, sizeof from);
	for (i = 0; i < STAT_SERVED; i++)
		to[i] += from[i];
	memcpy(sum, to, sizeof to);
	sum->span_s = span_s;
}

void
ctl_stat_row(struct ctl *c, const struct ipc_msg *m, int64_t now_ns)
{
	const struct msg_stat_row	*row = (const void *)m->payload;
	int				 slot;

	if ((slot = holder(c, m, CTL_REQUEST)) == -1 ||
	    !is_answer(c, (unsigned int)slot, m, row->table, now_ns))
		return;
	if (row->table == STAT_SERVERSTATS)
		add_up(&c->clients[slot].sum, &row->u.serverstats);
	else
		ctl_send(c, (unsigned int)slot, CTL_ROW, row);
}

/* The last of those who were asked for a sum gives it to the client. */
static bool
is_last(struct ctl *c, unsigned int slot, const struct msg_stat_end *end)
{
	struct ctl_client	*cl = &c->clients[slot];
	struct msg_stat_row	 row;

	if (end->table != STAT_SERVERSTATS || end->status != CMD_OK)
		return true;
	if (cl->owed > 1) {
		cl->owed--;
		return false;
	}
	memset(&row, 0, sizeof row);
	row.table = STAT_SERVERSTATS;
	row.u.serverstats = cl->sum;
	ctl_send(c, slot, CTL_ROW, &row);
	return cl->used;
}

void
ctl_stat_end(struct ctl *c, const struct ipc_msg *m, int64_t now_ns)
{
	const struct msg_stat_end	*end = (const void *)m->payload;
	int				 slot;

	if ((slot = holder(c, m, CTL_REQUEST)) != -1 &&
	    is_answer(c, (unsigned int)slot, m, end->table, now_ns) &&
	    is_last(c, (unsigned int)slot, end))
		ctl_send_end(c, (unsigned int)slot, (enum cmd_status)end->status,
		    end->text, now_ns);
}

void
ctl_result(struct ctl *c, const struct ipc_msg *m, int64_t now_ns)
{
	const struct msg_cmd_result	*result = (const void *)m->payload;
	int				 slot;

	if ((slot = holder(c, m, CTL_COMMAND)) == -1 ||
	    !is_answer(c, (unsigned int)slot, m, result->cmd, now_ns))
		return;
	ctl_send(c, (unsigned int)slot, CTL_RESULT, result);
	ctl_answered(c, (unsigned int)slot, now_ns);
}
