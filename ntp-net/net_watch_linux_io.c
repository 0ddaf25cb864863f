/* ISC licence, see LICENSE. */
/* Messages of rtnetlink(7). */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "net_watch_io.h"

#define READS	64		/* in one wake-up */

/*
 * A cable that is plugged in again brings neither address nor route where
 * they were kept.  Links report for many reasons: only one that was not
 * known to run is news when it does.
 */
static bool
is_link_back(struct net_watch *w, const struct nlmsghdr *h)
{
	const struct ifinfomsg	*ifi = NLMSG_DATA(h);
	unsigned int		 at;
	uint8_t			 bit;
	bool			 was_up;

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof *ifi))
		return false;
	at = (unsigned int)ifi->ifi_index % (8 * sizeof w->up);
	bit = (uint8_t)(1 << at % 8);
	was_up = w->up[at / 8] & bit;
	if (ifi->ifi_flags & IFF_RUNNING)
		w->up[at / 8] |= bit;
	else
		w->up[at / 8] &= (uint8_t)~bit;
	return !was_up && (ifi->ifi_flags & IFF_RUNNING);
}

static bool
has_news(struct net_watch *w, const void *buf, size_t len)
{
	const struct nlmsghdr	*h = buf;
	bool			 news = false;

	for (; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len))
		if (h->nlmsg_type == RTM_NEWROUTE ||
		    h->nlmsg_type == RTM_NEWADDR)
			news = true;
		else if (h->nlmsg_type == RTM_NEWLINK)
			news |= is_link_back(w, h);
	return news;
}

bool
net_watch_news(struct net_watch *w, int fd)
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
			news |= has_news(w, buf, (size_t)n);
	}
	return news;
}

#endif
