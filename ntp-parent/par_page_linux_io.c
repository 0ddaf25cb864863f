/* ISC licence, see LICENSE. */
/* Anonymous shared memory of Linux: memfd_create(2). */
#ifdef __linux__

#include <sys/mman.h>

#include <fcntl.h>

#include "par_page_io.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE	0x0010
#endif

int
par_page_file(void)
{
	return memfd_create("chimed-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int
par_page_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK |
	    F_SEAL_FUTURE_WRITE | F_SEAL_SEAL);
}

#endif
