/* ISC licence, see LICENSE. */
/* The name of this boot, as Linux gives it. */
#ifdef __linux__

#include <string.h>

#include "par_boot_io.h"
#include "par_file_io.h"

bool
par_boot_id(char boot_id[PAR_BOOT_ID])
{
	if (par_file_read_proc("/proc/sys/kernel/random/boot_id", boot_id,
	    PAR_BOOT_ID) == -1)
		boot_id[0] = '\0';
	boot_id[strcspn(boot_id, "\n")] = '\0';
	return boot_id[0] != '\0';
}

#endif
