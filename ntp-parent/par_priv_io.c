/* ISC licence, see LICENSE. */
/* The parent's own rights. */
#include <sys/types.h>

#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "par_priv_io.h"

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/capability.h>

#define CAP(c)	(UINT64_C(1) << (c))
/* of a child until it has entered its sandbox */
#define CHILD_CAPS	(CAP(CAP_SETUID) | CAP(CAP_SETGID) | \
			CAP(CAP_SETPCAP) | CAP(CAP_SYS_CHROOT))

static uint64_t
get_caps(void)
{
	struct __user_cap_header_struct	hdr = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct	data[2];

	memset(data, 0, sizeof data);
	if (syscall(SYS_capget, &hdr, data) == -1)
		return 0;
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

static int
set_caps(uint64_t caps)
{
	struct __user_cap_header_struct	hdr = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct	data[2];

	memset(data, 0, sizeof data);
	data[0].effective = data[0].permitted = (uint32_t)caps;
	data[1].effective = data[1].permitted = (uint32_t)(caps >> 32);
	return (int)syscall(SYS_capset, &hdr, data);
}

static void
keep_bounds(uint64_t caps)
{
	int	c;

	for (c = 0; prctl(PR_CAPBSET_READ, c, 0, 0, 0) >= 0; c++)
		if (!(caps & CAP(c)))
			(void)prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
}

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
	uint64_t	caps = geteuid() == 0 ? get_caps() : 0;

	p->can_chroot = (caps & CAP(CAP_SYS_CHROOT)) != 0;
	p->can_setids = (caps & CAP(CAP_SETUID)) &&
	    (caps & CAP(CAP_SETGID)) && is_mapped(uid);
}

int
par_priv_drop(bool set_clock, bool low_port)
{
	/* PDEATHSIG too is sent with the right of the parent that dies */
	uint64_t	keep = CHILD_CAPS | CAP(CAP_KILL) | CAP(CAP_DAC_OVERRIDE);

	if (set_clock)
		keep |= CAP(CAP_SYS_TIME);
	if (low_port)
		keep |= CAP(CAP_NET_BIND_SERVICE);
	keep &= get_caps();
	keep_bounds(keep);
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	return set_caps(keep);
}

void
par_priv_confined(bool files_locked)
{
	if (geteuid() != 0)
		return;
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!files_locked)
		(void)set_caps(get_caps() & ~CAP(CAP_DAC_OVERRIDE));
}

void
par_priv_child(void)
{
	if (geteuid() == 0)
		keep_bounds(CHILD_CAPS);
}

int
par_priv_guard(void)
{
	uint64_t	keep = get_caps() & CAP(CAP_SYS_TIME);

	keep_bounds(keep);
	(void)prctl(PR_SET_NAME, "chimed-guard", 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	return set_caps(keep);
}

#else

void
par_priv_confined(bool files_locked)
{
	(void)files_locked;
}

void
par_priv_probe(struct par_priv *p, uid_t uid)
{
	(void)uid;
	p->can_chroot = p->can_setids = geteuid() == 0;
}

int
par_priv_drop(bool set_clock, bool low_port)
{
	(void)set_clock;
	(void)low_port;
	return 0;
}

void
par_priv_child(void)
{
}

int
par_priv_guard(void)
{
	return 0;
}

#endif

int
par_priv_user(const char *name, uid_t *uid, gid_t *gid, const char **unfit)
{
	struct passwd	*pw = getpwnam(name);

	*unfit = pw == NULL ? "does not exist" :
	    pw->pw_uid == 0 ? "is root" : NULL;
	if (*unfit != NULL && (pw = getpwnam("nobody")) == NULL)
		return -1;
	*uid = pw->pw_uid;
	*gid = pw->pw_gid;
	return 0;
}
