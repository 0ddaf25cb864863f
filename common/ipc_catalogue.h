/* ISC licence, see LICENSE. */
/*
 * Everything that may pass between processes: the whole "kernel interface".
 * Each row is X(NAME, number, from, to, payload, tail, most, fds, when):
 * payload is struct msg_<payload>, followed by 0 to most elements of struct
 * msg_<tail>; fds descriptors come with it (exactly); when is the state of
 * the child (IPC_START until its first READY, then IPC_RUN).  Enum, names,
 * sizes and checks are made from this table; ipc_check*.c must hold one
 * function per payload that judges its values, and one per tail.
 *
 * All fields have fixed width, structs have no padding and a size that is
 * a multiple of 8; spare bytes are zero.  Instants and lengths of time are
 * nanoseconds (_ns), frequencies 2^-16 ppb (_ppb16).
 */
#ifndef IPC_CATALOGUE_H
#define IPC_CATALOGUE_H

#include <stdint.h>

#include "addr.h"
#include "mac.h"
#include "page.h"

/*
 * The letters: P parent, N net, C clock, T ctl, D dns; S start, R run.
 * ipc.c gives them their meaning, where the table becomes data.
 */
#define IPC_CATALOGUE(X)						     \
/* birth */								     \
X(HELLO,      0x01, N|C|T|D, P,       hello,      none,      0, 0, S)	     \
X(CLOCK_PAGE, 0x02, P,       N|C|T,   empty,      none,      0, 1, S)	     \
X(PEER_CHAN,  0x03, P,       N|C|T|D, peer_chan,  none,      0, 1, S|R)	     \
X(READY,      0x04, N|C|T|D, P,       ready,      none,      0, 0, S|R)	     \
X(LOG,        0x05, N|C|T|D, P,       log,        none,      0, 0, S|R)	     \
X(VIOLATION,  0x06, N|C|T|D, P,       violation,  none,      0, 0, S|R)	     \
X(LOG_ROW,    0x07, C,       P,       log_row,    none,      0, 0, R)	     \
/* configuration */							     \
X(CFG_BEGIN,  0x10, P,       N|C|T|D, empty,      none,      0, 0, S|R)	     \
X(CFG_SOURCE, 0x11, P,       N|C,     cfg_source, none,      0, 0, S|R)	     \
X(CFG_ACCESS, 0x12, P,       N,       cfg_access, none,      0, 0, S|R)	     \
X(CFG_NET,    0x13, P,       N,       cfg_net,    none,      0, 0, S|R)	     \
X(CFG_CLOCK,  0x14, P,       C,       cfg_clock,  none,      0, 0, S|R)	     \
X(CFG_POLICY, 0x15, P,       C,       cfg_policy, none,      0, 0, S|R)	     \
X(SOCK,       0x16, P,       N|T,     sock,       none,      0, 1, S|R)	     \
X(CFG_KEY,    0x17, P,       N,       cfg_key,    none,      0, 0, S|R)	     \
X(CFG_ACCESS_NAME, 0x18, P,  N,       cfg_access_name, none, 0, 0, S|R)	     \
X(CFG_END,    0x1f, P,       N|C|T|D, empty,      none,      0, 0, S|R)	     \
/* the clock */								     \
X(SAVED,      0x20, P,       C,       saved,      none,      0, 0, S|R)	     \
X(SAVE,       0x21, C,       P,       saved,      none,      0, 0, R)	     \
X(TRUTH,      0x22, C,       P,       truth,      none,      0, 0, R)	     \
X(ADJ_FREQ,   0x23, C,       P,       adj_freq,   none,      0, 0, R)	     \
X(ADJ_SLEW,   0x24, C,       P,       adj_slew,   none,      0, 0, R)	     \
X(ADJ_STEP,   0x25, C,       P,       adj_step,   none,      0, 0, R)	     \
X(ADJ_STATUS, 0x26, C,       P,       adj_status, none,      0, 0, R)	     \
X(ADJ_RESULT, 0x27, P,       C,       adj_result, none,      0, 0, S|R)	     \
X(WOKE,       0x2c, P,       C,       woke,       none,      0, 0, S|R)	     \
X(GIVE_UP,    0x2d, C,       P,       log,        none,      0, 0, R)	     \
/* leap seconds */							     \
X(LEAP,       0x28, C,       P,       leap,       none,      0, 0, R)	     \
X(LEAPS,      0x29, P,       C,       leaps,      none,      0, 0, S|R)	     \
X(LEAP_TEXT,  0x2a, P,       C,       leap_text,  none,      0, 0, S|R)	     \
X(LEAP_TABLE, 0x2b, P,       C,       leap_table, leap_row, 64, 0, S|R)	     \
/* sources and samples */						     \
X(SOURCE_UP,  0x30, N,       C,       source_up,  none,      0, 0, S|R)	     \
X(SOURCE_GONE,0x31, N,       C,       source_id,  none,      0, 0, S|R)	     \
X(SOURCE_STAT,0x32, N,       C,       source_stat,none,      0, 0, S|R)	     \
X(SAMPLE,     0x33, N,       C,       sample,     none,      0, 0, S|R)	     \
X(NET_STATE,  0x34, N,       C,       net_state,  none,      0, 0, S|R)	     \
X(SOURCE_CTL, 0x35, C,       N,       source_ctl, none,      0, 0, S|R)	     \
/* names */								     \
X(DNS_QUERY,  0x40, N,       D,       dns_query,  none,      0, 0, S|R)	     \
X(DNS_REPLY,  0x41, D,       N,       dns_reply,  addr,     16, 0, S|R)	     \
X(TZ_QUERY,   0x42, P,       D,       tz_query,   none,      0, 0, S|R)	     \
X(TZ_REPLY,   0x43, D,       P,       leap_table, leap_row, 64, 0, S|R)	     \
/* what people ask and command */					     \
X(STAT_REQ,   0x50, T,       N|C|P,   stat_req,   none,      0, 0, R)	     \
X(STAT_ROW,   0x51, N|C|P,   T,       stat_row,   none,      0, 0, R)	     \
X(STAT_END,   0x52, N|C|P,   T,       stat_end,   none,      0, 0, R)	     \
X(CTL_CMD,    0x53, T,       P,       cmd,        none,      0, 1, R)	     \
X(CTL_RESULT, 0x54, P,       T,       cmd_result, none,      0, 0, R)	     \
X(CMD,        0x55, P,       N|C,     cmd,        none,      0, 0, S|R)	     \
X(CMD_RESULT, 0x56, N|C,     P,       cmd_result, none,      0, 0, S|R)

