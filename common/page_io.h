/* ISC licence, see LICENSE. */
/* The machine's own clocks, whatever the clock page says. */
#ifndef PAGE_IO_H
#define PAGE_IO_H

#include "tm.h"

/* Wall and raw now. */
struct tm_now		 page_now_real(void);

/* Raw alone, for a third of the work. */
struct tm_raw		 page_raw_real(void);

#endif
