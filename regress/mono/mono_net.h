/* ISC licence, see LICENSE. */
/*
 * The sockets of ntp-net with no more than simulators of networks know:
 * one datagram per wake-up, flags by fcntl(2), stamps by SO_TIMESTAMPING.
 */
#ifndef MONO_NET_H
#define MONO_NET_H

#include "mono_bus.h"
#include "net.h"

struct mono_net {
	struct mono_bus	*bus;
	struct net	*core;
	struct net_ops	 ops;			/* for net_init */
	int		 socks[NET_SOCKS + 1];	/* -1: none */
	struct addr	 locals[NET_SOCKS + 1];
	void		*log;			/* of clients */
};

void	 mono_net_init(struct mono_net *, struct mono_bus *, struct net *);

/* A bound socket for clients; -1 with errno. */
int	 mono_net_listen(const struct addr *local);

#endif
