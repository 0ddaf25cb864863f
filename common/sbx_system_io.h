/* ISC licence, see LICENSE. */
/* What the sandbox does by means of one system's own. */
#ifndef SBX_SYSTEM_IO_H
#define SBX_SYSTEM_IO_H

#include "sbx.h"
#include "sbx_landlock_io.h"

/* What must be given up while still root: the capability bounding set. */
void	 sbx_system_bounds(void);

/*
 * The last steps of sbx_enter: privileges, then sbx_system_lock.  Returns
 * as that does.  One of sbx_linux_io.c, sbx_openbsd_io.c, ...
 */
int	 sbx_system(enum role, struct sbx_got *, const char **step);

/*
 * Locks files (all but these paths) and system calls; the parent calls it
 * by itself.  Returns 0, or -1 with *step and errno when something that
 * the system offers failed.
 */
int	 sbx_system_lock(enum role, const struct sbx_path *, size_t n,
	    struct sbx_got *, const char **step);

#endif
