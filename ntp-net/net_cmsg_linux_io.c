/* ISC licence, see LICENSE. */
/* Control data of datagrams, as Linux has it: ip(7), ipv6(7), socket(7). */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>

#include "net_cmsg_io.h"
#include "page_io.h"

#define SENT_MAX	8	/* stamps of one packet, ample */

void
net_cmsg_want_stamps(int fd)
{
	int	on = 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

void
net_cmsg_want_sent(int fd)
{
	int	flags = SOF_TIMESTAMPING_TX_SOFTWARE |
		    SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY;

	(void)setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags,
	    sizeof flags);
}

void
net_cmsg_want_dest(int fd, int family)
{
	int	on = 1;

	if (family == AF_INET)
		(void)setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
	else
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on,
		    sizeof on);
}

static void
read_stamp(const struct cmsghdr *c, struct net_stamp *st)
{
	struct timespec	ts;

	memcpy(&ts, CMSG_DATA(c), sizeof ts);
	st->kind = NET_STAMP_KERNEL;
	st->wall_ns = ts.tv_sec * TM_S + ts.tv_nsec;
}

/*
 * The software's stamp, else the card's: that one is only of use where the
 * card's clock is the system's, which nobody asks for yet.
 */
static void
read_stamps(const struct cmsghdr *c, struct net_stamp *st)
{
	struct scm_timestamping	t;
	const struct timespec	*ts = &t.ts[0];

	memcpy(&t, CMSG_DATA(c), sizeof t);
	st->kind = NET_STAMP_KERNEL;
	if (ts->tv_sec == 0 && ts->tv_nsec == 0) {
		ts = &t.ts[2];
		st->kind = NET_STAMP_HARDWARE;
	}
	if (ts->tv_sec == 0 && ts->tv_nsec == 0) {
		st->kind = NET_STAMP_NONE;
		return;
	}
	st->wall_ns = ts->tv_sec * TM_S + ts->tv_nsec;
}

/* What waits in the error queue: stamps, if it says so itself. */
static bool
read_sent(struct msghdr *msg, struct net_stamp *st)
{
	struct sock_extended_err	e;
	struct cmsghdr			*c;
	bool				 is_stamp = false;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SCM_TIMESTAMPING)
			read_stamps(c, st);
		else if ((c->cmsg_level == IPPROTO_IP &&
		    c->cmsg_type == IP_RECVERR) ||
		    (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_RECVERR)) {
			memcpy(&e, CMSG_DATA(c), sizeof e);
			is_stamp = e.ee_origin == SO_EE_ORIGIN_TIMESTAMPING;
		}
	}
	return is_stamp && st->kind != NET_STAMP_NONE;
}

void
net_cmsg_sent(int fd, struct net_stamp *st)
{
	union {
		struct cmsghdr	hdr;
		char		buf[NET_CMSG_ROOM];
	}			 control;
	uint8_t			 data[64];
	struct iovec		 iov = { data, sizeof data };
	struct msghdr		 msg;
	struct net_stamp	 got;
	int			 i;

	for (i = 0; i < SENT_MAX; i++) {
		memset(&msg, 0, sizeof msg);
		memset(&got, 0, sizeof got);
		msg.msg_iov = &iov;
		msg.msg_iovlen = 1;
		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof control;
		if (recvmsg(fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) == -1)
			return;
		got.real = page_now_real();
		/* should a better one follow, POLLERR says so */
		if (read_sent(&msg, &got)) {
			*st = got;
			return;
		}
	}
}

/* ipi_spec_dst is ours; the address in the header may be everybody's. */
static bool
read_dest4(const struct cmsghdr *c, struct addr *to)
{
	struct in_pktinfo	info;

	memcpy(&info, CMSG_DATA(c), sizeof info);
	to->family = 4;
	memcpy(to->ip, &info.ipi_addr, 4);
	return info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr;
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
	bool		 ours = true;

	st->kind = NET_STAMP_NONE;
	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SCM_TIMESTAMPNS)
			read_stamp(c, st);
		else if (c->cmsg_level == IPPROTO_IP &&
		    c->cmsg_type == IP_PKTINFO)
			ours = read_dest4(c, to);
		else if (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_PKTINFO)
			read_dest6(c, to);
	}
	return ours;
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
	struct in_pktinfo	info4 = { 0 };
	struct in6_pktinfo	info6 = { 0 };

	switch (from->family) {
	case 4:
		memcpy(&info4.ipi_spec_dst, from->ip, 4);
		put(msg, control, IPPROTO_IP, IP_PKTINFO, &info4,
		    sizeof info4);
		break;
	case 6:
		memcpy(&info6.ipi6_addr, from->ip, 16);
		info6.ipi6_ifindex = from->scope;
		put(msg, control, IPPROTO_IPV6, IPV6_PKTINFO, &info6,
		    sizeof info6);
		break;
	}
}

#endif
