/* ISC licence, see LICENSE. */
/*
 * When somebody sets the clock, or the machine has slept: the kernel tells,
 * where it can.
 */
#ifndef PAR_WAKE_IO_H
#define PAR_WAKE_IO_H

#include <stdint.h>

struct par_wake {
	int	fd;		/* readable then; -1: no such thing here */
	int64_t	asleep_ns;	/* since boot, as last seen */
};

/* To be opened before the sandbox. */
void	 par_wake_open(struct par_wake *);

/* After fd became readable: how long the machine slept (ns), 0: not. */
int64_t	 par_wake_slept(struct par_wake *);

#endif
