/* ISC licence, see LICENSE. */
/* Instants and lengths of time as NTP writes them.  Pure. */
#include "tm.h"
#include "tm_ntp.h"

/* seconds from 1900 to 1970 */
#define NTP_UNIX	INT64_C(2208988800)

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

uint64_t
tm_ntp_from_utc(int64_t utc_ns)
{
	int64_t		s = floor_div(utc_ns, TM_S);
	uint64_t	frac_ns = (uint64_t)(utc_ns - s * TM_S);
	uint64_t	frac = ((frac_ns << 32) + TM_S / 2) / TM_S;

	/* a fraction that rounds up to 2^32 carries into the seconds */
	return ((uint64_t)(s + NTP_UNIX) << 32) + frac;
}

int64_t
tm_utc_from_ntp(uint64_t ntp, int64_t pivot_ns)
{
	int64_t		pivot_s = floor_div(pivot_ns, TM_S);
	uint32_t	pivot_low = (uint32_t)(pivot_s + NTP_UNIX);
	int32_t		diff_s = (int32_t)((uint32_t)(ntp >> 32) - pivot_low);
	uint64_t	frac = ntp & 0xffffffff;

	return (pivot_s + diff_s) * TM_S +
	    (int64_t)((frac * TM_S + (UINT64_C(1) << 31)) >> 32);
}

uint32_t
tm_short_from_ns(int64_t ns)
{
	uint64_t	s;

	if (ns <= 0)
		return 0;
	if (ns >= INT64_C(65536) * TM_S)
		return UINT32_MAX;
	s = (((uint64_t)ns << 16) + TM_S - 1) / TM_S;
	return s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

int64_t
tm_ns_from_short(uint32_t s)
{
	return (int64_t)(((uint64_t)s * TM_S + (1 << 15)) >> 16);
}
