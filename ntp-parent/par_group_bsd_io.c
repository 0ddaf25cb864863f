/* ISC licence, see LICENSE. */
/* Systems that cannot share a port out as we need it. */
#ifndef __linux__

#include <errno.h>

#include "par_group_io.h"

int
par_group_join(int fd)
{
	(void)fd;
	errno = EOPNOTSUPP;
	return -1;
}

int
par_group_share(int fd, int family, unsigned int n, bool peers)
{
	(void)fd, (void)family, (void)n, (void)peers;
	errno = EOPNOTSUPP;
	return -1;
}

int
par_group_device(int fd, const char *interface)
{
	(void)fd, (void)interface;
	errno = EOPNOTSUPP;
	return -1;
}

#endif
