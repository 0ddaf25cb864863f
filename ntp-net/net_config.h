/* ISC licence, see LICENSE. */
/*
 * A configuration: staged from CFG_BEGIN, in force at CFG_END.  Sources
 * whose line is the same keep their state.
 */
#ifndef NET_CONFIG_H
#define NET_CONFIG_H

#include "net.h"

void	 net_config_begin(struct net *);
void	 net_config_source(struct net *, const struct msg_cfg_source *);
void	 net_config_access(struct net *, const struct msg_cfg_access *);
void	 net_config_access_name(struct net *,
	    const struct msg_cfg_access_name *);
void	 net_config_key(struct net *, const struct msg_cfg_key *);
void	 net_config_net(struct net *, const struct msg_cfg_net *);

/* A server socket; the one with the same address is replaced. */
void	 net_config_sock(struct net *, const struct msg_sock *, int fd);

void	 net_config_end(struct net *, struct tm_now);

#endif
