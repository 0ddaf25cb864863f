/* ISC licence, see LICENSE. */
/* The parent's shell: children, their lives, configuration, the end. */
#ifndef SIM_PARENT_H
#define SIM_PARENT_H

#include "sim_host.h"

/* Reads the configuration's lines; the number of errors, said. */
unsigned int sim_parent_conf(struct sim_host *, struct par_conf *);

/* The daemon starts, ends cleanly (or is killed). */
void	 sim_parent_boot(struct sim_host *);
void	 sim_parent_end(struct sim_host *, bool clean);

/* Boots it again after so long. */
void	 sim_parent_boot_in(struct sim_host *, int64_t in_ns);

/* A child's record, judged; its channel at EOF. */
void	 sim_parent_record(struct sim_host *, struct sim_chan *,
	    struct ipc_msg *, enum ipc_fault);
void	 sim_parent_eof(struct sim_host *, struct sim_chan *);

/* A child dies now, of this; and the parent hears of it. */
void	 sim_parent_kill(struct sim_host *, enum role, enum par_death);
void	 sim_parent_reap(struct sim_host *, enum role);

/* Timers: to start a child again; one that did not get ready. */
void	 sim_parent_start(struct sim_host *, enum role);
void	 sim_parent_hung(struct sim_host *, enum role);

void	 sim_parent_reload(struct sim_host *);

#endif
