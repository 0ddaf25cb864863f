/* ISC licence, see LICENSE. */
/* The sockets that only the parent may bind; children get copies. */
#ifndef PAR_SOCK_IO_H
#define PAR_SOCK_IO_H

#include <sys/types.h>

#include "par_conf.h"
#include "par_inherit_io.h"

struct par_sock {
	struct msg_sock	what;
	int		fd[1 + PAR_WORKERS];	/* by instance; -1: none */
};

struct par_socks {
	struct par_sock	sock[PAR_SOCKS];
	unsigned int	workers;	/* that share each address */
	char		device[PAR_IFNAME];
	struct par_inherit inherit;
	int		ctl_fd;		/* -1: none */
	char		ctl_path[PAR_SOCKPATH];
	bool		refused;	/* one is another program's */
};

/*
 * workers is how many processes beside the first serve on each address.
 * What was inherited is the caller's to take first.
 */
void	 par_socks_init(struct par_socks *, unsigned int workers);

/*
 * Opens what the configuration wants and is not open yet, closes what it
 * no longer wants.  A socket that cannot be had is logged; returns how
 * many could not.
 */
unsigned int par_socks_open(struct par_socks *, const struct par_conf *);

/*
 * A child may have changed what it shared with us: connected a socket, so
 * that it hears one sender only, or made it block.  Undoes that for the
 * next one.
 */
void	 par_socks_restore(struct par_socks *);

/*
 * Who is at the other end of a client's connection to the control socket?
 * Returns false for any other descriptor: our own channels, whose other
 * end would be us, or the listening socket itself.
 */
bool	 par_socks_client(const struct par_socks *, int fd, uid_t *);

/* Closes all and removes the control socket's name. */
void	 par_socks_close(struct par_socks *);

#endif
