/* ISC licence, see LICENSE. */
/* Which files a process may touch (Linux, Landlock). */
#ifndef SBX_LANDLOCK_IO_H
#define SBX_LANDLOCK_IO_H

#include <stddef.h>

/* What may be done beneath a path; reading includes listing. */
#define SBX_READ	0x1
#define SBX_WRITE	0x2	/* make, rename, remove, truncate */
#define SBX_EXEC	0x4
#define SBX_DEVICE	0x8	/* read, write, ioctl */

struct sbx_path {
	const char	*path;		/* one that does not exist is skipped */
	unsigned int	 may;
};

/*
 * Everything that the kernel's version of Landlock knows is denied but
 * for these paths (NULL, 0: nothing at all); signals and abstract sockets
 * reach only our own descendants.  Returns 0, or -1 with errno (ENOSYS,
 * EOPNOTSUPP: not here).
 */
int	 sbx_landlock(const struct sbx_path *, size_t n);

#endif
