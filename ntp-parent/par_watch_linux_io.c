/* ISC licence, see LICENSE. */
/* The groups of rtnetlink(7) that tell of links, addresses and routes. */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include "par_watch_io.h"

int
par_watch_open(void)
{
	const struct sockaddr_nl	sa = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
		    RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_IFADDR |
		    RTMGRP_IPV6_ROUTE
	};
	int				fd;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    NETLINK_ROUTE);
	if (fd == -1)
		return -1;
	if (bind(fd, (const struct sockaddr *)&sa, sizeof sa) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

#endif
