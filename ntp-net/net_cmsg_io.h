/* ISC licence, see LICENSE. */
/*
 * What comes and goes beside a datagram: the kernel's stamp, the address
 * it was sent to, the address that an answer leaves from.  One file per
 * kind of system.
 */
#ifndef NET_CMSG_IO_H
#define NET_CMSG_IO_H

#include <sys/types.h>
#include <sys/socket.h>

#include <stdbool.h>

#include "addr.h"
#include "net_stamp.h"

#define NET_CMSG_ROOM	256	/* octets of control data, ample */

/* Asks for receive stamps. */
void	 net_cmsg_want_stamps(int fd);

/* Asks for stamps of what is sent, where the system has such. */
void	 net_cmsg_want_sent(int fd);

/*
 * Takes all that waits beside the socket's packets; *st becomes the best
 * stamp of the last packet sent, and is left alone if there is none.
 */
void	 net_cmsg_sent(int fd, struct net_stamp *st);

/* Asks for the address that datagrams were sent to. */
void	 net_cmsg_want_dest(int fd, int family);

/*
 * Reads the stamp (kind NET_STAMP_NONE without one) and, where the system
 * says it, the address sent to.  Returns false if that was not one of our
 * own addresses alone (broadcast).
 */
bool	 net_cmsg_read(struct msghdr *, struct net_stamp *, struct addr *to);

/*
 * Prepares msg to leave from that address; control is the room for it,
 * aligned for a cmsghdr.  Family 0 leaves it to the system.
 */
void	 net_cmsg_leave_from(struct msghdr *msg, void *control,
	    const struct addr *from);

#endif
