/* ISC licence, see LICENSE. */
/* Leap seconds: what the sources announce, and when it is believed. */
#ifndef CLK_LEAP_H
#define CLK_LEAP_H

#include <stdbool.h>
#include <stdint.h>

#include "tm.h"

struct clk_leap {
	int		sign;		/* armed: -1, 0, +1 */
	int64_t		at_ns;		/* UTC, the first second after it */
	struct tm_leaps	past;		/* since start: true less UTC */
};

/* Votes of the sources in use, by their leap bits (RFC 5905 figure 9). */
struct clk_leap_votes {
	unsigned int	insert;
	unsigned int	remove;
	unsigned int	all;
};

/*
 * Arms or withdraws a leap second: more than half of the votes, on the last
 * UTC day of June or December.  Returns true if that changed anything.
 */
bool	clk_leap_vote(struct clk_leap *, const struct clk_leap_votes *,
	    int64_t utc_ns);

/*
 * Enters an armed leap into the table once true has passed it.  Returns
 * true when it has.
 */
bool	clk_leap_pass(struct clk_leap *, struct tm_true);

/* The leap indicator for our own clients: 0, 1 or 2. */
uint8_t	clk_leap_bits(const struct clk_leap *);

#endif
