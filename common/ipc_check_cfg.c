/* ISC licence, see LICENSE. */
/* Judges of the records of configuration, see ipc_check.c. */
#include "ipc_value.h"

static bool
check_source_ranges(const struct msg_cfg_source *m)
{
	return within(m->minpoll, -7, 24) &&
	    within(m->maxpoll, m->minpoll, 24) &&
	    within(m->presend, -7, 100) && within(m->weight, 1, 10) &&
	    within(m->minsamples, -1, 1000000) &&
	    within(m->maxsamples, -1, 1000000) &&
	    is_span(m->maxdelay_ns) && is_span(m->mindelay_ns) &&
	    is_offset(m->offset_ns) && m->maxdelayratio_e6 >= 0 &&
	    m->maxdelaydevratio_e6 >= 0 &&
	    within(m->maxdelayquant_e6, 0, 1000000) &&
	    within(m->asymmetry_e6, -1000000, 1000000);
}

bool
ipc_check_cfg_source(const void *p)
{
	const struct msg_cfg_source	*m = p;

	return within(m->entry, 1, UINT16_MAX) &&
	    (m->flags & ~(uint32_t)SRC_ALL) == 0 &&
	    within(m->kind, SOURCE_SERVER, SOURCE_PEER) &&
	    (m->family == 0 || m->family == 4 || m->family == 6) &&
	    m->version <= 4 && m->minstratum <= 15 && m->port != 0 &&
	    within(m->maxsources, 1, 16) && m->pad == 0 &&
	    check_source_ranges(m) && is_name(m->name, sizeof m->name);
}

bool
ipc_check_cfg_access(const void *p)
{
	const struct msg_cfg_access	*m = p;

	return is_addr(&m->net) && is_bool(m->allow) && is_bool(m->all) &&
	    m->bits <= (m->net.family == 4 ? 32 : m->net.family == 6 ? 128 : 0) &&
	    is_zero(m->pad, sizeof m->pad);
}

bool
ipc_check_cfg_access_name(const void *p)
{
	const struct msg_cfg_access_name	*m = p;

	return is_bool(m->allow) && is_bool(m->all) &&
	    is_zero(m->pad, sizeof m->pad) && is_name(m->name, sizeof m->name);
}

bool
ipc_check_cfg_net(const void *p)
{
	const struct msg_cfg_net	*m = p;

	return is_bool(m->ipv4) && is_bool(m->ipv6) && m->dscp <= 63 &&
	    is_bool(m->rate_on) && within(m->rate_interval, -19, 12) &&
	    m->rate_leak <= 4 && m->rate_kod <= 4 && (!m->rate_on ||
	    (m->rate_burst > 0 && m->rate_leak > 0)) &&
	    m->clientlog <= UINT64_C(1) << 40 && is_span(m->refresh_ns) &&
	    is_addr(&m->acq4) &&
	    is_addr(&m->acq6) && m->acq4.family != 6 && m->acq6.family != 4 &&
	    within(m->precision, -30, 0) && is_zero(m->pad, sizeof m->pad) &&
	    is_text(m->acqdevice, sizeof m->acqdevice);
}

bool
ipc_check_cfg_key(const void *p)
{
	const struct msg_cfg_key	*m = p;

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
ipc_check_cfg_clock(const void *p)
{
	const struct msg_cfg_clock	*m = p;

	return check_limits(m) && is_span(m->makestep_ns) &&
	    within(m->minsources, 1, 1000) &&
	    is_span(m->maxdistance_ns) && m->maxupdateskew_ppb16 >= 0 &&
	    within(m->maxclockerror_ppb16, 0, FREQ_MAX) &&
	    m->maxdrift_ppb16 >= 0 && is_span(m->logchange_ns) &&
	    within(m->maxslewrate_ppb16, 1, FREQ_MAX) &&
	    is_span(m->local_distance_ns) && is_span(m->local_activate_ns) &&
	    m->local_stratum <= 15 && is_bool(m->local_orphan) &&
	    is_bool(m->noset) && is_bool(m->once) && m->nsources <= UINT16_MAX;
}

bool
ipc_check_cfg_policy(const void *p)
{
	const struct msg_cfg_policy	*m = p;

	return is_span(m->forward_ns) && is_span(m->backward_ns) &&
	    is_span(m->makestep_ns) && is_instant(m->floor_ns) &&
	    is_instant(m->ceiling_ns) && is_freq(m->trusted_ppb16) &&
	    is_bool(m->trusted_known);
}

bool
ipc_check_sock(const void *p)
{
	const struct msg_sock	*m = p;

	return within(m->kind, SOCK_NTP, SOCK_ROUTE) &&
	    (m->flags & 0xff & ~(uint32_t)SOCK_ALLOW_ALL) == 0 &&
	    SOCK_RTABLE(m->flags) <= 255 && is_addr(&m->local);
}
