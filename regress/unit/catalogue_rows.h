/* ISC licence, see LICENSE. */
/*
 * For every row of the catalogue a payload that is sound, and some with one
 * value that no honest sender could have sent.  A new row needs its own.
 */
#ifndef CATALOGUE_ROWS_H
#define CATALOGUE_ROWS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ipc.h"
#include "tm.h"

#define SAMPLE_BAD	16

typedef void	sample_fn(void *payload);

struct sample_row {
	uint16_t	 type;
	sample_fn	*good;
	sample_fn	*bad[SAMPLE_BAD];	/* NULL after the last */
};

/*
 * GOOD names the function that makes a row's payload sound (it starts as
 * zeros), BAD the nth that breaks it; m is the payload, as its struct.
 */
#define GOOD(name, st, body)						      \
static inline void							      \
good_##name(void *payload)						      \
{									      \
	struct msg_##st	*m = payload;					      \
									      \
	(void)m;							      \
	body								      \
}
#define BAD(name, n, st, body)						      \
static inline void							      \
bad_##name##_##n(void *payload)						      \
{									      \
	struct msg_##st	*m = payload;					      \
									      \
	body								      \
}
#define FILL(field)	memset(m->field, 'x', sizeof m->field);
#define TAIL		((struct msg_addr *)(void *)(m + 1))

static const struct addr some_addr = {
	.family = 4, .port = 123, .ip = { 192, 0, 2, 1 }
};

/* HELLO */
GOOD(HELLO, hello,
    m->role = ROLE_NET;)
BAD(HELLO, 0, hello, m->role = ROLES;)
BAD(HELLO, 1, hello, m->role = UINT32_MAX;)
/* CLOCK_PAGE */
GOOD(CLOCK_PAGE, empty, )
BAD(CLOCK_PAGE, 0, empty, m->zero = 1;)
/* PEER_CHAN */
GOOD(PEER_CHAN, peer_chan,
    m->role = ROLE_CLOCK;)
BAD(PEER_CHAN, 0, peer_chan, m->role = ROLE_PARENT;)
BAD(PEER_CHAN, 1, peer_chan, m->role = ROLES;)
BAD(PEER_CHAN, 2, peer_chan, m->instance = UINT32_MAX;)
/* READY */
GOOD(READY, ready,
    m->sandbox = 0x3ff; m->calls = 40;)
BAD(READY, 0, ready, m->sandbox = UINT32_MAX;)
BAD(READY, 1, ready, m->calls = UINT32_MAX;)
/* LOG */
GOOD(LOG, log,
    m->priority = 6; m->text[0] = 'x';)
BAD(LOG, 0, log, m->priority = 8;)
BAD(LOG, 1, log, m->priority = -1;)
BAD(LOG, 2, log, FILL(text))
BAD(LOG, 3, log, m->text[2] = 'x';)
/* LOG_ROW */
GOOD(LOG_ROW, log_row,
    m->kind = LOGF_TRACKING; m->text[0] = 'x';)
BAD(LOG_ROW, 0, log_row, m->kind = LOGF_RTC;)
BAD(LOG_ROW, 1, log_row, m->pad = 1;)
BAD(LOG_ROW, 2, log_row, FILL(text))
/* VIOLATION */
GOOD(VIOLATION, violation,
    m->role = ROLE_NET; m->type = 0x5f; m->fault = IPC_TYPE;)
BAD(VIOLATION, 0, violation, m->role = ROLE_PARENT;)
BAD(VIOLATION, 1, violation, m->role = ROLES;)
BAD(VIOLATION, 2, violation, m->fault = IPC_FAULTS;)
/* CFG_BEGIN */
GOOD(CFG_BEGIN, empty, )
BAD(CFG_BEGIN, 0, empty, m->zero = 1;)
/* CFG_SOURCE */
GOOD(CFG_SOURCE, cfg_source,
    m->entry = 1; m->kind = SOURCE_SERVER; m->minpoll = 6;
    m->maxpoll = 10; m->maxsources = 1; m->port = 123;
    m->minsamples = -1; m->maxsamples = -1; m->presend = 100;
    m->weight = 1; m->asymmetry_e6 = 1000000; m->name[0] = 'a';)
BAD(CFG_SOURCE, 0, cfg_source, m->entry = 0;)
BAD(CFG_SOURCE, 1, cfg_source, m->entry = 65536;)
BAD(CFG_SOURCE, 2, cfg_source, m->kind = 0;)
BAD(CFG_SOURCE, 3, cfg_source, m->kind = SOURCE_PEER + 1;)
BAD(CFG_SOURCE, 4, cfg_source, m->flags = SRC_ALL + 1;)
BAD(CFG_SOURCE, 5, cfg_source, m->minpoll = 11;)
BAD(CFG_SOURCE, 6, cfg_source, m->maxpoll = 25;)
BAD(CFG_SOURCE, 7, cfg_source, m->port = 0;)
BAD(CFG_SOURCE, 8, cfg_source, m->name[0] = '\0';)
BAD(CFG_SOURCE, 9, cfg_source, m->name[0] = ' ';)
BAD(CFG_SOURCE, 10, cfg_source, m->name[0] = '\n';)
BAD(CFG_SOURCE, 11, cfg_source, FILL(name))
/* CFG_ACCESS */
GOOD(CFG_ACCESS, cfg_access,
    m->net.family = 4; m->bits = 24; m->allow = 1;)
