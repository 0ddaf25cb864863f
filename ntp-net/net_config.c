/* ISC licence, see LICENSE. */
/* Staging and swapping of configurations.  Pure. */
#include <string.h>
#include <syslog.h>

#include "net_config.h"
#include "net_source.h"

void
net_config_begin(struct net *net)
{
	unsigned int	i;

	/* what lies beyond the counts stays clean memory */
	net->stage.open = true;
	net->stage.full = false;
	net->stage.nsources = 0;
	net->stage.access.n = 0;
	net->stage.net = net->cfg;
	if (!net->configured)
		net->stage.net.ipv4 = net->stage.net.ipv6 = 1;
	for (i = 0; i < NET_SOCKS; i++)
		if (net->socks[i].used)
			net->socks[i].named = false;
}

static void
overflow(struct net *net, const char *what)
{
	if (!net->stage.full)
		core_log(&net->ops.core, LOG_ERR,
		    "more %s than fit: the rest is left out", what);
	net->stage.full = true;
}

void
net_config_source(struct net *net, const struct msg_cfg_source *cfg)
{
	if (!net->stage.open)
		return;
	if (net->stage.nsources == NET_ENTRIES) {
		overflow(net, "sources");
		return;
	}
	net->stage.sources[net->stage.nsources++] = *cfg;
}

void
net_config_access(struct net *net, const struct msg_cfg_access *cfg)
{
	if (net->stage.open && net_access_add(&net->stage.access, &cfg->net,
	    cfg->bits, cfg->allow, cfg->all) == -1)
		overflow(net, "allow and deny rules");
}

void
net_config_net(struct net *net, const struct msg_cfg_net *cfg)
{
	if (net->stage.open)
		net->stage.net = *cfg;
}

static unsigned int
sock_index(const struct net *net, const struct addr *local)
{
	unsigned int	i, unused = NET_SOCKS;

	for (i = 0; i < NET_SOCKS; i++) {
		if (!net->socks[i].used) {
			if (unused == NET_SOCKS)
				unused = i;
		} else if (addr_same_ip(&net->socks[i].local, local) &&
		    net->socks[i].local.port == local->port)
			return i;
	}
	return unused;
}

void
net_config_sock(struct net *net, const struct msg_sock *m, int fd)
{
	unsigned int	 i = sock_index(net, &m->local);
	struct net_sock	*s;

	if (i == NET_SOCKS) {
		/* number NET_SOCKS is never read: it is only closed */
		net->ops.sock_add(net->ops.arg, i, fd);
		net->ops.sock_del(net->ops.arg, i);
		overflow(net, "server sockets");
		return;
	}
	s = &net->socks[i];
	if (s->used)
		net->ops.sock_del(net->ops.arg, i);
	s->used = true;
	s->named = true;
	s->flags = m->flags;
	s->local = m->local;
	net->ops.sock_add(net->ops.arg, i, fd);
}

static const struct msg_cfg_source *
staged(const struct net_stage *st, uint32_t entry)
{
	uint32_t	i;

	for (i = 0; i < st->nsources; i++)
		if (st->sources[i].entry == entry)
			return &st->sources[i];
	return NULL;
}

/* Lines that went or changed; all, if other addresses may be used now. */
static void
remove_old(struct net *net)
{
	const struct msg_cfg_source	*cfg;
	struct net_entry		*e;
	bool				 same;

	same = memcmp(&net->stage.net, &net->cfg, sizeof net->cfg) == 0;
	for (e = net->entries; e < net->entries + net->nentries; e++) {
		if (e->cfg.entry == 0)
			continue;
		cfg = staged(&net->stage, e->cfg.entry);
		if (!same || cfg == NULL ||
		    memcmp(cfg, &e->cfg, sizeof *cfg) != 0)
			net_entry_remove(net, e);
	}
}

static void
close_unnamed(struct net *net)
{
	unsigned int	i;

	for (i = 0; i < NET_SOCKS; i++)
		if (net->socks[i].used && !net->socks[i].named) {
			net->socks[i].used = false;
			net->ops.sock_del(net->ops.arg, i);
		}
}

void
net_config_end(struct net *net, struct tm_now now)
{
	struct net_stage	*st = &net->stage;
	uint32_t		 i;

	if (!st->open)
		return;
	remove_old(net);
	net->cfg = st->net;
	net->access.n = st->access.n;
	memcpy(net->access.rules, st->access.rules,
	    st->access.n * sizeof st->access.rules[0]);
	for (i = 0; i < st->nsources; i++)
		if (net_entry_find(net, st->sources[i].entry) == NULL)
			net_entry_add(net, &st->sources[i], now);
	close_unnamed(net);
	st->open = false;
	net->configured = true;
}
