/* ISC licence, see LICENSE. */
/* The BSDs do not tell: the next event finds out. */
#ifndef __linux__
#include <errno.h>

#include "par_wake_io.h"

void
par_wake_open(struct par_wake *w)
{
	w->fd = -1;
	w->asleep_ns = 0;
	errno = ENOSYS;
}

int64_t
par_wake_slept(struct par_wake *w)
{
	(void)w;
	return 0;
}
#endif
