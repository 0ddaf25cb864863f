/* ISC licence, see LICENSE. */
/* Rows for people: tracking, sources, sourcestats. */
#ifndef CLK_REPORT_H
#define CLK_REPORT_H

#include "clk.h"

/* Sends the rows of a table and STAT_END to whom it asked, as seq. */
void	clk_report(struct clk *, struct ipc_end to, uint32_t table,
	    uint32_t seq, struct tm_now);

#endif
