/* ISC licence, see LICENSE. */
/* Administrators' commands.  Pure. */
#include <stdio.h>
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
	p->kept_full_ns = 0;
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
	switch (p->ops.reload(p->ops.core.arg)) {
	case PAR_RELOADED:
		par_pending_answer(p, k, CMD_OK, "");
		break;
	case PAR_RELOADED_PARTLY:
		par_pending_answer(p, k, CMD_FAILED, "the configuration is in "
		    "force, but for sockets that cannot be had (see the log)");
		break;
	case PAR_NOT_RELOADED:
		par_pending_answer(p, k, CMD_FAILED, "the configuration has "
		    "errors (see the log): the one in force is kept");
	}
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
	char		why[PAR_WHY] = "";
	enum cmd_status	status = CMD_NOTENABLED;

	if (p->ops.dump != NULL)
		status = p->ops.dump(p->ops.core.arg, why);
	par_pending_answer(p, k, status, why);
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
	enum cmd_status	status = par_stat_rtc(p, k->cmd, NULL);

	par_pending_answer(p, k, status, status == CMD_FAILED ?
	    "the clock is not synchronised" : "");
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
	par_pending_answer(p, k, status, status == CMD_TOOMANY ?
	    "too many rules of access" : "");
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

/* Who does a command, and what a person calls it; NULL: it changes nothing. */
static const struct {
	void		(*run)(struct par *, const struct par_call *);
	const char	*name;
} commands[] = {
	[CMD_MAKESTEP] = { makestep, "makestep" },
	[CMD_RELOAD] = { reload, "reload sources" },
	[CMD_CYCLELOGS] = { cyclelogs, "cyclelogs" },
	[CMD_DUMP] = { dump, "dump" },
	[CMD_TRIMRTC] = { rtc, "trimrtc" },
	[CMD_WRITERTC] = { rtc, "writertc" },
	[CMD_SHUTDOWN] = { shut_down, "shutdown" },
	[CMD_REKEY] = { rekey, "rekey" },
	[CMD_ALLOW] = { access_rule, "allow" },
	[CMD_DENY] = { access_rule, "deny" },
	[CMD_ADD] = { config_line, "add" },
	[CMD_SETTING] = { config_line, "" },
	[CMD_ACCHECK] = { for_net, NULL },
	[CMD_DELETE] = { for_net, "delete" },
	[CMD_BURST] = { for_net, "burst" },
	[CMD_ONLINE] = { for_net, "online" },
	[CMD_OFFLINE] = { for_net, "offline" },
	[CMD_ONOFFLINE] = { for_net, "onoffline" },
	[CMD_REFRESH] = { for_net, "refresh" },
	[CMD_MINPOLL] = { for_net, "minpoll" },
	[CMD_MAXPOLL] = { for_net, "maxpoll" },
	[CMD_MAXDELAY] = { for_net, "maxdelay" },
	[CMD_MAXDELAYRATIO] = { for_net, "maxdelayratio" },
	[CMD_MAXDELAYDEVRATIO] = { for_net, "maxdelaydevratio" },
	[CMD_MINSTRATUM] = { for_net, "minstratum" },
	[CMD_POLLTARGET] = { for_net, "polltarget" },
	[CMD_SELECTOPTS] = { for_net, "selectopts" },
	[CMD_OFFSET] = { for_net, "offset" },
	[CMD_RESET_SOURCES] = { for_clock, "reset sources" },
	[CMD_RESELECT] = { for_clock, "reselect" },
};

/* Whoever changes something can be found in the log. */
static void
audit(struct par *p, const char *name, const struct msg_cmd *c, uid_t uid)
{
	char	text[1280] = "", addr[ADDR_STRLEN], bits[8];

	if (c->addr.family != 0) {
		strlcpy(text, addr_str(&c->addr, addr), sizeof text);
		snprintf(bits, sizeof bits, "/%u", (unsigned int)c->value[1]);
		if (c->value[1] > 0 &&
		    c->value[1] < (c->addr.family == 4 ? 32 : 128))
			strlcat(text, bits, sizeof text);
	}
	strlcat(text, c->text, sizeof text);
	core_log(&p->ops.core, LOG_INFO, "user %ld: %s%s%s", (long)uid, name,
	    *name != '\0' && *text != '\0' ? " " : "", text);
}

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
	} else if (c->cmd >= sizeof commands / sizeof commands[0] ||
	    commands[c->cmd].run == NULL)
		par_pending_answer(p, &k, CMD_INVALID, "");
	else {
		if (commands[c->cmd].name != NULL)
			audit(p, commands[c->cmd].name, c, uid);
		commands[c->cmd].run(p, &k);
	}
}
