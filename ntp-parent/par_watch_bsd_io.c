/* ISC licence, see LICENSE. */
/* The routing socket of route(4). */
#ifndef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include "par_watch_io.h"

int
par_watch_open(void)
{
	return socket(PF_ROUTE, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

#endif
