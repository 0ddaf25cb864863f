/* ISC licence, see LICENSE. */
/* People who run chimectl, and the sockets of ntp-ctl. */
#ifndef SIM_CTL_H
#define SIM_CTL_H

#include "sim_host.h"

void	 sim_ctl_birth(struct sim_host *);
void	 sim_ctl_death(struct sim_host *);

/* Asks for a table or (0) gives a command, as root; false: nobody listens. */
bool	 sim_ctl_ask(struct sim_host *, uint32_t table, uint32_t cmd);

/* The host's regular client: asks for this and that. */
void	 sim_ctl_regular(struct sim_host *);

#endif
