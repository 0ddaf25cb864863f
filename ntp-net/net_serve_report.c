/* ISC licence, see LICENSE. */
/* Tables of the server.  Pure. */
#include <math.h>
#include <string.h>

#include "net_serve_report.h"

#define UNKNOWN		127		/* an interval, as in chronyc */

static bool
send_row(const struct net *net, const struct ipc_msg *q,
    const struct msg_stat_row *row)
{
	const struct core_ops	*ops = &net->ops.core;

	return ops->send(ops->arg, q->from, MSG_STAT_ROW, 0, q->hdr.seq, row,
	    sizeof *row, IPC_NOFD);
}

static void
fill_stats(struct net *net, struct stat_serverstats *s, int64_t now_ns)
{
	const struct net_served	*c = &net->server.counts;
	uint64_t		 left = c->replies + c->kissed;

	s->ntp_hits = c->hits;
	s->ntp_drops = s->limited = c->limited;
	s->log_drops = net->server.clients.displaced;
	s->auth_hits = c->proven;
	s->interleaved_hits = c->interleaved;
	s->kernel_rx = c->rx_kernel;
	s->daemon_rx = left - c->rx_kernel;
	s->kernel_tx = c->tx_kernel;
	s->daemon_tx = left - c->tx_kernel;
	s->replies = c->replies;
	s->kissed = c->kissed;
	s->unproven = c->unproven;
	s->stale = c->stale;
	s->denied = c->denied;
	s->invalid = c->invalid;
	s->looped = c->looped;
	/* what interleaved clients may refer to */
	s->timestamps = net->server.clients.held;
	s->span_s = (uint64_t)((now_ns -
	    net_clients_oldest(&net->server.clients, now_ns)) / TM_S);
}

static int8_t
log2_of(float s)
{
	double	l;

	if (s <= 0)
		return UNKNOWN;
	l = round(log2((double)s));
	return l < -60 ? -60 : l > 60 ? 60 : (int8_t)l;
}

static enum cmd_status
send_clients(struct net *net, const struct ipc_msg *m, int64_t now_ns)
{
	const struct msg_stat_req	*q = (const void *)m->payload;
	const struct net_clients	*log = &net->server.clients;
	struct net_clients_rec		*r;
	struct msg_stat_row		 row;
	struct stat_client		*c = &row.u.client;
	uint32_t			 n, instance = q->first >> STAT_INSTANCE;
	uint32_t			 pos = q->first -
					    (instance << STAT_INSTANCE);

	if (log->buckets == NULL)
		return CMD_INACTIVE;
	for (n = 0; n < NET_REPORT_CLIENTS &&
	    (r = net_clients_next(log, &pos)) != NULL;) {
		if (r->hits == 0)
			continue;
		n++;
		memset(&row, 0, sizeof row);
		row.table = q->table;
		net_clients_addr(r, &c->addr);
		c->next = instance << STAT_INSTANCE | pos;
		c->hits = r->hits;
		c->drops = r->drops;
		c->interval = log2_of(r->mean_s);
		c->interval_limited = log2_of(r->drop_s);
		c->since_ns = now_ns - r->hit_ns;
		if (!send_row(net, m, &row))
			return CMD_FAILED;
		/* limits stay, and what the last reply said */
		if (q->table == STAT_CLIENTS_ANEW)
			r->hits = r->drops = 0;
	}
	return CMD_OK;
}

enum cmd_status
net_serve_report(struct net *net, const struct ipc_msg *m,
    struct tm_now now)
{
	const struct msg_stat_req	*q = (const void *)m->payload;
	struct msg_stat_row		 row;

	if (q->table != STAT_SERVERSTATS)
		return send_clients(net, m, now.raw.ns);
	memset(&row, 0, sizeof row);
	row.table = q->table;
	fill_stats(net, &row.u.serverstats, now.raw.ns);
	return send_row(net, m, &row) ? CMD_OK : CMD_FAILED;
}

enum cmd_status
net_serve_accheck(const struct net *net, const struct addr *a)
{
	uint32_t	i;
	bool		allowed = net_access_allowed(net->access, a);

	for (i = 0; i < NET_SOCKS; i++)
		allowed |= net->socks[i].used &&
		    (net->socks[i].flags & SOCK_ALLOW_ALL);
	return allowed ? CMD_ALLOWED : CMD_DENIED;
}
