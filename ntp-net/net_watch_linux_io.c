/* ISC licence, see LICENSE. */
/* Messages of rtnetlink(7). */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "net_watch_io.h"

#define READS	64		/* in one wake-up */

static bool
has_news(const void *buf, size_t len)
{
	const struct nlmsghdr	*h = buf;

	for (; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len))
		if (h->nlmsg_type == RTM_NEWROUTE ||
		    h->nlmsg_type == RTM_NEWADDR)
			return true;
	return false;
}

bool
net_watch_news(int fd)
{
	_Alignas(struct nlmsghdr) char	buf[8192];
	ssize_t				n;
	bool				news = false;
	int				i;

	for (i = 0; i < READS; i++) {
		n = recv(fd, buf, sizeof buf, MSG_DONTWAIT);
		/* more came than fitted: it may have been anything */
		if (n == -1 && errno == ENOBUFS)
			news = true;
		else if (n <= 0)
			break;
		else
			news |= has_news(buf, (size_t)n);
	}
	return news;
}

#endif
