/* ISC licence, see LICENSE. */
/* The clock page in shared memory, as its writer has it. */
#include <sys/types.h>
#include <sys/mman.h>

#include <unistd.h>

#include "par_page_io.h"

struct page *
par_page_create(int *fd)
{
	struct page	*page;

	if ((*fd = par_page_file()) == -1)
		return NULL;
	if (ftruncate(*fd, sizeof *page) == -1)
		goto fail;
	page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED,
	    *fd, 0);
	if (page == MAP_FAILED)
		goto fail;
	if (par_page_seal(*fd) == -1) {
		munmap(page, sizeof *page);
		goto fail;
	}
	return page;
fail:
	close(*fd);
	return NULL;
}
