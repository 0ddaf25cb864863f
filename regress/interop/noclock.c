/* ISC licence, see LICENSE. */
/*
 * Loaded into a peer in front of libc (LD_PRELOAD): every call that would
 * set or steer the clock succeeds and does nothing, so that a daemon that
 * may not touch the clock believes that it keeps it.  With HURRY=N in the
 * environment its monotonic clock and its waiting in poll run N times as
 * fast, since some daemons take minutes before they call themselves
 * synchronised.
 */
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int
settimeofday(const struct timeval *tv, const struct timezone *tz)
{
	(void)tv;
	(void)tz;
	return 0;
}

int
clock_settime(clockid_t id, const struct timespec *ts)
{
	(void)id;
	(void)ts;
	return 0;
}

/* Nothing is left of an earlier adjustment: it has been done. */
int
adjtime(const struct timeval *delta, struct timeval *old)
{
	(void)delta;
	if (old != NULL)
		memset(old, 0, sizeof *old);
	return 0;
}

static int
steady(struct timex *tx)
{
	tx->offset = 0;
	tx->freq = 0;
	tx->tick = 10000;
	tx->status = 0;
	return TIME_OK;
}

int
adjtimex(struct timex *tx)
{
	return steady(tx);
}

int
ntp_adjtime(struct timex *tx)
{
	return steady(tx);
}

int
clock_adjtime(clockid_t id, struct timex *tx)
{
	(void)id;
	return steady(tx);
}

static int
hurry(void)
{
	const char	*n = getenv("HURRY");
	int		 times = n == NULL ? 1 : atoi(n);

	return times < 1 ? 1 : times;
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	long long	ns;

	if (syscall(SYS_clock_gettime, id, ts) == -1)
		return -1;
	if (id == CLOCK_MONOTONIC) {
		ns = (ts->tv_sec * 1000000000LL + ts->tv_nsec) * hurry();
		ts->tv_sec = ns / 1000000000;
		ts->tv_nsec = ns % 1000000000;
	}
	return 0;
}

int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	struct timespec	ts;

	if (timeout_ms < 0)
		return ppoll(fds, n, NULL, NULL);
	timeout_ms = (timeout_ms + hurry() - 1) / hurry();
	ts.tv_sec = timeout_ms / 1000;
	ts.tv_nsec = timeout_ms % 1000 * 1000000L;
	return ppoll(fds, n, &ts, NULL);
}
