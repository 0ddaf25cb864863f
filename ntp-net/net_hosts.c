/* ISC licence, see LICENSE. */
/* Names in the access rules.  Pure. */
#include <string.h>
#include <syslog.h>

#include "net.h"

#define RETRY_MIN_NS	(2 * TM_S)
#define RETRY_MAX_NS	(256 * TM_S)
#define RENEW_NS	(3600 * TM_S)	/* addresses of a name may change */
#define ANSWER_NS	(120 * TM_S)	/* a resolver may try for long */
#define NOCHAN_NS	TM_S

bool
net_hosts_stage(struct net_hosts *hs, const struct msg_cfg_access_name *cfg)
{
	struct net_host	*h;

	if (hs->n == NET_HOSTS)
		return false;
	h = &hs->host[hs->n++];
	memset(h, 0, sizeof *h);
	h->cfg = *cfg;
	h->retry_ns = RETRY_MIN_NS;
	return true;
}

static void
enter(struct net *net, const struct net_host *h)
{
	uint8_t	i, bits;

	for (i = 0; i < h->n; i++) {
		bits = h->addrs[i].family == 4 ? 32 : 128;
		if (net_access_add(net->access, &h->addrs[i], bits,
		    h->cfg.allow, h->cfg.all) == -1)
			core_log(&net->ops.core, LOG_ERR,
			    "%s: no room for its access rule", h->cfg.name);
	}
}

static const struct net_host *
find(const struct net_hosts *hs, const char *name)
{
	uint32_t	i;

	for (i = 0; i < hs->n; i++)
		if (strcmp(hs->host[i].cfg.name, name) == 0)
			return &hs->host[i];
	return NULL;
}

void
net_hosts_config(struct net *net, struct tm_now now)
{
	const struct net_host	*old;
	struct net_host		*h;
	uint32_t		 i;

	for (i = 0; i < net->stage.hosts.n; i++) {
		h = &net->stage.hosts.host[i];
		h->ask_ns = now.raw.ns;
		h->asked = (uint16_t)(net->hosts_asked += 1);
		if ((old = find(&net->hosts, h->cfg.name)) != NULL) {
			h->n = old->n;
			memcpy(h->addrs, old->addrs, sizeof h->addrs);
			h->complained = old->complained;
		}
		enter(net, h);
	}
	net->hosts.n = net->stage.hosts.n;
	memcpy(net->hosts.host, net->stage.hosts.host,
	    net->hosts.n * sizeof net->hosts.host[0]);
}

static uint32_t
query_id(const struct net_host *h, uint32_t i)
{
	return NET_HOSTS_ID | (uint32_t)h->asked << 8 | i;
}

void
net_hosts_tick(struct net *net, struct tm_now now)
{
	struct msg_dns_query	 q;
	struct net_host		*h;
	uint32_t		 i;

	for (i = 0; i < net->hosts.n; i++) {
		h = &net->hosts.host[i];
		if (h->ask_ns > now.raw.ns)
			continue;
		h->asked++;
		memset(&q, 0, sizeof q);
		q.id = query_id(h, i);
		memcpy(q.name, h->cfg.name, sizeof q.name);
		h->asking = core_send(&net->ops.core, ROLE_DNS,
		    MSG_DNS_QUERY, &q, sizeof q);
		h->ask_ns = now.raw.ns + (h->asking ? ANSWER_NS : NOCHAN_NS);
	}
}

int64_t
net_hosts_due(const struct net *net)
{
	int64_t		due_ns = TM_NEVER;
	uint32_t	i;

	for (i = 0; i < net->hosts.n; i++)
		if (net->hosts.host[i].ask_ns < due_ns)
			due_ns = net->hosts.host[i].ask_ns;
	return due_ns;
}

static void
remark(struct net *net, struct net_host *h, bool found)
{
	if (!found && !h->complained)
		core_log(&net->ops.core, LOG_WARNING, "%s %s: the name is "
		    "not found now; it is tried again from time to time",
		    h->cfg.allow ? "allow" : "deny", h->cfg.name);
	else if (found && h->complained)
		core_log(&net->ops.core, LOG_NOTICE, "%s %s: found",
		    h->cfg.allow ? "allow" : "deny", h->cfg.name);
	h->complained = !found;
}

/* New addresses add to the rules; old ones leave with the next reload. */
static void
learn(struct net *net, struct net_host *h, const struct msg_addr *addrs,
    size_t n)
{
	size_t	i;

	h->n = 0;
	for (i = 0; i < n && i < NET_HOST_ADDRS; i++)
		h->addrs[h->n++] = addrs[i].addr;
	enter(net, h);
}

void
net_hosts_reply(struct net *net, const struct msg_dns_reply *r,
    const struct msg_addr *addrs, size_t n, struct tm_now now)
{
	uint32_t	 i = r->id & 0xff;
	struct net_host	*h;
	bool		 found = r->error == DNS_OK && n > 0;

	if (i >= net->hosts.n)
		return;
	h = &net->hosts.host[i];
	if (!h->asking || query_id(h, i) != r->id)
		return;
	h->asking = false;
	remark(net, h, found);
	if (found) {
		learn(net, h, addrs, n);
		h->retry_ns = RETRY_MIN_NS;
		h->ask_ns = now.raw.ns + RENEW_NS;
		return;
	}
	h->ask_ns = now.raw.ns + h->retry_ns;
	if ((h->retry_ns *= 2) > RETRY_MAX_NS)
		h->retry_ns = RETRY_MAX_NS;
}

void
net_hosts_again(struct net *net, struct tm_now now)
{
	struct net_host	*h;

	for (h = net->hosts.host; h < net->hosts.host + net->hosts.n; h++)
		if (h->asking || h->retry_ns == RETRY_MIN_NS) {
			h->asking = false;
			h->ask_ns = now.raw.ns;
		}
}
