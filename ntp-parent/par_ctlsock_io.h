/* ISC licence, see LICENSE. */
/* The control socket, where chimectl asks. */
#ifndef PAR_CTLSOCK_IO_H
#define PAR_CTLSOCK_IO_H

/*
 * Listens at path, whose directory is made if it is missing; what a dead
 * daemon left there is replaced.  Returns a descriptor, or -1 with errno:
 * EADDRINUSE if somebody listens there, EEXIST if it is no socket.
 */
int	 par_ctlsock(const char *path);

#endif