BAD(CFG_ACCESS, 0, cfg_access, m->bits = 33;)
BAD(CFG_ACCESS, 1, cfg_access, m->allow = 2;)
BAD(CFG_ACCESS, 2, cfg_access, m->net.family = 5;)
BAD(CFG_ACCESS, 3, cfg_access, m->net.ip[4] = 1;)
BAD(CFG_ACCESS, 4, cfg_access, m->pad[0] = 1;)
/* CFG_NET */
GOOD(CFG_NET, cfg_net,
    m->ipv4 = 1; m->ipv6 = 1;)
BAD(CFG_NET, 9, cfg_net, m->refresh_ns = -1;)
BAD(CFG_NET, 0, cfg_net, m->ipv4 = 2;)
BAD(CFG_NET, 10, cfg_net,
    memset(m->acqdevice, 'x', sizeof m->acqdevice);)
BAD(CFG_NET, 11, cfg_net, m->pad[0] = 1;)
BAD(CFG_NET, 12, cfg_net, m->precision = 1;)
BAD(CFG_NET, 1, cfg_net, m->dscp = 64;)
BAD(CFG_NET, 2, cfg_net, m->acq4.family = 6;)
BAD(CFG_NET, 3, cfg_net, m->acq6.family = 4;)
BAD(CFG_NET, 4, cfg_net, m->rate_on = 1;)
BAD(CFG_NET, 5, cfg_net, m->rate_interval = 13;)
BAD(CFG_NET, 6, cfg_net, m->rate_leak = 5;)
BAD(CFG_NET, 7, cfg_net, m->rate_kod = 5;)
BAD(CFG_NET, 8, cfg_net, m->clientlog = UINT64_MAX;)
/* CFG_ACCESS_NAME */
GOOD(CFG_ACCESS_NAME, cfg_access_name,
    m->allow = 1; m->name[0] = 'a';)
BAD(CFG_ACCESS_NAME, 0, cfg_access_name, m->allow = 2;)
BAD(CFG_ACCESS_NAME, 1, cfg_access_name, m->all = 2;)
BAD(CFG_ACCESS_NAME, 2, cfg_access_name, m->pad[5] = 1;)
BAD(CFG_ACCESS_NAME, 3, cfg_access_name, m->name[0] = 0;)
BAD(CFG_ACCESS_NAME, 4, cfg_access_name, FILL(name))
/* CFG_CLOCK */
GOOD(CFG_CLOCK, cfg_clock,
    m->makestep_ns = TM_S; m->makestep_limit = 3; m->minsources = 1;
    m->maxdistance_ns = 3 * TM_S; m->maxslewrate_ppb16 = TM_PPM16;
    m->local_stratum = 10;)
BAD(CFG_CLOCK, 0, cfg_clock, m->makestep_ns = -1;)
BAD(CFG_CLOCK, 1, cfg_clock, m->minsources = 0;)
BAD(CFG_CLOCK, 2, cfg_clock, m->maxdistance_ns = INT64_MIN;)
BAD(CFG_CLOCK, 3, cfg_clock, m->maxslewrate_ppb16 = 0;)
BAD(CFG_CLOCK, 4, cfg_clock, m->local_stratum = 16;)
BAD(CFG_CLOCK, 5, cfg_clock, m->noset = 2;)
BAD(CFG_CLOCK, 6, cfg_clock, m->once = 2;)
BAD(CFG_CLOCK, 7, cfg_clock, m->leapmode = LEAP_IGNORE + 1;)
BAD(CFG_CLOCK, 8, cfg_clock, m->fallback_min = 2; m->fallback_max = 1;)
BAD(CFG_CLOCK, 9, cfg_clock, m->log = 1 << LOGF_KINDS;)
BAD(CFG_CLOCK, 10, cfg_clock, m->maxstep_backward_ns = -1;)
BAD(CFG_CLOCK, 11, cfg_clock, m->maxjitter_ns = INT64_MAX;)
BAD(CFG_CLOCK, 12, cfg_clock, m->maxdrift_ppb16 = -1;)
BAD(CFG_CLOCK, 13, cfg_clock, m->logchange_ns = -1;)
/* CFG_POLICY */
GOOD(CFG_POLICY, cfg_policy,
    m->forward_ns = 1000 * TM_S; m->backward_ns = 10 * TM_S;
    m->ceiling_ns = INT64_C(4000000000) * TM_S;)
BAD(CFG_POLICY, 0, cfg_policy, m->forward_ns = -1;)
BAD(CFG_POLICY, 1, cfg_policy, m->backward_ns = INT64_MIN;)
BAD(CFG_POLICY, 2, cfg_policy, m->trusted_ppb16 = INT64_MAX;)
BAD(CFG_POLICY, 3, cfg_policy, m->trusted_known = 2;)
/* CFG_KEY */
GOOD(CFG_KEY, cfg_key,
    m->id = 7; m->type = MAC_SHA256; m->len = 32;
    memset(m->octets, 0xa5, 32);)
