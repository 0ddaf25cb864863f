/* ISC licence, see LICENSE. */
/* The sockets that only the parent may bind; children get copies. */
#ifndef PAR_SOCK_IO_H
#define PAR_SOCK_IO_H

#include "par_conf.h"

struct par_sock {
	struct msg_sock	what;
	int		fd;		/* -1: free */
};

struct par_socks {
	struct par_sock	sock[PAR_SOCKS];
	int		ctl_fd;		/* -1: none */
	char		ctl_path[PAR_SOCKPATH];
	bool		refused;	/* an NTP socket could not be had */
};

void	 par_socks_init(struct par_socks *);

/*
 * Opens what the configuration wants and is not open yet, closes what it
 * no longer wants.  A socket that cannot be had is logged; returns how
 * many could not.
 */
unsigned int par_socks_open(struct par_socks *, const struct par_conf *);

/* Closes all and removes the control socket's name. */
void	 par_socks_close(struct par_socks *);

#endif
