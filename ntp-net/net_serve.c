/* ISC licence, see LICENSE. */
/* The server's part of the core.  Pure. */
#include <string.h>
#include <syslog.h>

#include "net.h"

/* Half of the address space that this process has: sbx_posix_io.c. */
#define LOG_MOST	((uint64_t)256 << 20)

/* Whether this is one of our own requests that came back to us. */
static bool
is_our_own(const struct net *net, const struct net_ask *ask)
{
	const struct net_slot	*s;
	uint64_t		 xmt = 0;
	unsigned int		 i;

	if (ask->len < PKT_HDR || (!addr_is_loopback(&ask->from) &&
	    !addr_same_ip(&ask->from, &ask->to)))
		return false;
	for (i = 40; i < 48; i++)
		xmt = xmt << 8 | ask->buf[i];
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (s->id != 0 && s->x.waiting && s->x.origin == xmt)
			return true;
	return false;
}

/* A symmetric packet from an address that the configuration calls peer. */
static bool
is_peer(const struct net *net, const struct net_ask *ask)
{
	const struct net_slot	*s;

	if (ask->len < PKT_HDR || (ask->buf[0] & 7) != PKT_ACTIVE)
		return false;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (s->id != 0 &&
		    net->entries[s->entry].cfg.kind == SOURCE_PEER &&
		    addr_same_ip(&s->addr, &ask->from))
			return true;
	return false;
}

void
net_serve_init(struct net *net)
{
	uint64_t	dice;

	net->ops.core.random(net->ops.core.arg, &dice, sizeof dice);
	net_server_init(&net->server, net->precision, dice);
	net->server.access = net->access;
	net->server.keys = net->keys;
}

/* The log's size is its only setting: it is kept unless that changes. */
static void
set_log(struct net *net, uint64_t wanted)
{
	const struct net_ops	*ops = &net->ops;
	uint8_t			 key[NET_CLIENTS_KEY];
	uint64_t		 len = wanted < LOG_MOST ? wanted : LOG_MOST;
	void			*memory = NULL;

	if (len == net->log_len)
		return;
	net->log_len = len;
	if (len < wanted)
		core_log(&ops->core, LOG_WARNING, "clientloglimit: %d MiB is "
		    "all that is used", (int)(LOG_MOST >> 20));
	if (ops->log_memory != NULL)
		memory = ops->log_memory(ops->arg, (size_t)len);
	if (memory == NULL && len > 0)
		core_log(&ops->core, LOG_ERR, "no memory for the client log");
	ops->core.random(ops->core.arg, key, sizeof key);
	net_clients_init(&net->server.clients, memory, (size_t)len, key);
}

void
net_serve_config(struct net *net)
{
	const struct msg_cfg_net	*c = &net->cfg;
	struct net_rate			*r = &net->server.rate;

	net->server.access = net->access;
	net->server.keys = net->keys;
	net->server.precision = c->precision != 0 ? c->precision :
	    net->precision;
	r->on = c->rate_on;
	r->interval = c->rate_interval;
	r->burst = c->rate_burst;
	r->leak = c->rate_leak;
	r->kod = c->rate_kod;
	set_log(net, c->clientlog);
}

void
net_view(struct net *net, struct net_view *v, struct tm_now real)
{
	bool	known = net->ops.page(net->ops.arg, &v->page);

	net_server_view(&net->server, v, known ? &v->page : NULL,
	    known ? net_server_now(&v->page.steer, real) : real);
}

bool
net_hear(struct net *net, const struct net_view *v, unsigned int ix,
    struct net_ask *ask, struct net_answer *a)
{
	ask->allow_all = net->socks[ix].flags & SOCK_ALLOW_ALL;
	ask->ours = is_our_own(net, ask);
	ask->peer = is_peer(net, ask);
	return net_server_hear(&net->server, v, ask, a);
}

size_t
net_request(struct net *net, unsigned int ix, const struct addr *from,
    const struct addr *to, const uint8_t *buf, size_t len,
    const struct net_stamp *st, struct tm_now now, uint8_t out[PKT_HDR])
{
	struct net_ask		ask = { .buf = buf, .len = len, .from = *from,
		.to = *to, .st = *st };
	struct net_answer	a;
	struct net_view		v;

	net_view(net, &v, now);
	/* now is the daemon's already */
	net_server_view(&net->server, &v, v.known ? &v.page : NULL, now);
	if (!net_hear(net, &v, ix, &ask, &a) || a.key != 0)
		return 0;
	net_server_seal(&net->server, &v, now, &a, 1);
	memcpy(out, a.buf, PKT_HDR);
	return PKT_HDR;
}