BAD(CFG_KEY, 0, cfg_key, m->id = 0;)
BAD(CFG_KEY, 1, cfg_key, m->type = MAC_NONE;)
BAD(CFG_KEY, 2, cfg_key, m->type = MAC_TYPES;)
BAD(CFG_KEY, 3, cfg_key, m->len = 0;)
BAD(CFG_KEY, 4, cfg_key, m->len = MAC_KEY_MAX + 1;)
BAD(CFG_KEY, 5, cfg_key, m->len = UINT16_MAX;)
BAD(CFG_KEY, 6, cfg_key, m->octets[32] = 1;)
BAD(CFG_KEY, 7, cfg_key, m->octets[MAC_KEY_MAX - 1] = 1;)
BAD(CFG_KEY, 8, cfg_key, m->type = MAC_AES128;)
/* SOCK */
GOOD(SOCK, sock,
    m->kind = SOCK_NTP; m->local = some_addr;)
BAD(SOCK, 0, sock, m->kind = 0;)
BAD(SOCK, 1, sock, m->kind = SOCK_ROUTE + 1;)
BAD(SOCK, 2, sock, m->flags = 0x80000000;)
BAD(SOCK, 3, sock, m->local.family = 1;)
/* CFG_END */
GOOD(CFG_END, empty, )
BAD(CFG_END, 0, empty, m->zero = INT64_C(1) << 40;)
/* SAVED */
GOOD(SAVED, saved,
    m->have_freq = 1; m->freq_ppb16 = TM_PPM16;)
BAD(SAVED, 0, saved, m->freq_ppb16 = INT64_MAX;)
BAD(SAVED, 1, saved, m->skew_ppb16 = -1;)
BAD(SAVED, 2, saved, m->have_freq = 2;)
BAD(SAVED, 3, saved, m->raw_ns = INT64_MIN;)
/* SAVE */
GOOD(SAVE, saved,
    m->have_freq = 1; m->freq_ppb16 = -TM_PPM16;)
BAD(SAVE, 0, saved, m->freq_ppb16 = INT64_MIN;)
BAD(SAVE, 1, saved, m->skew_ppb16 = -1;)
BAD(SAVE, 2, saved, m->have_freq = 2;)
BAD(SAVE, 3, saved, m->offset_sd_ns = -1;)
/* TRUTH */
GOOD(TRUTH, truth,
    m->truth.sync = PAGE_SYNC; m->truth.stratum = 3;
    m->truth.true_ns = TM_S;)
BAD(TRUTH, 0, truth, m->truth.sync = PAGE_SYNC + 1;)
BAD(TRUTH, 1, truth, m->truth.stratum = 0;)
BAD(TRUTH, 2, truth, m->truth.stratum = 17;)
BAD(TRUTH, 3, truth, m->truth.leap = 4;)
BAD(TRUTH, 4, truth, m->truth.rate_ppb16 = INT64_MAX;)
BAD(TRUTH, 5, truth, m->truth.root_delay_ns = -1;)
BAD(TRUTH, 6, truth, m->truth.root_disp_ns = INT64_MIN;)
BAD(TRUTH, 7, truth, m->truth.local = 2;)
BAD(TRUTH, 8, truth, m->truth.pad[4] = 1;)
/* ADJ_FREQ */
GOOD(ADJ_FREQ, adj_freq,
    m->freq_ppb16 = 10 * TM_PPM16;)
BAD(ADJ_FREQ, 0, adj_freq, m->freq_ppb16 = INT64_MAX;)
BAD(ADJ_FREQ, 1, adj_freq, m->freq_ppb16 = INT64_MIN;)
/* ADJ_SLEW */
GOOD(ADJ_SLEW, adj_slew,
    m->offset_ns = -TM_MS; m->rate_ppb16 = TM_PPM16;)
BAD(ADJ_SLEW, 0, adj_slew, m->rate_ppb16 = 0;)
BAD(ADJ_SLEW, 1, adj_slew, m->rate_ppb16 = -1;)
BAD(ADJ_SLEW, 2, adj_slew, m->offset_ns = INT64_MIN;)
BAD(ADJ_SLEW, 3, adj_slew, m->offset_ns = INT64_MAX;)
BAD(ADJ_SLEW, 4, adj_slew, m->raw_ns = INT64_MIN;)
/* ADJ_STEP */
GOOD(ADJ_STEP, adj_step,
    m->offset_ns = 2 * TM_S;)
BAD(ADJ_STEP, 0, adj_step, m->offset_ns = INT64_MIN;)
BAD(ADJ_STEP, 1, adj_step, m->offset_ns = INT64_MAX;)
BAD(ADJ_STEP, 2, adj_step, m->manual = 2;)
BAD(ADJ_STEP, 3, adj_step, m->leap = 2;)
BAD(ADJ_STEP, 4, adj_step, m->raw_ns = INT64_MAX;)
/* ADJ_STATUS */
GOOD(ADJ_STATUS, adj_status,
    m->maxerror_ns = TM_S; m->synced = 1;)
