/* ISC licence, see LICENSE. */
/* The socket on which the system tells of routes and addresses. */
#ifndef PAR_WATCH_IO_H
#define PAR_WATCH_IO_H

/*
 * Opens it, for ntp-net to read.  Returns it, or -1: then only commands
 * tell of the network.
 */
int	 par_watch_open(void);

#endif
