/* ISC licence, see LICENSE. */
/* Many datagrams in one call: recvmmsg(2), sendmmsg(2). */
#include <stddef.h>

#include "net_mmsg_io.h"

#ifndef NET_MMSG_PLAIN

unsigned int
net_mmsg_recv(int fd, struct mmsghdr *m, unsigned int n)
{
	int	got = (int)recvmmsg(fd, m, n, MSG_DONTWAIT, NULL);

	return got > 0 ? (unsigned int)got : 0;
}

void
net_mmsg_send(int fd, struct mmsghdr *m, unsigned int n)
{
	int	sent;

	while (n > 0) {
		/* an error is of the first one: the others still have hope */
		sent = (int)sendmmsg(fd, m, n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 1)
			sent = 1;
		m += sent;
		n -= (unsigned int)sent;
	}
}

#endif
