/* ISC licence, see LICENSE. */
/*
 * Transmit stamps of Linux: the kernel hands a packet that asked for it
 * back through the socket's error queue (its timestamping document).
 */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>

#include "net_keys.h"
#include "net_left_io.h"
#include "page_io.h"

#define UDP_HDR	8
#define LOOPED	512	/* headers of all layers and a reply */

bool
net_left_want(int fd)
{
	int	flags = SOF_TIMESTAMPING_SOFTWARE;

	return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags,
	    sizeof flags) == 0;
}

void
net_left_ask(struct msghdr *msg, void *control, size_t size)
{
	uint32_t	 flags = SOF_TIMESTAMPING_TX_SOFTWARE;
	size_t		 used = msg->msg_control == NULL ? 0 :
			    msg->msg_controllen;
	struct cmsghdr	*c;

	if (used + CMSG_SPACE(sizeof flags) > size)
		return;
	c = (struct cmsghdr *)(void *)((char *)control + used);
	memset(c, 0, CMSG_SPACE(sizeof flags));
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SO_TIMESTAMPING;
	c->cmsg_len = CMSG_LEN(sizeof flags);
	memcpy(CMSG_DATA(c), &flags, sizeof flags);
	msg->msg_control = control;
	msg->msg_controllen = used + CMSG_SPACE(sizeof flags);
}

static uint16_t
get16(const uint8_t *b)
{
	return (uint16_t)(b[0] << 8 | b[1]);
}

/*
 * A packet from its end: the UDP header lies where its length says so and
 * its port is ours.  Returns the payload's offset, 0 if this is none.
 */
static size_t
payload_of(const uint8_t *b, size_t n, uint16_t port)
{
	size_t	len, udp;

	for (len = PKT_HDR; len <= PKT_HDR + NET_MAC; len += 4) {
		if (n < len + UDP_HDR + 20)
			return 0;
		udp = n - len - UDP_HDR;
		if (get16(b + udp) == port &&
		    get16(b + udp + 4) == len + UDP_HDR)
			return udp + UDP_HDR;
	}
	return 0;
}

/* The destination is what comes right before the UDP header. */
static bool
read_packet(const uint8_t *b, size_t n, const struct addr *from,
    struct addr *to, uint8_t buf[PKT_HDR])
{
	size_t	at = payload_of(b, n, from->port);
	size_t	len = from->family == 4 ? 4 : 16;

	if (at < len + UDP_HDR)
		return false;
	memset(to, 0, sizeof *to);
	to->family = from->family;
	to->port = get16(b + at - UDP_HDR + 2);
	memcpy(to->ip, b + at - UDP_HDR - len, len);
	memcpy(buf, b + at, PKT_HDR);
	return true;
}

static void
read_stamp(struct msghdr *msg, struct net_stamp *st)
{
	struct scm_timestamping	 t;
	struct cmsghdr		*c;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SCM_TIMESTAMPING)
			continue;
		memcpy(&t, CMSG_DATA(c), sizeof t);
		if (t.ts[0].tv_sec == 0 && t.ts[0].tv_nsec == 0)
			continue;
		st->kind = NET_STAMP_KERNEL;
		st->wall_ns = t.ts[0].tv_sec * TM_S + t.ts[0].tv_nsec;
	}
}

bool
net_left_take(int fd, const struct addr *from, struct addr *to,
    uint8_t buf[PKT_HDR], struct net_stamp *st)
{
	union {
		struct cmsghdr	hdr;
		char		buf[256];
	}			 control;
	uint8_t			 data[LOOPED];
	struct iovec		 iov = { data, sizeof data };
	struct msghdr		 msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf, .msg_controllen = sizeof control
	};
	ssize_t			 n;

	memset(st, 0, sizeof *st);
	if ((n = recvmsg(fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT)) == -1)
		return false;
	st->real = page_now_real();
	read_stamp(&msg, st);
	if ((msg.msg_flags & MSG_TRUNC) ||
	    !read_packet(data, (size_t)n, from, to, buf))
		st->kind = NET_STAMP_NONE;
	return true;
}

#endif
