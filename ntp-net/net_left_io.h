/* ISC licence, see LICENSE. */
/*
 * When replies really left: the kernel's transmit stamps, asked for one
 * reply at a time, so that only those who use them cost more.  One file
 * per kind of system.
 */
#ifndef NET_LEFT_IO_H
#define NET_LEFT_IO_H

#include <sys/types.h>
#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

#include "addr.h"
#include "net_stamp.h"
#include "pkt.h"

/* Prepares a socket for it.  Returns false where there is no such thing. */
bool	 net_left_want(int fd);

/* Asks for the stamp of this message; control has room for size octets,
 * of which msg uses none or its first. */
void	 net_left_ask(struct msghdr *msg, void *control, size_t size);

/*
 * Takes the next stamp of a reply that was sent from that address, the
 * first PKT_HDR octets of it, and where it went.  Returns false when no
 * more wait; what else waited there is passed over (kind NONE).
 */
bool	 net_left_take(int fd, const struct addr *from, struct addr *to,
	    uint8_t buf[PKT_HDR], struct net_stamp *);

#endif
