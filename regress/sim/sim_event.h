/* ISC licence, see LICENSE. */
/* The event queue: a total order by (time, sequence). */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_kind {
	SIM_EV_WAKE,		/* a role has records to read */
	SIM_EV_TIMER,		/* a role's timer */
	SIM_EV_START,		/* the parent starts a child */
	SIM_EV_HELLO,		/* a child has come to life */
	SIM_EV_HUNG,		/* it should have been READY by now */
	SIM_EV_REAP,		/* the parent learns of a death */
	SIM_EV_BOOT,		/* the daemon is started */
	SIM_EV_ARRIVE,		/* a packet comes to a host's kernel */
	SIM_EV_READ,		/* ntp-net reads its sockets */
	SIM_EV_SERVER,		/* a packet comes to a server */
	SIM_EV_ACTION,		/* something happens to the world */
	SIM_EV_WOKE,		/* the parent sees that wall was set */
	SIM_EV_RESUME,		/* a machine wakes up */
	SIM_EV_CLIENT,		/* somebody runs chimectl */
	SIM_EV_OWNED,		/* a compromised ntp-clock acts */
	SIM_EV_PROBE,		/* the true errors are looked at */
	SIM_EV_KINDS
};

struct sim_event {
	int64_t		t_ns;
	uint64_t	seq;
	uint16_t	kind;
	uint16_t	host;
	uint32_t	what;		/* role, action, ... */
	uint32_t	token;		/* the owner's: tells stale ones */
	void		*ptr;
};

struct sim_events {
	struct sim_event *heap;
	size_t		  n, room;
	uint64_t	  seq;
};

/* Adds an event; exits the process without memory. */
void	 sim_event_add(struct sim_events *, struct sim_event);

/* Takes the first; false when there is none. */
bool	 sim_event_next(struct sim_events *, struct sim_event *);

#endif
