/* ISC licence, see LICENSE. */
/* Messages of route(4). */
#ifndef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <net/if.h>
#include <net/route.h>
#include <string.h>

#include "net_watch_io.h"

#define READS	64		/* in one wake-up */

/* The start that all messages of a routing socket share. */
struct start {
	unsigned short	len;
	unsigned char	version;
	unsigned char	type;
};

bool
net_watch_news(struct net_watch *w, int fd)
{
	struct start	start;
	char		buf[2048];
	ssize_t		n;
	bool		news = false;
	int		i;

	(void)w;
	for (i = 0; i < READS; i++) {
		n = recv(fd, buf, sizeof buf, MSG_DONTWAIT);
		if (n < (ssize_t)sizeof start)
			break;
		memcpy(&start, buf, sizeof start);
		news |= start.type == RTM_ADD || start.type == RTM_NEWADDR ||
		    start.type == RTM_IFINFO;
	}
	return news;
}

#endif
