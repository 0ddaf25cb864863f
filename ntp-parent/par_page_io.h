/* ISC licence, see LICENSE. */
/* The clock page in shared memory, as its writer has it. */
#ifndef PAR_PAGE_IO_H
#define PAR_PAGE_IO_H

#include "page.h"

/*
 * Makes a sealed page; *fd is to be passed to children, who can only read
 * it.  Returns the writer's mapping, or NULL with errno.
 */
struct page	*par_page_create(int *fd);

#endif
