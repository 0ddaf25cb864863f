/* ISC licence, see LICENSE. */
/* Capabilities by their bare system calls: libcap would be one more. */
#ifdef __linux__

#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/capability.h>

#include <string.h>
#include <unistd.h>

#include "sbx_caps_io.h"

uint64_t
sbx_caps(void)
{
	struct __user_cap_header_struct	hdr = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct	data[2];

	memset(data, 0, sizeof data);
	if (syscall(SYS_capget, &hdr, data) == -1)
		return 0;
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

int
sbx_caps_set(uint64_t caps)
{
	struct __user_cap_header_struct	hdr = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct	data[2];

	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	memset(data, 0, sizeof data);
	data[0].effective = data[0].permitted = (uint32_t)caps;
	data[1].effective = data[1].permitted = (uint32_t)(caps >> 32);
	return (int)syscall(SYS_capset, &hdr, data);
}

void
sbx_caps_bound(uint64_t caps)
{
	int	c;

	for (c = 0; prctl(PR_CAPBSET_READ, c, 0, 0, 0) >= 0; c++)
		if (!(caps & SBX_CAP(c)))
			(void)prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
}

#endif
