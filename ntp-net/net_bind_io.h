/* ISC licence, see LICENSE. */
/* Where a request's socket is bound to; one file per kind of system. */
#ifndef NET_BIND_IO_H
#define NET_BIND_IO_H

/* The port may be other requests' too.  Returns 0, or -1 with errno. */
int	 net_bind_shared(int fd);

/*
 * Packets leave and come by that interface only.  Returns 0, or -1 with
 * errno: ENOTSUP where the system cannot do that without a privilege.
 */
int	 net_bind_device(int fd, const char *interface);

/*
 * Undoes connect(2): nothing is received any more, and the next connect(2)
 * chooses another port.  Returns 0, or -1 where the system keeps the port.
 */
int	 net_bind_undo(int fd);

#endif
