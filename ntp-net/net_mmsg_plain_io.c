/* ISC licence, see LICENSE. */
/* Datagram by datagram, where the system knows no other way. */
#include "net_mmsg_io.h"

#ifdef NET_MMSG_PLAIN

unsigned int
net_mmsg_recv(int fd, struct mmsghdr *m, unsigned int n)
{
	unsigned int	i;
	ssize_t		len;

	for (i = 0; i < n; i++) {
		len = recvmsg(fd, &m[i].msg_hdr, MSG_DONTWAIT);
		if (len == -1)
			break;
		m[i].msg_len = (unsigned int)len;
	}
	return i;
}

void
net_mmsg_send(int fd, struct mmsghdr *m, unsigned int n)
{
	unsigned int	i;

	for (i = 0; i < n; i++)
		(void)sendmsg(fd, &m[i].msg_hdr, MSG_DONTWAIT | MSG_NOSIGNAL);
}

#endif
