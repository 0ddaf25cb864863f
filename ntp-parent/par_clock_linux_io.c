/* ISC licence, see LICENSE. */
/* Linux: the system calls under the clock driver, and who may set it. */
#ifdef __linux__
#include <sys/timex.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "page_io.h"
#include "par_clock_sys.h"

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

static bool
slurp(const char *path, char *buf, size_t size)
{
	ssize_t	n;
	size_t	len = 0;
	int	fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return false;
	while (len < size - 1 &&
	    (n = read(fd, buf + len, size - 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	buf[len] = '\0';
	return len > 0;
}

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

	return slurp("/proc/self/status", status, sizeof status) &&
	    slurp("/proc/self/uid_map", uid_map, sizeof uid_map) &&
	    par_clock_text_can_set(status, uid_map);
}
#endif
