/* ISC licence, see LICENSE. */
/* The parent's own rights on Linux: capabilities. */
#ifdef __linux__

#include <sys/types.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/capability.h>

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "par_priv_io.h"
#include "sbx_caps_io.h"

/* of a child until it has entered its sandbox */
#define CHILD_CAPS	(SBX_CAP(CAP_SETUID) | SBX_CAP(CAP_SETGID) | \
			SBX_CAP(CAP_SETPCAP) | SBX_CAP(CAP_SYS_CHROOT))

/* Is uid mapped here, so that setresuid can succeed? */
static bool
is_mapped(uid_t uid)
{
	FILE		*f;
	unsigned long	 inside, outside, n;
	bool		 found = false;

	if ((f = fopen("/proc/self/uid_map", "r")) == NULL)
		return true;
	while (fscanf(f, "%lu %lu %lu", &inside, &outside, &n) == 3)
		found |= uid >= inside && uid - inside < n;
	fclose(f);
	return found;
}

void
par_priv_probe(struct par_priv *p, uid_t uid)
{
	uint64_t	caps = geteuid() == 0 ? sbx_caps() : 0;

	p->can_chroot = (caps & SBX_CAP(CAP_SYS_CHROOT)) != 0;
	p->can_setids = (caps & SBX_CAP(CAP_SETUID)) &&
	    (caps & SBX_CAP(CAP_SETGID)) && is_mapped(uid);
}

int
par_priv_drop(bool set_clock, bool low_port)
{
	/* PDEATHSIG too is sent with the right of the parent that dies */
	uint64_t	keep = CHILD_CAPS | SBX_CAP(CAP_KILL) |
			    SBX_CAP(CAP_DAC_OVERRIDE);

	if (set_clock)
		keep |= SBX_CAP(CAP_SYS_TIME);
	if (low_port)
		keep |= SBX_CAP(CAP_NET_BIND_SERVICE);
	keep &= sbx_caps();
	sbx_caps_bound(keep);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	return sbx_caps_set(keep);
}

void
par_priv_confined(bool files_locked)
{
	if (geteuid() != 0)
		return;
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!files_locked)
		(void)sbx_caps_set(sbx_caps() & ~SBX_CAP(CAP_DAC_OVERRIDE));
}

void
par_priv_child(void)
{
	if (geteuid() == 0)
		sbx_caps_bound(CHILD_CAPS);
}

int
par_priv_guard(void)
{
	uint64_t	keep = sbx_caps() & SBX_CAP(CAP_SYS_TIME);

	sbx_caps_bound(keep);
	(void)prctl(PR_SET_NAME, "chimed-guard", 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	return sbx_caps_set(keep);
}

/* musl's function of that name refuses whatever is asked for. */
int
par_priv_realtime(int priority)
{
	struct sched_param	p = { .sched_priority = priority };

	return (int)syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &p);
}

#endif
