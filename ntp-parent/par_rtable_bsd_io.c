/* ISC licence, see LICENSE. */
/* Routing tables of the BSDs: getsockopt(2). */
#ifndef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>

#include "par_rtable_io.h"

#if defined(SO_RTABLE)
#define TABLE	SO_RTABLE
#elif defined(SO_SETFIB)
#define TABLE	SO_SETFIB
#endif

int
par_rtable_join(int fd, unsigned int table)
{
#ifdef TABLE
	int	n = (int)table;

	return setsockopt(fd, SOL_SOCKET, TABLE, &n, sizeof n);
#else
	(void)fd, (void)table;
	errno = EOPNOTSUPP;
	return -1;
#endif
}

#endif
