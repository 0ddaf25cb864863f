/* ISC licence, see LICENSE. */
/* Anonymous shared memory of the BSDs, which nothing seals. */
#ifndef __linux__

#include <sys/types.h>
#include <sys/mman.h>

#include <fcntl.h>

#include "par_page_io.h"

int
par_page_file(void)
{
	return shm_open(SHM_ANON, O_RDWR | O_CLOEXEC, 0600);
}

int
par_page_seal(int fd)
{
	(void)fd;
	return 0;
}

#endif
