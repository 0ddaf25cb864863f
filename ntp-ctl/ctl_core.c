/* ISC licence, see LICENSE. */
/* Clients' questions to the roles that know.  Pure. */
#include <string.h>
#include <syslog.h>

#include "ctl_answer.h"

void
ctl_init(struct ctl *c, const struct core_ops *core, const struct ctl_ops *ops,
    uint32_t own_uid)
{
	memset(c, 0, sizeof *c);
	c->core = core;
	c->ops = ops;
	c->own_uid = own_uid;
	c->allowance_ns = INT64_MIN;
}

/* The bucket as the instant when it is full again (GCRA). */
static void
charge_users(struct ctl *c, int64_t now_ns)
{
	if (c->allowance_ns < now_ns)
		c->allowance_ns = now_ns;
	c->allowance_ns += CTL_GAP_NS;
}

/* Who knows the rows of a table. */
static enum role
knows(uint32_t table)
{
	switch (table) {
	case STAT_ACTIVITY:
	case STAT_NTPDATA:
	case STAT_AUTHDATA:
	case STAT_SERVERSTATS:
	case STAT_CLIENTS:
	case STAT_CLIENTS_ANEW:
		return ROLE_NET;
	case STAT_POLICY:
	case STAT_RTC:
		return ROLE_PARENT;
	}
	return ROLE_CLOCK;
}

static bool
ask_one(struct ctl *c, const struct ctl_client *cl, uint16_t instance,
    uint16_t type, const void *payload, size_t len, int fd)
{
	struct ipc_end	to = { (uint16_t)cl->role, instance };

	return c->core->send(c->core->arg, to, type, 0, cl->ticket, payload,
	    len, fd);
}

/* Asks every ntp-net; what the workers say is added up. */
static bool
ask_all(struct ctl *c, struct ctl_client *cl, const void *payload, size_t len)
{
	uint16_t	i;

	memset(&cl->sum, 0, sizeof cl->sum);
	cl->owed = 0;
	for (i = 0; i < CTL_NETS; i++)
		if (c->nets >> i & 1)
			cl->owed += ask_one(c, cl, i, MSG_STAT_REQ, payload,
			    len, IPC_NOFD);
	return cl->owed > 0;
}

/* Passes a question on under a ticket; fd goes with it.  Returns if it could. */
static bool
ask(struct ctl *c, unsigned int slot, uint16_t type, const void *payload,
    size_t len, int fd, int64_t now_ns)
{
	struct ctl_client	*cl = &c->clients[slot];
	bool			 asked;

	cl->ticket = ++c->ticket;
	cl->waiting = CTL_ASKED;
	cl->until_ns = now_ns + CTL_TIMEOUT_NS;
	c->ops->reading(c->ops->arg, slot, false);
	if (cl->uid != 0)
		charge_users(c, now_ns);
	asked = type == MSG_STAT_REQ && cl->what == STAT_SERVERSTATS ?
	    ask_all(c, cl, payload, len) :
	    ask_one(c, cl, cl->instance, type, payload, len, fd);
	if (!asked)
		ctl_fail(c, slot, "chimed is busy or restarting a part of "
		    "itself", now_ns);
	return asked;
}

static void
on_hello(struct ctl *c, unsigned int slot, const struct ctl_hello *hello)
{
	struct ctl_hello	ours = { CTL_VERSION, 0 };

	c->clients[slot].greeted = true;
	ctl_send(c, slot, CTL_HELLO, &ours);
	if (c->clients[slot].used && hello->version != CTL_VERSION)
		ctl_hangup(c, slot);
}

/* Reports are for everybody; who our clients are is not, as with chronyd. */
static bool
may_see(const struct ctl *c, const struct ctl_client *cl, uint32_t table)
{
	return (table != STAT_CLIENTS && table != STAT_CLIENTS_ANEW) ||
	    cl->uid == 0 || cl->uid == c->own_uid;
}

static void
on_request(struct ctl *c, unsigned int slot, const struct msg_stat_req *req,
    int64_t now_ns)
{
	struct ctl_client	*cl = &c->clients[slot];

	cl->what = req->table;
	cl->role = knows(req->table);
	cl->instance = (uint16_t)(req->first >> STAT_INSTANCE);
	if (!may_see(c, cl, req->table)) {
		ctl_send_end(c, slot, CMD_UNAUTH, "", now_ns);
		return;
	}
	if (cl->instance >= CTL_NETS || (cl->instance > 0 &&
	    (c->nets >> cl->instance & 1) == 0)) {
		/* beyond the last of the workers */
		ctl_send_end(c, slot, CMD_NOSOURCE, "", now_ns);
		return;
	}
	ask(c, slot, MSG_STAT_REQ, req, sizeof *req, IPC_NOFD, now_ns);
}

/*
 * Whether this client may do that is the parent's to find out, and whether he
 * wants it: the record is left for it.  Returns if it was.
 */
static bool
on_command(struct ctl *c, unsigned int slot, const struct msg_cmd *cmd,
    int64_t now_ns)
{
	struct ctl_client	*cl = &c->clients[slot];

	cl->what = cmd->cmd;
	cl->role = ROLE_PARENT;
	cl->instance = 0;
	return ask(c, slot, MSG_CTL_CMD, cmd, sizeof *cmd,
	    c->ops->descriptor(c->ops->arg, slot), now_ns);
}

