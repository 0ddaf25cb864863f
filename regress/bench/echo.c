/* ISC licence, see LICENSE. */
/*
 * The least that a server of time must do, as a yardstick: takes requests
 * in batches with the kernel's receive stamps and sends them back, marked
 * as replies, in batches.
 * usage: echo ADDRESS PORT
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ntp_wire.h"

#define BATCH	64

static struct mmsghdr		msgs[BATCH];
static struct iovec		iovs[BATCH];
static struct sockaddr_in	names[BATCH];
static uint8_t			bufs[BATCH][WIRE_LEN + 80];
static union {
	struct cmsghdr	hdr;
	char		buf[CMSG_SPACE(sizeof(struct timespec))];
}				controls[BATCH];

static int
listen_on(const char *host, const char *port)
{
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	int			fd, on = 1, room = 1 << 20;

	sin.sin_port = htons((uint16_t)atoi(port));
	if (inet_pton(AF_INET, host, &sin.sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", host);
	if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1 ||
	    bind(fd, (struct sockaddr *)&sin, sizeof sin) == -1)
		err(2, "%s %s", host, port);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == -1)
		err(2, "SO_TIMESTAMPNS");
	return fd;
}

static uint64_t
ntp(const struct timespec *ts)
{
	return ((uint64_t)ts->tv_sec + UINT64_C(2208988800)) << 32 |
	    ((uint64_t)ts->tv_nsec << 32) / 1000000000;
}

/* Receive and transmit stamps, and the client's own back to it. */
static void
turn(struct mmsghdr *m, uint64_t t3)
{
	uint8_t		*buf = m->msg_hdr.msg_iov->iov_base;
	struct cmsghdr	*c = CMSG_FIRSTHDR(&m->msg_hdr);
	struct timespec	 ts;

	if (c == NULL || c->cmsg_type != SCM_TIMESTAMPNS)
		errx(1, "a packet without stamp");
	memcpy(&ts, CMSG_DATA(c), sizeof ts);
	memcpy(buf + 24, buf + 40, 8);
	buf[0] = (uint8_t)((buf[0] & ~7) | 4);
	buf[1] = 1;
	wire_put_u64(buf + 32, ntp(&ts));
	wire_put_u64(buf + 40, t3);
	m->msg_hdr.msg_iov->iov_len = m->msg_len;
	m->msg_hdr.msg_controllen = 0;
}

static void
renew(int n)
{
	int	i;

	for (i = 0; i < n; i++) {
		iovs[i].iov_len = sizeof bufs[i];
		msgs[i].msg_hdr.msg_controllen = sizeof controls[i];
		msgs[i].msg_hdr.msg_namelen = sizeof names[i];
	}
}

int
main(int argc, char **argv)
{
	struct timespec	ts;
	int		fd, i, n, sent;

	if (argc != 3)
		errx(2, "usage: echo address port");
	fd = listen_on(argv[1], argv[2]);
	for (i = 0; i < BATCH; i++) {
		iovs[i].iov_base = bufs[i];
		msgs[i].msg_hdr.msg_iov = &iovs[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
		msgs[i].msg_hdr.msg_name = &names[i];
		msgs[i].msg_hdr.msg_control = &controls[i];
	}
	for (;;) {
		renew(BATCH);
		n = recvmmsg(fd, msgs, BATCH, MSG_WAITFORONE, NULL);
		if (n == -1)
			err(1, "recvmmsg");
		clock_gettime(CLOCK_REALTIME, &ts);
		for (i = 0; i < n; i++)
			turn(&msgs[i], ntp(&ts));
		for (i = 0; i < n; i += sent)
			if ((sent = sendmmsg(fd, msgs + i,
			    (unsigned int)(n - i), 0)) < 1)
				sent = 1;
	}
}
