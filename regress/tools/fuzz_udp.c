/* ISC licence, see LICENSE. */
/*
 * Random and mutated packets over a real socket.
 * usage: fuzz_udp ADDRESS PORT COUNT SEED     against a server
 *        fuzz_udp -s PORT COUNT SEED          as a server, against clients
 * Against a server: COUNT packets; every reply must answer one of them, be
 * no longer than it, and not come for one that was a reply itself.  Every
 * BATCH packets a plain request must be answered, so nothing is lost
 * unseen.  As a server: answers every request with random and mutated
 * replies until COUNT were sent, then with none.
 * Exit 0: done and nothing wrong, 1: something was (printed), 2: no answer.
 */
#include <sys/socket.h>

#include <err.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ntp_wire.h"

#define LONGEST		1400
#define BATCH		32
#define RING		1024
#define BURST		500		/* replies to one request */
#define ANSWER_MS	2000
#define REQUEST_MS	15000
#define ID_BASE		UINT64_C(0x4655000000000000)

/* What was sent under a transmit timestamp. */
struct sent {
	uint64_t	id;
	size_t		len;
	int		mode;
};

struct fuzz {
	int		fd;
	uint64_t	rng;
	uint64_t	next_id;
	uint64_t	replies;
	uint64_t	bad;
	bool		plain_answered;
	uint64_t	plain_id;
	struct sent	ring[RING];
};

/* xorshift64: the same packets for the same seed */
static uint64_t
rnd(struct fuzz *f)
{
	f->rng ^= f->rng << 13;
	f->rng ^= f->rng >> 7;
	f->rng ^= f->rng << 17;
	return f->rng;
}

static void
fill(struct fuzz *f, uint8_t *p, size_t len)
{
	size_t	i;

	for (i = 0; i < len; i++)
		p[i] = rnd(f) >> 24 & 0xff;
}

/* Extension fields and trailers, sound and broken. */
static size_t
add_tail(struct fuzz *f, uint8_t *p, size_t len)
{
	size_t		fields = rnd(f) % 4, i, flen;

	for (i = 0; i < fields && len + 4 < LONGEST; i++) {
		flen = rnd(f) % 3 != 0 ? 16 + rnd(f) % 64 / 4 * 4 :
		    rnd(f) % 0x10000;
		p[len] = rnd(f) & 0xff;
		p[len + 1] = rnd(f) & 0xff;
		p[len + 2] = flen >> 8;
		p[len + 3] = flen & 0xff;
		if (flen < 4 || len + flen > LONGEST)
			flen = 4;
		fill(f, p + len + 4, flen - 4);
		len += flen;
	}
	if (rnd(f) % 2 == 0) {
		flen = rnd(f) % 80;
		fill(f, p + len, flen);
		len += flen;
	}
	return len;
}

/* One packet of one of the kinds; returns its length, may be 0. */
static size_t
make(struct fuzz *f, uint8_t *p)
{
	size_t	len = WIRE_LEN, i, n;

	switch (rnd(f) % 5) {
	case 0:		/* noise */
		len = rnd(f) % LONGEST;
		fill(f, p, len);
		break;
	case 1:		/* a header of any version and mode */
		fill(f, p, len);
		p[0] = (rnd(f) % 4) << 6 | (rnd(f) % 8) << 3 | rnd(f) % 8;
		break;
	case 2:		/* a request with extension fields or a MAC */
		wire_request(p, 0);
		len = add_tail(f, p, len);
		break;
	case 3:		/* a request with some bits turned */
		wire_request(p, 0);
		for (i = 0, n = 1 + rnd(f) % 8; i < n; i++)
			p[rnd(f) % len] ^= 1 << rnd(f) % 8;
		break;
	default:	/* a request cut short or grown */
		wire_request(p, 0);
		n = rnd(f) % 128;
		fill(f, p + len, n);
		len = rnd(f) % (len + n + 1);
		break;
	}
	return len;
}

static void
remember(struct fuzz *f, uint8_t *p, size_t len)
{
	struct sent	*s = &f->ring[f->next_id % RING];

	if (len < WIRE_LEN)
		return;
	s->id = ID_BASE + f->next_id++;
	s->len = len;
	s->mode = p[0] & 7;
	wire_put_u64(p + 40, s->id);
}

/* A reply must belong to a request that it may answer. */
static void
judge(struct fuzz *f, const uint8_t *p, size_t len)
{
	const struct sent	*s;
	uint64_t		 id;

	f->replies++;
	id = len >= WIRE_LEN ? wire_u64(p + 24) : 0;
	s = &f->ring[(id - ID_BASE) % RING];
	if (id == 0 || s->id != id) {
		printf("a reply of %zu bytes to nothing\n", len);
		f->bad++;
	} else if (len > s->len) {
		printf("%zu bytes of reply to %zu\n", len, s->len);
		f->bad++;
	} else if (s->mode == 2 || s->mode == 4 || s->mode == 5) {
		printf("a reply to mode %d\n", s->mode);
		f->bad++;
	} else if (id == f->plain_id)
		f->plain_answered = true;
}