struct msg_none {
	uint8_t		nothing;
};

struct msg_empty {
	uint64_t	zero;
};

struct msg_hello {
	uint32_t	role;
	uint32_t	instance;
	uint64_t	catalogue;	/* ipc_catalogue_hash() */
};

struct msg_peer_chan {
	uint32_t	role;		/* of the other end */
	uint32_t	instance;
};

/* A configuration has been read: the answer to every CFG_END. */
struct msg_ready {
	uint32_t	sandbox;	/* SBX_* bits that were reached */
	uint32_t	calls;		/* system calls allowed, 0: no filter */
};

struct msg_log {
	int32_t		priority;	/* of syslog(3) */
	uint32_t	pad;
	char		text[512];	/* NUL-terminated, zero-filled */
};

/* A sibling sent this child a record that breaks the catalogue. */
struct msg_violation {
	uint32_t	role;		/* the sibling */
	uint32_t	instance;
	uint32_t	type;		/* of the record */
	uint32_t	fault;		/* enum ipc_fault */
};

/* A line for one of the files of chrony.conf(5) log. */
struct msg_log_row {
	uint32_t	kind;		/* enum log_kind */
	uint32_t	pad;
	char		text[384];	/* NUL-terminated, zero-filled */
};
enum log_kind {
	LOGF_MEASUREMENTS, LOGF_RAWMEASUREMENTS, LOGF_STATISTICS,
	LOGF_TRACKING, LOGF_SELECTION, LOGF_SAMPLES,
	LOGF_RTC,			/* the parent's own */
	LOGF_KINDS
};

/* Lines of sources, and addresses of theirs that are asked at once. */
#define SOURCES_MAX	64

