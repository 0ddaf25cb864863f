/* ISC licence, see LICENSE. */
/*
 * The sandbox on FreeBSD: Capsicum where it can work.  In capability mode
 * there is no connect(2) and no destination address, so ntp-net, and
 * ntp-dns with the whole resolver, have the empty root and the ids only.
 */
#ifdef __FreeBSD__

#include <sys/types.h>
#include <sys/capsicum.h>
#include <sys/procctl.h>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "sbx_system_io.h"

#define CHANNEL_FD	3

/* There are no capabilities of root to bound. */
void
sbx_system_bounds(void)
{
}

/* The channel is for records, with descriptors, and to be waited for. */
static int
limit_descriptors(void)
{
	cap_rights_t	rights;
	int		fd;

	cap_rights_init(&rights, CAP_READ, CAP_WRITE, CAP_EVENT, CAP_FCNTL);
	if (cap_rights_limit(CHANNEL_FD, &rights) == -1)
		return -1;
	cap_rights_init(&rights, CAP_READ, CAP_WRITE, CAP_FSTAT);
	for (fd = 0; fd < CHANNEL_FD; fd++)
		if (cap_rights_limit(fd, &rights) == -1 && errno != EBADF)
			return -1;
	return 0;
}

int
sbx_system_lock(enum role role, const struct sbx_path *paths, size_t n,
    struct sbx_got *got, const char **step)
{
	(void)paths;
	(void)n;
	if (role != ROLE_CLOCK && role != ROLE_CTL)
		return 0;
	*step = "capsicum";
	if (limit_descriptors() == -1 || cap_enter() == -1)
		/* a kernel without it is one without it */
		return errno == ENOSYS ? 0 : -1;
	got->reached |= SBX_FILTER | SBX_LANDLOCK;
	return 0;
}

int
sbx_system(enum role role, struct sbx_got *got, const char **step)
{
	int	how = PROC_TRACE_CTL_DISABLE_EXEC, on_death = SIGKILL;

	*step = "no_new_privs";
#ifdef PROC_NO_NEW_PRIVS_CTL
	how = PROC_NO_NEW_PRIVS_ENABLE;
	if (procctl(P_PID, getpid(), PROC_NO_NEW_PRIVS_CTL, &how) == 0)
		got->reached |= SBX_NNP;
	how = PROC_TRACE_CTL_DISABLE_EXEC;
#endif
	if (procctl(P_PID, getpid(), PROC_TRACE_CTL, &how) == 0)
		got->reached |= SBX_DUMPABLE;
	(void)procctl(P_PID, getpid(), PROC_PDEATHSIG_CTL, &on_death);
	got->reached |= SBX_CAPS;
	return sbx_system_lock(role, NULL, 0, got, step);
}

#endif
