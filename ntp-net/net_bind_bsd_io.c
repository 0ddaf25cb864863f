/* ISC licence, see LICENSE. */
/* Ports of requests: setsockopt(2).  Interfaces cannot be named. */
#ifndef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>

#include "net_bind_io.h"

int
net_bind_shared(int fd)
{
	int	on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
}

int
net_bind_device(int fd, const char *interface)
{
	(void)fd;
	(void)interface;
	errno = ENOTSUP;
	return -1;
}

int
net_bind_undo(int fd)
{
	(void)fd;
	return -1;
}

#endif
