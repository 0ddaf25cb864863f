/* ISC licence, see LICENSE. */
/*
 * The loop waits by ppoll(2), which simulators do not know.  In this
 * program that name stands for what they do know, in milliseconds.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "tm.h"

int
ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
    const sigset_t *mask)
{
	int64_t	ms;

	if (mask != NULL) {
		errno = EINVAL;
		return -1;
	}
	if (timeout == NULL)
		return poll(fds, n, -1);
	ms = timeout->tv_sec * INT64_C(1000) +
	    (timeout->tv_nsec + TM_MS - 1) / TM_MS;
	return poll(fds, n, ms > INT_MAX ? INT_MAX : (int)ms);
}
