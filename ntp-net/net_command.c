/* ISC licence, see LICENSE. */
/* Commands for sources. */
#include <string.h>
#include <strings.h>

#include "net_command.h"
#include "net_names.h"
#include "net_poll.h"
#include "net_serve_report.h"
#include "net_source.h"

/* Which addresses a command is for. */
struct scope {
	struct addr	net;		/* family 0: all */
	uint8_t		bits;
};

static bool
in_scope(const struct net_slot *s, const struct scope *to)
{
	return s->id != 0 && s->addr.family != 0 && (to->net.family == 0 ||
	    addr_in_subnet(&s->addr, &to->net, to->bits));
}

static bool
scope_of(const struct msg_cmd *q, struct scope *to)
{
	int64_t	most = q->addr.family == 4 ? 32 :
		    q->addr.family == 6 ? 128 : 0;

	if (q->value[1] < 0 || q->value[1] > most)
		return false;
	to->net = q->addr;
	to->bits = (uint8_t)q->value[1];
	return true;
}

static void
put(struct net *net, struct net_slot *s, bool online, struct tm_now now)
{
	if (online)
		net_poll_online(&s->poll, &net_slot_entry(net, s)->cfg,
		    now.raw.ns);
	else
		net_poll_offline(&s->poll);
	s->stat_due = true;
}

void
net_command_onoff(struct net *net, struct net_slot *s, struct tm_now now)
{
	const struct net_onoff	*r;
	struct scope		 to;
	uint32_t		 i;

	for (i = net->nonoff; i-- > 0;) {
		r = &net->onoff[i];
		to = (struct scope){ r->net, r->bits };
		if (!in_scope(s, &to))
			continue;
		put(net, s, r->online, now);
		return;
	}
}

/* Kept for sources to come; one for the same addresses is replaced. */
static bool
keep_onoff(struct net *net, const struct scope *to, bool online)
{
	struct net_onoff	*r;
	uint32_t		 i, n = 0;

	for (i = 0; i < net->nonoff; i++) {
		r = &net->onoff[i];
		if (to->net.family == 0 || (r->bits == to->bits &&
		    addr_same_ip(&r->net, &to->net)))
			continue;
		net->onoff[n++] = *r;
	}
	net->nonoff = n;
	if (n == NET_RULES_ONOFF)
		return false;
	net->onoff[net->nonoff++] = (struct net_onoff){ .net = to->net,
	    .bits = to->bits, .online = online };
	return true;
}

static enum cmd_status
onoff(struct net *net, const struct msg_cmd *q, struct tm_now now)
{
	bool		 online = q->cmd == CMD_ONLINE;
	struct net_slot	*s;
	struct scope	 to;
	bool		 any = false;

	if (!scope_of(q, &to) || !keep_onoff(net, &to, online))
		return CMD_INVALID;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (in_scope(s, &to)) {
			put(net, s, online, now);
			any = true;
		}
	return any || to.net.family == 0 ? CMD_OK : CMD_NOSOURCE;
}

static enum cmd_status
burst(struct net *net, const struct msg_cmd *q, struct tm_now now)
{
	int64_t		 good = q->value[0] >> 32, most = q->value[0] &
			    INT64_C(0xffffffff);
	struct net_slot	*s;
	struct scope	 to;
	bool		 any = false;

	if (good < 1 || most < good || most > UINT8_MAX || !scope_of(q, &to))
		return CMD_INVALID;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (in_scope(s, &to)) {
			net_poll_burst(&s->poll, &net_slot_entry(net, s)->cfg,
			    (uint8_t)good, (uint8_t)most, now.raw.ns);
			s->stat_due = true;
			any = true;
		}
	return any ? CMD_OK : CMD_NOSOURCE;
}

/* Each source by whether there is a route to it now. */
static enum cmd_status
onoffline(struct net *net, struct tm_now now)
{
	struct net_route	 route;
	struct net_slot		*s;

	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0 || s->addr.family == 0)
			continue;
		net_slot_route(net, s, &route);
		put(net, s, net->ops.routed == NULL ||
		    net->ops.routed(net->ops.arg, &route), now);
	}
	return CMD_OK;
}

