/* ISC licence, see LICENSE. */
/* The sockets on which we serve: requests taken and answered in batches. */
#ifndef NET_SERVE_IO_H
#define NET_SERVE_IO_H

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <netinet/in.h>

#include "net.h"
#include "net_mmsg_io.h"
#include "role_io.h"

#define NET_BATCH	64	/* requests taken in one call */
/*
 * Replies that leave in one call: how long each takes (some 2 us) is known
 * well enough for that many, and more would save next to nothing.  With 16
 * one transmit timestamp of a hundred was wrong by 15 to 18 us, with 8 by 7
 * to 13.
 */
#define NET_LEAVE	8
#define NET_ASK_MAX	1280	/* octets of a request; longer is dropped */
#define NET_SERVE_CMSG	160	/* of control data: a stamp, an address */

union net_serve_name {
	struct sockaddr		sa;
	struct sockaddr_in	v4;
	struct sockaddr_in6	v6;
};

union net_serve_control {
	struct cmsghdr		hdr;
	char			buf[NET_SERVE_CMSG];
};

/* What recvmmsg fills, and what it must be told anew for each call. */
struct net_serve_in {
	struct mmsghdr		msg[NET_BATCH];
	struct iovec		iov[NET_BATCH];
	union net_serve_name	name[NET_BATCH];
	union net_serve_control	control[NET_BATCH];
	uint8_t			buf[NET_BATCH][NET_ASK_MAX + 64];
};

struct net_serve_out {
	unsigned int		n;
	struct mmsghdr		msg[NET_LEAVE];
	struct iovec		iov[NET_LEAVE];
	union net_serve_control	control[NET_LEAVE];
	struct net_answer	answer[NET_LEAVE];
};

struct net_serve_sock {
	int			fd;		/* -1: none */
	bool			wildcard;	/* any of our addresses */
	bool			asked_left;	/* for transmit stamps */
	bool			stamps_left;	/* and there are some */
	struct addr		local;
};

struct net_serve {
	struct role_shell	*shell;
	struct net		*net;
	void			*log;		/* the client log's memory */
	size_t			 log_len;
	struct net_serve_sock	 socks[NET_SOCKS + 1];
	struct net_view		 view;
	struct net_serve_in	 in;
	struct net_serve_out	 out;
};

/* Zeroed memory: no socket yet. */
void	 net_serve_io_init(struct net_serve *, struct role_shell *,
	    struct net *);

/* net_ops.sock_add, sock_del and log_memory */
void	 net_serve_io_add(struct net_serve *, unsigned int ix, int fd);
void	 net_serve_io_del(struct net_serve *, unsigned int ix);
void	*net_serve_io_log(struct net_serve *, size_t len);

/*
 * The DSCP (RFC 2474) of all that leaves fd, a socket of that address's
 * family.
 */
void	 net_serve_io_dscp(int fd, const struct addr *, unsigned int dscp);

#endif
