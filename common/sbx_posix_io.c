/* ISC licence, see LICENSE. */
/*
 * The sandbox's steps that every Unix knows, in their order: descriptors,
 * root directory, ids, limits; then those of the system.
 */
#include <sys/types.h>
#include <sys/resource.h>

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <unistd.h>

#include "sbx.h"
#include "sbx_system_io.h"

/* fd 3 is the channel to the parent */
#define FIRST_FREE_FD	4

static int
enter_root(const char *root)
{
	return chroot(root) == -1 || chdir("/") == -1 ? -1 : 0;
}

static int
drop_ids(uid_t uid, gid_t gid)
{
	if (setgroups(1, &gid) == -1 || setresgid(gid, gid, gid) == -1 ||
	    setresuid(uid, uid, uid) == -1)
		return -1;
	/* There must be no way back. */
	if (setuid(0) != -1 || geteuid() != uid || getegid() != gid) {
		errno = EPERM;
		return -1;
	}
	return 0;
}

static int
set_limit(int what, rlim_t most)
{
	struct rlimit	r = { most, most };

	return setrlimit(what, &r);
}

/* What a process may have in memory at most; an address sanitizer wants
 * it all. */
#ifndef SANITIZED
#define MEMORY		((rlim_t)256 << 20)
#define MEMORY_NET	((rlim_t)512 << 20)
#else
#define MEMORY		RLIM_INFINITY
#define MEMORY_NET	RLIM_INFINITY
#endif

/* A sanitizer and a trap must be able to say something, into a file. */
#if defined(SANITIZED) || defined(SBX_TRAP)
#define FILE_SIZE	RLIM_INFINITY
#else
#define FILE_SIZE	0
#endif

/*
 * poll(2) fails when it is given more descriptors than RLIMIT_NOFILE, so
 * that is what the role needs, not 0.
 */
static int
set_limits(enum role role)
{
	static const rlim_t files[ROLES] = {
		[ROLE_NET] = 1024, [ROLE_CLOCK] = 64, [ROLE_CTL] = 128,
		[ROLE_DNS] = 64, [ROLE_NTS] = 1024
	};
	/* ntp-net may be told to remember many clients */
	const rlim_t	memory = role == ROLE_NET ? MEMORY_NET : MEMORY;

	if (set_limit(RLIMIT_CORE, 0) == -1 ||
	    set_limit(RLIMIT_FSIZE, FILE_SIZE) == -1 ||
	    set_limit(RLIMIT_NOFILE, files[role]) == -1 ||
	    set_limit(RLIMIT_AS, memory) == -1)
		return -1;
	return set_limit(RLIMIT_NPROC, 0);
}

int
sbx_enter(enum role role, const struct sbx_want *want, struct sbx_got *got,
    const char **step)
{
	got->reached = got->calls = 0;
	closefrom(FIRST_FREE_FD);
	got->reached |= SBX_FDS;
	if (geteuid() == 0) {
		*step = "chroot";
		if (want->root != NULL && enter_root(want->root) == -1)
			return -1;
		if (want->root != NULL)
			got->reached |= SBX_CHROOT;
		sbx_system_bounds();
	}
	if (geteuid() == 0 && want->uid != 0) {
		*step = "setresuid";
		if (drop_ids(want->uid, want->gid) == -1)
			return -1;
		got->reached |= SBX_IDS;
	}
	*step = "setrlimit";
	if (set_limits(role) == -1)
		return -1;
	got->reached |= SBX_RLIMITS;
	return sbx_system(role, got, step) == -1 && !want->best_effort ? -1 : 0;
}
