/* ISC licence, see LICENSE. */
/* Administrators' commands: who may, and who does it.  Pure. */
#ifndef PAR_CTL_H
#define PAR_CTL_H

#include "par_core.h"

/* Handler of CTL_CMD (from ntp-ctl). */
void	 par_ctl_cmd(struct par *, const struct ipc_msg *, struct tm_now);

/* Re-arms the budget and has ntp-clock step; the daemon's own command. */
void	 par_ctl_makestep(struct par *, struct tm_now);

#endif
