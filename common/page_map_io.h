/* ISC licence, see LICENSE. */
/* The clock page as its readers have it, and the clocks read through it. */
#ifndef PAGE_MAP_IO_H
#define PAGE_MAP_IO_H

#include "page.h"

/* Maps a page read-only; closes fd.  Returns NULL with errno. */
const struct page	*page_map(int fd);

/*
 * Both clocks now: the machine's, or the page's virtual ones.  On the
 * machine's, raw and wall are read next to each other (pair noise some ns).
 */
struct tm_now		 page_now(const struct page *);

#endif
