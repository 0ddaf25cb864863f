/* ISC licence, see LICENSE. */
/* Tables for people. */
#include <string.h>

#include "net_poll.h"
#include "net_report.h"
#include "net_serve_report.h"

static void
send_row(const struct net *net, const struct ipc_msg *q,
    const struct msg_stat_row *row)
{
	const struct core_ops	*ops = &net->ops.core;

	ops->send(ops->arg, q->from, MSG_STAT_ROW, 0, q->hdr.seq, row,
	    sizeof *row, IPC_NOFD);
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
		else if (s->poll.offline)
			*(burst ? &a->burst_offline : &a->offline) += 1;
		else
			*(burst ? &a->burst_online : &a->online) += 1;
	}
}

static char
kind_char(uint8_t kind)
{
	static const char	chars[] = {
		[NET_STAMP_NONE] = 'D', [NET_STAMP_KERNEL] = 'K',
		[NET_STAMP_HARDWARE] = 'H'
	};

	return kind < sizeof chars ? chars[kind] : '?';
}

static void
fill_seen(const struct net *net, const struct net_slot *s,
    struct stat_ntpdata *d)
{
	const struct net_seen	*seen = &s->seen;
	const struct pkt	*p = &seen->p;

	d->local = seen->local;
	d->leap = p->leap;
	d->version = p->version;
	d->mode = p->mode;
	d->stratum = p->stratum;
	d->poll = p->poll;
	d->precision = p->precision;
	d->root_delay_ns = tm_ns_from_short(p->root_delay);
	d->root_disp_ns = tm_ns_from_short(p->root_disp);
	d->refid = p->refid;
	d->ref_utc_ns = p->ref == 0 ? 0 :
	    tm_utc_from_ntp(p->ref, net->pivot_ns);
	d->offset_ns = seen->offset_ns;
	d->delay_ns = seen->delay_ns;
	d->disp_ns = seen->disp_ns;
	d->response_ns = seen->response_ns;
	d->tests = seen->tests;
	d->interleaved = seen->interleaved;
	d->authentic = net->entries[s->entry].cfg.key != 0;
	d->tx_kind = kind_char(seen->tx_kind);
	d->rx_kind = kind_char(seen->rx_kind);
}

static void
fill_ntpdata(const struct net *net, const struct net_slot *s,
    struct stat_ntpdata *d)
{
	const struct msg_cfg_source	*cfg = &net->entries[s->entry].cfg;
	const struct net_tally		*t = &s->tally;

	d->id = s->id;
	d->remote = s->addr;
	if (s->seen.p.version != 0)
		fill_seen(net, s, d);
	d->asymmetry_e6 = cfg->asymmetry_e6 == 1000000 ? 0 :
	    cfg->asymmetry_e6;
	d->tx = t->tx;
	d->rx = t->rx;
	d->valid = t->valid;
	d->good = t->good;
	d->kernel_tx = t->kernel_tx;
	d->kernel_rx = t->kernel_rx;
	d->hw_tx = t->hw_tx;
	d->hw_rx = t->hw_rx;
	memcpy(d->name, cfg->name, sizeof d->name - 1);
}

static void
fill_authdata(const struct net *net, const struct net_slot *s,
    struct stat_authdata *d)
{
	const struct msg_cfg_source	*cfg = &net->entries[s->entry].cfg;
	const struct net_key		*key;

	d->id = s->id;
	d->addr = s->addr;
	d->since_ns = -1;
	memcpy(d->name, cfg->name, sizeof d->name);
	if (cfg->key == 0)
		return;
	d->mode = 1;
	d->key = cfg->key;
	d->naks = s->tally.naks;
	if ((key = net_keys_find(net->keys, cfg->key)) == NULL)
		return;
	d->type = key->type;
	d->bits = 8u * key->len;
}

/* Rows of all sources, one after the other. */
static void
send_sources(const struct net *net, const struct ipc_msg *m, uint32_t table)
{
	const struct net_slot	*s;
	struct msg_stat_row	 row;

	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0)
			continue;
		memset(&row, 0, sizeof row);
		row.table = table;
		if (table == STAT_NTPDATA)
			fill_ntpdata(net, s, &row.u.ntpdata);
		else
			fill_authdata(net, s, &row.u.authdata);
		send_row(net, m, &row);
	}
}

void
net_report(struct net *net, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_stat_req	*q = (const void *)m->payload;
	const struct core_ops		*ops = &net->ops.core;
	struct msg_stat_row		 row;
	struct msg_stat_end		 end = { .table = q->table };

	switch (q->table) {
	case STAT_ACTIVITY:
		memset(&row, 0, sizeof row);
		row.table = q->table;
		count_activity(net, &row.u.activity);
		send_row(net, m, &row);
		break;
	case STAT_NTPDATA:
	case STAT_AUTHDATA:
		send_sources(net, m, q->table);
		break;
	case STAT_SERVERSTATS:
	case STAT_CLIENTS:
	case STAT_CLIENTS_ANEW:
		end.status = net_serve_report(net, m, now);
		break;
	default:
		end.status = CMD_INVALID;
	}
	ops->send(ops->arg, m->from, MSG_STAT_END, 0, m->hdr.seq, &end,
	    sizeof end, IPC_NOFD);
}
