/* ISC licence, see LICENSE. */
/* Queries to ntp-dns, their retries, and what becomes of answers.  Pure. */
#include <string.h>
#include <syslog.h>

#include "net_names.h"
#include "net_source.h"

#define RETRY_MIN_NS	(2 * TM_S)
#define RETRY_MAX_NS	(256 * TM_S)	/* of a name without any address */
#define RENEW_MAX_NS	(4096 * TM_S)	/* of one with too few good ones */
#define ANSWER_NS	(120 * TM_S)	/* a resolver may try for long */
#define NOCHAN_NS	TM_S

void
net_names_start(struct net_entry *e, struct tm_now now)
{
	e->ask_ns = now.raw.ns;
	e->retry_ns = RETRY_MIN_NS;
}

int64_t
net_names_due(const struct net_entry *e)
{
	return e->cfg.entry == 0 ? TM_NEVER : e->ask_ns;
}

static uint32_t
query_id(const struct net_entry *e)
{
	/* the highest bit is for queries of others: net_hosts.h */
	return (uint32_t)(e->asked & 0x7fff) << 16 | e->cfg.entry;
}

static uint32_t
family_of(const struct net *net, const struct net_entry *e)
{
	if (e->cfg.family != 0 || (net->cfg.ipv4 && net->cfg.ipv6))
		return e->cfg.family;
	return net->cfg.ipv4 ? 4 : 6;
}

void
net_names_tick(struct net *net, struct net_entry *e, struct tm_now now)
{
	struct msg_dns_query	q;

	if (net_names_due(e) > now.raw.ns)
		return;
	e->asked++;
	memset(&q, 0, sizeof q);
	q.id = query_id(e);
	q.family = family_of(net, e);
	memcpy(q.name, e->cfg.name, sizeof q.name);
	e->asking = core_send(&net->ops.core, ROLE_DNS, MSG_DNS_QUERY, &q,
	    sizeof q);
	e->ask_ns = now.raw.ns + (e->asking ? ANSWER_NS : NOCHAN_NS);
}

void
net_names_want(struct net *net, struct net_entry *e, struct tm_now now)
{
	if (e->ask_ns != TM_NEVER || net_entry_content(net, e))
		return;
	e->ask_ns = now.raw.ns;
	if (e->retry_ns > RETRY_MIN_NS)
		e->ask_ns += e->retry_ns;
}

/* After an answer: rest, or when to ask again. */
static void
schedule(struct net *net, struct net_entry *e, bool found,
    struct tm_now now)
{
	int64_t	most_ns = found ? RENEW_MAX_NS : RETRY_MAX_NS;

	if (net_entry_content(net, e)) {
		e->ask_ns = TM_NEVER;
		e->retry_ns = RETRY_MIN_NS;
		return;
	}
	e->ask_ns = now.raw.ns + e->retry_ns;
	e->retry_ns *= 2;
	if (e->retry_ns > most_ns)
		e->retry_ns = most_ns;
}

static void
remark(struct net *net, struct net_entry *e, uint32_t error)
{
	if (error != DNS_OK && !e->complained)
		core_log(&net->ops.core, LOG_WARNING,
		    "%s: %s; it is tried again from time to time",
		    e->cfg.name, error == DNS_NOTFOUND ?
		    "there is no such name, or no address of it" :
		    "the name cannot be looked up now");
	else if (error == DNS_OK && e->complained)
		core_log(&net->ops.core, LOG_NOTICE, "%s: found",
		    e->cfg.name);
	e->complained = error != DNS_OK;
}

/* Addresses that the name had, and has no longer. */
static void
drop_gone(struct net *net, struct net_entry *e, const struct msg_addr *addrs,
    size_t n)
{
	struct net_slot	*s;
	size_t		 i;

	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0 || &net->entries[s->entry] != e ||
		    s->addr.family == 0)
			continue;
		for (i = 0; i < n &&
		    !addr_same_ip(&addrs[i].addr, &s->addr); i++)
			;
		if (i == n && s->want == NET_WANT_NONE)
			s->want = NET_WANT_GONE;
	}
}

void
net_names_refresh(struct net *net, struct tm_now now)
{
	struct net_entry	*e;

	for (e = net->entries; e < net->entries + net->nentries; e++) {
		if (e->cfg.entry == 0 || e->literal)
			continue;
		e->renewing = true;
		if (!e->asking)
			e->ask_ns = now.raw.ns;
		e->retry_ns = RETRY_MIN_NS;
	}
}

bool
net_names_wake(struct net *net, struct tm_now now)
{
	struct net_entry	*e;
	bool			 any = false;

	for (e = net->entries; e < net->entries + net->nentries; e++) {
		if (e->cfg.entry == 0 || e->literal || e->asking ||
		    net_entry_content(net, e))
			continue;
		e->ask_ns = now.raw.ns;
		e->retry_ns = RETRY_MIN_NS;
		any = true;
	}
	return any;
}

void
net_names_reply(struct net *net, const struct msg_dns_reply *r,
    const struct msg_addr *addrs, size_t n, struct tm_now now)
{
	struct net_entry	*e = net_entry_find(net, r->id & 0xffff);
	uint32_t		 error = r->error;
	size_t			 i;

	if (e == NULL || !e->asking || query_id(e) != r->id)
		return;
	e->asking = false;
	if (error == DNS_OK && n == 0)
		error = DNS_NOTFOUND;
	remark(net, e, error);
	if (error == DNS_OK) {
		e->ncands = 0;
		for (i = 0; i < n && i < NET_ADDRS; i++) {
			e->cands[i] = addrs[i].addr;
			e->cands[i].port = e->cfg.port;
			e->ncands++;
		}
		if (e->renewing)
			drop_gone(net, e, addrs, n);
		e->renewing = false;
		net_entry_fill(net, e, now);
	}
	schedule(net, e, error == DNS_OK, now);
}

void
net_names_again(struct net *net, struct tm_now now)
{
	struct net_entry	*e;

	for (e = net->entries; e < net->entries + net->nentries; e++)
		if (e->cfg.entry != 0 && (e->asking ||
		    (e->ask_ns != TM_NEVER && e->retry_ns == RETRY_MIN_NS))) {
			e->asking = false;
			e->ask_ns = now.raw.ns;
		}
}