BAD(ADJ_STATUS, 0, adj_status, m->maxerror_ns = -1;)
BAD(ADJ_STATUS, 1, adj_status, m->esterror_ns = -1;)
BAD(ADJ_STATUS, 2, adj_status, m->synced = 2;)
BAD(ADJ_STATUS, 3, adj_status, m->leap = 2;)
BAD(ADJ_STATUS, 4, adj_status, m->leap = -2;)
BAD(ADJ_STATUS, 5, adj_status, m->tai_s = -1;)
BAD(ADJ_STATUS, 6, adj_status, m->tai_s = INT32_MAX;)
BAD(ADJ_STATUS, 7, adj_status, m->raw_ns = INT64_MIN;)
/* ADJ_RESULT */
GOOD(ADJ_RESULT, adj_result,
    m->request = MSG_ADJ_STEP;)
BAD(ADJ_RESULT, 0, adj_result, m->request = MSG_SAVE;)
BAD(ADJ_RESULT, 1, adj_result, m->request = MSG_ADJ_RESULT;)
BAD(ADJ_RESULT, 2, adj_result, m->verdict = UINT32_MAX;)
BAD(ADJ_RESULT, 3, adj_result, m->freq_ppb16 = INT64_MIN;)
/* WOKE */
GOOD(WOKE, woke,
    m->slept_ns = TM_S;)
BAD(WOKE, 0, woke, m->slept_ns = -1;)
BAD(WOKE, 1, woke, m->slept_ns = INT64_MAX;)
/* GIVE_UP */
GOOD(GIVE_UP, log,
    m->priority = 3; m->text[0] = 'x';)
BAD(GIVE_UP, 0, log, m->priority = 8;)
BAD(GIVE_UP, 1, log, FILL(text))
/* LEAP */
GOOD(LEAP, leap,
    m->utc_ns = TM_S; m->step = 1;)
BAD(LEAP, 0, leap, m->utc_ns = -1;)
BAD(LEAP, 1, leap, m->step = 2;)
BAD(LEAP, 2, leap, m->step = -2;)
BAD(LEAP, 3, leap, m->pad = 1;)
/* LEAPS */
GOOD(LEAPS, leaps,
    m->leaps.n = 1; m->leaps.true_ns[0] = TM_S; m->leaps.step[0] = -1;)
BAD(LEAPS, 0, leaps, m->leaps.n = TM_LEAPS + 1;)
BAD(LEAPS, 1, leaps, m->leaps.step[0] = 2;)
BAD(LEAPS, 2, leaps, m->leaps.true_ns[0] = INT64_MAX;)
BAD(LEAPS, 3, leaps, m->leaps.pad = 1;)
/* LEAP_TEXT */
GOOD(LEAP_TEXT, leap_text,
    m->first = 1; m->len = 1; m->text[0] = '#';)
BAD(LEAP_TEXT, 0, leap_text, m->first = 2;)
BAD(LEAP_TEXT, 1, leap_text, m->last = 2;)
BAD(LEAP_TEXT, 2, leap_text, m->len = sizeof m->text + 1;)
BAD(LEAP_TEXT, 3, leap_text, m->text[1] = 'x';)
/* LEAP_TABLE */
#define LEAP_ROW	((struct msg_leap_row *)(void *)(m + 1))
GOOD(LEAP_TABLE, leap_table,
    m->until_ns = TM_S; LEAP_ROW->utc_ns = 1; LEAP_ROW->tai_s = 10;)
BAD(LEAP_TABLE, 0, leap_table, m->until_ns = -1;)
BAD(LEAP_TABLE, 1, leap_table, LEAP_ROW->tai_s = 9;)
BAD(LEAP_TABLE, 2, leap_table, LEAP_ROW->tai_s = 101;)
BAD(LEAP_TABLE, 3, leap_table, LEAP_ROW->utc_ns = INT64_MAX;)
BAD(LEAP_TABLE, 4, leap_table, LEAP_ROW->pad = 1;)
/* TZ_QUERY */
GOOD(TZ_QUERY, tz_query,
    m->name[0] = 'a';)
BAD(TZ_QUERY, 0, tz_query, m->name[0] = '\0';)
BAD(TZ_QUERY, 1, tz_query, m->name[0] = '\n';)
BAD(TZ_QUERY, 2, tz_query, FILL(name))
BAD(TZ_QUERY, 3, tz_query, m->utc_ns = -1;)
/* TZ_REPLY */
GOOD(TZ_REPLY, leap_table,
    LEAP_ROW->utc_ns = 1; LEAP_ROW->tai_s = 10;)
BAD(TZ_REPLY, 0, leap_table, m->until_ns = INT64_MIN;)
BAD(TZ_REPLY, 1, leap_table, LEAP_ROW->tai_s = INT32_MIN;)
BAD(TZ_REPLY, 2, leap_table, LEAP_ROW->utc_ns = -1;)
/* SOURCE_UP */
GOOD(SOURCE_UP, source_up,
    m->id = 0x10001; m->addr = some_addr; m->name[0] = 'a';)
