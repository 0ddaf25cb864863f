/* ISC licence, see LICENSE. */
/*
 * The network's coming, as the system tells it on a routing socket (opened
 * by the parent).  One file per kind of system.
 */
#ifndef NET_WATCH_IO_H
#define NET_WATCH_IO_H

#include <stdbool.h>

/*
 * Takes all messages that wait.  Returns whether one of them tells of an
 * address or a route that has come.
 */
bool	 net_watch_news(int fd);

#endif