/* Sockets of the server: 32 of "listen on", and one of each family. */
#define SOCKS_MAX	34

enum source_kind { SOURCE_SERVER = 1, SOURCE_POOL, SOURCE_PEER };

#define SRC_IBURST	0x0001
#define SRC_BURST	0x0002
#define SRC_PREFER	0x0004
#define SRC_NOSELECT	0x0008
#define SRC_TRUST	0x0010
#define SRC_REQUIRE	0x0020
#define SRC_XLEAVE	0x0040
#define SRC_OFFLINE	0x0080
#define SRC_AUTO_OFFLINE 0x0100
#define SRC_COPY	0x0200
#define SRC_FALLBACK	0x0400
#define SRC_ALL		0x07ff
#define SRC_SELECTOPTS	(SRC_PREFER | SRC_NOSELECT | SRC_TRUST | SRC_REQUIRE)

/* One server, pool or peer line; its options as in chrony.conf(5). */
struct msg_cfg_source {
	uint32_t	entry;		/* 1..65535, stable over reload */
	uint32_t	flags;		/* SRC_* */
	uint8_t		kind;		/* enum source_kind */
	uint8_t		family;		/* 0 any, 4, 6 */
	uint8_t		version;	/* 0 automatic, or 1 to 4 */
	uint8_t		minstratum;
	int8_t		minpoll;	/* log2 s */
	int8_t		maxpoll;
	uint8_t		polltarget;
	uint8_t		maxsources;	/* of a pool */
	uint16_t	port;
	uint16_t	filter;		/* samples per one used, 0 or 1: off */
	uint32_t	key;		/* 0: none */
	int32_t		minsamples;	/* -1: the global setting */
	int32_t		maxsamples;
	uint32_t	maxunreach;
	int32_t		presend;	/* log2 s; 100: off */
	int64_t		maxdelay_ns;
	int64_t		mindelay_ns;
	int64_t		offset_ns;
	int64_t		maxdelayratio_e6;	/* millionths; 0: off */
	int64_t		maxdelaydevratio_e6;
	int64_t		maxdelayquant_e6;
	int64_t		asymmetry_e6;	/* millionths; 1000000: automatic */
	uint32_t	weight;		/* of ntpd.conf(5), 1..10 */
	uint32_t	pad;
	char		name[256];
};

struct msg_cfg_access {
	struct addr	net;
	uint8_t		bits;
	uint8_t		allow;		/* 1 allow, 0 deny */
	uint8_t		all;		/* overrides what is inside it */
	uint8_t		pad[5];
};

/* The same for the addresses of a host, which ntp-net looks up. */
struct msg_cfg_access_name {
	uint8_t		allow;
	uint8_t		all;
	uint8_t		pad[6];
	char		name[256];
};

#define IPC_IFNAME	16		/* octets of an interface's name */

struct msg_cfg_net {
	uint8_t		ipv4;		/* families that may be used */
	uint8_t		ipv6;
	uint8_t		dscp;
	uint8_t		rate_on;	/* ratelimit, as in chrony.conf(5) */
	int8_t		rate_interval;
	uint8_t		rate_burst;
	uint8_t		rate_leak;
	uint8_t		rate_kod;
	uint64_t	clientlog;	/* octets; 0: noclientlog */
	int64_t		refresh_ns;	/* names are looked up again; 0: not */
	struct addr	acq4;		/* bindacqaddress; family 0: any */
	struct addr	acq6;
	uint16_t	acqport;	/* of requests; 0: another each time */
	int8_t		precision;	/* of the clock, log2 s; 0: measured */
	uint8_t		pad[5];
	char		acqdevice[IPC_IFNAME];	/* "": any interface */
};

/* A symmetric key of the keyfile. */
struct msg_cfg_key {
	uint32_t	id;		/* 1..2^32-1 */
	uint16_t	type;		/* enum mac_type */
	uint16_t	len;
	uint8_t		octets[MAC_KEY_MAX];	/* zeros after the key */
};

