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
	net->stage.access = net->access == &net->access_tables[0] ?
	    &net->access_tables[1] : &net->access_tables[0];
	net_access_clear(net->stage.access);
	net->stage.hosts.n = 0;
	net->stage.keys = net->keys == &net->key_tables[0] ?
	    &net->key_tables[1] : &net->key_tables[0];
	net_keys_wipe(net->stage.keys);
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
	if (net->stage.open && net_access_add(net->stage.access, &cfg->net,
	    cfg->bits, cfg->allow, cfg->all) == -1)
		overflow(net, "allow and deny rules");
}

void
net_config_access_name(struct net *net, const struct msg_cfg_access_name *cfg)
{
	if (net->stage.open && !net_hosts_stage(&net->stage.hosts, cfg))
		overflow(net, "names in allow and deny rules");
}

void
net_config_key(struct net *net, const struct msg_cfg_key *k)
{
	struct net_keys	*keys = net->stage.keys;

	if (!net->stage.open)
		return;
	if (keys->n == 0 && net->ops.lock != NULL)
		net->ops.lock(net->ops.arg, keys, sizeof *keys);
	if (!net_keys_add(keys, k->id, k->type, k->octets, k->len))
		overflow(net, "keys");
}

void
net_config_net(struct net *net, const struct msg_cfg_net *cfg)
{
	if (net->stage.open)
		net->stage.net = *cfg;
}

static unsigned int
sock_index(const struct net *net, const struct msg_sock *m)
{
	const struct net_sock	*s;
	unsigned int		 i, unused = NET_SOCKS;

	for (i = 0; i < NET_SOCKS; i++) {
		s = &net->socks[i];
		if (!s->used) {
			if (unused == NET_SOCKS)
				unused = i;
		} else if (addr_same_ip(&s->local, &m->local) &&
		    s->local.port == m->local.port &&
		    SOCK_RTABLE(s->flags) == SOCK_RTABLE(m->flags))
			return i;
	}
	return unused;
}

void
net_config_sock(struct net *net, const struct msg_sock *m, int fd)
{
	unsigned int	 i = sock_index(net, m);
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

static bool
same_paths(const struct msg_cfg_net *a, const struct msg_cfg_net *b)
{
	return a->ipv4 == b->ipv4 && a->ipv6 == b->ipv6 &&
	    a->dscp == b->dscp && a->acq4.family == b->acq4.family &&
	    a->acq6.family == b->acq6.family &&
	    addr_same_ip(&a->acq4, &b->acq4) &&
	    addr_same_ip(&a->acq6, &b->acq6) && a->acqport == b->acqport &&
	    strcmp(a->acqdevice, b->acqdevice) == 0;
}

/* Lines that went or changed; all, if other addresses may be used now. */
static void
remove_old(struct net *net, struct tm_now now)
{
	const struct msg_cfg_source	*cfg;
	struct net_entry		*e;
	bool				 same;

	same = same_paths(&net->stage.net, &net->cfg);
	for (e = net->entries; e < net->entries + net->nentries; e++) {
		if (e->cfg.entry == 0)
			continue;
		cfg = staged(&net->stage, e->cfg.entry);
		if (!same || cfg == NULL || !net_entry_same(cfg, &e->cfg))
			net_entry_remove(net, e);
		else if (memcmp(cfg, &e->cfg, sizeof *cfg) != 0)
			net_entry_change(net, e, cfg, now);
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
	remove_old(net, now);
	net->cfg = st->net;
	net_keys_wipe(net->keys);
	net->keys = st->keys;
	net->access = st->access;
	net_serve_config(net);
	net_hosts_config(net, now);
	for (i = 0; i < st->nsources; i++)
		if (net_entry_find(net, st->sources[i].entry) == NULL)
			net_entry_add(net, &st->sources[i], now);
	close_unnamed(net);
	net->renew_ns = net->cfg.refresh_ns == 0 ? TM_NEVER :
	    now.raw.ns + net->cfg.refresh_ns;
	st->open = false;
	net->configured = true;
}
