/* ISC licence, see LICENSE. */
/* ntp-net: messages to handlers, the timer, packets to their rooms.  Pure. */
#include <string.h>

#include "net.h"
#include "net_client.h"
#include "net_command.h"
#include "net_config.h"
#include "net_names.h"
#include "net_poll.h"
#include "net_report.h"
#include "net_source.h"
#include "net_tell.h"

#define TRIED_NS	(10 * TM_S)
#define WOKEN_NS	(2 * TM_S)

static void
on_peer_chan(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_peer_chan	*p = (const void *)m->payload;

	if (p->role == ROLE_CLOCK)
		net_tell_all(net, now);
	else if (p->role == ROLE_DNS) {
		net_names_again(net, now);
		net_hosts_again(net, now);
	}
}

static void
on_cfg_begin(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)m;
	(void)now;
	net_config_begin(net);
}

static void
on_cfg_source(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	net_config_source(net, (const void *)m->payload);
}

static void
on_cfg_access(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	net_config_access(net, (const void *)m->payload);
}

static void
on_cfg_access_name(struct net *net, const struct ipc_msg *m,
    struct tm_now now)
{
	(void)now;
	net_config_access_name(net, (const void *)m->payload);
}

static void
on_cfg_net(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	net_config_net(net, (const void *)m->payload);
}

static void
on_cfg_key(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	net_config_key(net, (const void *)m->payload);
}

static void
on_sock(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_sock	*s = (const void *)m->payload;

	(void)now;
	if (s->kind == SOCK_ROUTE)
		net->ops.watch(net->ops.arg, m->fd);
	else
		net_config_sock(net, s, m->fd);
}

static void
on_cfg_end(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)m;
	net_config_end(net, now);
}

static void
on_source_ctl(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_source_ctl	*c = (const void *)m->payload;
	struct net_slot			*s = net_slot_find(net, c->id);

	/* it may just have gone */
	if (s == NULL || s->addr.family == 0)
		return;
	net_poll_ctl(&s->poll, &net_slot_entry(net, s)->cfg, c->poll_ns,
	    c->flags & CTL_BURST, now.raw.ns);
	s->stat_due = true;
	if (c->flags & CTL_REPLACE)
		net_slot_replace(net, s, NET_WANT_FALSE, now);
}

static void
on_dns_reply(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_dns_reply	*r = (const void *)m->payload;

	if (r->id & NET_HOSTS_ID)
		net_hosts_reply(net, r, (const void *)(r + 1), ipc_ntail(m),
		    now);
	else
		net_names_reply(net, r, (const void *)(r + 1), ipc_ntail(m),
		    now);
}

static const struct net_handler {
	uint16_t	type;
	void		(*fn)(struct net *, const struct ipc_msg *,
			    struct tm_now);
} handlers[] = {
	{ MSG_PEER_CHAN,	on_peer_chan },
	{ MSG_CFG_BEGIN,	on_cfg_begin },
	{ MSG_CFG_SOURCE,	on_cfg_source },
	{ MSG_CFG_ACCESS,	on_cfg_access },
	{ MSG_CFG_ACCESS_NAME,	on_cfg_access_name },
	{ MSG_CFG_NET,		on_cfg_net },
	{ MSG_CFG_KEY,		on_cfg_key },
	{ MSG_SOCK,		on_sock },
	{ MSG_CFG_END,		on_cfg_end },
	{ MSG_SOURCE_CTL,	on_source_ctl },
	{ MSG_DNS_REPLY,	on_dns_reply },
	{ MSG_STAT_REQ,		net_report },
	{ MSG_CMD,		net_command },
};
#define NHANDLERS	(sizeof handlers / sizeof handlers[0])

static const struct net_handler *
handler(uint16_t type)
{
	size_t	i;

	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == type)
			return &handlers[i];
	return NULL;
}

bool
net_handles(uint16_t type)
{
	return handler(type) != NULL;
}

