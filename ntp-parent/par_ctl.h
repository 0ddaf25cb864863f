/* ISC licence, see LICENSE. */
/* Administrators' commands: who may, who does it, the answer.  Pure. */
#ifndef PAR_CTL_H
#define PAR_CTL_H

#include "par_core.h"

/* Handlers of STAT_REQ, CTL_CMD (from ntp-ctl) and CMD_RESULT. */
void	 par_ctl_stat(struct par *, const struct ipc_msg *, struct tm_now);
void	 par_ctl_cmd(struct par *, const struct ipc_msg *, struct tm_now);
void	 par_ctl_result(struct par *, const struct ipc_msg *, struct tm_now);

/* Re-arms the budget and has ntp-clock step; the daemon's own command. */
void	 par_ctl_makestep(struct par *, struct tm_now);

/* Answers what a dead child will not, and what took too long. */
void	 par_ctl_child_died(struct par *, struct ipc_end);
void	 par_ctl_tick(struct par *, struct tm_now);
int64_t	 par_ctl_deadline(const struct par *);

#endif
