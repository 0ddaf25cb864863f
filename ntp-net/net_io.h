/* ISC licence, see LICENSE. */
/* The sockets of ntp-net: its own for requests, the parent's for service. */
#ifndef NET_IO_H
#define NET_IO_H

#include "net.h"
#include "net_serve_io.h"
#include "net_watch_io.h"
#include "role_io.h"

/*
 * A socket costs more than an exchange on it.  So one that is bound to nothing
 * is kept for the next request, which leaves from another port all the same.
 */
struct net_kept {
	int			 fd;		/* -1: none yet */
	bool			 busy;
};

struct net_io {
	struct role_shell	*shell;
	struct net		*net;
	struct net_ops		 ops;		/* for net_init */
	int			 keeper;	/* keeps kernel stamps on */
	int			 watch;		/* tells of the network; -1 */
	struct net_watch	 news;		/* what it told */
	uint16_t		 port_refused;	/* acquisitionport, as logged */
	struct net_kept		 kept[2];	/* of IPv4, of IPv6 */
	struct net_serve	 serve;
};

/* Fills in io->ops with what works on sockets, for a core not begun yet. */
void	 net_io_init(struct net_io *, struct role_shell *, struct net *);

/*
 * The precision of the machine's wall clock (RFC 5905 section 7.3), log2
 * of seconds: the shortest step between readings, rounded up.
 */
int8_t	 net_io_precision(void);

#endif
