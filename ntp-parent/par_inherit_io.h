/* ISC licence, see LICENSE. */
/* Sockets that the service manager bound for us: sd_listen_fds(3). */
#ifndef PAR_INHERIT_IO_H
#define PAR_INHERIT_IO_H

#include "addr.h"

#define PAR_INHERIT	16

struct par_inherit {
	unsigned int	n;
	unsigned int	strange;	/* no UDP sockets, or too many */
	struct {
		int		fd;
		struct addr	local;
	}		sock[PAR_INHERIT];
};

/*
 * Takes LISTEN_FDS of the environment, if it is meant for this process;
 * UDP sockets are kept, others closed (and counted).  Before anything is opened.
 */
void	 par_inherit_take(struct par_inherit *);

/* The one that is bound to that address and port, and is the caller's from
 * now on; -1 if there is none. */
int	 par_inherit_claim(struct par_inherit *, const struct addr *);

/* Closes and reports those that no line of the configuration wants. */
void	 par_inherit_end(struct par_inherit *);

#endif