/* A client's fault is the client's loss, and not worth many lines. */
static void
violation(struct ctl *c, unsigned int slot, enum ipc_fault fault,
    int64_t now_ns)
{
	unsigned int	dropped;

	if (log_admit(&c->complaints, now_ns, CTL_COMPLAINTS, &dropped))
		core_log(c->core, LOG_INFO,
		    "control client of uid %u: %s (%u more like it)",
		    c->clients[slot].uid, ipc_fault_name(fault), dropped);
	ctl_hangup(c, slot);
}

bool
ctl_client_record(struct ctl *c, unsigned int slot, const struct ctl_record *r,
    size_t got, struct tm_now now)
{
	struct ctl_client	*cl = &c->clients[slot];
	const void		*payload = r->payload;
	enum ipc_fault		 fault;

	fault = ctl_judge(r, got, CTL_BY_CLIENT, cl->greeted);
	if (fault == IPC_OK && cl->waiting != CTL_IDLE)
		fault = IPC_STATE;
	if (fault != IPC_OK) {
		violation(c, slot, fault, now.raw.ns);
		return true;
	}
	cl->active_ns = now.raw.ns;
	cl->seq = r->hdr.seq;
	cl->type = (enum ctl_type)r->hdr.type;
	if (cl->type == CTL_HELLO)
		on_hello(c, slot, payload);
	else if (cl->type == CTL_REQUEST)
		on_request(c, slot, payload, now.raw.ns);
	else
		return !on_command(c, slot, payload, now.raw.ns);
	return true;
}

/* A role was restarted: what its predecessor was asked is lost. */
static void
on_peer_chan(struct ctl *c, const struct ipc_msg *m, int64_t now_ns)
{
	const struct msg_peer_chan	*peer = (const void *)m->payload;
	struct ctl_client		*cl;
	unsigned int			 i;

	if (peer->role == ROLE_NET && peer->instance < CTL_NETS)
		c->nets |= UINT64_C(1) << peer->instance;
	for (i = 0; i < CTL_CLIENTS; i++) {
		cl = &c->clients[i];
		if (cl->used && cl->waiting == CTL_ASKED &&
		    cl->role == peer->role &&
		    (peer->instance == cl->instance ||
		    (cl->type == CTL_REQUEST && cl->what == STAT_SERVERSTATS)))
			ctl_fail(c, i, "a part of chimed was restarted", now_ns);
	}
}

static void
on_sock(struct ctl *c, const struct ipc_msg *m, int64_t now_ns)
{
	const struct msg_sock	*sock = (const void *)m->payload;

	(void)now_ns;
	if (sock->kind != SOCK_CTL) {
		core_log(c->core, LOG_WARNING, "socket of kind %u is not ours",
		    sock->kind);
		c->ops->discard(c->ops->arg, m->fd);
		return;
	}
	c->ops->listen(c->ops->arg, m->fd);
}

/* The socket is all of our configuration, and valid as soon as it comes. */
static void
on_cfg(struct ctl *c, const struct ipc_msg *m, int64_t now_ns)
{
	(void)c;
	(void)m;
	(void)now_ns;
}

static const struct handler {
	uint16_t	  type;
	void		(*fn)(struct ctl *, const struct ipc_msg *, int64_t);
} handlers[] = {
	{ MSG_PEER_CHAN,	on_peer_chan },
	{ MSG_CFG_BEGIN,	on_cfg },
	{ MSG_SOCK,		on_sock },
	{ MSG_CFG_END,		on_cfg },
	{ MSG_STAT_ROW,		ctl_stat_row },
	{ MSG_STAT_END,		ctl_stat_end },
	{ MSG_CTL_RESULT,	ctl_result },
};
#define NHANDLERS	(sizeof handlers / sizeof handlers[0])

bool
ctl_handles(uint16_t type)
{
	size_t	i;

	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == type)
			return true;
	return false;
}

void
ctl_msg(void *ctl, const struct ipc_msg *m, struct tm_now now)
{
	size_t	i;

	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == m->hdr.type)
			handlers[i].fn(ctl, m, now.raw.ns);
}

void
ctl_tick(void *ctl, struct tm_now now)
{
	struct ctl		*c = ctl;
	struct ctl_client	*cl;
	unsigned int		 i;

	for (i = 0; i < CTL_CLIENTS; i++) {
		cl = &c->clients[i];
		if (!cl->used || cl->until_ns > now.raw.ns)
			continue;
		if (cl->waiting == CTL_ASKED) {
			ctl_fail(c, i, "no answer in time", now.raw.ns);
			/* a command may still be there to be read again */
			if (cl->used && cl->type == CTL_COMMAND)
				ctl_hangup(c, i);
		} else if (cl->waiting == CTL_HELD)
			ctl_answered(c, i, now.raw.ns);
	}
}

int64_t
ctl_deadline(const void *ctl)
{
	const struct ctl	*c = ctl;
	int64_t			 at_ns = TM_NEVER;
	unsigned int		 i;

	for (i = 0; i < CTL_CLIENTS; i++)
		if (c->clients[i].used && c->clients[i].until_ns < at_ns)
			at_ns = c->clients[i].until_ns;
	return at_ns;
}
