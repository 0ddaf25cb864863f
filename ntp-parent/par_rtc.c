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
	s = utc ? timegm(&t) : drv->local_s(drv->arg, &t);
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
