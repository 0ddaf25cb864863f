/* ISC licence, see LICENSE. */
/* Systems that do not say when a packet left. */
#ifndef __linux__

#include "net_left_io.h"

bool
net_left_want(int fd)
{
	(void)fd;
	return false;
}

void
net_left_ask(struct msghdr *msg, void *control, size_t size)
{
	(void)msg, (void)control, (void)size;
}

bool
net_left_take(int fd, const struct addr *from, struct addr *to,
    uint8_t buf[PKT_HDR], struct net_stamp *st)
{
	(void)fd, (void)from, (void)to, (void)buf, (void)st;
	return false;
}

#endif
