/* ISC licence, see LICENSE. */
/* Linux: the RTC as a device, see rtc(4). */
#ifdef __linux__
#include <sys/ioctl.h>

#include <linux/rtc.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "par_rtc.h"
#include "par_rtc_io.h"

static int
host_read(void *arg, struct tm *t)
{
	struct rtc_time	r;
	int		fd, error = 0;

	if ((fd = open(arg, O_RDONLY | O_CLOEXEC)) == -1)
		return -1;
	memset(&r, 0, sizeof r);
	if (ioctl(fd, RTC_RD_TIME, &r) == -1)
		error = errno;
	close(fd);
	if (error != 0) {
		errno = error;
		return -1;
	}
	t->tm_year = r.tm_year;
	t->tm_mon = r.tm_mon;
	t->tm_mday = r.tm_mday;
	t->tm_hour = r.tm_hour;
	t->tm_min = r.tm_min;
	t->tm_sec = r.tm_sec;
	return 0;
}

const struct par_rtc_driver par_rtc_host = {
	NULL, host_read, par_rtc_local_s
};
#endif
