/* ISC licence, see LICENSE. */
/* Linux: the system calls under the clock driver, and who may set it. */
#ifdef __linux__
#include <sys/timex.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "page_io.h"
#include "par_clock_sys.h"
#include "par_file_io.h"

#define CAP_SYS_TIME_BIT	25	/* of linux/capability.h */

static struct tm_now
host_now(void *arg)
{
	(void)arg;
	return page_now_real();
}

static int
host_adjtimex(void *arg, struct timex *tx)
{
	(void)arg;
	return clock_adjtime(CLOCK_REALTIME, tx);
}

/* USER_HZ is 100 wherever Linux runs today. */
const struct par_clock_sys	par_clock_host = {
	.now = host_now,
	.adjtimex = host_adjtimex,
	.tick_us = 10000,
};

bool
par_clock_text_can_set(const char *status, const char *uid_map)
{
	const char	*line = strstr(status, "\nCapEff:");
	uint64_t	 caps;
	unsigned long	 inside, outside, count;

	if (line == NULL || sscanf(line, "\nCapEff: %" SCNx64, &caps) != 1 ||
	    (caps >> CAP_SYS_TIME_BIT & 1) == 0)
		return false;
	return sscanf(uid_map, "%lu %lu %lu", &inside, &outside,
	    &count) == 3 && inside == 0 && outside == 0 &&
	    count == 4294967295UL;
}

bool
par_clock_can_set(void)
{
	char	status[4096], uid_map[256];

	return par_file_read_proc("/proc/self/status", status,
	    sizeof status) != -1 &&
	    par_file_read_proc("/proc/self/uid_map", uid_map,
	    sizeof uid_map) != -1 &&
	    par_clock_text_can_set(status, uid_map);
}
#endif
