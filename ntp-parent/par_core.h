/* ISC licence, see LICENSE. */
/*
 * The parent's judgement, pure: what children ask of the clock, of memory,
 * on behalf of administrators; and what they are told in turn.
 */
#ifndef PAR_CORE_H
#define PAR_CORE_H

#include <sys/types.h>

#include <stdbool.h>

#include "core.h"
#include "log.h"
#include "page.h"
#include "par_clock.h"
#include "par_conf.h"
#include "par_keys.h"
#include "par_overlay.h"
#include "pol.h"

/* Commands of clients that wait for a child's answer. */
#define PAR_PENDING	8

/* Requests that an honest ntp-clock knows to be impossible, until it is
 * taken for owned. */
#define PAR_IMPOSSIBLE	3

/* Leap seconds that a time zone may have. */
#define PAR_LEAP_ROWS	64

/* What came of reading the configuration again. */
enum par_reloaded {
	PAR_RELOADED,
	PAR_RELOADED_PARTLY,	/* but sockets that it wants are missing */
	PAR_NOT_RELOADED	/* it is bad, the old one stays */
};

struct par_ops {
	struct core_ops	 core;

	/* Publishes the clock page. */
	void	(*publish)(void *arg, const struct page_data *);

	/* The child broke a rule: it is killed and started again. */
	void	(*violation)(void *arg, struct ipc_end, const char *rule);

	/*
	 * Is a client at the other end of this socket, and has it asked for
	 * this?  Its word is taken out of the socket, so it counts once.
	 */
	bool	(*client_asked)(void *arg, int fd, const struct msg_cmd *,
		    uid_t *);

	/* ntp-clock's memory changed, while synchronised or not. */
	void	(*saved)(void *arg, const struct msg_saved *, bool synced);

	/*
	 * The account was charged with something that must be remembered
	 * even if the daemon is killed: called before that is done, and
	 * returns when it is written.
	 */
	void	(*account)(void *arg);

	/* A line for a file of `log', and: begin new files.  May be NULL. */
	void	(*row)(void *arg, uint32_t kind, const char *text);
	void	(*cycle)(void *arg);

	/*
	 * CMD_DUMP: writes all that is kept.  Where it cannot, why says what
	 * and the reason.  May be NULL: nothing is.
	 */
	enum cmd_status	(*dump)(void *arg, char why[PAR_WHY]);

	/*
	 * CMD_TRIMRTC, CMD_WRITERTC; or 0: fills in the report.  May be
	 * NULL: no RTC is watched.
	 */
	enum cmd_status	(*rtc)(void *arg, uint32_t cmd, struct stat_rtc *);

	/* Reads the configuration again. */
	enum par_reloaded (*reload)(void *arg);

	/* Reads the keyfile again and tells ntp-net; false: it is bad. */
	bool	(*rekey)(void *arg);

	/* Tells ntp-net and ntp-clock of a changed configuration. */
	void	(*resend)(void *arg);
	void	(*end)(void *arg, int status);
};

/* What the daemon was started for. */
enum par_mode { PAR_KEEP, PAR_SET_ONCE, PAR_PRINT_ONCE };

struct par_pending {
	uint32_t	seq;		/* of the CMD; 0: free */
	uint32_t	ctl_seq;	/* to be echoed to ntp-ctl */
	uint32_t	role;		/* who answers */
	struct msg_cmd	cmd;
	struct ipc_end	ctl;
	int64_t		until_ns;	/* raw */
};

struct par {
	struct par_ops		 ops;
	enum par_mode		 mode;
	const struct par_conf	*conf;
	const struct par_keys	*keys;		/* NULL: none */
	struct par_overlay	*overlay;	/* NULL: changes are refused */
	struct par_conf		*live;		/* conf, for the overlay */
	uint32_t		 gen;
	struct par_clock	*clock;
	uid_t			 own_uid;	/* may command, as root may */
	int64_t			 clock_due_ns;	/* its tick, raw */
	int64_t			 told_ns;	/* raw, of the last ADJ_RESULT */
	int64_t			 woken_ns;	/* raw, of the last sleep */
	struct pol		 pol;
	struct page_data	 page;
	struct msg_saved	 saved;
	bool			 have_saved;
	uint32_t		 next_seq;
	unsigned int		 impossible;
	int64_t			 kept_ns;	/* pol_committed, as written */
	int64_t			 kept_ppb16;	/* applied, as written */
	int32_t			 kept_steps_left;
	int64_t			 kept_full_ns;	/* see par_adj_ahead; raw */
	struct log_limit	 refusal_log;
	uint32_t		 restarts, violations;	/* for reports */
	bool			 once_asked;
	uint32_t		 leaps_stepped;	/* rows of the page, so far */
	int64_t			 leap_stepped_ns; /* raw, of the last of them */
	int64_t			 leap_armed_ns;	/* raw, when it comes; 0: none */
	int			 tai_s;		/* first known; 0: never */
	int			 tai_leaps_s;	/* sum of the page then */
	int64_t			 zone_until_ns;
	uint32_t		 nzone;
	struct msg_leap_row	 zone[PAR_LEAP_ROWS];	/* leapsectz */
	struct par_pending	 pending[PAR_PENDING];
};

/*
 * Before anything else.  clock is open and outlives par; page_steer in
 * p->page is the clock's to keep.
 */
void	 par_init(struct par *, const struct par_ops *, enum par_mode,
	    const struct par_conf *, struct par_clock *,
	    const struct pol_conf *, struct tm_now);

/* A new configuration, already told to be free of errors. */
void	 par_reconf(struct par *, const struct par_conf *,
	    const struct pol_conf *);

/* A judged message; a descriptor that came with it is closed by the shell. */
void	 par_msg(struct par *, const struct ipc_msg *, struct tm_now);

/* The sender of each row that is for the parent has a handler here, or in
 * the table of children (HELLO, READY, LOG, VIOLATION). */
bool	 par_handles(uint16_t type);

/*
 * Said before the last sleep, though read after it: who said it may have
 * died, or not have heard of that yet.
 */
bool	 par_is_past(const struct par *, int64_t raw_ns);

/* Sends the configuration to a child that has just been born or after a
 * reload; CFG_END is left to the caller, after the sockets. */
void	 par_send_conf(struct par *, struct ipc_end, struct tm_now);
void	 par_send_conf_end(struct par *, struct ipc_end);

/*
 * Wall was set by somebody (slept_ns is 0), or the machine slept for slept_ns:
 * then f is not served until ntp-clock says so again.
 */
void	 par_woke(struct par *, int64_t slept_ns, struct tm_now);

/* ntp-clock is gone: what it had asked for is answered. */
void	 par_child_died(struct par *, struct ipc_end, struct tm_now);

void	 par_tick(struct par *, struct tm_now);
int64_t	 par_deadline(const struct par *);

#endif