struct msg_cfg_clock {
	int64_t		makestep_ns;	/* threshold; 0: never */
	int32_t		makestep_limit;	/* updates; < 0: always */
	uint32_t	minsources;
	int64_t		maxdistance_ns;
	int64_t		maxupdateskew_ppb16;
	int64_t		maxclockerror_ppb16;
	int64_t		maxdrift_ppb16;	/* 0: no limit but the driver's */
	int64_t		logchange_ns;
	int64_t		maxslewrate_ppb16;
	int64_t		local_distance_ns;
	int64_t		local_activate_ns;
	int64_t		local_waitsynced_ns;
	int64_t		local_waitunsynced_ns;
	int64_t		maxjitter_ns;
	int64_t		reselectdist_ns;
	int64_t		stratumweight_ns;
	int64_t		combinelimit_e6;
	int64_t		corrtimeratio_e6;
	int64_t		maxchange_ns;	/* 0: no limit */
	int64_t		maxstep_forward_ns;	/* of a step; 0: no limit */
	int64_t		maxstep_backward_ns;
	int32_t		maxchange_start;	/* updates before it counts */
	int32_t		maxchange_ignore;	/* how often; < 0: always */
	int8_t		fallback_min;	/* fallbackdrift, log2 s */
	int8_t		fallback_max;	/* 0: off */
	uint8_t		leapmode;	/* enum leap_mode */
	uint8_t		pad;
	uint32_t	log;		/* 1 << enum log_kind */
	uint8_t		local_stratum;	/* 0: no local clock */
	uint8_t		local_orphan;
	uint8_t		noset;		/* -x, -Q: the clock is not steered */
	uint8_t		once;		/* -q, -Q: end after one update */
	uint32_t	nsources;	/* CFG_SOURCE rows of this generation */
};

enum leap_mode { LEAP_SYSTEM, LEAP_STEP, LEAP_SLEW, LEAP_IGNORE };

/* What the parent's policy allows, so that an honest clock stays inside. */
struct msg_cfg_policy {
	int64_t		forward_ns;	/* clockbudget per 24 h */
	int64_t		backward_ns;
	int64_t		makestep_ns;
	int64_t		floor_ns;	/* no resulting wall below, above */
	int64_t		ceiling_ns;
	int64_t		trusted_ppb16;
	int64_t		charged_ns;	/* sum of the last 24 h, signed */
	int32_t		steps_left;	/* of makestep's; < 0: no bound */
	uint32_t	trusted_known;
};

struct msg_sock {
	uint32_t	kind;		/* enum sock_kind */
	uint32_t	flags;		/* SOCK_ALLOW_ALL, SOCK_RTABLE */
	struct addr	local;
};
enum sock_kind { SOCK_NTP = 1, SOCK_CTL, SOCK_ROUTE };
#define SOCK_ALLOW_ALL	0x1		/* "listen on": everyone may ask */
#define SOCK_RTABLE(flags)	((flags) >> 8)	/* 0 to 255; 0: the usual one */
#define SOCK_IN_RTABLE(n)	((uint32_t)(n) << 8)

/* What ntp-clock wants kept for its successor, and over a boot. */
struct msg_saved {
	int64_t		freq_ppb16;	/* f's rate */
	int64_t		skew_ppb16;	/* its standard deviation */
	int64_t		raw_ns;		/* f's anchor; both 0: frequency only */
	int64_t		true_ns;
	int64_t		offset_sd_ns;
	int64_t		covar;		/* offset-rate covariance, ns * ppb16 */
	uint32_t	have_freq;
	uint32_t	updates;	/* accepted so far: makestep's count */
};

struct msg_truth {
	struct page_truth truth;
};

struct msg_adj_freq {
	int64_t		freq_ppb16;	/* of wall against raw */
};

/* raw_ns: of the clocks as they were then; a sleep makes it past */
struct msg_adj_slew {
	int64_t		offset_ns;	/* to add to wall */
	int64_t		rate_ppb16;	/* at most, > 0 */
	int64_t		raw_ns;
};

struct msg_adj_step {
	int64_t		offset_ns;
	uint32_t	manual;		/* asked for by chimectl makestep */
	uint32_t	leap;		/* a leap second that has passed */
	int64_t		raw_ns;
};

