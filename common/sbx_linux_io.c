/* ISC licence, see LICENSE. */
/* A child's sandbox on Linux: privileges, then files and system calls. */
#ifdef __linux__

#include <sys/prctl.h>

#include <signal.h>

#include "sbx_caps_io.h"
#include "sbx_system_io.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE			65
#define PR_MDWE_REFUSE_EXEC_GAIN	1
#endif

/* What libc's resolver and its modules read. */
static const struct sbx_path dns_paths[] = {
	{ "/etc", SBX_READ }, { "/usr", SBX_READ | SBX_EXEC },
	{ "/lib", SBX_READ | SBX_EXEC }, { "/lib64", SBX_READ | SBX_EXEC },
	/* where the /etc/resolv.conf of various systems leads to */
	{ "/run/systemd", SBX_READ }, { "/run/resolvconf", SBX_READ },
	{ "/run/NetworkManager", SBX_READ }, { "/run/connman", SBX_READ },
	{ "/run/nscd", SBX_READ },
	{ "/var/db", SBX_READ }, { "/proc/sys", SBX_READ },
	{ "/dev/urandom", SBX_READ }, { "/dev/null", SBX_DEVICE },
};

/* Where there is the right to empty the bounding set. */
void
sbx_system_bounds(void)
{
	sbx_caps_bound(0);
}

static int
drop_privileges(struct sbx_got *got, const char **step)
{
	*step = "no_new_privs";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	got->reached |= SBX_NNP;
	*step = "capabilities";
	if (sbx_caps_set(0) == -1)
		return -1;
	got->reached |= SBX_CAPS;
	/* A parent that dies takes all with it, whether they listen or not;
	 * the ids have been changed, which would have undone this. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	*step = "dumpable";
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return -1;
	got->reached |= SBX_DUMPABLE;
	/* from Linux 6.3 on */
	if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0)
		got->reached |= SBX_MDWE;
	return 0;
}

int
sbx_system(enum role role, struct sbx_got *got, const char **step)
{
	const struct sbx_path	*paths = NULL;
	size_t			 n = 0;

	if (drop_privileges(got, step) == -1)
		return -1;
	if (role == ROLE_DNS) {
		paths = dns_paths;
		n = sizeof dns_paths / sizeof dns_paths[0];
	}
	return sbx_system_lock(role, paths, n, got, step);
}

#endif
