/* ISC licence, see LICENSE. */
/* Addresses as they travel between processes, and as people write them. */
#ifndef ADDR_H
#define ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;
struct sockaddr_storage;

/* "[ffff:...:255.255.255.255%4294967295]:65535" and its NUL fit. */
#define ADDR_STRLEN	72

/* family is 0 (none), 4 or 6; port in host order; scope only for IPv6. */
struct addr {
	uint8_t		family;
	uint8_t		pad;
	uint16_t	port;
	uint32_t	scope;
	uint8_t		ip[16];		/* IPv4 in the first four, rest 0 */
};

/* Fills in a socket address, returns its length, 0 for family 0. */
size_t	 addr_to_sockaddr(const struct addr *, struct sockaddr_storage *);

/* Returns 0, or -1 where the family is neither IPv4 nor IPv6. */
int	 addr_from_sockaddr(const struct sockaddr *, struct addr *);

/*
 * Reads a literal IPv4 or IPv6 address (the latter with a numeric %scope;
 * one by interface name is for the resolver); the port becomes 0.
 * Returns 0 or -1.
 */
int	 addr_parse(const char *, struct addr *);

/*
 * Reads a subnet: ADDR[/BITS], or chrony's shorthand of one to three
 * octets ("192.168").  Returns 0 with *bits set, or -1.
 */
int	 addr_parse_subnet(const char *, struct addr *, uint8_t *bits);

/* Writes the address without its port; returns buf. */
const char *addr_str(const struct addr *, char buf[ADDR_STRLEN]);

/* the same host, and the same host within the first bits of the prefix */
bool	 addr_same_ip(const struct addr *, const struct addr *);
bool	 addr_in_subnet(const struct addr *, const struct addr *net,
	    uint8_t bits);

/* 127.0.0.0/8 and ::1; 127.127.0.0/16, ntpd's name for its own clocks */
bool	 addr_is_loopback(const struct addr *);
bool	 addr_is_refclock(const struct addr *);

#endif
