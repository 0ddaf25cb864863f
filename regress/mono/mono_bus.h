/* ISC licence, see LICENSE. */
/*
 * All roles in one process: their records in memory, judged as if they
 * came from outside, and their timers on one loop.
 */
#ifndef MONO_BUS_H
#define MONO_BUS_H

#include <sys/queue.h>

#include "ipc.h"
#include "loop.h"
#include "page.h"
#include "role_io.h"

#define MONO_QUEUE	4096	/* records under way; a lost one is an error */

struct mono_record;
struct mono_bus;

/* A role: what takes its messages and ticks, and what its core may do. */
struct mono_role {
	struct mono_bus		*bus;
	const struct role_def	*def;		/* NULL: not in this process */
	struct ipc_end		 self;
	enum ipc_state		 state;		/* of the child */
	struct loop_timer	 timer;
	int64_t			 deadline_ns;	/* raw, that it is set for */
	struct core_ops		 ops;
};

struct mono_bus {
	struct loop		*loop;
	struct page		 page;
	unsigned int		 queued;
	loop_timer_fn		*before;	/* each wait */
	STAILQ_HEAD(, mono_record) records;	/* in the order of sending */
	struct mono_role	 role[ROLES];
};

/* Starts a loop; every role has its ops, none has a def. */
void	 mono_bus_init(struct mono_bus *);

/* Puts a role's core on the bus; def outlives the bus. */
void	 mono_bus_add(struct mono_bus *, const struct role_def *);

/*
 * Says of each pair that the daemon connects that there is a channel now.
 * The channel is the bus: the descriptor in the record is of no use.
 */
void	 mono_bus_wire(struct mono_bus *);

/* Both clocks now, through the page. */
struct tm_now	 mono_bus_now(const struct mono_bus *);

/*
 * Runs until loop_stop; records are delivered after every wake-up, then
 * before (with the bus) is called, then the next wait begins.  Returns
 * what loop_stop was given.
 */
int	 mono_bus_run(struct mono_bus *, loop_timer_fn *before);

#endif
