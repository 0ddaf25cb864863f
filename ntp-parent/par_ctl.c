/* ISC licence, see LICENSE. */
/* Administrators' commands.  Pure. */
#include <string.h>
#include <syslog.h>

#include "par_adj.h"
#include "par_ctl.h"
#include "par_pending.h"
#include "par_stat.h"

static void
makestep(struct par *p, const struct par_call *k)
{
	if (p->pol.conf.noset) {
		par_pending_answer(p, k, CMD_NOTENABLED,
		    "the clock is not controlled (-x)");
		return;
	}
	pol_rearm(&p->pol, k->now.raw);
	par_pending_forward(p, ROLE_CLOCK, k);
}

void
par_ctl_makestep(struct par *p, struct tm_now now)
{
	struct par_call	own = { { ROLE_PARENT, 0 }, PAR_OWN, CMD_MAKESTEP, NULL,
			    now };

	makestep(p, &own);
}

static void
reload(struct par *p, const struct par_call *k)
{
	if (p->ops.reload(p->ops.core.arg))
		par_pending_answer(p, k, CMD_OK, "");
	else
		par_pending_answer(p, k, CMD_FAILED, "the configuration has "
		    "errors (see the log): the one in force is kept");
}

static void
cyclelogs(struct par *p, const struct par_call *k)
{
	if (p->ops.cycle != NULL)
		p->ops.cycle(p->ops.core.arg);
	par_pending_answer(p, k, CMD_OK, "");
}

static void
dump(struct par *p, const struct par_call *k)
{
	p->ops.account(p->ops.core.arg);
	par_pending_answer(p, k, CMD_OK, "");
}

static void
shut_down(struct par *p, const struct par_call *k)
{
	par_pending_answer(p, k, CMD_OK, "");
	p->ops.end(p->ops.core.arg, 0);
}

static void
rekey(struct par *p, const struct par_call *k)
{
	if (p->ops.rekey == NULL)
		par_pending_answer(p, k, CMD_NOTENABLED, "");
	else if (p->ops.rekey(p->ops.core.arg))
		par_pending_answer(p, k, CMD_OK, "");
	else
		par_pending_answer(p, k, CMD_FAILED, "the keyfile has errors "
		    "(see the log): the keys in force are kept");
}

static void
rtc(struct par *p, const struct par_call *k)
{
	par_pending_answer(p, k, par_stat_rtc(p, k->cmd, NULL), "");
}

/* The line is parsed here, as the configuration's are. */
static void
config_line(struct par *p, const struct par_call *k)
{
	char		why[PAR_WHY] = "";
	enum cmd_status	status = CMD_NOTENABLED;

	if (p->overlay != NULL)
		status = (k->cmd == CMD_ADD ? par_overlay_add :
		    par_overlay_setting)(p->overlay, p->live, k->c->text, why);
	par_pending_answer(p, k, status, why);
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
}

/* Who may ask, from now on. */
static void
access_rule(struct par *p, const struct par_call *k)
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
	par_pending_answer(p, k, status, "");
	if (status == CMD_OK)
		p->ops.resend(p->ops.core.arg);
}

/* What ntp-net does, or whose source it must find. */
static void
for_net(struct par *p, const struct par_call *k)
{
	if (p->overlay == NULL)
		par_pending_answer(p, k, CMD_NOTENABLED, "");
	else
		par_pending_forward(p, ROLE_NET, k);
}

static void
for_clock(struct par *p, const struct par_call *k)
{
	/* the phase that was saved is as good as what it came from */
	if (k->cmd == CMD_RESET_SOURCES)
		p->saved.raw_ns = 0;
	par_pending_forward(p, ROLE_CLOCK, k);
}

/* Each of ntp-net has clients of its own; the first answers for all. */
static void
for_nets(struct par *p, const struct par_call *k)
{
	struct msg_cmd	cmd;
	struct ipc_end	end = { ROLE_NET, 1 };

	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = k->cmd;
	for (; end.instance <= p->conf->workers; end.instance++)
		p->ops.core.send(p->ops.core.arg, end, MSG_CMD, p->gen, 0,
		    &cmd, sizeof cmd, IPC_NOFD);
	par_pending_forward(p, ROLE_NET, k);
}

/*
 * Only who could have done it without us: root, or the daemon's own user; and
 * only what he has asked for: ntp-ctl may be in wrong hands.
 */
static bool
may_command(const struct par *p, int fd, const struct msg_cmd *c,
    uid_t *uid)
{
	if (!p->ops.client_asked(p->ops.core.arg, fd, c, uid))
		return false;
	return *uid == 0 || *uid == p->own_uid;
}

static void (*const handlers[])(struct par *, const struct par_call *) = {
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
	[CMD_ADD] = config_line,
	[CMD_SETTING] = config_line,
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
	[CMD_SELECTOPTS] = for_net,
	[CMD_OFFSET] = for_net,
	[CMD_RESET_CLIENTS] = for_nets,
	[CMD_RESET_SOURCES] = for_clock,
	[CMD_RESELECT] = for_clock,
};

void
par_ctl_cmd(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_cmd		*c = (const void *)m->payload;
	struct par_call			 k = { m->from, m->hdr.seq, c->cmd, c,
					     now };
	uid_t				 uid = (uid_t)-1;
	unsigned int			 dropped;

	if (!may_command(p, m->fd, c, &uid)) {
		if (par_adj_may_say(p, now, &dropped))
			core_log(&p->ops.core, LOG_NOTICE,
			    "command %u refused to user %ld", c->cmd,
			    (long)uid);
		par_pending_answer(p, &k, CMD_UNAUTH, "");
	} else if (c->cmd >= sizeof handlers / sizeof handlers[0] ||
	    handlers[c->cmd] == NULL)
		par_pending_answer(p, &k, CMD_INVALID, "");
	else
		handlers[c->cmd](p, &k);
}
