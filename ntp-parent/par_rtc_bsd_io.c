/* ISC licence, see LICENSE. */
/* The BSDs' kernels read the RTC themselves, and show it to nobody. */
#ifndef __linux__
#include <errno.h>
#include <time.h>

#include "par_rtc.h"
#include "par_rtc_io.h"

static int
host_read(void *arg, struct tm *t)
{
	(void)arg;
	(void)t;
	errno = ENODEV;
	return -1;
}

const struct par_rtc_driver par_rtc_host = {
	.read = host_read,
	.local_s = par_rtc_local_s,
};
#endif
