/* ISC licence, see LICENSE. */
/* The parent's children: their lives, and what they say. */
#ifndef SIM_CHILD_H
#define SIM_CHILD_H

#include "sim_host.h"

/* A child's record, judged; its channel at EOF. */
void	 sim_child_record(struct sim_host *, struct sim_chan *,
	    struct ipc_msg *, enum ipc_fault);
void	 sim_child_eof(struct sim_host *, struct sim_chan *);

/* A child dies now, of this; and the parent hears of it. */
void	 sim_child_kill(struct sim_host *, enum role, enum par_death);
void	 sim_child_reap(struct sim_host *, enum role);

/* Timers: to start a child again; one that did not get ready. */
void	 sim_child_start(struct sim_host *, enum role);
void	 sim_child_hung(struct sim_host *, enum role);

/* An event of a life in so long: START, HUNG, REAP (BOOT: the daemon's). */
void	 sim_child_later(struct sim_host *, enum sim_kind, unsigned int role,
	    uint32_t token, int64_t in_ns);

#endif
