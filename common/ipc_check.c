/* ISC licence, see LICENSE. */
/*
 * One judge per row of the catalogue: are the values of this payload such
 * as an honest sender could have sent?  Total for any bytes, and pure.
 */
#include <string.h>

#include "ipc.h"

/* An instant lies within the NTP eras that int64 nanoseconds hold. */
#define INSTANT_MAX	INT64_C(9000000000000000000)
/* A length of time or an offset: a hundred years. */
#define SPAN_MAX	(36525 * TM_DAY)
/* No clock is faster than twice or slower than half. */
#define FREQ_MAX	(500000 * TM_PPM16)

static bool
within(int64_t x, int64_t lo, int64_t hi)
{
	return x >= lo && x <= hi;
}

static bool
is_instant(int64_t ns)
{
	return within(ns, -INSTANT_MAX, INSTANT_MAX);
}

static bool
is_span(int64_t ns)
{
	return within(ns, 0, SPAN_MAX);
}

static bool
is_offset(int64_t ns)
{
	return within(ns, -SPAN_MAX, SPAN_MAX);
}

static bool
is_freq(int64_t ppb16)
{
	return within(ppb16, -FREQ_MAX, FREQ_MAX);
}

static bool
is_zero(const void *p, size_t len)
{
	const uint8_t	*b = p;
	uint8_t		 or = 0;

	while (len-- > 0)
		or |= *b++;
	return or == 0;
}

/* A NUL inside, and nothing but zeros after it. */
static bool
is_text(const char *s, size_t size)
{
	size_t	len = strnlen(s, size);

	return len < size && is_zero(s + len, size - len);
}

/* The same, and not empty, and only what names and addresses are made of. */
static bool
is_name(const char *s, size_t size)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:%";

	return is_text(s, size) && s[0] != '\0' && s[strspn(s, ok)] == '\0';
}

static bool
is_addr(const struct addr *a)
{
	if (a->pad != 0)
		return false;
	switch (a->family) {
	case 0:
		return a->scope == 0 && is_zero(a->ip, sizeof a->ip);
	case 4:
		return a->scope == 0 && is_zero(a->ip + 4, 12);
	case 6:
		return true;
	}
	return false;
}

static bool
is_bool(uint32_t x)
{
	return x <= 1;
}

static bool
is_id(uint32_t id)
{
	return id >> 16 != 0;
}

bool
ipc_check_HELLO(const void *p, size_t n)
{
	const struct msg_hello	*m = p;

	(void)n;
	return m->role < ROLES;
}

