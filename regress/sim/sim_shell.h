/* ISC licence, see LICENSE. */
/* The shell of a process, as in role_io.c, without a process. */
#ifndef SIM_SHELL_H
#define SIM_SHELL_H

#include "sim_chan.h"
#include "sim_host.h"

/* A child's life: its core is reset, HELLO; then wake-ups and timer. */
void	 sim_shell_birth(struct sim_role *);
void	 sim_shell_hello(struct sim_role *);
void	 sim_shell_read(struct sim_role *);
void	 sim_shell_timer(struct sim_role *);

/* After every event of a role: its timer may have to be set anew. */
void	 sim_shell_idle(struct sim_role *);

/* The raw clock jumped: so did timers. */
void	 sim_shell_retime(struct sim_role *);

/* It is gone: its ends close, whoever reads there is woken. */
void	 sim_shell_death(struct sim_role *);

#endif
