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
host_hold(void *arg)
{
	struct par_rtc_dev	*d = arg;

	d->fd = open(d->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return d->fd == -1 ? -1 : 0;
}

/* One that is not held is opened for a moment. */
static int
host_read(void *arg, struct tm *t)
{
	const struct par_rtc_dev	*d = arg;
	struct rtc_time			 r;
	int				 fd = d->fd, error = 0;

	if (fd == -1 && (fd = open(d->path, O_RDONLY | O_CLOEXEC)) == -1)
		return -1;
	memset(&r, 0, sizeof r);
	if (ioctl(fd, RTC_RD_TIME, &r) == -1)
		error = errno;
	if (d->fd == -1)
		close(fd);
	if (error != 0) {
		errno = error;
		return -1;
	}
	*t = (struct tm){ .tm_year = r.tm_year, .tm_mon = r.tm_mon,
	    .tm_mday = r.tm_mday, .tm_hour = r.tm_hour, .tm_min = r.tm_min,
	    .tm_sec = r.tm_sec };
	return 0;
}

static int64_t
host_edge(void *arg, bool on)
{
	const struct par_rtc_dev	*d = arg;
	unsigned long			 left;

	/* what an earlier second may have left */
	while (on && read(d->fd, &left, sizeof left) > 0)
		;
	return ioctl(d->fd, on ? RTC_UIE_ON : RTC_UIE_OFF, 0) == -1 ? -1 : 0;
}

static int
host_set(void *arg, const struct tm *t)
{
	const struct par_rtc_dev	*d = arg;
	struct rtc_time			 r = {
		.tm_year = t->tm_year, .tm_mon = t->tm_mon,
		.tm_mday = t->tm_mday, .tm_hour = t->tm_hour,
		.tm_min = t->tm_min, .tm_sec = t->tm_sec
	};

	return ioctl(d->fd, RTC_SET_TIME, &r) == -1 ? -1 : 0;
}

const struct par_rtc_driver par_rtc_host = {
	.read = host_read,
	.local_s = par_rtc_local_s,
	.hold = host_hold,
	.edge = host_edge,
	.set = host_set,
};
#endif
