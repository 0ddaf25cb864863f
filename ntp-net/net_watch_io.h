/* ISC licence, see LICENSE. */
/*
 * The network's coming, as the system tells it on a routing socket (opened
 * by the parent).  One file per kind of system.
 */
#ifndef NET_WATCH_IO_H
#define NET_WATCH_IO_H

#include <stdbool.h>
#include <stdint.h>

/* What is remembered between messages; starts zeroed. */
struct net_watch {
	uint8_t	up[32];		/* bits of links, by index modulo 256 */
};

/*
 * Takes all messages that wait.  Returns whether one of them tells of an
 * address, a route or a link that has come.
 */
bool	 net_watch_news(struct net_watch *, int fd);

#endif
