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

/* A command, whose it is, and when. */
struct call {
	struct ipc_end	ctl;
	uint32_t	seq;
	uint32_t	cmd;
	const struct msg_ctl_cmd *c;
	struct tm_now	now;
};

static void
answer(struct par *p, const struct call *k, enum cmd_status status,
    const char *why)
{
	reply(p, k->ctl, k->seq, k->cmd, status, why);
}

/* Hands the command to a child; its CMD_RESULT will be the answer. */
static void
forward(struct par *p, enum role to, const struct msg_cmd *cmd,
    const struct call *k)
{
	struct ipc_end		 end = { (uint16_t)to, 0 };
	struct par_pending	*w = free_slot(p);

	if (w == NULL || !p->ops.core.send(p->ops.core.arg, end, MSG_CMD,
	    p->gen, p->next_seq, cmd, sizeof *cmd, IPC_NOFD)) {
		answer(p, k, CMD_FAILED,
		    "the process that does this is being restarted");
		return;
	}
	w->seq = p->next_seq++;
	if (p->next_seq == OWN)
		p->next_seq = 1;
	w->ctl_seq = k->seq;
	w->ctl = k->ctl;
	w->cmd = k->cmd;
	w->role = to;
	w->addr = cmd->addr;
	memcpy(w->value, cmd->value, sizeof w->value);
	w->until_ns = k->now.raw.ns + PATIENCE;
}

static void
makestep(struct par *p, const struct call *k)
{
	struct msg_cmd	cmd;

	if (p->pol.conf.noset) {
		answer(p, k, CMD_NOTENABLED,
		    "the clock is not controlled (-x)");
		return;
	}
	pol_rearm(&p->pol, k->now.raw);
	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = CMD_MAKESTEP;
	forward(p, ROLE_CLOCK, &cmd, k);
}

void
par_ctl_makestep(struct par *p, struct tm_now now)
{
	struct call	own = { { ROLE_PARENT, 0 }, OWN, CMD_MAKESTEP, NULL,
			    now };

	makestep(p, &own);
}

static void
reload(struct par *p, const struct call *k)
{
	answer(p, k, CMD_OK, "");
	p->ops.reload(p->ops.core.arg);
}

static void
cyclelogs(struct par *p, const struct call *k)
{
	if (p->ops.cycle != NULL)
		p->ops.cycle(p->ops.core.arg);
	answer(p, k, CMD_OK, "");
}

static void
dump(struct par *p, const struct call *k)
{
	p->ops.account(p->ops.core.arg);
	answer(p, k, CMD_OK, "");
}

static void
shut_down(struct par *p, const struct call *k)
{
	answer(p, k, CMD_OK, "");
	p->ops.end(p->ops.core.arg, 0);
}

static void
rekey(struct par *p, const struct call *k)
{
	if (p->ops.rekey == NULL)
		answer(p, k, CMD_NOTENABLED, "");
	else if (p->ops.rekey(p->ops.core.arg))
		answer(p, k, CMD_OK, "");
	else
		answer(p, k, CMD_FAILED, "the keyfile has errors (see the "
		    "log): the keys in force are kept");
}

static enum cmd_status
ask_rtc(struct par *p, uint32_t cmd, struct stat_rtc *s)
{
	return p->ops.rtc == NULL ? CMD_NORTC :
	    p->ops.rtc(p->ops.core.arg, cmd, s);
}

static void
rtc(struct par *p, const struct call *k)
{
	answer(p, k, ask_rtc(p, k->cmd, NULL), "");
}

/* The line is parsed here, as the configuration's are. */
static void
add(struct par *p, const struct call *k)
{
	char		why[256] = "";
	enum cmd_status	status = CMD_NOTENABLED;

	if (p->overlay != NULL)
		status = par_overlay_add(p->overlay, p->live, k->c->text,
		    why);
	answer(p, k, status, why);
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
}

/* Who may ask, from now on. */
static void
access_rule(struct par *p, const struct call *k)
{
	struct msg_cfg_access	rule;
	enum cmd_status		status;

	memset(&rule, 0, sizeof rule);
	rule.net = k->c->addr;
	rule.net.port = 0;
	rule.allow = k->cmd == CMD_ALLOW;
	rule.all = k->c->value[0] != 0;
	rule.bits = (uint8_t)k->c->value[1];
	status = p->overlay == NULL || k->c->value[1] < 0 ||
	    k->c->value[1] > 128 ? CMD_INVALID :
	    par_overlay_access(p->overlay, p->live, &rule);
	answer(p, k, status, "");
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
}

/* What ntp-net does, or whose source it must find. */
static void
for_net(struct par *p, const struct call *k)
{
	struct msg_cmd	cmd;

	if (p->overlay == NULL) {
		answer(p, k, CMD_NOTENABLED, "");
		return;
	}
	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = k->cmd;
	cmd.addr = k->c->addr;
	memcpy(cmd.value, k->c->value, sizeof cmd.value);
	memcpy(cmd.text, k->c->text, sizeof cmd.text);
	forward(p, ROLE_NET, &cmd, k);
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

/* Only who could have done it without us: root, or the daemon's own user. */
static bool
may_command(const struct par *p, int fd, uid_t *uid)
{
	if (!p->ops.client_uid(p->ops.core.arg, fd, uid))
		return false;
	return *uid == 0 || *uid == p->own_uid;
}

static void (*const handlers[])(struct par *, const struct call *) = {
	[CMD_MAKESTEP] = makestep,
	[CMD_RELOAD] = reload,
	[CMD_CYCLELOGS] = cyclelogs,
	[CMD_DUMP] = dump,
	[CMD_TRIMRTC] = rtc,
	[CMD_WRITERTC] = rtc,
	[CMD_SHUTDOWN] = shut_down,
	[CMD_REKEY] = rekey,
	[CMD_ALLOW] = access_rule,
	[CMD_DENY] = access_rule,
	[CMD_ADD] = add,
	[CMD_ACCHECK] = for_net,
	[CMD_DELETE] = for_net,
	[CMD_BURST] = for_net,
	[CMD_ONLINE] = for_net,
	[CMD_OFFLINE] = for_net,
	[CMD_ONOFFLINE] = for_net,
	[CMD_REFRESH] = for_net,
	[CMD_MINPOLL] = for_net,
	[CMD_MAXPOLL] = for_net,
	[CMD_MAXDELAY] = for_net,
	[CMD_MAXDELAYRATIO] = for_net,
	[CMD_MAXDELAYDEVRATIO] = for_net,
	[CMD_MINSTRATUM] = for_net,
	[CMD_POLLTARGET] = for_net,
};

void
par_ctl_cmd(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_ctl_cmd	*c = (const void *)m->payload;
	struct call			 k = { m->from, m->hdr.seq, c->cmd, c,
					     now };
	uid_t				 uid = (uid_t)-1;
	unsigned int			 dropped;

	if (!may_command(p, m->fd, &uid)) {
		if (par_adj_may_say(p, now, &dropped))
			core_log(&p->ops.core, LOG_NOTICE,
			    "command %u refused to user %ld", c->cmd,
			    (long)uid);
		answer(p, &k, CMD_UNAUTH, "");
	} else if (c->cmd >= sizeof handlers / sizeof handlers[0] ||
	    handlers[c->cmd] == NULL)
		answer(p, &k, CMD_INVALID, "");
	else
		handlers[c->cmd](p, &k);
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
