/* ISC licence, see LICENSE. */
/*
 * The guard: a process beside the daemon that may do one thing, to set the
 * clock's frequency.  It ends a slew when the daemon has been killed in the
 * middle of it, or stands still at its end.
 */
#ifndef PAR_GUARD_IO_H
#define PAR_GUARD_IO_H

#include <stdbool.h>

#include "par_clock.h"

struct par_guard_word;

struct par_guard {
	struct par_guard_word	*word;	/* what it is told */
	int			 timer;	/* when it shall look */
	struct par_clock	*clock;
};

/*
 * Starts it where the clock's driver has slews that do not end by
 * themselves, and registers it there.  Call it early: the process keeps
 * what memory there is.  Without one, and that is logged, such a slew would
 * go on until the next start or chimed -E.
 */
void	 par_guard_start(struct par_guard *, struct par_clock *,
	    bool best_effort);

#endif