struct msg_adj_status {
	int64_t		raw_ns;
	int64_t		maxerror_ns;
	int64_t		esterror_ns;
	uint32_t	synced;
	int32_t		leap;		/* -1, 0, +1: the kernel's to do */
	int32_t		tai_s;		/* TAI - UTC; 0: not known */
	uint32_t	pad;
};

/* enum pol_verdict, and the clock as it is after the request */
struct msg_adj_result {
	uint32_t	request;	/* the ADJ_* type */
	uint32_t	verdict;
	int64_t		freq_ppb16;
	int64_t		slew_ppb16;	/* of a slew under way, signed */
	int64_t		slew_end_ns;	/* raw; not after now: none is */
	int64_t		charged_ns;
	int32_t		steps_left;
	uint32_t	pad;
};

/* Wall was set by somebody, or the machine slept: look at the clocks. */
struct msg_woke {
	int64_t		slept_ns;	/* raw stood still so long; 0 */
};

/*
 * A leap second is expected: after the second that ends at utc_ns one more
 * follows (step +1), or the one that begins there is left out (-1).  Step 0
 * withdraws the one that was announced.
 */
struct msg_leap {
	int64_t		utc_ns;
	int32_t		step;
	uint32_t	pad;
};

/* Those of the page, for an ntp-clock that begins. */
struct msg_leaps {
	struct tm_leaps	leaps;
};

/* A part of the leap second list; first and last begin and end it. */
struct msg_leap_text {
	uint8_t		first;
	uint8_t		last;
	uint16_t	len;
	uint32_t	pad;
	char		text[2048];	/* zeros after len */
};

/* TAI less UTC since an instant; in the order of time. */
struct msg_leap_row {
	int64_t		utc_ns;
	int32_t		tai_s;
	uint32_t	pad;
};
struct msg_leap_table {
	int64_t		until_ns;	/* UTC: nothing is known later; 0 */
};

/* The leap seconds of a time zone such as right/UTC. */
struct msg_tz_query {
	int64_t		utc_ns;		/* now */
	char		name[64];
};

/* A source's id: entry << 16 | slot, slot by ntp-net. */
struct msg_source_id {
	uint32_t	id;
	uint32_t	pad;
};

struct msg_source_up {
	uint32_t	id;
	uint32_t	flags;		/* SRC_* in force */
	struct addr	addr;		/* family 0: not resolved yet */
	char		name[256];	/* as configured */
};

struct msg_source_stat {
	uint32_t	id;
	uint16_t	reach;		/* 8-bit register */
	uint8_t		stratum;
	uint8_t		online;
	int64_t		poll_ns;	/* interval in force */
	int64_t		last_rx_ns;	/* raw; 0: never */
	int64_t		next_ns;	/* raw, of the next request */
	uint32_t	tries;		/* requests sent */
	uint32_t	burst;		/* a burst is under way */
	struct addr	addr;
	uint32_t	self;		/* our refid towards it; 0: not known */
	uint32_t	looped;		/* it keeps its time by us */
};

/* One accepted exchange (RFC 5905 section 8), on the raw timescale. */
struct msg_sample {
	uint32_t	id;
	uint32_t	refid;
	int64_t		raw_ns;		/* (t1 + t4) / 2 */
	int64_t		theta_ns;	/* true at the server less raw */
	int64_t		delay_ns;	/* (t4 - t1) - (T3 - T2) */
	int64_t		noise_ns;	/* of the stamps, >= 1 */
	int64_t		root_delay_ns;	/* the server's own */
	int64_t		root_disp_ns;
	uint8_t		stratum;	/* the server's, 1..15 */
	uint8_t		leap;
	int8_t		precision;	/* log2 s */
	uint8_t		stamps;		/* STAMP_* of t4 and t1 */
	uint8_t		in_burst;
	uint8_t		local;		/* its reference is a local clock */
	uint8_t		pad[2];
};
#define STAMP_RX_KERNEL	0x1
#define STAMP_TX_KERNEL	0x2
#define STAMP_RX_HW	0x4
#define STAMP_TX_HW	0x8

struct msg_net_state {
	uint32_t	tried;		/* every source has had its chance */
	uint32_t	online;
	uint32_t	offline;
	uint32_t	unresolved;
};

