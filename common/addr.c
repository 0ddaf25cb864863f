/* ISC licence, see LICENSE. */
/* Addresses: conversion, parsing, comparing.  Pure. */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"

size_t
addr_to_sockaddr(const struct addr *a, struct sockaddr_storage *ss)
{
	struct sockaddr_in	*sin = (struct sockaddr_in *)ss;
	struct sockaddr_in6	*sin6 = (struct sockaddr_in6 *)ss;

	memset(ss, 0, sizeof *ss);
	switch (a->family) {
	case 4:
		sin->sin_family = AF_INET;
		sin->sin_port = htons(a->port);
		memcpy(&sin->sin_addr, a->ip, 4);
		return sizeof *sin;
	case 6:
		sin6->sin6_family = AF_INET6;
		sin6->sin6_port = htons(a->port);
		sin6->sin6_scope_id = a->scope;
		memcpy(&sin6->sin6_addr, a->ip, 16);
		return sizeof *sin6;
	}
	return 0;
}

int
addr_from_sockaddr(const struct sockaddr *sa, struct addr *a)
{
	struct sockaddr_in	sin;
	struct sockaddr_in6	sin6;

	memset(a, 0, sizeof *a);
	switch (sa->sa_family) {
	case AF_INET:
		memcpy(&sin, sa, sizeof sin);
		a->family = 4;
		a->port = ntohs(sin.sin_port);
		memcpy(a->ip, &sin.sin_addr, 4);
		return 0;
	case AF_INET6:
		memcpy(&sin6, sa, sizeof sin6);
		a->family = 6;
		a->port = ntohs(sin6.sin6_port);
		a->scope = sin6.sin6_scope_id;
		memcpy(a->ip, &sin6.sin6_addr, 16);
		return 0;
	}
	return -1;
}

int
addr_parse(const char *s, struct addr *a)
{
	char		 buf[ADDR_STRLEN], *percent;
	const char	*err;

	memset(a, 0, sizeof *a);
	if (inet_pton(AF_INET, s, a->ip) == 1) {
		a->family = 4;
		return 0;
	}
	if (strlcpy(buf, s, sizeof buf) >= sizeof buf)
		return -1;
	if ((percent = strchr(buf, '%')) != NULL) {
		*percent++ = '\0';
		a->scope = (uint32_t)strtonum(percent, 1, UINT32_MAX, &err);
		if (err != NULL)
			return -1;
	}
	if (inet_pton(AF_INET6, buf, a->ip) != 1)
		return -1;
	a->family = 6;
	return 0;
}

/* "10", "10.1" and "10.1.2": as many octets as are written */
static int
parse_octets(const char *s, struct addr *a, uint8_t *bits)
{
	char		 buf[16], *p = buf, *octet;
	const char	*err;
	int		 n = 0;

	memset(a, 0, sizeof *a);
	if (strlcpy(buf, s, sizeof buf) >= sizeof buf)
		return -1;
	while ((octet = strsep(&p, ".")) != NULL) {
		if (n == 3)
			return -1;
		a->ip[n++] = (uint8_t)strtonum(octet, 0, 255, &err);
		if (err != NULL)
			return -1;
	}
	a->family = 4;
	*bits = (uint8_t)(8 * n);
	return 0;
}

int
addr_parse_subnet(const char *s, struct addr *a, uint8_t *bits)
{
	char		 buf[ADDR_STRLEN], *slash;
	const char	*err = NULL;
	uint8_t		 max;

	if (strlcpy(buf, s, sizeof buf) >= sizeof buf)
		return -1;
	if ((slash = strchr(buf, '/')) != NULL)
		*slash++ = '\0';
	if (addr_parse(buf, a) == 0)
		*bits = a->family == 4 ? 32 : 128;
	else if (parse_octets(buf, a, bits) == -1)
		return -1;
	max = a->family == 4 ? 32 : 128;
	if (slash != NULL)
		*bits = (uint8_t)strtonum(slash, 0, max, &err);
	return err == NULL ? 0 : -1;
}

const char *
addr_str(const struct addr *a, char buf[ADDR_STRLEN])
{
	size_t	len;

	if (a->family == 0 || inet_ntop(a->family == 4 ? AF_INET : AF_INET6,
	    a->ip, buf, ADDR_STRLEN) == NULL)
		strlcpy(buf, "-", ADDR_STRLEN);
	else if (a->family == 6 && a->scope != 0) {
		len = strlen(buf);
		snprintf(buf + len, ADDR_STRLEN - len, "%%%u", a->scope);
	}
	return buf;
}

bool
addr_same_ip(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && a->scope == b->scope &&
	    memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

bool
addr_in_subnet(const struct addr *a, const struct addr *net, uint8_t bits)
{
	unsigned int	whole = bits / 8, rest = bits % 8;
	uint8_t		mask = (uint8_t)(0xff << (8 - rest));

	if (a->family != net->family || bits > (a->family == 4 ? 32 : 128))
		return false;
	if (memcmp(a->ip, net->ip, whole) != 0)
		return false;
	return rest == 0 || ((a->ip[whole] ^ net->ip[whole]) & mask) == 0;
}

bool
addr_is_loopback(const struct addr *a)
{
	static const uint8_t	one[16] = { [15] = 1 };

	if (a->family == 4)
		return a->ip[0] == 127;
	return a->family == 6 && memcmp(a->ip, one, sizeof one) == 0;
}

bool
addr_is_refclock(const struct addr *a)
{
	return a->family == 4 && a->ip[0] == 127 && a->ip[1] == 127;
}
