/* ISC licence, see LICENSE. */
/* The filter of system calls (Linux, libseccomp). */
#ifndef SBX_SECCOMP_IO_H
#define SBX_SECCOMP_IO_H

#include <stdint.h>

#include "ipc.h"

/*
 * Loads the role's filter; the parent's is the union of all, since they
 * inherit it.  *calls is how many this system knows of those allowed.
 * Returns 0, or -1 with errno (ENOSYS: no filters here).
 */
int	 sbx_seccomp(enum role, uint32_t *calls);

#endif