BAD(SOURCE_UP, 0, source_up, m->id = 1;)
BAD(SOURCE_UP, 1, source_up, m->flags = SRC_ALL + 1;)
BAD(SOURCE_UP, 2, source_up, m->addr.family = 9;)
BAD(SOURCE_UP, 3, source_up, m->name[0] = '\0';)
BAD(SOURCE_UP, 4, source_up, m->name[0] = '/';)
BAD(SOURCE_UP, 5, source_up, FILL(name))
/* SOURCE_GONE */
GOOD(SOURCE_GONE, source_id,
    m->id = 0x10001;)
BAD(SOURCE_GONE, 0, source_id, m->id = 7;)
BAD(SOURCE_GONE, 1, source_id, m->pad = 1;)
/* SOURCE_STAT */
GOOD(SOURCE_STAT, source_stat,
    m->id = 0x10001; m->online = 1; m->poll_ns = 64 * TM_S;)
BAD(SOURCE_STAT, 0, source_stat, m->id = 7;)
BAD(SOURCE_STAT, 1, source_stat, m->reach = 256;)
BAD(SOURCE_STAT, 2, source_stat, m->stratum = 17;)
BAD(SOURCE_STAT, 3, source_stat, m->online = 2;)
BAD(SOURCE_STAT, 4, source_stat, m->poll_ns = -1;)
BAD(SOURCE_STAT, 5, source_stat, m->last_rx_ns = INT64_MIN;)
BAD(SOURCE_STAT, 6, source_stat, m->addr.ip[0] = 1;)
BAD(SOURCE_STAT, 7, source_stat, m->looped = 2;)
/* SAMPLE */
GOOD(SAMPLE, sample,
    m->id = 0x10001; m->noise_ns = 1000; m->stratum = 2;
    m->delay_ns = TM_MS;)
BAD(SAMPLE, 0, sample, m->id = 7;)
BAD(SAMPLE, 1, sample, m->noise_ns = 0;)
BAD(SAMPLE, 2, sample, m->stratum = 0;)
BAD(SAMPLE, 3, sample, m->stratum = 16;)
BAD(SAMPLE, 4, sample, m->leap = 3;)
BAD(SAMPLE, 5, sample, m->delay_ns = INT64_MAX;)
BAD(SAMPLE, 6, sample, m->root_delay_ns = -1;)
BAD(SAMPLE, 7, sample, m->root_disp_ns = -1;)
BAD(SAMPLE, 8, sample, m->theta_ns = INT64_MIN;)
BAD(SAMPLE, 9, sample, m->stamps = 0x10;)
BAD(SAMPLE, 10, sample, m->pad[1] = 1;)
/* NET_STATE */
GOOD(NET_STATE, net_state,
    m->tried = 1; m->online = 2;)
BAD(NET_STATE, 0, net_state, m->tried = 2;)
BAD(NET_STATE, 1, net_state, m->online = UINT32_MAX;)
BAD(NET_STATE, 2, net_state, m->unresolved = UINT32_MAX;)
/* SOURCE_CTL */
GOOD(SOURCE_CTL, source_ctl,
    m->id = 0x10001; m->flags = CTL_BURST;)
BAD(SOURCE_CTL, 0, source_ctl, m->id = 7;)
BAD(SOURCE_CTL, 1, source_ctl, m->flags = 8;)
BAD(SOURCE_CTL, 2, source_ctl, m->poll_ns = -1;)
/* DNS_QUERY */
GOOD(DNS_QUERY, dns_query,
    m->id = 1; m->family = 4; m->name[0] = 'a';)
BAD(DNS_QUERY, 0, dns_query, m->family = 5;)
BAD(DNS_QUERY, 1, dns_query, m->name[0] = '\0';)
BAD(DNS_QUERY, 2, dns_query, m->name[0] = ' ';)
BAD(DNS_QUERY, 3, dns_query, m->name[0] = '\x80';)
BAD(DNS_QUERY, 4, dns_query, FILL(name))
/* DNS_REPLY */
GOOD(DNS_REPLY, dns_reply,
    m->id = 1; m->error = DNS_OK; TAIL->addr = some_addr;)
BAD(DNS_REPLY, 0, dns_reply, m->error = DNS_NOTFOUND;)
BAD(DNS_REPLY, 1, dns_reply, m->error = DNS_TRYAGAIN + 1;)
BAD(DNS_REPLY, 2, dns_reply, TAIL->addr.family = 0;)
BAD(DNS_REPLY, 3, dns_reply, TAIL->addr.family = 7;)
BAD(DNS_REPLY, 4, dns_reply, TAIL->addr.pad = 1;)
/* STAT_REQ */
GOOD(STAT_REQ, stat_req,
    m->table = STAT_SOURCES;)
BAD(STAT_REQ, 0, stat_req, m->table = 0;)
BAD(STAT_REQ, 1, stat_req, m->table = UINT32_MAX;)
BAD(STAT_REQ, 2, stat_req, m->first = 1;)
/* STAT_ROW */
GOOD(STAT_ROW, stat_row,
    m->table = STAT_TRACKING; m->u.tracking.name[0] = 'a';)
