/* ISC licence, see LICENSE. */
/*
 * A host: a machine with its oscillator and kernel, and a daemon whose
 * cores are the real ones; only the processes around them are played.
 *
 *	sim_host	the machine: clocks, power, boot
 *	sim_shell	the shell that all children share (role_io.c)
 *	sim_parent	that of the parent (par_daemon_io.c, par_child_io.c)
 *	sim_keep	what the parent writes to disk (par_keep_io.c)
 *	sim_net		sockets (net_io.c)
 *	sim_ctl		control clients, and ntp-ctl's sockets (ctl_io.c)
 */
#ifndef SIM_HOST_H
#define SIM_HOST_H

#include "clk.h"
#include "ctl.h"
#include "dns_resolve.h"
#include "net.h"
#include "par_core.h"
#include "par_state.h"
#include "par_sup.h"
#include "sim_calib.h"
#include "sim_claim.h"
#include "sim_event.h"
#include "sim_kernel.h"
#include "sim_osc.h"
#include "sim_pipe.h"

struct sim_world;
struct sim_host;

#define SIM_WOKE_LEAST_NS	(TM_S / 10)	/* as par_wake_linux_io.c */
#define SIM_CHANS	12		/* as ROLE_CHANS */
#define SIM_LINES	40		/* of a configuration */
#define SIM_INBOX	64		/* datagrams of all sockets */
#define SIM_HANDLES	256

struct sim_chan {
	int		pipe;		/* -1: closed */
	int		side;
	struct ipc_end	peer;
	enum ipc_state	state;
};

/* A process: its shell.  The parent's is chans[role] by child. */
struct sim_role {
	struct sim_host	*host;
	enum role	 role;
	bool		 alive;
	bool		 ready;
	bool		 have_page;
	bool		 waking;	/* an event to read is under way */
	uint32_t	 token;		/* one more with each life */
	uint32_t	 timer_token;
	int64_t		 deadline_ns;	/* raw, that the timer is set for */
	uint64_t	 sent;		/* records in this life */
	int64_t		 frozen_ns;	/* until then it does not run */
	struct sim_chan	 chans[SIM_CHANS];
	struct core_ops	 ops;
};

/* What the parent's shell keeps of a child. */
struct sim_life {
	struct par_life	 life;
	bool		 killed;
	enum par_death	 reason;
};

struct sim_packet {
	struct addr	 from, to;
	int		 handle;	/* of the client that asked */
	bool		 request;	/* from it, or back to it */
	size_t		 len;
	struct net_stamp st;
	uint8_t		 buf[PKT_MAX / 8];
};

/* One chimectl at a time. */
struct sim_client {
	bool		busy;
	int		slot;
	uint32_t	table;		/* or 0: makestep */
	uint32_t	seq;
	int64_t		since_ns;	/* the world's */
	uint32_t	asked, answered;
	unsigned int	restarts;	/* of children, when it asked */
	bool		fair;		/* all were there to be asked */
	int64_t		every_ns;
};

/* The disk: what a crash leaves. */
struct sim_disk {
	char		text[PAR_STATE_MAX];
	size_t		len;
	char		drift[64];
};

/* An independent account of what was done to wall; sim_check.c's. */
struct sim_watch {
	int64_t		raw_ns, wall_ns;	/* when last looked at */
	uint32_t	leaps;
	int64_t		excused_ns;	/* of steps, to be taken off */
	double		level_s;	/* wall was led away by so much */
	int64_t		level_ns;	/* since then, in the world's time */
	bool		back;		/* it may have gone back */
	int64_t		touched_ns;	/* by somebody else, the world's */
	int64_t		doubt_ns;	/* nothing was heard since; 0 */
	bool		foreign;	/* somebody else moved it: */
	int64_t		foreign_anchor_ns; /* until the page is anew */
	int64_t		adjtime_anchor_ns; /* page under which it worked */
	double		trust_room;	/* how far trust may move, s/s */
	int64_t		trusted_ppb16;
	bool		trusted_known;
	int64_t		charged_ns;	/* the account as last seen */
	int32_t		rights;		/* and the steps left */
	uint32_t	granted;	/* steps by makestep's rights */
	uint32_t	limit;		/* rights there were, renewals added */
	bool		unlimited;
	bool		by_hand;	/* root's one step is due */

