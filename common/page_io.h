/* ISC licence, see LICENSE. */
/* The clock page in shared memory, and the two clocks read through it. */
#ifndef PAGE_IO_H
#define PAGE_IO_H

#include "page.h"

/*
 * Makes a sealed page; *fd is to be passed to children, who can only read
 * it.  Returns the writer's mapping, or NULL with errno.
 */
struct page		*page_create(int *fd);

/* Maps a page read-only; closes fd.  Returns NULL with errno. */
const struct page	*page_map(int fd);

/*
 * Both clocks now: the machine's, or the page's virtual ones.  On the
 * machine's, raw and wall are read next to each other (pair noise some ns).
 */
struct tm_now		 page_now(const struct page *);

/* The machine's own wall and raw now, whatever the page says. */
struct tm_now		 page_now_real(void);

/* Its raw alone, for a third of the work. */
struct tm_raw		 page_raw_real(void);

#endif
