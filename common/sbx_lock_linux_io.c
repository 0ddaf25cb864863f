/* ISC licence, see LICENSE. */
/* The locks of a sandbox on Linux: files and system calls. */
#ifdef __linux__

#include <errno.h>

#include "sbx_seccomp_io.h"
#include "sbx_system_io.h"
#include "sbx_trap_io.h"

int
sbx_system_lock(enum role role, const struct sbx_path *paths, size_t n,
    struct sbx_got *got, const char **step)
{
	int	missing = 0;

#ifdef SANITIZED
	/* A sanitizer reads and calls what it likes. */
	(void)role;
	(void)paths;
	(void)n;
	(void)got;
	*step = "sanitizer";
	return missing;
#else
	*step = "landlock";
	if (sbx_landlock(paths, n) == 0)
		got->reached |= SBX_LANDLOCK;
	else if (errno != ENOSYS && errno != EOPNOTSUPP)
		missing = -1;
	sbx_trap(role);
	if (sbx_seccomp(role, &got->calls) == 0) {
		got->reached |= SBX_FILTER;
		return missing;
	}
	*step = "seccomp";
	return -1;
#endif
}

#endif
