/* ISC licence, see LICENSE. */
/*
 * A world: hosts, servers, the paths between them, and what happens to
 * them.  Nothing in it reads a clock or depends on an address in memory.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdio.h>

#include "sim_action.h"
#include "sim_event.h"
#include "sim_expect.h"
#include "sim_host.h"
#include "sim_link.h"
#include "sim_server.h"

#define SIM_HOSTS	8
#define SIM_SERVERS	16
#define SIM_NAMES	8
#define SIM_ACTIONS	64
#define SIM_EXPECTS	32
#define SIM_TARGETS	(SIM_HOSTS + SIM_SERVERS)

struct sim_name {
	char		name[64];
	struct addr	addr[DNS_ADDRS];
	size_t		n;
	int64_t		fail_ns;	/* until then it cannot be looked up */
};

/* What a resuming machine must remember. */
struct sim_note {
	int64_t		slept_ns;
	int64_t		rtc_err_ns;
};

struct sim_world {
	uint64_t	 seed;
	char		 title[128];
	int64_t		 t_ns;		/* since its beginning */
	int64_t		 end_ns;
	int64_t		 epoch_ns;	/* UTC then, since 1970 */
	int64_t		 release_s;	/* SOURCE_DATE_EPOCH */
	int64_t		 uptime_ns;	/* raw at the start less 1; 0: 5 s */
	int64_t		 leap_ns;	/* the world's time; 0: none */
	int		 leap;		/* its sign */
	bool		 strict;	/* most sources are honest */
	uint8_t		 rounds;	/* of samples after which it knows */

	struct sim_rand	 rand;
	struct sim_events events;
	struct sim_host	*host[SIM_HOSTS];
	unsigned int	 nhosts;
	struct sim_server server[SIM_SERVERS];
	unsigned int	 nservers;
	struct sim_path	 path[SIM_HOSTS][SIM_TARGETS][2];
	struct sim_name	 name[SIM_NAMES];
	unsigned int	 nnames;
	struct sim_action action[SIM_ACTIONS];
	unsigned int	 nactions;
	struct sim_expect expect[SIM_EXPECTS];
	unsigned int	 nexpects;
	int64_t		 probe_ns;	/* interval of SIM_EV_PROBE; 0 */

	struct ipc_msg	 msg;		/* the one being handled */
	FILE		*trace;		/* NULL: none */
	bool		calib;		/* judge the uncertainties, too */
	FILE		*record;	/* of this host's ntp-clock: */
	unsigned int	 recorded;
	uint64_t	 hash;		/* of all that was said and done */
	uint64_t	 nevents, nchecks, nfaults;
	double		 synced_s;	/* of all hosts, at the end: */
	double		 wrong_s;	/* of it with more error than claimed */
	double		 excused_s;	/* so, but nobody could know */
	bool		 failed;
	char		 why[320];
};

/* A world without anything in it. */
struct sim_world *sim_world_new(uint64_t seed);
void	 sim_world_free(struct sim_world *);

/*
 * Lets it run to its end, or until an invariant is broken.  Returns true
 * if none was and all expectations were met; else w->why.
 */
bool	 sim_world_run(struct sim_world *);

/* UTC at an instant of the world; the LI that is told now. */
int64_t	 sim_world_utc(const struct sim_world *, int64_t t_ns);
uint8_t	 sim_world_leap(const struct sim_world *);

/* The world's time of a UTC instant. */
int64_t	 sim_world_at_utc(const struct sim_world *, int64_t utc_ns);

/* An honest server more; the address of a row of the paths. */
struct sim_server *sim_world_add_server(struct sim_world *);
const struct addr *sim_world_addr(const struct sim_world *, int row);

const struct sim_name *sim_world_name(const struct sim_world *,
	    const char *);

/* Something that is to be freed with its event. */
void	*sim_world_note(struct sim_world *, int64_t slept_ns,
	    int64_t rtc_err_ns);

/* Writes to the trace; enters a record into the hash. */
void	 sim_world_log(struct sim_host *, const char *who, int priority,
	    const char *text);
void	 sim_world_trace(struct sim_host *, unsigned int role,
	    const struct ipc_msg *);

/* An invariant does not hold: the first one is the world's end. */
void	 sim_world_fail(struct sim_world *, const struct sim_host *,
	    const char *fmt, ...)
	    __attribute__((__format__(__printf__, 3, 4)));

#endif