static void
drain(struct fuzz *f)
{
	uint8_t	p[WIRE_MAX];
	ssize_t	n;

	while ((n = recv(f->fd, p, sizeof p, MSG_DONTWAIT)) >= 0)
		judge(f, p, (size_t)n);
}

/* A plain request, which must be answered: all before it was read. */
static bool
plain(struct fuzz *f)
{
	struct pollfd	pfd = { .fd = f->fd, .events = POLLIN };
	uint8_t		p[WIRE_LEN];
	int		tries;

	for (tries = 0; tries < 3; tries++) {
		wire_request(p, 0);
		remember(f, p, sizeof p);
		f->plain_id = wire_u64(p + 40);
		f->plain_answered = false;
		(void)send(f->fd, p, sizeof p, 0);
		while (!f->plain_answered && poll(&pfd, 1, ANSWER_MS) == 1)
			drain(f);
		if (f->plain_answered)
			return true;
	}
	return false;
}

static int
at_server(struct fuzz *f, uint64_t count)
{
	uint8_t		p[WIRE_MAX];
	uint64_t	i;
	size_t		len;

	for (i = 0; i < count && f->bad < 20; i++) {
		len = make(f, p);
		remember(f, p, len);
		(void)send(f->fd, p, len, 0);
		if (i % BATCH == BATCH - 1 && !plain(f)) {
			printf("no answer after %" PRIu64 " packets\n", i + 1);
			return 2;
		}
	}
	if (!plain(f))
		return 2;
	printf("packets %" PRIu64 " replies %" PRIu64 " bad %" PRIu64 "\n",
	    i, f->replies, f->bad);
	return f->bad == 0 ? 0 : 1;
}

/* What a client might take for the answer to its request, and noise. */
static size_t
make_reply(struct fuzz *f, uint8_t *p, const uint8_t *req)
{
	size_t	len = make(f, p), i, n;

	if (rnd(f) % 4 == 0 || len < WIRE_LEN)
		return len;
	p[0] = (rnd(f) % 4) << 6 | 4 << 3 | 4;
	if (rnd(f) % 2 == 0)
		p[1] = rnd(f) % 17;
	for (i = 0, n = rnd(f) % 4; i < n; i++)
		p[rnd(f) % WIRE_LEN] ^= 1 << rnd(f) % 8;
	if (rnd(f) % 2 == 0)
		memcpy(p + 24, req + 40, 8);
	return len;
}

static int
as_server(struct fuzz *f, uint64_t count)
{
	struct pollfd		pfd = { .fd = f->fd, .events = POLLIN };
	struct sockaddr_storage	from;
	socklen_t		fromlen;
	uint8_t			req[WIRE_MAX], p[WIRE_MAX];
	uint64_t		sent = 0, requests = 0;
	size_t			len;
	int			i;

	while (sent < count && poll(&pfd, 1, REQUEST_MS) == 1) {
		fromlen = sizeof from;
		if (recvfrom(f->fd, req, sizeof req, 0,
		    (struct sockaddr *)&from, &fromlen) < WIRE_LEN)
			continue;
		requests++;
		for (i = 0; i < BURST && sent < count; i++, sent++) {
			len = make_reply(f, p, req);
			(void)sendto(f->fd, p, len, 0,
			    (struct sockaddr *)&from, fromlen);
		}
	}
	printf("requests %" PRIu64 " replies sent %" PRIu64 "\n", requests,
	    sent);
	return sent == count ? 0 : 2;
}

static int
bind_loopback(const char *port)
{
	struct sockaddr_in	sin;
	int			fd;

	memset(&sin, 0, sizeof sin);
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sin.sin_port = htons((uint16_t)atoi(port));
	if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1)
		err(2, "socket");
	if (bind(fd, (struct sockaddr *)&sin, sizeof sin) == -1)
		err(2, "bind");
	return fd;
}

int
main(int argc, char **argv)
{
	static struct fuzz	f;

	if (argc != 5)
		errx(2, "usage: fuzz_udp address|-s port count seed");
	f.rng = UINT64_C(0x9e3779b97f4a7c15) ^ strtoull(argv[4], NULL, 10);
	if (strcmp(argv[1], "-s") == 0) {
		f.fd = bind_loopback(argv[2]);
		return as_server(&f, strtoull(argv[3], NULL, 10));
	}
	f.fd = wire_connect(argv[1], argv[2]);
	return at_server(&f, strtoull(argv[3], NULL, 10));
}
