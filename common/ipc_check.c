/* ISC licence, see LICENSE. */
/*
 * One judge per row of the catalogue: are the values of this payload such
 * as an honest sender could have sent?  Total for any bytes, and pure.
 * Here: a child's life, what ntp-net and ntp-dns say, questions and commands.
 */
#include "ipc_value.h"

bool
ipc_check_HELLO(const void *p, size_t n)
{
	const struct msg_hello	*m = p;

	(void)n;
	return m->role < ROLES;
}

bool
ipc_check_CLOCK_PAGE(const void *p, size_t n)
{
	(void)n;
	return check_empty(p);
}

bool
ipc_check_PEER_CHAN(const void *p, size_t n)
{
	const struct msg_peer_chan	*m = p;

	(void)n;
	return m->role < ROLES && m->role != ROLE_PARENT &&
	    m->instance <= UINT16_MAX;
}

bool
ipc_check_READY(const void *p, size_t n)
{
	const struct msg_ready	*m = p;

	(void)n;
	return m->sandbox <= 0xffff && m->calls <= 1024;
}

bool
ipc_check_LOG(const void *p, size_t n)
{
	const struct msg_log	*m = p;

	(void)n;
	return within(m->priority, 0, 7) && m->pad == 0 &&
	    is_text(m->text, sizeof m->text);
}

bool
ipc_check_LOG_ROW(const void *p, size_t n)
{
	const struct msg_log_row	*m = p;

	(void)n;
	return m->kind < LOGF_RTC && m->pad == 0 &&
	    is_text(m->text, sizeof m->text);
}

bool
ipc_check_VIOLATION(const void *p, size_t n)
{
	const struct msg_violation	*m = p;

	(void)n;
	return m->role < ROLES && m->role != ROLE_PARENT &&
	    m->instance <= UINT16_MAX && m->type <= UINT16_MAX &&
	    m->fault < IPC_FAULTS;
}

bool
ipc_check_SOURCE_UP(const void *p, size_t n)
{
	const struct msg_source_up	*m = p;

	(void)n;
	return is_id(m->id) && (m->flags & ~(uint32_t)SRC_ALL) == 0 &&
	    is_addr(&m->addr) && is_name(m->name, sizeof m->name);
}

bool
ipc_check_SOURCE_GONE(const void *p, size_t n)
{
	const struct msg_source_id	*m = p;

	(void)n;
	return is_id(m->id) && m->pad == 0;
}

bool
ipc_check_SOURCE_STAT(const void *p, size_t n)
{
	const struct msg_source_stat	*m = p;

	(void)n;
	return is_id(m->id) && m->reach <= 0xff && m->stratum <= 16 &&
	    is_bool(m->online) && within(m->poll_ns, 0, TM_S << 24) &&
	    is_instant(m->last_rx_ns) && is_bool(m->burst) &&
	    is_addr(&m->addr) && is_bool(m->looped);
}

bool
ipc_check_SAMPLE(const void *p, size_t n)
{
	const struct msg_sample	*m = p;

	(void)n;
	return is_id(m->id) && is_instant(m->raw_ns) &&
	    is_instant(m->theta_ns) && is_offset(m->delay_ns) &&
	    within(m->noise_ns, 1, TM_S) && is_span(m->root_delay_ns) &&
	    is_span(m->root_disp_ns) && within(m->stratum, 1, 15) &&
	    m->leap <= 2 && m->stamps <= 0xf && is_bool(m->in_burst) &&
	    is_bool(m->local) && is_zero(m->pad, sizeof m->pad);
}

bool
ipc_check_NET_STATE(const void *p, size_t n)
{
	const struct msg_net_state	*m = p;

	(void)n;
	return is_bool(m->tried) && m->online <= UINT16_MAX &&
	    m->offline <= UINT16_MAX && m->unresolved <= UINT16_MAX;
}

bool
ipc_check_SOURCE_CTL(const void *p, size_t n)
{
	const struct msg_source_ctl	*m = p;

	(void)n;
	return is_id(m->id) && m->flags <= 0x7 &&
	    within(m->poll_ns, 0, TM_S << 24);
}

bool
ipc_check_DNS_QUERY(const void *p, size_t n)
{
	const struct msg_dns_query	*m = p;

	(void)n;
	return (m->family == 0 || m->family == 4 || m->family == 6) &&
	    is_name(m->name, sizeof m->name);
}

bool
ipc_check_DNS_REPLY(const void *p, size_t n)
{
	const struct msg_dns_reply	*m = p;
	const struct msg_addr		*a = (const void *)(m + 1);
	size_t				 i;

	for (i = 0; i < n; i++)
		if (!is_addr(&a[i].addr) || a[i].addr.family == 0)
			return false;
	return m->error <= DNS_TRYAGAIN && (m->error == DNS_OK) == (n > 0);
}

bool
ipc_check_STAT_REQ(const void *p, size_t n)
{
	const struct msg_stat_req	*m = p;

	(void)n;
	return within(m->table, STAT_TRACKING, STAT_LAST) &&
	    (m->first == 0 || m->table == STAT_CLIENTS);
}

/* A row is shown to people: only its text must be text. */
bool
ipc_check_STAT_ROW(const void *p, size_t n)
{
	const struct msg_stat_row	*m = p;

	(void)n;
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
ipc_check_STAT_END(const void *p, size_t n)
{
	const struct msg_stat_end	*m = p;

	(void)n;
	return within(m->table, STAT_TRACKING, STAT_LAST) &&
	    m->status <= CMD_STATUS_LAST;
}

bool
ipc_check_CTL_CMD(const void *p, size_t n)
{
	const struct msg_ctl_cmd	*m = p;

	(void)n;
	return within(m->cmd, CMD_MAKESTEP, CMD_LAST) && m->pad == 0 &&
	    is_addr(&m->addr) && is_text(m->text, sizeof m->text);
}

bool
ipc_check_CMD(const void *p, size_t n)
{
	const struct msg_cmd	*m = p;

	(void)n;
	return within(m->cmd, CMD_MAKESTEP, CMD_LAST) && m->pad == 0 &&
	    is_addr(&m->addr) && is_text(m->text, sizeof m->text);
}

static bool
check_result(const struct msg_cmd_result *m)
{
	return within(m->cmd, CMD_MAKESTEP, CMD_LAST) && m->pad == 0 &&
	    m->status <= CMD_STATUS_LAST && m->entry <= UINT16_MAX &&
	    is_text(m->text, sizeof m->text);
}

bool
ipc_check_CTL_RESULT(const void *p, size_t n)
{
	(void)n;
	return check_result(p);
}

bool
ipc_check_CMD_RESULT(const void *p, size_t n)
{
	(void)n;
	return check_result(p);
}