static bool
check_empty(const void *p)
{
	return is_zero(p, sizeof(struct msg_empty));
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
ipc_check_CFG_BEGIN(const void *p, size_t n)
{
	(void)n;
	return check_empty(p);
}

bool
ipc_check_CFG_END(const void *p, size_t n)
{
	(void)n;
	return check_empty(p);
}

static bool
check_source_ranges(const struct msg_cfg_source *m)
{
	return within(m->minpoll, -7, 24) &&
	    within(m->maxpoll, m->minpoll, 24) &&
	    within(m->presend, -7, 100) && within(m->weight, 1, 10) &&
	    within(m->minsamples, -1, 64) && within(m->maxsamples, -1, 64) &&
	    is_span(m->maxdelay_ns) && is_span(m->mindelay_ns) &&
	    is_offset(m->offset_ns) && m->maxdelayratio_e6 >= 0 &&
	    m->maxdelaydevratio_e6 >= 0 &&
	    within(m->maxdelayquant_e6, 0, 1000000) &&
	    within(m->asymmetry_e6, -1000000, 1000000);
}

bool
ipc_check_CFG_SOURCE(const void *p, size_t n)
{
	const struct msg_cfg_source	*m = p;

	(void)n;
	return within(m->entry, 1, UINT16_MAX) &&
	    (m->flags & ~(uint32_t)SRC_ALL) == 0 &&
	    within(m->kind, SOURCE_SERVER, SOURCE_PEER) &&
	    (m->family == 0 || m->family == 4 || m->family == 6) &&
	    m->version <= 4 && m->minstratum <= 15 && m->port != 0 &&
	    within(m->maxsources, 1, 16) && m->pad == 0 &&
	    check_source_ranges(m) && is_name(m->name, sizeof m->name);
}

bool
ipc_check_CFG_ACCESS(const void *p, size_t n)
{
	const struct msg_cfg_access	*m = p;

	(void)n;
	return is_addr(&m->net) && is_bool(m->allow) && is_bool(m->all) &&
	    m->bits <= (m->net.family == 4 ? 32 : m->net.family == 6 ? 128 : 0) &&
	    is_zero(m->pad, sizeof m->pad);
}

bool
ipc_check_CFG_ACCESS_NAME(const void *p, size_t n)
{
	const struct msg_cfg_access_name	*m = p;

	(void)n;
	return is_bool(m->allow) && is_bool(m->all) &&
	    is_zero(m->pad, sizeof m->pad) && is_name(m->name, sizeof m->name);
}

bool
ipc_check_CFG_NET(const void *p, size_t n)
{
	const struct msg_cfg_net	*m = p;

	(void)n;
	return is_bool(m->ipv4) && is_bool(m->ipv6) && m->dscp <= 63 &&
	    is_bool(m->rate_on) && within(m->rate_interval, -19, 12) &&
	    m->rate_leak <= 4 && m->rate_kod <= 4 && (!m->rate_on ||
	    (m->rate_burst > 0 && m->rate_leak > 0)) &&
	    m->clientlog <= INT32_MAX && is_span(m->refresh_ns) &&
	    is_addr(&m->acq4) &&
	    is_addr(&m->acq6) && m->acq4.family != 6 && m->acq6.family != 4 &&
	    is_zero(m->pad, sizeof m->pad) &&
	    is_text(m->acqdevice, sizeof m->acqdevice);
}

bool
ipc_check_CFG_KEY(const void *p, size_t n)
{
	const struct msg_cfg_key	*m = p;

	(void)n;
	return m->id != 0 && mac_key_fits(m->type, m->len) &&
	    is_zero(m->octets + m->len, sizeof m->octets - m->len);
}

static bool
check_limits(const struct msg_cfg_clock *m)
{
	return is_span(m->local_waitsynced_ns) &&
	    is_span(m->local_waitunsynced_ns) && is_span(m->maxjitter_ns) &&
	    is_span(m->reselectdist_ns) && is_span(m->stratumweight_ns) &&
	    m->combinelimit_e6 >= 0 && m->corrtimeratio_e6 >= 0 &&
	    is_span(m->maxchange_ns) && is_span(m->maxstep_forward_ns) &&
	    is_span(m->maxstep_backward_ns) && m->maxchange_start >= 0 &&
	    within(m->fallback_min, 0, 30) &&
	    within(m->fallback_max, m->fallback_min, 30) &&
	    m->leapmode <= LEAP_IGNORE && m->pad == 0 &&
	    m->log < UINT32_C(1) << LOGF_KINDS;
}

bool
ipc_check_CFG_CLOCK(const void *p, size_t n)
{
	const struct msg_cfg_clock	*m = p;

	(void)n;
	return check_limits(m) && is_span(m->makestep_ns) && within(m->minsources, 1, 1000) &&
	    is_span(m->maxdistance_ns) && m->maxupdateskew_ppb16 >= 0 &&
	    within(m->maxclockerror_ppb16, 0, FREQ_MAX) &&
	    within(m->maxslewrate_ppb16, 1, FREQ_MAX) &&
	    is_span(m->local_distance_ns) && is_span(m->local_activate_ns) &&
	    m->local_stratum <= 15 && is_bool(m->local_orphan) &&
	    is_bool(m->noset) && is_bool(m->once) && m->nsources <= UINT16_MAX;
}

bool
ipc_check_CFG_POLICY(const void *p, size_t n)
{
	const struct msg_cfg_policy	*m = p;

	(void)n;
	return is_span(m->forward_ns) && is_span(m->backward_ns) &&
	    is_span(m->makestep_ns) && is_instant(m->floor_ns) &&
	    is_instant(m->ceiling_ns) && is_freq(m->trusted_ppb16) &&
	    is_bool(m->trusted_known);
}

bool
ipc_check_SOCK(const void *p, size_t n)
{
	const struct msg_sock	*m = p;

	(void)n;
	return within(m->kind, SOCK_NTP, SOCK_ROUTE) &&
	    m->flags <= SOCK_ALLOW_ALL && is_addr(&m->local);
}

static bool
check_saved(const struct msg_saved *m)
{
	return is_freq(m->freq_ppb16) && within(m->skew_ppb16, 0, FREQ_MAX) &&
	    is_instant(m->raw_ns) && is_instant(m->true_ns) &&
	    is_span(m->offset_sd_ns) && is_bool(m->have_freq);
}

bool
ipc_check_SAVED(const void *p, size_t n)
{
	(void)n;
	return check_saved(p);
}

bool
ipc_check_SAVE(const void *p, size_t n)
{
	(void)n;
	return check_saved(p);
}

bool
ipc_check_TRUTH(const void *p, size_t n)
{
	const struct page_truth	*t = &((const struct msg_truth *)p)->truth;

	(void)n;
	return is_instant(t->raw_ns) && is_instant(t->true_ns) &&
	    is_freq(t->rate_ppb16) && is_span(t->root_delay_ns) &&
	    is_span(t->root_disp_ns) && within(t->disp_ppb16, 0, FREQ_MAX) &&
	    is_instant(t->ref_true_ns) && t->sync <= PAGE_SYNC &&
	    within(t->stratum, 1, 16) && t->leap <= 3 && is_bool(t->local) &&
	    is_zero(t->pad, sizeof t->pad);
}

/* ADJ_*: what is merely against the policy is answered, not judged here. */
bool
ipc_check_ADJ_FREQ(const void *p, size_t n)
{
	const struct msg_adj_freq	*m = p;

	(void)n;
	return is_freq(m->freq_ppb16);
}

bool
ipc_check_ADJ_SLEW(const void *p, size_t n)
{
	const struct msg_adj_slew	*m = p;

	(void)n;
	return is_offset(m->offset_ns) && within(m->rate_ppb16, 1, FREQ_MAX);
}

bool
ipc_check_ADJ_STEP(const void *p, size_t n)
{
	const struct msg_adj_step	*m = p;

	(void)n;
	return is_offset(m->offset_ns) && is_bool(m->manual) && is_bool(m->leap);
}

bool
ipc_check_ADJ_STATUS(const void *p, size_t n)
{
	const struct msg_adj_status	*m = p;

	(void)n;
	return is_span(m->maxerror_ns) && is_span(m->esterror_ns) &&
	    is_bool(m->synced) && within(m->leap, -1, 1) &&
	    within(m->tai_s, 0, 1000) && m->pad == 0;
}

bool
ipc_check_ADJ_RESULT(const void *p, size_t n)
{
	const struct msg_adj_result	*m = p;

	(void)n;
	return within(m->request, MSG_ADJ_FREQ, MSG_ADJ_STATUS) &&
	    m->verdict < 64 && is_freq(m->freq_ppb16) &&
	    is_freq(m->slew_ppb16) && is_instant(m->slew_end_ns) &&
	    m->pad == 0;
}

bool
ipc_check_WOKE(const void *p, size_t n)
{
	const struct msg_woke	*m = p;

	(void)n;
	return is_span(m->slept_ns);
}

/* ntp-clock wants the daemon to end (maxchange), and says why. */
bool
ipc_check_GIVE_UP(const void *p, size_t n)
{
	return ipc_check_LOG(p, n);
}

bool
ipc_check_LEAP(const void *p, size_t n)
{
	const struct msg_leap	*m = p;

	(void)n;
	return within(m->utc_ns, 0, INSTANT_MAX) && within(m->step, -1, 1) &&
	    m->pad == 0;
}

bool
ipc_check_LEAPS(const void *p, size_t n)
{
	const struct tm_leaps	*l = &((const struct msg_leaps *)p)->leaps;
	uint32_t		 i;

	(void)n;
	for (i = 0; i < l->n && i < TM_LEAPS; i++)
		if (!is_instant(l->true_ns[i]) || (l->step[i] != 1 &&
		    l->step[i] != -1))
			return false;
	return l->n <= TM_LEAPS && l->pad == 0;
}

bool
ipc_check_LEAP_TEXT(const void *p, size_t n)
{
	const struct msg_leap_text	*m = p;

	(void)n;
	return is_bool(m->first) && is_bool(m->last) &&
	    m->len <= sizeof m->text && m->pad == 0 &&
	    is_zero(m->text + m->len, sizeof m->text - m->len);
}

/* Instants ascend, and each is a leap second from the one before. */
static bool
check_leap_table(const struct msg_leap_table *m, size_t n)
{
	const struct msg_leap_row	*r = (const void *)(m + 1);
	size_t				 i;

	for (i = 0; i < n; i++)
		if (!within(r[i].utc_ns, 0, INSTANT_MAX) ||
		    !within(r[i].tai_s, 10, 100) || r[i].pad != 0 ||
		    (i > 0 && (r[i].utc_ns <= r[i - 1].utc_ns ||
		    !within(r[i].tai_s - r[i - 1].tai_s, -1, 1))))
			return false;
	return within(m->until_ns, 0, INSTANT_MAX);
}

bool
ipc_check_LEAP_TABLE(const void *p, size_t n)
{
	return check_leap_table(p, n);
}

bool
ipc_check_TZ_REPLY(const void *p, size_t n)
{
	return check_leap_table(p, n);
}

bool
ipc_check_TZ_QUERY(const void *p, size_t n)
{
	const struct msg_tz_query	*m = p;
	size_t				 i;

	(void)n;
	for (i = 0; i < sizeof m->name && m->name[i] != '\0'; i++)
		if ((unsigned char)m->name[i] <= ' ' || m->name[i] == 0x7f)
			return false;
	return within(m->utc_ns, 0, INSTANT_MAX) && m->name[0] != '\0' &&
	    is_text(m->name, sizeof m->name);
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
