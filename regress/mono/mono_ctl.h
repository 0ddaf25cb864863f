/* ISC licence, see LICENSE. */
/* The control role, for chimectl: where the file names a socket for it. */
#ifndef MONO_CTL_H
#define MONO_CTL_H

#include "mono_bus.h"
#include "par_conf.h"

/* Whether the file names another control socket than the daemon's own. */
bool	 mono_ctl_wanted(const struct par_conf *);

/* Opens the socket and puts the role on the bus. */
void	 mono_ctl_open(struct mono_bus *, const struct par_conf *);

/* Hands the listening socket to the role, once it has its configuration. */
void	 mono_ctl_greet(struct mono_bus *, uint32_t gen);
void	 mono_ctl_close(void);

#endif
