/* ISC licence, see LICENSE. */
/* What administrators tell sources (chronyc(1)).  Pure. */
#ifndef NET_COMMAND_H
#define NET_COMMAND_H

#include "net.h"

/* Handler of CMD: does it, or finds the source meant for the parent. */
void	 net_command(struct net *, const struct ipc_msg *, struct tm_now);

/* Puts a new slot online or offline, as was last commanded for it. */
void	 net_command_onoff(struct net *, struct net_slot *, struct tm_now);

#endif