struct msg_source_ctl {
	uint32_t	id;
	uint32_t	flags;		/* CTL_* */
	int64_t		poll_ns;	/* 0: as it is */
};
#define CTL_BURST	0x1		/* a few quick samples, please */
#define CTL_REPLACE	0x2		/* a bad one: take another address */
#define CTL_SELECTED	0x4		/* for loops: our reference */

struct msg_dns_query {
	uint32_t	id;		/* chosen by the asker, echoed */
	uint32_t	family;		/* 0 any, 4, 6 */
	char		name[256];
};

struct msg_dns_reply {
	uint32_t	id;
	uint32_t	error;		/* enum dns_error */
};
enum dns_error { DNS_OK, DNS_NOTFOUND, DNS_TRYAGAIN };

struct msg_addr {
	struct addr	addr;
};

/* Tables that can be asked for; each has its own row in the union. */
enum stat_table {
	STAT_TRACKING = 1,		/* ntp-clock */
	STAT_SOURCES,
	STAT_SOURCESTATS,
	STAT_ACTIVITY,			/* ntp-net */
	STAT_POLICY,			/* parent */
	STAT_SELECTDATA,		/* ntp-clock */
	STAT_NTPDATA,			/* ntp-net */
	STAT_AUTHDATA,
	STAT_SERVERSTATS,
	STAT_CLIENTS,			/* in parts: stat_req.first */
	STAT_RTC,			/* parent */
	STAT_CLIENTS_ANEW,		/* CLIENTS, their counts begin anew */
	STAT_LAST = STAT_CLIENTS_ANEW
};

struct msg_stat_req {
	uint32_t	table;
	uint32_t	first;		/* of CLIENTS*: a row's next, else 0 */
};

struct stat_tracking {
	uint32_t	refid;
	uint8_t		stratum;
	uint8_t		leap;
	uint8_t		synced;
	uint8_t		pad;
	struct addr	addr;		/* of the reference; family 0: none */
	int64_t		ref_utc_ns;
	int64_t		correction_ns;	/* true less wall: > 0 wall is slow */
	int64_t		last_offset_ns;	/* at the last update, > 0 was ahead */
	int64_t		rms_offset_ns;
	int64_t		freq_ppb16;	/* wall's error, > 0 runs fast */
	int64_t		resid_ppb16;
	int64_t		skew_ppb16;
	int64_t		root_delay_ns;
	int64_t		root_disp_ns;
	int64_t		interval_ns;
	int64_t		sd_ns;		/* of f; 0: not known */
	char		name[256];
};

struct stat_source {
	uint32_t	id;
	char		state;		/* * + - x ~ ? */
	char		mode;		/* ^ = # */
	int8_t		poll;		/* log2 s, rounded */
	uint8_t		stratum;
	struct addr	addr;
	uint32_t	reach;
	uint32_t	flags;		/* SRC_*, STAT_POOL */
	int64_t		since_ns;	/* last sample's age; < 0: never */
	int64_t		adjusted_ns;	/* its offset now, server less wall */
	int64_t		measured_ns;	/* as it was measured */
	int64_t		error_ns;	/* its root distance */
	int64_t		poll_ns;
	int64_t		next_ns;	/* until the next request; TM_NEVER */
	int64_t		delay_ns;
	int64_t		jitter_ns;
	uint32_t	weight;		/* of ntpd.conf(5) */
	uint32_t	trust;		/* 0..10, as ntpctl's tl */
	char		name[256];
};

#define STAT_POOL	0x10000		/* its entry is a pool */

struct stat_sourcestats {
	uint32_t	id;
	uint32_t	refid;
	struct addr	addr;
	uint32_t	samples;
	uint32_t	runs;
	int64_t		span_ns;
	int64_t		freq_ppb16;	/* wall's residual, > 0 runs fast */
	int64_t		skew_ppb16;
	int64_t		offset_ns;	/* server less wall, as in stat_source */
	int64_t		sd_ns;
	char		name[256];
};

struct stat_activity {
	uint32_t	online;
	uint32_t	offline;
	uint32_t	burst_online;
	uint32_t	burst_offline;
	uint32_t	unresolved;
	uint32_t	pad;
};