static int64_t
sooner(int64_t a_ns, int64_t b_ns)
{
	return a_ns < b_ns ? a_ns : b_ns;
}

/* After every event of the client side: tell, and set the timer. */
static void
settle(struct net *net, struct tm_now now)
{
	struct net_entry	*e;
	const struct net_slot	*s;
	int64_t			 due_ns;

	for (e = net->entries; e < net->entries + net->nentries; e++)
		net_entry_claim(net, e, now);
	net_tell(net, now);
	due_ns = sooner(net->tell_ns, net_hosts_due(net));
	due_ns = sooner(due_ns, net->renew_ns);
	for (e = net->entries; e < net->entries + net->nentries; e++) {
		due_ns = sooner(due_ns, net_names_due(e));
		if (e->cfg.entry != 0 && !e->tried)
			due_ns = sooner(due_ns, e->since_ns + TRIED_NS);
	}
	for (s = net->slots; s < net->slots + net->nslots; s++)
		due_ns = sooner(due_ns, net_client_due(s));
	net->due_ns = due_ns;
}

void
net_init(struct net *net, const struct net_ops *ops, int8_t precision,
    int64_t pivot_ns)
{
	net->ops = *ops;
	net->precision = precision;
	net->pivot_ns = pivot_ns;
	net->keys = &net->key_tables[0];
	net->access = &net->access_tables[0];
	net_serve_init(net);
	net->due_ns = net->tell_ns = net->renew_ns = TM_NEVER;
}

void
net_msg(void *core, const struct ipc_msg *m, struct tm_now now)
{
	struct net			*net = core;
	const struct net_handler	*h = handler(m->hdr.type);

	if (h == NULL)
		return;
	/* what somebody else wants is not for later */
	net->gather_ns = 0;
	h->fn(net, m, now);
	settle(net, now);
}

void
net_tick(void *core, struct tm_now now)
{
	struct net	*net = core;
	uint32_t	 i;

	if (net->renew_ns <= now.raw.ns) {
		net->renew_ns = now.raw.ns + net->cfg.refresh_ns;
		net_names_refresh(net, now);
	}
	for (i = 0; i < net->nentries; i++)
		net_names_tick(net, &net->entries[i], now);
	for (i = 0; i < net->nslots; i++)
		net_client_tick(net, &net->slots[i], now);
	net_hosts_tick(net, now);
	settle(net, now);
}

int64_t
net_deadline(const void *core)
{
	const struct net	*net = core;

	return net->due_ns;
}

bool
net_waits_for(struct net *net, int handle)
{
	return net_slot_of_handle(net, handle) != NULL;
}

void
net_sent(struct net *net, int handle, const struct net_stamp *st)
{
	struct net_slot	*s = net_slot_of_handle(net, handle);

	if (s != NULL)
		net_client_sent(s, st);
}

/* News of a network come in swarms: once in a while is enough. */
void
net_network(struct net *net, struct tm_now now)
{
	struct net_slot	*s;
	bool		 woken = false;

	if (net->woken_ns != 0 && now.raw.ns - net->woken_ns < WOKEN_NS)
		return;
	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0 || s->addr.family == 0)
			continue;
		if (s->unsent && s->poll.offline &&
		    net_slot_entry(net, s)->cfg.flags & SRC_AUTO_OFFLINE)
			net_poll_online(&s->poll, &net_slot_entry(net, s)->cfg,
			    now.raw.ns);
		woken |= s->poll.silent > 0;
		net_poll_wake(&s->poll, &net_slot_entry(net, s)->cfg,
		    now.raw.ns);
	}
	if (net_names_wake(net, now) || woken)
		net->woken_ns = now.raw.ns;
	settle(net, now);
}

void
net_reply(struct net *net, int handle, const uint8_t *buf, size_t len,
    const struct net_stamp *st, struct tm_now now)
{
	struct net_slot	*s = net_slot_of_handle(net, handle);

	if (s == NULL)
		return;
	net_client_reply(net, s, buf, len, st, now);
	settle(net, now);
}
