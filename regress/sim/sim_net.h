/* ISC licence, see LICENSE. */
/* Sockets of ntp-net and the names that ntp-dns looks up. */
#ifndef SIM_NET_H
#define SIM_NET_H

#include "sim_host.h"

void	 sim_net_birth(struct sim_host *);
void	 sim_net_death(struct sim_host *);
void	 sim_net_dns_birth(struct sim_host *);

/* Whose address that is: a row of the world's paths, or -1. */
int	 sim_net_target(const struct sim_world *, const struct addr *);

/* A packet reaches the host's kernel (it is the callee's now). */
void	 sim_net_arrive(struct sim_host *, struct sim_packet *);

/* A packet reaches a server, which may answer. */
void	 sim_net_server(struct sim_world *, unsigned int server,
	    struct sim_packet *);

/* ntp-net reads what has come. */
void	 sim_net_read(struct sim_host *);

#endif