static enum cmd_status
refresh(struct net *net, struct tm_now now)
{
	net_names_refresh(net, now);
	return CMD_OK;
}

/* The line that names this address itself. */
static uint32_t
literal(const struct net *net, const struct addr *a)
{
	const struct net_entry	*e;
	struct addr		 named;

	for (e = net->entries; e < net->entries + net->nentries; e++)
		if (e->cfg.entry != 0 && e->literal &&
		    addr_parse(e->cfg.name, &named) == 0 &&
		    addr_same_ip(&named, a))
			return e->cfg.entry;
	return 0;
}

/*
 * The line of an address (if one is nothing but that address, this one), or
 * of a name: its entry's number.
 */
static uint32_t
entry_meant(const struct net *net, const struct msg_cmd *q)
{
	const struct net_slot	*s;
	uint32_t		 i;

	if (q->addr.family != 0 && (i = literal(net, &q->addr)) != 0)
		return i;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (s->id != 0 && q->addr.family != 0 &&
		    addr_same_ip(&s->addr, &q->addr))
			return net->entries[s->entry].cfg.entry;
	for (i = 0; i < net->nentries && q->addr.family == 0; i++)
		if (net->entries[i].cfg.entry != 0 &&
		    strcasecmp(net->entries[i].cfg.name, q->text) == 0)
			return net->entries[i].cfg.entry;
	return 0;
}

/* One address of a pool, or the number of the whole line that is meant. */
static enum cmd_status
delete(struct net *net, const struct msg_cmd *q, uint32_t *entry,
    struct tm_now now)
{
	const struct net_entry	*e;

	*entry = entry_meant(net, q);
	e = net_entry_find(net, *entry);
	if (q->value[0] == 0 && e == NULL)
		return CMD_NOSOURCE;
	if (q->value[0] == 0 && (q->addr.family == 0 || e->literal ||
	    e->cfg.kind != SOURCE_POOL))
		return CMD_OK;
	*entry = 0;
	return net_slot_drop(net, &q->addr, now) ? CMD_OK : CMD_TOOMANY;
}

static enum cmd_status
perform(struct net *net, const struct msg_cmd *q, uint32_t *entry,
    struct tm_now now)
{
	switch (q->cmd) {
	case CMD_ONLINE:
	case CMD_OFFLINE:
		return onoff(net, q, now);
	case CMD_BURST:
		return burst(net, q, now);
	case CMD_ONOFFLINE:
		return onoffline(net, now);
	case CMD_REFRESH:
		return refresh(net, now);
	case CMD_ACCHECK:
		return net_serve_accheck(net, &q->addr);
	case CMD_DELETE:
		return delete(net, q, entry, now);
	case CMD_MINPOLL:
	case CMD_MAXPOLL:
	case CMD_MAXDELAY:
	case CMD_MAXDELAYRATIO:
	case CMD_MAXDELAYDEVRATIO:
	case CMD_MINSTRATUM:
	case CMD_POLLTARGET:
	case CMD_SELECTOPTS:
	case CMD_OFFSET:
		*entry = entry_meant(net, q);
		return *entry == 0 ? CMD_NOSOURCE : CMD_OK;
	}
	return CMD_INVALID;
}

void
net_command(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_cmd	*q = (const void *)m->payload;
	const struct core_ops	*ops = &net->ops.core;
	struct msg_cmd_result	 r;

	memset(&r, 0, sizeof r);
	r.cmd = q->cmd;
	r.status = perform(net, q, &r.entry, now);
	if (r.status == CMD_INVALID)
		strlcpy(r.text, "not a command for the network, or not "
		    "with these values", sizeof r.text);
	ops->send(ops->arg, m->from, MSG_CMD_RESULT, 0, m->hdr.seq, &r,
	    sizeof r, IPC_NOFD);
}