	int64_t		checked_ns;	/* errors, in the world's time */
	uint32_t	steps;		/* that the daemon made */
	bool		stepped;	/* in this event */
};

struct sim_host {
	struct sim_world *world;
	unsigned int	 ix;
	char		 name[16];
	struct addr	 addr;

	/* the machine */
	struct sim_osc	 osc;
	struct sim_kernel kernel;
	struct sim_rand	 rand;
	double		 start_offset_s;
	bool		 off;		/* suspended or paused, */
	int64_t		 off_from_ns;	/* from then */
	int64_t		 off_until_ns;	/* until then, in the world's time */
	int64_t		 slept_ns;	/* in suspends, since it was switched on */
	bool		 booted;
	uint32_t	 boot;
	struct sim_disk	 disk;

	/* the daemon */
	bool		 running;
	bool		 noset;
	uint32_t	 starts, ends;
	struct sim_role	 role[ROLES];
	struct sim_life	 life[ROLES];
	struct par_bucket bucket;
	struct sim_pipes pipes;
	char		 line[SIM_LINES][128];
	unsigned int	 nlines;
	struct par_conf	 conf;
	struct par_clock clock;
	struct par	 par;
	struct page_data page;
	struct par_state state;
	struct msg_saved drift;		/* have_freq, freq, skew of the file */
	int64_t		 written_ns;
	int64_t		 woken_ns;	/* of slept_ns, known to the parent */
	unsigned int	 restarts, violations;
	struct net	 *net;
	void		 *log_memory;	/* ntp-net's */
	struct clk	 *clk;
	struct ctl	 *ctl;
	struct dns	 dns;
	struct ctl_ops	 ctl_ops;
	bool		 ctl_listening;
	struct msg_sock	 socks[NET_SOCKS + 1];
	bool		 sock_on[NET_SOCKS + 1];
	bool		 serving;

	/* sockets: of the daemon, so that they outlive ntp-net */
	struct sim_packet *inbox[SIM_INBOX];
	unsigned int	 ninbox;
	bool		 reading;
	bool		 handle_open[SIM_HANDLES];
	int		 handle_of[SIM_HANDLES];
	int		 next_handle;
	uint64_t	 sent;
	struct sim_client client;
	bool		 owned;
	int64_t		 owned_until_ns;
	unsigned int	 owned_kind;	/* 0..2: only that; else anything */
	int		 owned_sign;	/* +1, -1: one way only; 0 */
	int64_t		 owned_ns;	/* each of its slews; 0: any */

	struct sim_watch watch;
	struct sim_claim claim;
	struct sim_calib calib;
};

/* A host of this world, without oscillator or configuration yet. */
struct sim_host *sim_host_new(struct sim_world *, unsigned int ix,
	    const char *name);
void	 sim_host_free(struct sim_host *);

/* Both clocks at the world's present. */
struct tm_now sim_host_now(struct sim_host *);

/* Starts the machine's clocks: once, before the first boot of the daemon. */
void	 sim_host_power(struct sim_host *);

/*
 * Suspend (wall goes on by the RTC, rtc_err_ns off, raw stands still) or
 * pause (both stand still) from now on for so long.
 */
void	 sim_host_sleep(struct sim_host *, int64_t for_ns, bool suspend,
	    int64_t rtc_err_ns);
void	 sim_host_resume(struct sim_host *, bool suspend, int64_t slept_ns,
	    int64_t rtc_err_ns);

/* Raw and wall jump together, as where a machine is migrated. */
void	 sim_host_warp(struct sim_host *, int64_t delta_ns);

/* Somebody's date(1). */
void	 sim_host_jump(struct sim_host *, int64_t delta_ns);

#endif
