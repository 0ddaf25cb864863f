/* ISC licence, see LICENSE. */
/*
 * One judge per payload of the catalogue: are the values of this one such
 * as an honest sender could have sent?  Total for any bytes, and pure.
 * Here: a child's life, what ntp-net and ntp-dns say, questions and commands.
 */
#include "ipc_value.h"

bool
ipc_check_hello(const void *p)
{
	const struct msg_hello	*m = p;

	return m->role < ROLES;
}

bool
ipc_check_empty(const void *p)
{
	return is_zero(p, sizeof(struct msg_empty));
}

bool
ipc_check_peer_chan(const void *p)
{
	const struct msg_peer_chan	*m = p;

	return m->role < ROLES && m->role != ROLE_PARENT &&
	    m->instance <= UINT16_MAX;
}

bool
ipc_check_ready(const void *p)
{
	const struct msg_ready	*m = p;

	return m->sandbox <= 0xffff && m->calls <= 1024;
}

bool
ipc_check_log(const void *p)
{
	const struct msg_log	*m = p;

	return within(m->priority, 0, 7) && m->pad == 0 &&
	    is_text(m->text, sizeof m->text);
}

bool
ipc_check_log_row(const void *p)
{
	const struct msg_log_row	*m = p;

	return m->kind < LOGF_RTC && m->pad == 0 &&
	    is_text(m->text, sizeof m->text);
}

bool
ipc_check_violation(const void *p)
{
	const struct msg_violation	*m = p;

	return m->role < ROLES && m->role != ROLE_PARENT &&
	    m->instance <= UINT16_MAX && m->type <= UINT16_MAX &&
	    m->fault < IPC_FAULTS;
}

bool
ipc_check_source_up(const void *p)
{
	const struct msg_source_up	*m = p;

	return is_id(m->id) && (m->flags & ~(uint32_t)SRC_ALL) == 0 &&
	    is_addr(&m->addr) && is_name(m->name, sizeof m->name);
}

bool
ipc_check_source_id(const void *p)
{
	const struct msg_source_id	*m = p;

	return is_id(m->id) && m->pad == 0;
}

bool
ipc_check_source_stat(const void *p)
{
	const struct msg_source_stat	*m = p;

	return is_id(m->id) && m->reach <= 0xff && m->stratum <= 16 &&
	    is_bool(m->online) && within(m->poll_ns, 0, TM_S << 24) &&
	    is_instant(m->last_rx_ns) && is_bool(m->burst) &&
	    is_addr(&m->addr) && is_bool(m->looped);
}

bool
ipc_check_sample(const void *p)
{
	const struct msg_sample	*m = p;

	return is_id(m->id) && is_instant(m->raw_ns) &&
	    is_instant(m->theta_ns) && is_offset(m->delay_ns) &&
	    within(m->noise_ns, 1, TM_S) && is_span(m->root_delay_ns) &&
	    is_span(m->root_disp_ns) && within(m->stratum, 1, 15) &&
	    m->leap <= 2 && m->stamps <= 0xf && is_bool(m->in_burst) &&
	    is_bool(m->local) && is_zero(m->pad, sizeof m->pad);
}

bool
ipc_check_net_state(const void *p)
{
	const struct msg_net_state	*m = p;

	return is_bool(m->tried) && m->online <= UINT16_MAX &&
	    m->offline <= UINT16_MAX && m->unresolved <= UINT16_MAX;
}

bool
ipc_check_source_ctl(const void *p)
{
	const struct msg_source_ctl	*m = p;

	return is_id(m->id) && m->flags <= 0x7 &&
	    within(m->poll_ns, 0, TM_S << 24);
}

bool
ipc_check_dns_query(const void *p)
{
	const struct msg_dns_query	*m = p;

	return (m->family == 0 || m->family == 4 || m->family == 6) &&
	    is_name(m->name, sizeof m->name);
}

bool
ipc_check_dns_reply(const void *p)
{
	const struct msg_dns_reply	*m = p;

	return m->error <= DNS_TRYAGAIN;
}

/* Of a DNS_REPLY: where there is no error there are addresses. */
bool
ipc_tail_addr(const void *p, size_t n)
{
	const struct msg_dns_reply	*m = p;
	const struct msg_addr		*a = (const void *)(m + 1);
	size_t				 i;

	for (i = 0; i < n; i++)
		if (!is_addr(&a[i].addr) || a[i].addr.family == 0)
			return false;
	return (m->error == DNS_OK) == (n > 0);
}

bool
ipc_tail_none(const void *p, size_t n)
{
	(void)p;
	return n == 0;
}

bool
ipc_check_stat_req(const void *p)
{
	const struct msg_stat_req	*m = p;

	return within(m->table, STAT_TRACKING, STAT_LAST) &&
	    (m->first == 0 || m->table == STAT_CLIENTS ||
	    m->table == STAT_CLIENTS_ANEW);
}

/* A row is shown to people: only its text must be text. */
bool
ipc_check_stat_row(const void *p)
{
	const struct msg_stat_row	*m = p;

	switch (m->table) {
	case STAT_TRACKING:
		return is_addr(&m->u.tracking.addr) &&
		    is_text(m->u.tracking.name, sizeof m->u.tracking.name);
	case STAT_SOURCES:
		return is_addr(&m->u.source.addr) &&
		    is_text(m->u.source.name, sizeof m->u.source.name);
	case STAT_SOURCESTATS:
		return is_addr(&m->u.sourcestats.addr) &&
		    is_text(m->u.sourcestats.name,
		    sizeof m->u.sourcestats.name);
	case STAT_SELECTDATA:
		return is_addr(&m->u.selectdata.addr) &&
		    is_text(m->u.selectdata.name,
		    sizeof m->u.selectdata.name);
	case STAT_NTPDATA:
		return is_addr(&m->u.ntpdata.remote) &&
		    is_addr(&m->u.ntpdata.local) &&
		    is_text(m->u.ntpdata.name, sizeof m->u.ntpdata.name);
	case STAT_AUTHDATA:
		return is_addr(&m->u.authdata.addr) &&
		    is_text(m->u.authdata.name, sizeof m->u.authdata.name);
	case STAT_CLIENTS:
	case STAT_CLIENTS_ANEW:
		return is_addr(&m->u.client.addr);
	case STAT_ACTIVITY:
	case STAT_POLICY:
	case STAT_SERVERSTATS:
	case STAT_RTC:
		return true;
	}
	return false;
}

bool
ipc_check_stat_end(const void *p)
{
	const struct msg_stat_end	*m = p;

	return within(m->table, STAT_TRACKING, STAT_LAST) &&
	    m->status <= CMD_STATUS_LAST && is_text(m->text, sizeof m->text);
}

bool
ipc_check_cmd(const void *p)
{
	const struct msg_cmd	*m = p;

	return within(m->cmd, CMD_MAKESTEP, CMD_LAST) && m->pad == 0 &&
	    is_addr(&m->addr) && is_text(m->text, sizeof m->text);
}

bool
ipc_check_cmd_result(const void *p)
{
	const struct msg_cmd_result	*m = p;

	return within(m->cmd, CMD_MAKESTEP, CMD_LAST) && m->pad == 0 &&
	    m->status <= CMD_STATUS_LAST && m->entry <= UINT16_MAX &&
	    is_text(m->text, sizeof m->text);
}
