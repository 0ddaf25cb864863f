/* ISC licence, see LICENSE. */
/* The machine's own clocks. */
#include <time.h>

#include "page_io.h"

static int64_t
read_clock(clockid_t id)
{
	struct timespec	ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * TM_S + ts.tv_nsec;
}

/* Where the system has no raw clock, its monotonic one must do. */
#ifdef CLOCK_MONOTONIC_RAW
#define RAW_CLOCK	CLOCK_MONOTONIC_RAW
#else
#define RAW_CLOCK	CLOCK_MONOTONIC
#endif

/* Raw is read before and after: the middle is the instant of wall. */
struct tm_now
page_now_real(void)
{
	struct tm_now	now;
	int64_t		before_ns, after_ns;

	before_ns = read_clock(RAW_CLOCK);
	now.wall.ns = read_clock(CLOCK_REALTIME);
	after_ns = read_clock(RAW_CLOCK);
	now.raw.ns = before_ns + (after_ns - before_ns) / 2;
	return now;
}

struct tm_raw
page_raw_real(void)
{
	return (struct tm_raw){ read_clock(RAW_CLOCK) };
}