/* How selection sees a source; states as in chronyc(1) selectdata. */
struct stat_selectdata {
	uint32_t	id;
	uint32_t	refid;
	struct addr	addr;
	char		state;		/* N M s d D ~ w W S O T P U x + * - */
	uint8_t		auth;		/* it has a key */
	uint8_t		leap;		/* 0..3 */
	uint8_t		pad;
	uint32_t	conf;		/* SRC_* of its line */
	uint32_t	eff;		/* SRC_* in force */
	uint32_t	pad2;
	int64_t		since_ns;	/* last sample's age; < 0: never */
	int64_t		score_e6;
	int64_t		lo_ns;		/* correctness interval, less wall */
	int64_t		hi_ns;
	char		name[256];
};

/* The bounded clock: what is left, what was refused. */
struct stat_policy {
	int64_t		forward_ns;
	int64_t		backward_ns;
	int64_t		charged_ns;
	int64_t		trusted_ppb16;
	int64_t		applied_ppb16;
	int32_t		steps_left;
	uint32_t	refusals;
	uint32_t	steps;
	uint32_t	last_refusal;	/* enum pol_verdict */
	uint32_t	restarts;	/* of children */
	uint32_t	violations;
};

/* The last reply of a source, as chronyc's ntpdata has it. */
struct stat_ntpdata {
	uint32_t	id;
	uint32_t	refid;
	struct addr	remote;
	struct addr	local;
	uint8_t		leap;
	uint8_t		version;
	uint8_t		mode;
	uint8_t		stratum;
	int8_t		poll;		/* log2 s */
	int8_t		precision;
	char		tx_kind;	/* D K H; 0: nothing was measured */
	char		rx_kind;
	uint16_t	tests;		/* ten, from bit 9 down */
	uint8_t		interleaved;
	uint8_t		authentic;
	uint32_t	pad;
	int64_t		root_delay_ns;
	int64_t		root_disp_ns;
	int64_t		ref_utc_ns;
	int64_t		offset_ns;	/* > 0: wall is slow */
	int64_t		delay_ns;
	int64_t		disp_ns;
	int64_t		response_ns;
	int64_t		asymmetry_e6;
	uint32_t	tx, rx, valid, good;
	uint32_t	kernel_tx, kernel_rx, hw_tx, hw_rx;
	char		name[128];	/* may be cut */
};

struct stat_authdata {
	uint32_t	id;
	uint32_t	key;
	struct addr	addr;
	uint16_t	mode;		/* 0 none, 1 symmetric key, 2 NTS */
	uint16_t	type;		/* enum mac_type */
	uint32_t	bits;		/* of the key */
	int64_t		since_ns;	/* key exchange; < 0: never */
	uint32_t	attempts;
	uint32_t	naks;
	uint32_t	cookies;
	uint32_t	cookie_len;
	char		name[256];
};

/*
 * What was served, in the order of chronyc's serverstats; what is not
 * counted yet is 0.  With workers each has its own, and ntp-ctl the sum.
 */
struct stat_serverstats {
	uint64_t	ntp_hits;
	uint64_t	ntp_drops;
	uint64_t	cmd_hits;
	uint64_t	cmd_drops;
	uint64_t	log_drops;
	uint64_t	nke_hits;
	uint64_t	nke_drops;
	uint64_t	auth_hits;
	uint64_t	interleaved_hits;
	uint64_t	timestamps;
	uint64_t	span_s;
	uint64_t	daemon_rx;
	uint64_t	daemon_tx;
	uint64_t	kernel_rx;
	uint64_t	kernel_tx;
	uint64_t	hw_rx;
	uint64_t	hw_tx;
	/* ours: ntp_hits is what the first five of these add up to */
	uint64_t	replies;
	uint64_t	kissed;		/* answered with RATE */
	uint64_t	limited;	/* dropped by ratelimit: ntp_drops */
	uint64_t	unproven;	/* MAC wrong, or of an unknown key */
	uint64_t	stale;
	uint64_t	denied;		/* the rest never were hits */
	uint64_t	invalid;
	uint64_t	looped;
};
#define STAT_SERVED	(sizeof(struct stat_serverstats) / sizeof(uint64_t))

