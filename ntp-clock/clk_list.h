/* ISC licence, see LICENSE. */
/*
 * Reading a leap second list: the format in which IERS and NIST publish it
 * (leap-seconds.list), as text that comes in parts.
 */
#ifndef CLK_LIST_H
#define CLK_LIST_H

#include <nettle/sha1.h>
#include <stddef.h>

#include "clk_leap.h"

#define CLK_LIST_LINE	80	/* what is kept of a line */

struct clk_list {
	struct clk_leap_table	 table;		/* so far */
	size_t			 len;		/* of the line begun */
	unsigned int		 lines;
	const char		*bad;		/* what is wrong, or NULL */
	struct sha1_ctx		 sum;		/* of the numbers so far */
	bool			 summed;	/* there was a checksum: */
	uint8_t			 want[SHA1_DIGEST_SIZE];
	char			 line[CLK_LIST_LINE + 1];
};

/* Begins a list. */
void	clk_list_begin(struct clk_list *);

/* A part of its text, of any length and cut anywhere. */
void	clk_list_feed(struct clk_list *, const char *text, size_t len);

/*
 * The end.  Returns true and the table if all lines were sound, there was
 * an expiry date, the checksum is right where there is one, and the rows are
 * what leap seconds can be; else false,
 * and l->bad says why and l->lines in which line.
 */
bool	clk_list_end(struct clk_list *, struct clk_leap_table *);

#endif
