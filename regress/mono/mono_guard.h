/* ISC licence, see LICENSE. */
/* Is the clock that this process would set a simulated one? */
#ifndef MONO_GUARD_H
#define MONO_GUARD_H

#include <stdbool.h>

/*
 * Whether clknetsim has put itself between this process and the kernel:
 * its environment is there, and every call that sets a clock is its own.
 */
bool	mono_guard_simulated(void);

/*
 * clknetsim lets early readings of the clocks run ahead, by more each
 * time, and later puts them back: waits until that is over.
 */
void	mono_guard_settle(void);

#endif
