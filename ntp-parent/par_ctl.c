/* ISC licence, see LICENSE. */
/* Administrators' commands.  Pure. */
#include <string.h>
#include <syslog.h>

#include "par_adj.h"
#include "par_ctl.h"

/* ntp-ctl itself gives up after five seconds. */
#define PATIENCE	(4 * TM_S)

/* A sequence number that no client waits for: the daemon's own command. */
#define OWN		UINT32_MAX

static void
reply(struct par *p, struct ipc_end ctl, uint32_t seq, uint32_t cmd,
    enum cmd_status status, const char *why)
{
	struct msg_cmd_result	r;

	if (seq == OWN) {
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

/* Hands the command to a child; its CMD_RESULT will be the answer. */
static void
forward(struct par *p, enum role to, const struct msg_cmd *cmd,
    struct ipc_end ctl, uint32_t ctl_seq, struct tm_now now)
{
	struct ipc_end		 end = { (uint16_t)to, 0 };
	struct par_pending	*w = free_slot(p);

	if (w == NULL || !p->ops.core.send(p->ops.core.arg, end, MSG_CMD,
	    p->gen, p->next_seq, cmd, sizeof *cmd, IPC_NOFD)) {
		reply(p, ctl, ctl_seq, cmd->cmd, CMD_FAILED,
		    "the process that does this is being restarted");
		return;
	}
	w->seq = p->next_seq++;
	if (p->next_seq == OWN)
		p->next_seq = 1;
	w->ctl_seq = ctl_seq;
	w->ctl = ctl;
	w->cmd = cmd->cmd;
	w->role = to;
	w->addr = cmd->addr;
	memcpy(w->value, cmd->value, sizeof w->value);
	w->until_ns = now.raw.ns + PATIENCE;
}

static void
makestep(struct par *p, struct ipc_end ctl, uint32_t seq, struct tm_now now)
{
	struct msg_cmd	cmd;

	if (p->pol.conf.noset) {
		reply(p, ctl, seq, CMD_MAKESTEP, CMD_NOTENABLED,
		    "the clock is not controlled (-x)");
		return;
	}
	pol_rearm(&p->pol, now.raw);
	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = CMD_MAKESTEP;
	forward(p, ROLE_CLOCK, &cmd, ctl, seq, now);
}

void
par_ctl_makestep(struct par *p, struct tm_now now)
{
	struct ipc_end	none = { ROLE_PARENT, 0 };

	makestep(p, none, OWN, now);
}

static void
rekey(struct par *p, struct ipc_end ctl, uint32_t seq)
{
	if (p->ops.rekey == NULL)
		reply(p, ctl, seq, CMD_REKEY, CMD_NOTENABLED, "");
	else if (p->ops.rekey(p->ops.core.arg))
		reply(p, ctl, seq, CMD_REKEY, CMD_OK, "");
	else
		reply(p, ctl, seq, CMD_REKEY, CMD_FAILED,
		    "the keyfile has errors (see the log): the keys in force "
		    "are kept");
}

static enum cmd_status
ask_rtc(struct par *p, uint32_t cmd, struct stat_rtc *s)
{
	return p->ops.rtc == NULL ? CMD_NORTC :
	    p->ops.rtc(p->ops.core.arg, cmd, s);
}

/* The line is parsed here, as the configuration's are. */
static void
add(struct par *p, const struct msg_ctl_cmd *c, struct ipc_end ctl,
    uint32_t seq)
{
	char		why[256];
	enum cmd_status	status;

	status = par_overlay_add(p->overlay, p->live, c->text, why);
	reply(p, ctl, seq, c->cmd, status, why);
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
}

/* Who may ask, from now on. */
static void
access_cmd(struct par *p, const struct msg_ctl_cmd *c, struct ipc_end ctl,
    uint32_t seq)
{
	struct msg_cfg_access	rule;
	enum cmd_status		status;

	memset(&rule, 0, sizeof rule);
	rule.net = c->addr;
	rule.net.port = 0;
	rule.allow = c->cmd == CMD_ALLOW;
	rule.all = c->value[0] != 0;
	rule.bits = (uint8_t)c->value[1];
	status = p->overlay == NULL || c->value[1] < 0 || c->value[1] > 128 ?
	    CMD_INVALID : par_overlay_access(p->overlay, p->live, &rule);
	reply(p, ctl, seq, c->cmd, status, "");
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
}

/* What ntp-net does, or whose source it must find. */
static void
for_net(struct par *p, const struct msg_ctl_cmd *c, struct ipc_end ctl,
    uint32_t seq, struct tm_now now)
{
	struct msg_cmd	cmd;

	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = c->cmd;
	cmd.addr = c->addr;
	memcpy(cmd.value, c->value, sizeof cmd.value);
	memcpy(cmd.text, c->text, sizeof cmd.text);
	forward(p, ROLE_NET, &cmd, ctl, seq, now);
}

/* ntp-net has done its part, or named the entry: what the parent keeps. */
static enum cmd_status
keep(struct par *p, const struct par_pending *w, uint32_t entry)
{
	struct msg_cmd	cmd;
	enum cmd_status	status;

	switch (w->cmd) {
	case CMD_ONLINE:
	case CMD_OFFLINE:
		memset(&cmd, 0, sizeof cmd);
		cmd.cmd = w->cmd;
		cmd.addr = w->addr;
		memcpy(cmd.value, w->value, sizeof cmd.value);
		par_overlay_onoff(p->overlay, &cmd);
		return CMD_OK;
	case CMD_DELETE:
		status = par_overlay_delete(p->overlay, p->live, entry);
		break;
	case CMD_MINPOLL:
	case CMD_MAXPOLL:
	case CMD_MAXDELAY:
	case CMD_MAXDELAYRATIO:
	case CMD_MAXDELAYDEVRATIO:
	case CMD_MINSTRATUM:
	case CMD_POLLTARGET:
		status = par_overlay_set(p->overlay, p->live, entry, w->cmd,
		    w->value[0]);
		break;
	default:
		return CMD_OK;
	}
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
	return status;
}

/* Commands that change sources. */
static void
source_cmd(struct par *p, const struct msg_ctl_cmd *c, struct ipc_end ctl,
    uint32_t seq, struct tm_now now)
{
	if (p->overlay == NULL)
		reply(p, ctl, seq, c->cmd, CMD_NOTENABLED, "");
	else if (c->cmd == CMD_ADD)
		add(p, c, ctl, seq);
	else
		for_net(p, c, ctl, seq, now);
}

/* Only who could have done it without us: root, or the daemon's own user. */
static bool
may_command(const struct par *p, int fd, uid_t *uid)
{
	if (!p->ops.client_uid(p->ops.core.arg, fd, uid))
		return false;
	return *uid == 0 || *uid == p->own_uid;
}

void
par_ctl_cmd(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_ctl_cmd	*c = (const void *)m->payload;
	uid_t				 uid = (uid_t)-1;
	unsigned int			 dropped;

	if (!may_command(p, m->fd, &uid)) {
		if (par_adj_may_say(p, now, &dropped))
			core_log(&p->ops.core, LOG_NOTICE,
			    "command %u refused to user %ld", c->cmd,
			    (long)uid);
		reply(p, m->from, m->hdr.seq, c->cmd, CMD_UNAUTH, "");
		return;
	}
	switch (c->cmd) {
	case CMD_MAKESTEP:
		makestep(p, m->from, m->hdr.seq, now);
		break;
	case CMD_RELOAD:
		reply(p, m->from, m->hdr.seq, c->cmd, CMD_OK, "");
		p->ops.reload(p->ops.core.arg);
		break;
	case CMD_CYCLELOGS:
		if (p->ops.cycle != NULL)
			p->ops.cycle(p->ops.core.arg);
		reply(p, m->from, m->hdr.seq, c->cmd, CMD_OK, "");
		break;
	case CMD_DUMP:
		p->ops.account(p->ops.core.arg);
		reply(p, m->from, m->hdr.seq, c->cmd, CMD_OK, "");
		break;
	case CMD_TRIMRTC:
	case CMD_WRITERTC:
		reply(p, m->from, m->hdr.seq, c->cmd,
		    ask_rtc(p, c->cmd, NULL), "");
		break;
	case CMD_SHUTDOWN:
		reply(p, m->from, m->hdr.seq, c->cmd, CMD_OK, "");
		p->ops.end(p->ops.core.arg, 0);
		break;
	case CMD_REKEY:
		rekey(p, m->from, m->hdr.seq);
		break;
	case CMD_ALLOW:
	case CMD_DENY:
		access_cmd(p, c, m->from, m->hdr.seq);
		break;
	case CMD_ACCHECK:
	case CMD_ADD:
	case CMD_DELETE:
	case CMD_BURST:
	case CMD_ONLINE:
	case CMD_OFFLINE:
	case CMD_ONOFFLINE:
	case CMD_REFRESH:
	case CMD_MINPOLL:
	case CMD_MAXPOLL:
	case CMD_MAXDELAY:
	case CMD_MAXDELAYRATIO:
	case CMD_MAXDELAYDEVRATIO:
	case CMD_MINSTRATUM:
	case CMD_POLLTARGET:
		source_cmd(p, c, m->from, m->hdr.seq, now);
		break;
	}
}

void
par_ctl_result(struct par *p, const struct ipc_msg *m, struct tm_now now)
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
		status = r->status == CMD_OK ? keep(p, w, r->entry) :
		    (enum cmd_status)r->status;
		reply(p, w->ctl, w->ctl_seq, w->cmd, status, r->text);
		return;
	}
}

