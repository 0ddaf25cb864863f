/* ISC licence, see LICENSE. */
/* ntp-dns: queries to answers.  Pure. */
#include <string.h>

#include "dns_resolve.h"

static void
on_query(struct dns *dns, const struct ipc_msg *m)
{
	const struct msg_dns_query	*q = (const void *)m->payload;
	const struct core_ops		*ops = &dns->ops.core;
	struct {
		struct msg_dns_reply	head;
		struct msg_addr		tail[DNS_ADDRS];
	}		 r;
	struct addr	 found[DNS_ADDRS];
	size_t		 n = 0, i;

	memset(&r, 0, sizeof r);
	r.head.id = q->id;
	r.head.error = dns->ops.lookup(dns->ops.arg, q->name, q->family,
	    found, &n);
	if (r.head.error != DNS_OK)
		n = 0;
	for (i = 0; i < n; i++)
		r.tail[i].addr = found[i];
	ops->send(ops->arg, m->from, MSG_DNS_REPLY, 0, m->hdr.seq, &r,
	    sizeof r.head + n * sizeof r.tail[0], IPC_NOFD);
}

static void
on_zone(struct dns *dns, const struct ipc_msg *m)
{
	const struct msg_tz_query	*q = (const void *)m->payload;
	const struct core_ops		*ops = &dns->ops.core;
	struct {
		struct msg_leap_table	head;
		struct msg_leap_row	row[DNS_LEAPS];
	}	 r;
	size_t	 n;

	memset(&r, 0, sizeof r);
	n = dns->ops.leaps(dns->ops.arg, q->name, q->utc_ns, r.row);
	ops->send(ops->arg, m->from, MSG_TZ_REPLY, 0, m->hdr.seq, &r,
	    sizeof r.head + n * sizeof r.row[0], IPC_NOFD);
}

/* There is nothing to configure, and whoever asks is answered. */
static void
on_nothing(struct dns *dns, const struct ipc_msg *m)
{
	(void)dns;
	(void)m;
}

static const struct dns_handler {
	uint16_t	type;
	void		(*fn)(struct dns *, const struct ipc_msg *);
} handlers[] = {
	{ MSG_PEER_CHAN,	on_nothing },
	{ MSG_CFG_BEGIN,	on_nothing },
	{ MSG_CFG_END,		on_nothing },
	{ MSG_DNS_QUERY,	on_query },
	{ MSG_TZ_QUERY,		on_zone },
};
#define NHANDLERS	(sizeof handlers / sizeof handlers[0])

static const struct dns_handler *
handler(uint16_t type)
{
	size_t	i;

	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == type)
			return &handlers[i];
	return NULL;
}

bool
dns_handles(uint16_t type)
{
	return handler(type) != NULL;
}

void
dns_init(struct dns *dns, const struct dns_ops *ops)
{
	dns->ops = *ops;
}

void
dns_msg(void *core, const struct ipc_msg *m, struct tm_now now)
{
	const struct dns_handler	*h = handler(m->hdr.type);

	(void)now;
	if (h != NULL)
		h->fn(core, m);
}

void
dns_tick(void *core, struct tm_now now)
{
	(void)core;
	(void)now;
}

int64_t
dns_deadline(const void *core)
{
	(void)core;
	return TM_NEVER;
}
