/* ISC licence, see LICENSE. */
/* The name of this boot: its time. */
#ifndef __linux__

#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <stdio.h>

#include "par_boot_io.h"

bool
par_boot_id(char boot_id[PAR_BOOT_ID])
{
	struct timeval	tv;
	size_t		len = sizeof tv;
	int		mib[2] = { CTL_KERN, KERN_BOOTTIME };

	boot_id[0] = '\0';
	if (sysctl(mib, 2, &tv, &len, NULL, 0) == -1)
		return false;
	/* a step of the clock may move it; rights are then renewed */
	snprintf(boot_id, PAR_BOOT_ID, "boottime-%lld",
	    (long long)tv.tv_sec);
	return true;
}

#endif
