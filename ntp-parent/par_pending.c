/* ISC licence, see LICENSE. */
/* Commands that wait for a child, and what is kept when it has done so. */
#include <string.h>

#include "par_pending.h"

/* ntp-ctl itself gives up after five seconds. */
#define PATIENCE	(4 * TM_S)

static void
reply(struct par *p, struct ipc_end ctl, uint32_t seq, uint32_t cmd,
    enum cmd_status status, const char *why)
{
	struct msg_cmd_result	r;

	if (seq == PAR_OWN) {
		p->ops.end(p->ops.core.arg, status == CMD_OK ? 0 : 1);
		return;
	}
	memset(&r, 0, sizeof r);
	r.cmd = cmd;
	r.status = status;
	strlcpy(r.text, why, sizeof r.text);
	p->ops.core.send(p->ops.core.arg, ctl, MSG_CTL_RESULT, 0, seq, &r,
	    sizeof r, IPC_NOFD);
}

static struct par_pending *
free_slot(struct par *p)
{
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq == 0)
			return &p->pending[i];
	return NULL;
}

void
par_pending_answer(struct par *p, const struct par_call *k,
    enum cmd_status status, const char *why)
{
	reply(p, k->ctl, k->seq, k->cmd, status, why);
}

void
par_pending_forward(struct par *p, enum role to, const struct par_call *k)
{
	struct ipc_end		 end = { (uint16_t)to, 0 };
	struct par_pending	*w = free_slot(p);
	struct msg_cmd		 cmd = { .cmd = k->cmd };

	if (k->c != NULL)
		cmd = *k->c;
	if (w == NULL) {
		par_pending_answer(p, k, CMD_FAILED,
		    "too many commands wait already");
		return;
	}
	if (!p->ops.core.send(p->ops.core.arg, end, MSG_CMD,
	    p->gen, p->next_seq, &cmd, sizeof cmd, IPC_NOFD)) {
		par_pending_answer(p, k, CMD_FAILED,
		    "the process that does this is being restarted");
		return;
	}
	w->seq = p->next_seq++;
	if (p->next_seq == PAR_OWN)
		p->next_seq = 1;
	w->ctl_seq = k->seq;
	w->ctl = k->ctl;
	w->cmd = cmd;
	w->role = to;
	w->until_ns = k->now.raw.ns + PATIENCE;
}

/* ntp-net has done its part, or named the entry: what the parent keeps. */
static enum cmd_status
keep(struct par *p, const struct msg_cmd *c, uint32_t entry)
{
	struct msg_cmd	again = *c;
	enum cmd_status	status;

	if (c->cmd == CMD_ONLINE || c->cmd == CMD_OFFLINE ||
	    (c->cmd == CMD_DELETE && entry == 0)) {
		again.value[0] = c->cmd == CMD_DELETE;
		return par_overlay_again(p->overlay, &again) ? CMD_OK :
		    CMD_TOOMANY;
	} else if (c->cmd == CMD_DELETE)
		status = par_overlay_delete(p->overlay, p->live, entry);
	else if (c->cmd >= CMD_MINPOLL && c->cmd <= CMD_OFFSET)
		status = par_overlay_set(p->overlay, p->live, entry, c->cmd,
		    c->value[0]);
	else
		return CMD_OK;
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
	return status;
}

void
par_pending_result(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_cmd_result	*r = (const void *)m->payload;
	struct par_pending		*w;
	unsigned int			 i;
	enum cmd_status			 status;

	(void)now;
	for (i = 0; i < PAR_PENDING; i++) {
		w = &p->pending[i];
		if (w->seq == 0 || w->seq != m->hdr.seq ||
		    w->role != m->from.role)
			continue;
		w->seq = 0;
		status = r->status == CMD_OK ? keep(p, &w->cmd, r->entry) :
		    (enum cmd_status)r->status;
		reply(p, w->ctl, w->ctl_seq, w->cmd.cmd, status,
		    r->status == CMD_OK && status == CMD_TOOMANY ?
		    "there were too many changes since the start: this one "
		    "is not kept" : r->text);
		return;
	}
}

static void
give_up(struct par *p, struct par_pending *w, const char *why)
{
	w->seq = 0;
	reply(p, w->ctl, w->ctl_seq, w->cmd.cmd, CMD_FAILED, why);
}

void
par_pending_child_died(struct par *p, struct ipc_end end)
{
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq != 0 && p->pending[i].role == end.role)
			give_up(p, &p->pending[i], "the process that does "
			    "this was restarted");
}

void
par_pending_tick(struct par *p, struct tm_now now)
{
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq != 0 &&
		    now.raw.ns >= p->pending[i].until_ns)
			give_up(p, &p->pending[i], "no answer");
}

int64_t
par_pending_deadline(const struct par *p)
{
	int64_t		at_ns = TM_NEVER;
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq != 0 && p->pending[i].until_ns < at_ns)
			at_ns = p->pending[i].until_ns;
	return at_ns;
}
