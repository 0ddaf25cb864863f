/* ISC licence, see LICENSE. */
/* The reference ID of an address. */
#ifndef ADDR_REFID_H
#define ADDR_REFID_H

#include "addr.h"

/*
 * The reference ID that names this source to its own clients: the IPv4
 * address, or the first four octets of the MD5 of an IPv6 one
 * (RFC 5905 section 7.3).
 */
uint32_t addr_refid(const struct addr *);

#endif
