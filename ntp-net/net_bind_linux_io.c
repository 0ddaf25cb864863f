/* ISC licence, see LICENSE. */
/* Ports and interfaces of requests: socket(7). */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <string.h>

#include "net_bind_io.h"

/* Unlike SO_REUSEADDR it keeps other users' sockets out. */
int
net_bind_shared(int fd)
{
	int	on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
}

/* Everybody may since Linux 5.7, as long as the socket has none yet. */
int
net_bind_device(int fd, const char *interface)
{
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
	    (socklen_t)strlen(interface) + 1);
}

/* The kernel lets go of a port that it chose itself. */
int
net_bind_undo(int fd)
{
	struct sockaddr	nobody = { .sa_family = AF_UNSPEC };

	return connect(fd, &nobody, sizeof nobody);
}

#endif
