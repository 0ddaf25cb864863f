/* ISC licence, see LICENSE. */
/*
 * Many datagrams in one call, where the system has that; one file per kind
 * of system.
 */
#ifndef NET_MMSG_IO_H
#define NET_MMSG_IO_H

#include <sys/types.h>
#include <sys/socket.h>

#if !defined(__linux__) && !defined(__FreeBSD__) && !defined(__NetBSD__) && \
    !defined(__OpenBSD__)
#define NET_MMSG_PLAIN
struct mmsghdr {
	struct msghdr	msg_hdr;
	unsigned int	msg_len;
};
#endif

/*
 * Takes up to n datagrams that are there already, without waiting.
 * Returns how many, 0 for none or an error.
 */
unsigned int	 net_mmsg_recv(int fd, struct mmsghdr *, unsigned int n);

/*
 * Sends n datagrams; one that cannot leave (a full queue, an address that
 * went) is lost, as it might be on any router of its way.
 */
void		 net_mmsg_send(int fd, struct mmsghdr *, unsigned int n);

#endif
