/* ISC licence, see LICENSE. */
/* What the parent keeps on disk, as in par_keep_io.c. */
#ifndef SIM_KEEP_H
#define SIM_KEEP_H

#include "sim_host.h"

void	 sim_keep_load(struct sim_host *);
void	 sim_keep_resume(struct sim_host *);
void	 sim_keep_saved(struct sim_host *, const struct msg_saved *,
	    bool synced);
void	 sim_keep_write(struct sim_host *, bool clean);

#endif
