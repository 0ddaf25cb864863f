/* ISC licence, see LICENSE. */
/*
 * Linux: a timer on wall that is cancelled whenever wall is set, which a
 * resume does, too; and CLOCK_BOOTTIME, which goes on while others sleep.
 */
#ifdef __linux__
#include <sys/timerfd.h>

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "par_wake_io.h"
#include "tm.h"

#define LEAST_NS	(TM_S / 10)	/* the readings are not one instant */
#define FAR_S		INT64_C(4000000000)

static int64_t
read_clock(clockid_t id)
{
	struct timespec	ts;

	if (clock_gettime(id, &ts) == -1)
		return 0;
	return ts.tv_sec * TM_S + ts.tv_nsec;
}

static int64_t
asleep(void)
{
	return read_clock(CLOCK_BOOTTIME) - read_clock(CLOCK_MONOTONIC);
}

void
par_wake_open(struct par_wake *w)
{
	struct itimerspec	never;
	int			error;

	w->asleep_ns = asleep();
	w->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (w->fd == -1)
		return;
	memset(&never, 0, sizeof never);
	never.it_value.tv_sec = FAR_S;
	if (timerfd_settime(w->fd, TFD_TIMER_ABSTIME |
	    TFD_TIMER_CANCEL_ON_SET, &never, NULL) == -1) {
		error = errno;
		close(w->fd);
		w->fd = -1;
		errno = error;
	}
}

int64_t
par_wake_slept(struct par_wake *w)
{
	uint64_t	ticks;
	int64_t		now_ns = asleep(), slept_ns = now_ns - w->asleep_ns;

	/* Reading ends the readiness; what it says is known already. */
	(void)!read(w->fd, &ticks, sizeof ticks);
	if (slept_ns < LEAST_NS)
		return 0;
	w->asleep_ns = now_ns;
	return slept_ns;
}
#endif
