/* ISC licence, see LICENSE. */
/* The control socket, where chimectl asks. */
#ifndef PAR_CTLSOCK_IO_H
#define PAR_CTLSOCK_IO_H

#include <stdbool.h>

#include "ipc.h"

/*
 * Listens at path, whose directory is made if it is missing; what a dead
 * daemon left there is replaced, and the children of one that was just killed
 * are given a second to end.  Returns a descriptor, or -1 with errno:
 * EADDRINUSE if somebody listens there, EEXIST if it is no socket.
 */
int	 par_ctlsock(const char *path);

/*
 * Has the client at the other end of this connection said this, and nothing
 * before it?  Takes its record out of the socket, whatever it is.
 */
bool	 par_ctlsock_asked(int fd, const struct msg_cmd *);

#endif
