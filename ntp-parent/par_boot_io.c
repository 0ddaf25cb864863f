/* ISC licence, see LICENSE. */
/* The name of this boot. */
#include <string.h>

#ifdef __linux__
#include <fcntl.h>
#include <unistd.h>
#else
#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <stdio.h>
#endif

#include "par_boot_io.h"

#ifdef __linux__
bool
par_boot_id(char boot_id[PAR_BOOT_ID])
{
	ssize_t	n;
	int	fd;

	boot_id[0] = '\0';
	fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return false;
	n = read(fd, boot_id, PAR_BOOT_ID - 1);
	close(fd);
	boot_id[n > 0 ? n : 0] = '\0';
	boot_id[strcspn(boot_id, "\n")] = '\0';
	return boot_id[0] != '\0';
}
#else
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
