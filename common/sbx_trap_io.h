/* ISC licence, see LICENSE. */
/* The trap build (make SBX=trap): a forbidden call says its name. */
#ifndef SBX_TRAP_IO_H
#define SBX_TRAP_IO_H

#include "ipc.h"

#ifdef SBX_TRAP
/*
 * From now on a call that the filter forbids writes role and number to
 * standard error and ends the process with status 159.
 */
void	 sbx_trap(enum role);
#else
/* The kernel kills. */
static inline void
sbx_trap(enum role role)
{
	(void)role;
}
#endif

#endif
