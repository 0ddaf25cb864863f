/* ISC licence, see LICENSE. */
/*
 * What must hold after every event.  The account of the bounded clock is
 * kept a second time here, from what wall really did.
 */
#ifndef SIM_CHECK_H
#define SIM_CHECK_H

#include "sim_host.h"

void	 sim_check_start(struct sim_host *);	/* the machine */
void	 sim_check_booted(struct sim_host *);	/* the daemon */

/* The daemon stepped wall; somebody else did (or a suspend). */
void	 sim_check_stepped(struct sim_host *, int64_t delta_ns);
void	 sim_check_excused(struct sim_host *, int64_t delta_ns);

/*
 * Rights to step are renewed by a clean stop; root's makestep gives one, and
 * so does a suspend.
 */
void	 sim_check_renewed(struct sim_host *);
void	 sim_check_by_hand(struct sim_host *);
void	 sim_check_slept(struct sim_host *);

/* Around every event of a host; after every publication of the page. */
void	 sim_check_before(struct sim_host *);
void	 sim_check_after(struct sim_host *);
void	 sim_check_page(struct sim_host *);

/* ntp-clock wants something of ntp-net; it is given a sample. */
void	 sim_check_control(struct sim_host *, const struct msg_source_ctl *);
void	 sim_check_sample(struct sim_host *);

/* Who is in doubt says so. */
void	 sim_check_doubt(struct sim_host *);

/* The parent has granted a request to the clock. */
void	 sim_check_granted(struct sim_host *, const struct ipc_msg *);

/* A queue is full; a rule was broken by a process nobody has owned. */
void	 sim_check_overflow(struct sim_role *, unsigned int to);
void	 sim_check_violation(struct sim_role *seen_by, unsigned int by,
	    uint16_t type, enum ipc_fault);

/* Errors over time, where no event happens; the world's end. */
void	 sim_check_probe(struct sim_world *);
void	 sim_check_end(struct sim_world *);

/* UTC less wall, and the same for f, in ns. */
int64_t	 sim_check_wall_error(struct sim_host *);
int64_t	 sim_check_f_error(struct sim_host *);

#endif