/* A client of the server, as in chronyc's clients. */
struct stat_client {
	struct addr	addr;
	uint32_t	next;		/* stat_req.first of what follows */
	uint32_t	hits;
	uint32_t	drops;
	int8_t		interval;	/* log2 s, 127: not known */
	int8_t		interval_limited;	/* since the limit was met */
	uint8_t		pad[2];
	int64_t		since_ns;
};
/* The RTC against true time, as chronyc's rtcdata has it. */
struct stat_rtc {
	int64_t		ref_utc_ns;	/* when it was: */
	int64_t		fast_ns;
	int64_t		gain_ppb16;
	int64_t		span_ns;	/* of the samples */
	uint32_t	samples;
	uint32_t	runs;
};

#define STAT_INSTANCE	24		/* next: instance << 24 | place */

struct msg_stat_row {
	uint32_t	table;
	uint32_t	pad;
	union {
		struct stat_tracking	tracking;
		struct stat_source	source;
		struct stat_sourcestats	sourcestats;
		struct stat_activity	activity;
		struct stat_policy	policy;
		struct stat_selectdata	selectdata;
		struct stat_ntpdata	ntpdata;
		struct stat_authdata	authdata;
		struct stat_serverstats	serverstats;
		struct stat_client	client;
		struct stat_rtc		rtc;
	} u;
};

struct msg_stat_end {
	uint32_t	table;
	uint32_t	status;		/* enum cmd_status */
	char		text[64];	/* why, when not OK; may be empty */
};

enum cmd_name {
	CMD_MAKESTEP = 1,
	CMD_RELOAD,
	CMD_SHUTDOWN,
	CMD_CYCLELOGS,
	CMD_DUMP,
	CMD_REKEY,
	CMD_ADD,			/* text: a source's line */
	CMD_DELETE,			/* value[0]: 1 when told again */
	CMD_BURST,			/* value: good << 32 | most, bits */
	CMD_ONLINE,			/* value[1]: bits of addr, as a subnet */
	CMD_OFFLINE,
	CMD_ONOFFLINE,
	CMD_REFRESH,
	CMD_MINPOLL,			/* value[0], as in CFG_SOURCE */
	CMD_MAXPOLL,
	CMD_MAXDELAY,
	CMD_MAXDELAYRATIO,
	CMD_MAXDELAYDEVRATIO,
	CMD_MINSTRATUM,
	CMD_POLLTARGET,
	CMD_SELECTOPTS,			/* value[0]: SRC_* named << 32 | set */
	CMD_OFFSET,
	CMD_ACCHECK,
	CMD_ALLOW,			/* value: all, bits of addr */
	CMD_DENY,
	CMD_TRIMRTC,
	CMD_WRITERTC,
	CMD_RESET_SOURCES,
	CMD_RESELECT,
	CMD_SETTING,			/* text: a line of the configuration */
	CMD_LAST = CMD_SETTING
};

/*
 * With CTL_CMD the client's connected descriptor comes: the parent asks the
 * kernel who that is.
 */
struct msg_cmd {
	uint32_t	cmd;
	uint32_t	pad;
	struct addr	addr;
	int64_t		value[2];
	char		text[1024];
};

enum cmd_status {
	CMD_OK,
	CMD_FAILED,
	CMD_UNAUTH,
	CMD_INVALID,
	CMD_NOSOURCE,
	CMD_NOTENABLED,
	CMD_EXISTS,
	CMD_TOOMANY,
	CMD_BADFAMILY,
	CMD_BADNAME,
	CMD_ALLOWED,
	CMD_DENIED,
	CMD_INACTIVE,			/* there is no client log */
	CMD_NORTC,
	CMD_BADRTCFILE,
	CMD_STATUS_LAST = CMD_BADRTCFILE
};

struct msg_cmd_result {
	uint32_t	cmd;
	uint32_t	status;
	uint32_t	entry;		/* of the source meant; 0: none */
	uint32_t	pad;
	char		text[256];	/* why, when not OK; may be empty */
};

#endif
