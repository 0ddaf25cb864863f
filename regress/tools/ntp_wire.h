/* ISC licence, see LICENSE. */
/*
 * The least that a test tool must know of NTP packets (RFC 5905 section
 * 7.3), apart from the daemon's own codec, which it is to test.
 */
#ifndef NTP_WIRE_H
#define NTP_WIRE_H

#include <sys/socket.h>

#include <arpa/inet.h>
#include <err.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "tm_ntp.h"

#define WIRE_LEN	48
#define WIRE_MAX	2048

static inline uint64_t
wire_u64(const uint8_t *p)
{
	uint64_t	v = 0;
	int		i;

	for (i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static inline void
wire_put_u64(uint8_t *p, uint64_t v)
{
	int	i;

	for (i = 7; i >= 0; i--, v >>= 8)
		p[i] = v & 0xff;
}

/* A version 4 request with this transmit timestamp and nothing else. */
static inline void
wire_request(uint8_t *req, uint64_t xmt)
{
	memset(req, 0, WIRE_LEN);
	req[0] = 4 << 3 | 3;
	wire_put_u64(req + 40, xmt);
}

/* An answer to that request, and not longer than it? */
static inline bool
wire_is_reply(const uint8_t *req, const uint8_t *rep, ssize_t n)
{
	return n == WIRE_LEN && (rep[0] & 7) == 4 &&
	    memcmp(rep + 24, req + 40, 8) == 0;
}

static inline bool
wire_claims_sync(const uint8_t *rep)
{
	return rep[0] >> 6 != 3 && rep[1] >= 1 && rep[1] <= 15;
}

/* A UDP socket connected to a numeric address; exits on failure. */
static inline int
wire_connect(const char *host, const char *port)
{
	struct addrinfo	hints, *res;
	int		fd;

	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_DGRAM;
	hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
	if (getaddrinfo(host, port, &hints, &res) != 0)
		errx(2, "%s %s: not a numeric address and port", host, port);
	if ((fd = socket(res->ai_family, res->ai_socktype, 0)) == -1)
		err(2, "socket");
	if (connect(fd, res->ai_addr, res->ai_addrlen) == -1)
		err(2, "connect");
	freeaddrinfo(res);
	return fd;
}

#endif
