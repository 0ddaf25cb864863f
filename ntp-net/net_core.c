/* ISC licence, see LICENSE. */
/* ntp-net: messages to handlers, the timer, packets to their rooms.  Pure. */
#include <string.h>

#include "net.h"
#include "net_client.h"
#include "net_config.h"
#include "net_names.h"
#include "net_poll.h"
#include "net_server.h"
#include "net_source.h"
#include "net_tell.h"

#define TRIED_NS	(10 * TM_S)

static void
on_peer_chan(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_peer_chan	*p = (const void *)m->payload;

	if (p->role == ROLE_CLOCK)
		net_tell_all(net, now);
	else if (p->role == ROLE_DNS)
		net_names_again(net, now);
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
on_cfg_net(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	net_config_net(net, (const void *)m->payload);
}

static void
on_sock(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	(void)now;
	net_config_sock(net, (const void *)m->payload, m->fd);
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

	net_names_reply(net, r, (const void *)(r + 1), ipc_ntail(m), now);
}

static void
count_activity(const struct net *net, struct stat_activity *a)
{
	const struct net_slot	*s;
	bool			 burst;

	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0)
			continue;
		burst = net_poll_in_burst(&s->poll);
		if (s->addr.family == 0)
			a->unresolved++;
		else if (net->entries[s->entry].cfg.flags & SRC_OFFLINE)
			*(burst ? &a->burst_offline : &a->offline) += 1;
		else
			*(burst ? &a->burst_online : &a->online) += 1;
	}
}

static void
on_stat_req(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_stat_req	*q = (const void *)m->payload;
	const struct core_ops		*ops = &net->ops.core;
	struct msg_stat_row		 row;
	struct msg_stat_end		 end = { q->table, CMD_INVALID };

	(void)now;
	if (q->table == STAT_ACTIVITY) {
		memset(&row, 0, sizeof row);
		row.table = q->table;
		count_activity(net, &row.u.activity);
		ops->send(ops->arg, m->from, MSG_STAT_ROW, 0, m->hdr.seq,
		    &row, sizeof row, IPC_NOFD);
		end.status = CMD_OK;
	}
	ops->send(ops->arg, m->from, MSG_STAT_END, 0, m->hdr.seq, &end,
	    sizeof end, IPC_NOFD);
}

static void
on_cmd(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_cmd	*q = (const void *)m->payload;
	const struct core_ops	*ops = &net->ops.core;
	struct msg_cmd_result	 r;

	(void)now;
	memset(&r, 0, sizeof r);
	r.cmd = q->cmd;
	r.status = CMD_INVALID;
	strlcpy(r.text, "not a command for the network", sizeof r.text);
	ops->send(ops->arg, m->from, MSG_CMD_RESULT, 0, m->hdr.seq, &r,
	    sizeof r, IPC_NOFD);
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
	{ MSG_CFG_NET,		on_cfg_net },
	{ MSG_SOCK,		on_sock },
	{ MSG_CFG_END,		on_cfg_end },
	{ MSG_SOURCE_CTL,	on_source_ctl },
	{ MSG_DNS_REPLY,	on_dns_reply },
	{ MSG_STAT_REQ,		on_stat_req },
	{ MSG_CMD,		on_cmd },
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
	const struct net_entry	*e;
	const struct net_slot	*s;
	int64_t			 due_ns;

	net_tell(net, now);
	due_ns = net->tell_ns;
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
	net->due_ns = net->tell_ns = TM_NEVER;
}

void
net_msg(void *core, const struct ipc_msg *m, struct tm_now now)
{
	struct net			*net = core;
	const struct net_handler	*h = handler(m->hdr.type);

	if (h == NULL)
		return;
	h->fn(net, m, now);
	settle(net, now);
}

void
net_tick(void *core, struct tm_now now)
{
	struct net	*net = core;
	uint32_t	 i;

	for (i = 0; i < net->nentries; i++)
		net_names_tick(net, &net->entries[i], now);
	for (i = 0; i < net->nslots; i++)
		net_client_tick(net, &net->slots[i], now);
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
net_reply(struct net *net, int handle, const uint8_t *buf, size_t len,
    const struct net_stamp *st, struct tm_now now)
{
	struct net_slot	*s = net_slot_of_handle(net, handle);

	if (s == NULL)
		return;
	net_client_reply(net, s, buf, len, st, now);
	settle(net, now);
}

/* Whether this is one of our own requests that came back to us. */
static bool
is_our_own(const struct net *net, const uint8_t *buf, size_t len)
{
	const struct net_slot	*s;
	struct pkt		 p;

	if (pkt_decode(buf, len, &p) == -1)
		return false;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (s->id != 0 && s->x.waiting && s->x.origin == p.xmt)
			return true;
	return false;
}

/* Nobody's address, or that of many. */
static bool
is_many(const struct addr *a)
{
	return a->family == 0 || addr_is_refclock(a) ||
	    (a->family == 4 && (a->ip[0] == 0 || a->ip[0] >= 224)) ||
	    (a->family == 6 && a->ip[0] == 0xff);
}

/* No answer to a crowd, to nowhere, or to a question of our own. */
static bool
is_looped(const struct net *net, const struct addr *from,
    const struct addr *to, const uint8_t *buf, size_t len)
{
	if (is_many(from) || is_many(to) || from->port == 0)
		return true;
	if (!addr_is_loopback(from) && !addr_same_ip(from, to))
		return false;
	return is_our_own(net, buf, len);
}

size_t
net_request(struct net *net, unsigned int ix, const struct addr *from,
    const struct addr *to, const uint8_t *buf, size_t len,
    const struct net_stamp *st, struct tm_now now, uint8_t out[PKT_HDR])
{
	struct net_ask		ask = { buf, len, now.raw, now };
	struct net_when		when;
	struct page_data	d;

	net->counts.requests++;
	if (is_looped(net, from, to, buf, len)) {
		net->counts.looped++;
		return 0;
	}
	if (!(net->socks[ix].flags & SOCK_ALLOW_ALL) &&
	    !net_access_allowed(&net->access, from)) {
		net->counts.denied++;
		return 0;
	}
	if (!net->ops.page(net->ops.arg, &d) ||
	    !net_stamp_when(st, &d.steer, &when)) {
		net->counts.stale++;
		return 0;
	}
	ask.rx = when.raw;
	switch (net_server_answer(&ask, &d, net->precision, out)) {
	case NET_REPLIED:
		net->counts.replies++;
		return PKT_HDR;
	case NET_STALE:
		net->counts.stale++;
		return 0;
	case NET_INVALID:
		break;
	}
	net->counts.invalid++;
	return 0;
}
