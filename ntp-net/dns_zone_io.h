/* ISC licence, see LICENSE. */
/* Leap seconds as the system's time zones have them. */
#ifndef DNS_ZONE_IO_H
#define DNS_ZONE_IO_H

#include "dns_resolve.h"

/*
 * dns_ops.leaps by mktime(3) in that zone, which must be one that counts
 * leap seconds and is otherwise UTC ("right/UTC"); arg is not used.  Looks
 * from 1972 to a year after utc_ns.
 */
size_t	 dns_zone_leaps(void *arg, const char *zone, int64_t utc_ns,
	    struct msg_leap_row out[DNS_LEAPS]);

#endif
