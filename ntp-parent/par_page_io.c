/* ISC licence, see LICENSE. */
/* The clock page in shared memory, as its writer has it. */
#include <sys/types.h>
#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "par_page_io.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE	0x0010
#endif

/* An anonymous file; sealed, where that exists, once the writer has it. */
#ifdef MFD_ALLOW_SEALING
static int
page_file(void)
{
	return memfd_create("chimed-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static int
page_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK |
	    F_SEAL_FUTURE_WRITE | F_SEAL_SEAL);
}
#else
static int
page_file(void)
{
	return shm_open(SHM_ANON, O_RDWR | O_CLOEXEC, 0600);
}

static int
page_seal(int fd)
{
	(void)fd;
	return 0;
}
#endif

struct page *
par_page_create(int *fd)
{
	struct page	*page;

	if ((*fd = page_file()) == -1)
		return NULL;
	if (ftruncate(*fd, sizeof *page) == -1)
		goto fail;
	page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED,
	    *fd, 0);
	if (page == MAP_FAILED)
		goto fail;
	if (page_seal(*fd) == -1) {
		munmap(page, sizeof *page);
		goto fail;
	}
	return page;
fail:
	close(*fd);
	return NULL;
}
