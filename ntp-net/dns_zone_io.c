/* ISC licence, see LICENSE. */
/* Leap seconds by mktime(3). */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dns_zone_io.h"

#define TAI_1972	10	/* s, of TAI less UTC when the seconds began */

/* Midnight of 1 January (half 0) or 1 July (1) as the zone counts. */
static int64_t
zone_midnight(int year, int half)
{
	struct tm	tm;

	memset(&tm, 0, sizeof tm);
	tm.tm_year = year - 1900;
	tm.tm_mon = 6 * half;
	tm.tm_mday = 1;
	return mktime(&tm);
}

/* The same in UTC; timegm(3) may count the zone's leap seconds, too. */
static int64_t
utc_midnight(int year, int half)
{
	int64_t	days = 0;
	int	y, leap = 0;

	for (y = 1970; y <= year; y++) {
		leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
		if (y < year)
			days += 365 + leap;
	}
	return (days + half * (181 + leap)) * 86400;
}

static int
year_of(int64_t utc_ns)
{
	time_t		t = (time_t)(utc_ns / TM_S);
	struct tm	tm;

	return gmtime_r(&t, &tm) != NULL ? tm.tm_year + 1900 : 0;
}

/* A zone with leap seconds counts them: there mktime runs ahead of UTC. */
static size_t
find(int last_year, struct msg_leap_row *out)
{
	int64_t	utc_s, more_s;
	size_t	n = 0;
	int	half;

	for (half = 0; half < 2 * (last_year - 1972 + 1); half++) {
		utc_s = utc_midnight(1972 + half / 2, half % 2);
		more_s = zone_midnight(1972 + half / 2, half % 2) - utc_s;
		if (n > 0 && TAI_1972 + more_s == out[n - 1].tai_s)
			continue;
		if (n == DNS_LEAPS || (n == 0 && more_s != 0) || (n > 0 &&
		    llabs(TAI_1972 + more_s - out[n - 1].tai_s) != 1))
			return 0;
		out[n].utc_ns = utc_s * TM_S;
		out[n].tai_s = (int32_t)(TAI_1972 + more_s);
		out[n++].pad = 0;
	}
	return n > 1 ? n : 0;
}

size_t
dns_zone_leaps(void *arg, const char *zone, int64_t utc_ns,
    struct msg_leap_row out[DNS_LEAPS])
{
	int	last = year_of(utc_ns) + 1;
	size_t	n;

	(void)arg;
	if (last < 1973 || last > 2200 || setenv("TZ", zone, 1) == -1)
		return 0;
	tzset();
	n = find(last, out);
	unsetenv("TZ");
	tzset();
	return n;
}
