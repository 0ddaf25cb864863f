/* ISC licence, see LICENSE. */
/* The sandbox on OpenBSD: pledge(2) and unveil(2). */
#ifdef __OpenBSD__

#include <string.h>
#include <unistd.h>

#include "sbx_system_io.h"

/*
 * A child does nothing after its birth that these do not name.  "unix"
 * and "inet" are for descriptors that came from the parent as well.
 */
static const char *const promises[ROLES] = {
	[ROLE_PARENT] = "stdio rpath wpath cpath fattr inet unix dns settime "
	    "sendfd recvfd proc exec id getpw",
	[ROLE_NET] = "stdio inet recvfd",
	[ROLE_CLOCK] = "stdio recvfd",
	[ROLE_CTL] = "stdio unix sendfd recvfd",
	[ROLE_DNS] = "stdio dns recvfd",
	[ROLE_NTS] = "stdio inet recvfd"
};

/* There are no capabilities to bound. */
void
sbx_system_bounds(void)
{
}

static int
show(const struct sbx_path *p)
{
	char	perms[8] = "";

	if (p->may & (SBX_READ | SBX_WRITE | SBX_DEVICE))
		strlcat(perms, "r", sizeof perms);
	if (p->may & (SBX_WRITE | SBX_DEVICE))
		strlcat(perms, "w", sizeof perms);
	if (p->may & SBX_WRITE)
		strlcat(perms, "c", sizeof perms);
	if (p->may & SBX_EXEC)
		strlcat(perms, "x", sizeof perms);
	/* one that does not exist has nothing to be shown */
	(void)unveil(p->path, perms);
	return 0;
}

int
sbx_system_lock(enum role role, const struct sbx_path *paths, size_t n,
    struct sbx_got *got, const char **step)
{
	size_t	i;

	*step = "unveil";
	/* "dns" brings its own files with it */
	if (role != ROLE_DNS) {
		if (n == 0 && unveil("/", "") == -1)
			return -1;
		for (i = 0; i < n; i++)
			show(&paths[i]);
		if (unveil(NULL, NULL) == -1)
			return -1;
		got->reached |= SBX_LANDLOCK;
	}
	*step = "pledge";
	if (pledge(promises[role], NULL) == -1)
		return -1;
	got->reached |= SBX_FILTER | SBX_NNP;
	return 0;
}

int
sbx_system(enum role role, struct sbx_got *got, const char **step)
{
	/* W^X and no core dumps of what changed its ids are the system's */
	got->reached |= SBX_CAPS | SBX_DUMPABLE | SBX_MDWE;
	return sbx_system_lock(role, NULL, 0, got, step);
}

#endif
