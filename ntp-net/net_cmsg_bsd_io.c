/* ISC licence, see LICENSE. */
/* Control data of datagrams, as the BSDs have it: ip(4), ip6(4). */
#ifndef __linux__

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <netinet/in.h>
#include <string.h>

#include "net_cmsg_io.h"

void
net_cmsg_want_stamps(int fd)
{
	int	on = 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on);
}

/* None here stamps what it sends. */
void
net_cmsg_want_sent(int fd)
{
	(void)fd;
}

void
net_cmsg_sent(int fd, struct net_stamp *st)
{
	(void)fd;
	(void)st;
}

void
net_cmsg_want_dest(int fd, int family)
{
	int	on = 1;

	if (family == AF_INET)
		(void)setsockopt(fd, IPPROTO_IP, IP_RECVDSTADDR, &on,
		    sizeof on);
	else
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on,
		    sizeof on);
}

static void
read_stamp(const struct cmsghdr *c, struct net_stamp *st)
{
	struct timeval	tv;

	memcpy(&tv, CMSG_DATA(c), sizeof tv);
	st->kind = NET_STAMP_KERNEL;
	st->wall_ns = tv.tv_sec * TM_S + tv.tv_usec * TM_US;
}

static void
read_dest6(const struct cmsghdr *c, struct addr *to)
{
	struct in6_pktinfo	info;

	memcpy(&info, CMSG_DATA(c), sizeof info);
	to->family = 6;
	memcpy(to->ip, &info.ipi6_addr, 16);
	to->scope = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) ?
	    info.ipi6_ifindex : 0;
}

bool
net_cmsg_read(struct msghdr *msg, struct net_stamp *st, struct addr *to)
{
	struct cmsghdr	*c;

	st->kind = NET_STAMP_NONE;
	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SCM_TIMESTAMP)
			read_stamp(c, st);
		else if (c->cmsg_level == IPPROTO_IP &&
		    c->cmsg_type == IP_RECVDSTADDR) {
			to->family = 4;
			memcpy(to->ip, CMSG_DATA(c), 4);
		} else if (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_PKTINFO)
			read_dest6(c, to);
	}
	return (msg->msg_flags & (MSG_BCAST | MSG_MCAST)) == 0;
}

static void
put(struct msghdr *msg, void *control, int level, int type, const void *info,
    size_t len)
{
	struct cmsghdr	*c;

	memset(control, 0, CMSG_SPACE(len));
	msg->msg_control = control;
	msg->msg_controllen = CMSG_SPACE(len);
	c = CMSG_FIRSTHDR(msg);
	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(len);
	memcpy(CMSG_DATA(c), info, len);
}

void
net_cmsg_leave_from(struct msghdr *msg, void *control,
    const struct addr *from)
{
	struct in6_pktinfo	info6 = { 0 };

	switch (from->family) {
#ifdef IP_SENDSRCADDR
	case 4:
		put(msg, control, IPPROTO_IP, IP_SENDSRCADDR, from->ip, 4);
		break;
#endif
	case 6:
		memcpy(&info6.ipi6_addr, from->ip, 16);
		info6.ipi6_ifindex = from->scope;
		put(msg, control, IPPROTO_IPV6, IPV6_PKTINFO, &info6,
		    sizeof info6);
		break;
	}
}

#endif
