/* ISC licence, see LICENSE. */
/* The real-time clock at the start.  Pure. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "par_rtc.h"
#include "tm.h"

#define LEAST_NS	TM_S	/* it counts no less */

static bool
is_date(const struct tm *t)
{
	return t->tm_year >= 70 && t->tm_year < 200 && t->tm_mon >= 0 &&
	    t->tm_mon < 12 && t->tm_mday >= 1 && t->tm_mday <= 31 &&
	    t->tm_hour >= 0 && t->tm_hour < 24 && t->tm_min >= 0 &&
	    t->tm_min < 60 && t->tm_sec >= 0 && t->tm_sec <= 60;
}

/* Days from 1970 to a date; years begin in March, so that leap days end them. */
static int64_t
days_of(int year, int month, int day)
{
	int64_t	y = year - (month < 3), era = y / 400, of_era = y - era * 400;
	int64_t	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
		    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static int64_t
utc_s(const struct tm *t)
{
	return days_of(t->tm_year + 1900, t->tm_mon + 1, t->tm_mday) * 86400 +
	    t->tm_hour * 3600 + t->tm_min * 60 + t->tm_sec;
}

int
par_rtc_read(const struct par_rtc_driver *drv, bool utc, int64_t *utc_ns)
{
	struct tm	t;
	int64_t		s;

	memset(&t, 0, sizeof t);
	if (drv->read(drv->arg, &t) == -1)
		return -1;
	if (!is_date(&t)) {
		errno = ERANGE;
		return -1;
	}
	s = utc ? utc_s(&t) : drv->local_s(drv->arg, &t);
	if (s < 0) {
		errno = ERANGE;
		return -1;
	}
	*utc_ns = s * TM_S + TM_S / 2;
	return 0;
}

bool
par_rtc_text_utc(const char *text, size_t len)
{
	size_t	i;
	int	line = 1;

	for (i = 0; i < len && line < 3; i++)
		line += text[i] == '\n';
	return len - i < 5 || memcmp(text + i, "LOCAL", 5) != 0;
}

int64_t
par_rtc_start(const struct par_rtc_start *in, int64_t wall_ns,
    const char **why)
{
	int64_t	off_ns = in->rtc_ns - wall_ns;

	*why = "the RTC";
	if (in->have_rtc && in->rtc_ns >= in->floor_ns &&
	    in->rtc_ns <= in->ceiling_ns)
		return off_ns > LEAST_NS || off_ns < -LEAST_NS ? off_ns : 0;
	*why = "the last saved time";
	if (in->saved_ns > wall_ns && in->saved_ns <= in->ceiling_ns)
		return in->saved_ns - wall_ns;
	return 0;
}
