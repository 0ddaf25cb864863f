/* ISC licence, see LICENSE. */
/* Instants and lengths of time as NTP writes them. */
#ifndef TM_NTP_H
#define TM_NTP_H

#include <stdint.h>

/*
 * The 64-bit NTP timestamp (RFC 5905 section 6) of a UTC instant, rounded
 * to the nearest 2^-32 s; the era is dropped.
 */
uint64_t	 tm_ntp_from_utc(int64_t utc_ns);

/*
 * The UTC instant of an NTP timestamp: of all eras the one that puts it
 * within 68 years of pivot_ns.
 */
int64_t		 tm_utc_from_ntp(uint64_t ntp, int64_t pivot_ns);

/*
 * NTP short format (RFC 5905 section 6: 16.16 s), rounded up so that a
 * bound stays a bound; negative gives 0, too long gives 0xffffffff.
 */
uint32_t	 tm_short_from_ns(int64_t ns);
int64_t		 tm_ns_from_short(uint32_t s);

#endif
