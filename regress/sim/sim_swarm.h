/* ISC licence, see LICENSE. */
/* Random worlds. */
#ifndef SIM_SWARM_H
#define SIM_SWARM_H

#include "sim_world.h"

/* Fills a fresh world from its seed: at least 3 hosts and 5 faults. */
void	 sim_swarm_make(struct sim_world *);

#endif
