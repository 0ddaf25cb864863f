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

/*
 * What it is made of: an anonymous file, and that nobody but who has mapped
 * it may write to it or change its size, where a system can do so.  Return
 * it, 0, or -1 with errno.
 */
int		 par_page_file(void);
int		 par_page_seal(int fd);

#endif