BAD(STAT_ROW, 0, stat_row, m->table = 0;)
BAD(STAT_ROW, 1, stat_row, m->table = UINT32_MAX;)
BAD(STAT_ROW, 2, stat_row, FILL(u.tracking.name))
BAD(STAT_ROW, 3, stat_row, m->u.tracking.addr.family = 5;)
/* STAT_END */
GOOD(STAT_END, stat_end,
    m->table = STAT_POLICY;)
BAD(STAT_END, 0, stat_end, m->table = 0;)
BAD(STAT_END, 1, stat_end, m->table = UINT32_MAX;)
BAD(STAT_END, 2, stat_end, m->status = CMD_STATUS_LAST + 1;)
BAD(STAT_END, 3, stat_end, FILL(text))
/* CTL_CMD */
GOOD(CTL_CMD, cmd,
    m->cmd = CMD_MAKESTEP;)
BAD(CTL_CMD, 0, cmd, m->cmd = 0;)
BAD(CTL_CMD, 1, cmd, m->cmd = CMD_LAST + 1;)
BAD(CTL_CMD, 2, cmd, m->addr.family = 5;)
BAD(CTL_CMD, 3, cmd, FILL(text))
BAD(CTL_CMD, 4, cmd, m->text[9] = 'x';)
/* CTL_RESULT */
GOOD(CTL_RESULT, cmd_result,
    m->cmd = CMD_RELOAD;)
BAD(CTL_RESULT, 0, cmd_result, m->cmd = 0;)
BAD(CTL_RESULT, 1, cmd_result, m->cmd = CMD_LAST + 1;)
BAD(CTL_RESULT, 2, cmd_result, m->status = CMD_STATUS_LAST + 1;)
BAD(CTL_RESULT, 3, cmd_result, FILL(text))
/* CMD */
GOOD(CMD, cmd,
    m->cmd = CMD_MAKESTEP;)
BAD(CMD, 0, cmd, m->cmd = 0;)
BAD(CMD, 1, cmd, m->cmd = CMD_LAST + 1;)
BAD(CMD, 2, cmd, m->addr.family = 5;)
BAD(CMD, 3, cmd, FILL(text))
/* CMD_RESULT */
GOOD(CMD_RESULT, cmd_result,
    m->cmd = CMD_MAKESTEP;)
BAD(CMD_RESULT, 0, cmd_result, m->cmd = 0;)
BAD(CMD_RESULT, 1, cmd_result, m->cmd = CMD_LAST + 1;)
BAD(CMD_RESULT, 2, cmd_result, m->status = UINT32_MAX;)
BAD(CMD_RESULT, 3, cmd_result, FILL(text))