static void
give_up(struct par *p, struct par_pending *w, const char *why)
{
	w->seq = 0;
	reply(p, w->ctl, w->ctl_seq, w->cmd, CMD_FAILED, why);
}

void
par_ctl_child_died(struct par *p, struct ipc_end end)
{
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq != 0 && p->pending[i].role == end.role)
			give_up(p, &p->pending[i], "the process that does "
			    "this was restarted");
}

void
par_ctl_tick(struct par *p, struct tm_now now)
{
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq != 0 &&
		    now.raw.ns >= p->pending[i].until_ns)
			give_up(p, &p->pending[i], "no answer");
}

int64_t
par_ctl_deadline(const struct par *p)
{
	int64_t		at_ns = TM_NEVER;
	unsigned int	i;

	for (i = 0; i < PAR_PENDING; i++)
		if (p->pending[i].seq != 0 && p->pending[i].until_ns < at_ns)
			at_ns = p->pending[i].until_ns;
	return at_ns;
}

static void
fill_policy(const struct par *p, struct stat_policy *s)
{
	s->forward_ns = p->pol.conf.forward_ns;
	s->backward_ns = p->pol.conf.backward_ns;
	s->charged_ns = pol_charged(&p->pol);
	s->trusted_ppb16 = p->pol.trusted_ppb16;
	s->applied_ppb16 = p->pol.applied_ppb16;
	s->steps_left = p->pol.steps_left;
	s->refusals = p->pol.refusals;
	s->steps = p->pol.steps;
	s->last_refusal = p->pol.last_refusal;
	s->restarts = p->restarts;
	s->violations = p->violations;
}

void
par_ctl_stat(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_stat_req	*q = (const void *)m->payload;
	struct msg_stat_row		 row;
	struct msg_stat_end		 end = { q->table, CMD_INVALID };

	(void)now;
	memset(&row, 0, sizeof row);
	row.table = q->table;
	if (q->table == STAT_POLICY) {
		fill_policy(p, &row.u.policy);
		end.status = CMD_OK;
	} else if (q->table == STAT_RTC)
		end.status = ask_rtc(p, 0, &row.u.rtc);
	if (end.status == CMD_OK)
		p->ops.core.send(p->ops.core.arg, m->from, MSG_STAT_ROW, 0,
		    m->hdr.seq, &row, sizeof row, IPC_NOFD);
	p->ops.core.send(p->ops.core.arg, m->from, MSG_STAT_END, 0,
	    m->hdr.seq, &end, sizeof end, IPC_NOFD);
}