static const struct sample_row sample_rows[] = {
	{ MSG_HELLO, good_HELLO, {
	    bad_HELLO_0, bad_HELLO_1 } },
	{ MSG_CLOCK_PAGE, good_CLOCK_PAGE, {
	    bad_CLOCK_PAGE_0 } },
	{ MSG_PEER_CHAN, good_PEER_CHAN, {
	    bad_PEER_CHAN_0, bad_PEER_CHAN_1, bad_PEER_CHAN_2 } },
	{ MSG_READY, good_READY, {
	    bad_READY_0, bad_READY_1 } },
	{ MSG_LOG, good_LOG, {
	    bad_LOG_0, bad_LOG_1, bad_LOG_2, bad_LOG_3 } },
	{ MSG_LOG_ROW, good_LOG_ROW, {
	    bad_LOG_ROW_0, bad_LOG_ROW_1, bad_LOG_ROW_2 } },
	{ MSG_VIOLATION, good_VIOLATION, {
	    bad_VIOLATION_0, bad_VIOLATION_1, bad_VIOLATION_2 } },
	{ MSG_CFG_BEGIN, good_CFG_BEGIN, {
	    bad_CFG_BEGIN_0 } },
	{ MSG_CFG_SOURCE, good_CFG_SOURCE, {
	    bad_CFG_SOURCE_0, bad_CFG_SOURCE_1, bad_CFG_SOURCE_2,
	    bad_CFG_SOURCE_3, bad_CFG_SOURCE_4, bad_CFG_SOURCE_5,
	    bad_CFG_SOURCE_6, bad_CFG_SOURCE_7, bad_CFG_SOURCE_8,
	    bad_CFG_SOURCE_9, bad_CFG_SOURCE_10, bad_CFG_SOURCE_11 } },
	{ MSG_CFG_ACCESS, good_CFG_ACCESS, {
	    bad_CFG_ACCESS_0, bad_CFG_ACCESS_1, bad_CFG_ACCESS_2,
	    bad_CFG_ACCESS_3, bad_CFG_ACCESS_4 } },
	{ MSG_CFG_NET, good_CFG_NET, {
	    bad_CFG_NET_0, bad_CFG_NET_1, bad_CFG_NET_2, bad_CFG_NET_3,
	    bad_CFG_NET_4, bad_CFG_NET_5, bad_CFG_NET_6, bad_CFG_NET_7,
	    bad_CFG_NET_8, bad_CFG_NET_9, bad_CFG_NET_10,
	    bad_CFG_NET_11, bad_CFG_NET_12 } },
	{ MSG_CFG_ACCESS_NAME, good_CFG_ACCESS_NAME, {
	    bad_CFG_ACCESS_NAME_0, bad_CFG_ACCESS_NAME_1,
	    bad_CFG_ACCESS_NAME_2, bad_CFG_ACCESS_NAME_3,
	    bad_CFG_ACCESS_NAME_4 } },
	{ MSG_CFG_CLOCK, good_CFG_CLOCK, {
	    bad_CFG_CLOCK_0, bad_CFG_CLOCK_1, bad_CFG_CLOCK_2,
	    bad_CFG_CLOCK_3, bad_CFG_CLOCK_4, bad_CFG_CLOCK_5,
	    bad_CFG_CLOCK_6, bad_CFG_CLOCK_7, bad_CFG_CLOCK_8,
	    bad_CFG_CLOCK_9, bad_CFG_CLOCK_10, bad_CFG_CLOCK_11,
	    bad_CFG_CLOCK_12, bad_CFG_CLOCK_13 } },
	{ MSG_CFG_POLICY, good_CFG_POLICY, {
	    bad_CFG_POLICY_0, bad_CFG_POLICY_1, bad_CFG_POLICY_2,
	    bad_CFG_POLICY_3 } },
	{ MSG_CFG_KEY, good_CFG_KEY, {
	    bad_CFG_KEY_0, bad_CFG_KEY_1, bad_CFG_KEY_2, bad_CFG_KEY_3,
	    bad_CFG_KEY_4, bad_CFG_KEY_5, bad_CFG_KEY_6, bad_CFG_KEY_7,
	    bad_CFG_KEY_8 } },
	{ MSG_SOCK, good_SOCK, {
	    bad_SOCK_0, bad_SOCK_1, bad_SOCK_2, bad_SOCK_3 } },
	{ MSG_CFG_END, good_CFG_END, {
	    bad_CFG_END_0 } },
	{ MSG_SAVED, good_SAVED, {
	    bad_SAVED_0, bad_SAVED_1, bad_SAVED_2, bad_SAVED_3 } },
	{ MSG_SAVE, good_SAVE, {
	    bad_SAVE_0, bad_SAVE_1, bad_SAVE_2, bad_SAVE_3 } },
	{ MSG_TRUTH, good_TRUTH, {
	    bad_TRUTH_0, bad_TRUTH_1, bad_TRUTH_2, bad_TRUTH_3, bad_TRUTH_4,
	    bad_TRUTH_5, bad_TRUTH_6, bad_TRUTH_7, bad_TRUTH_8 } },
	{ MSG_ADJ_FREQ, good_ADJ_FREQ, {
	    bad_ADJ_FREQ_0, bad_ADJ_FREQ_1 } },
	{ MSG_ADJ_SLEW, good_ADJ_SLEW, {
	    bad_ADJ_SLEW_0, bad_ADJ_SLEW_1, bad_ADJ_SLEW_2, bad_ADJ_SLEW_3,
	    bad_ADJ_SLEW_4 } },
	{ MSG_ADJ_STEP, good_ADJ_STEP, {
	    bad_ADJ_STEP_0, bad_ADJ_STEP_1, bad_ADJ_STEP_2, bad_ADJ_STEP_3,
	    bad_ADJ_STEP_4 } },
	{ MSG_ADJ_STATUS, good_ADJ_STATUS, {
	    bad_ADJ_STATUS_0, bad_ADJ_STATUS_1, bad_ADJ_STATUS_2,
	    bad_ADJ_STATUS_3, bad_ADJ_STATUS_4, bad_ADJ_STATUS_5,
	    bad_ADJ_STATUS_6, bad_ADJ_STATUS_7 } },
	{ MSG_ADJ_RESULT, good_ADJ_RESULT, {
	    bad_ADJ_RESULT_0, bad_ADJ_RESULT_1, bad_ADJ_RESULT_2,
	    bad_ADJ_RESULT_3 } },
	{ MSG_WOKE, good_WOKE, {
	    bad_WOKE_0, bad_WOKE_1 } },
	{ MSG_GIVE_UP, good_GIVE_UP, {
	    bad_GIVE_UP_0, bad_GIVE_UP_1 } },
	{ MSG_LEAP, good_LEAP, {
	    bad_LEAP_0, bad_LEAP_1, bad_LEAP_2, bad_LEAP_3 } },
	{ MSG_LEAPS, good_LEAPS, {
	    bad_LEAPS_0, bad_LEAPS_1, bad_LEAPS_2, bad_LEAPS_3 } },
	{ MSG_LEAP_TEXT, good_LEAP_TEXT, {
	    bad_LEAP_TEXT_0, bad_LEAP_TEXT_1, bad_LEAP_TEXT_2,
	    bad_LEAP_TEXT_3 } },
	{ MSG_LEAP_TABLE, good_LEAP_TABLE, {
	    bad_LEAP_TABLE_0, bad_LEAP_TABLE_1, bad_LEAP_TABLE_2,
	    bad_LEAP_TABLE_3, bad_LEAP_TABLE_4 } },
	{ MSG_TZ_QUERY, good_TZ_QUERY, {
	    bad_TZ_QUERY_0, bad_TZ_QUERY_1, bad_TZ_QUERY_2,
	    bad_TZ_QUERY_3 } },
	{ MSG_TZ_REPLY, good_TZ_REPLY, {
	    bad_TZ_REPLY_0, bad_TZ_REPLY_1, bad_TZ_REPLY_2 } },
	{ MSG_SOURCE_UP, good_SOURCE_UP, {
	    bad_SOURCE_UP_0, bad_SOURCE_UP_1, bad_SOURCE_UP_2,
	    bad_SOURCE_UP_3, bad_SOURCE_UP_4, bad_SOURCE_UP_5 } },
	{ MSG_SOURCE_GONE, good_SOURCE_GONE, {
	    bad_SOURCE_GONE_0, bad_SOURCE_GONE_1 } },
	{ MSG_SOURCE_STAT, good_SOURCE_STAT, {
	    bad_SOURCE_STAT_0, bad_SOURCE_STAT_1, bad_SOURCE_STAT_2,
	    bad_SOURCE_STAT_3, bad_SOURCE_STAT_4, bad_SOURCE_STAT_5,
	    bad_SOURCE_STAT_6, bad_SOURCE_STAT_7 } },
	{ MSG_SAMPLE, good_SAMPLE, {
	    bad_SAMPLE_0, bad_SAMPLE_1, bad_SAMPLE_2, bad_SAMPLE_3,
	    bad_SAMPLE_4, bad_SAMPLE_5, bad_SAMPLE_6, bad_SAMPLE_7,
	    bad_SAMPLE_8, bad_SAMPLE_9, bad_SAMPLE_10 } },
	{ MSG_NET_STATE, good_NET_STATE, {
	    bad_NET_STATE_0, bad_NET_STATE_1, bad_NET_STATE_2 } },
	{ MSG_SOURCE_CTL, good_SOURCE_CTL, {
	    bad_SOURCE_CTL_0, bad_SOURCE_CTL_1, bad_SOURCE_CTL_2 } },
	{ MSG_DNS_QUERY, good_DNS_QUERY, {
	    bad_DNS_QUERY_0, bad_DNS_QUERY_1, bad_DNS_QUERY_2,
	    bad_DNS_QUERY_3, bad_DNS_QUERY_4 } },
	{ MSG_DNS_REPLY, good_DNS_REPLY, {
	    bad_DNS_REPLY_0, bad_DNS_REPLY_1, bad_DNS_REPLY_2,
	    bad_DNS_REPLY_3, bad_DNS_REPLY_4 } },
	{ MSG_STAT_REQ, good_STAT_REQ, {
	    bad_STAT_REQ_0, bad_STAT_REQ_1, bad_STAT_REQ_2 } },
	{ MSG_STAT_ROW, good_STAT_ROW, {
	    bad_STAT_ROW_0, bad_STAT_ROW_1, bad_STAT_ROW_2, bad_STAT_ROW_3 } },
	{ MSG_STAT_END, good_STAT_END, {
	    bad_STAT_END_0, bad_STAT_END_1, bad_STAT_END_2,
	    bad_STAT_END_3 } },
	{ MSG_CTL_CMD, good_CTL_CMD, {
	    bad_CTL_CMD_0, bad_CTL_CMD_1, bad_CTL_CMD_2, bad_CTL_CMD_3,
	    bad_CTL_CMD_4 } },
	{ MSG_CTL_RESULT, good_CTL_RESULT, {
	    bad_CTL_RESULT_0, bad_CTL_RESULT_1, bad_CTL_RESULT_2,
	    bad_CTL_RESULT_3 } },
	{ MSG_CMD, good_CMD, {
	    bad_CMD_0, bad_CMD_1, bad_CMD_2, bad_CMD_3 } },
	{ MSG_CMD_RESULT, good_CMD_RESULT, {
	    bad_CMD_RESULT_0, bad_CMD_RESULT_1, bad_CMD_RESULT_2,
	    bad_CMD_RESULT_3 } },
};

/* The samples of a type, NULL if there are none. */
static inline const struct sample_row *
sample_row(uint16_t type)
{
	size_t	i;

	for (i = 0; i < sizeof sample_rows / sizeof sample_rows[0]; i++)
		if (sample_rows[i].type == type)
			return &sample_rows[i];
	return NULL;
}

/*
 * What a role's shell or the parent's supervisor deals with, so that the
 * core need not know it.
 */
static inline bool
by_shell(uint16_t type, unsigned int role)
{
	switch (type) {
	case MSG_HELLO:
	case MSG_READY:
	case MSG_LOG:
	case MSG_VIOLATION:
		return role == ROLE_PARENT;
	case MSG_CLOCK_PAGE:
	case MSG_PEER_CHAN:
		return true;
	}
	return false;
}

#endif
