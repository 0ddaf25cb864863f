/* ISC licence, see LICENSE. */
/* Leap seconds: who announces one, when it is believed, when it passes. */
#ifndef CLK_LEAP_H
#define CLK_LEAP_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc.h"
#include "tm.h"

#define CLK_LEAP_ROWS	64

/* While wall may move by a second nobody should look at it. */
#define CLK_LEAP_QUIET	(2 * TM_S)

/* What a leap second list, or a time zone, knows. */
struct clk_leap_table {
	int64_t		until_ns;	/* UTC: complete until then; 0: no */
	uint32_t	n;
	struct msg_leap_row row[CLK_LEAP_ROWS];
};

struct clk_leap {
	int		sign;		/* armed: -1, 0, +1 */
	int64_t		at_ns;		/* UTC, the first second after it */
	int64_t		due_ns;		/* raw, when it passes */
	int64_t		passed_ns;	/* raw, of the last one; 0 */
	struct tm_leaps	past;		/* since start: true less UTC */
	struct clk_leap_table list;	/* leapseclist */
	struct clk_leap_table zone;	/* leapsectz */
};

/* Votes of the sources in use, by their leap bits (RFC 5905 figure 9). */
struct clk_leap_votes {
	unsigned int	insert;
	unsigned int	remove;
	unsigned int	all;
};

/*
 * Arms or withdraws a leap second at the end of the UTC day, which must be
 * the last of June or December.  A list that has not expired decides;
 * without one a time zone or more than half of the votes may announce it.
 * Returns true if that changed anything.
 */
bool	clk_leap_review(struct clk_leap *, const struct clk_leap_votes *,
	    struct tm_raw, int64_t utc_ns);

/*
 * To be called at every event.  Enters an armed leap into the table once it
 * is due, and returns true then; before, notes when that will be.
 */
bool	clk_leap_pass(struct clk_leap *, struct tm_raw, int64_t utc_ns);

/*
 * Is a leap second about to pass, or has it just?  Then the raw instant
 * when that is over, else 0.
 */
int64_t	clk_leap_quiet(const struct clk_leap *, struct tm_raw);

/* When what is planned for a raw instant may be done because of that. */
int64_t	clk_leap_defer(const struct clk_leap *, int64_t raw_ns);

/* The parent's table, at the start: what is still to come is armed. */
void	clk_leap_restore(struct clk_leap *, const struct tm_leaps *,
	    struct tm_raw, int64_t utc_ns);

/* What is to be entered for a leap of this sign: see struct msg_leap. */
int64_t	clk_leap_utc(const struct clk_leap *, int sign);

/* TAI less UTC in s, by list or time zone; 0: not known. */
int	clk_leap_tai(const struct clk_leap *, int64_t utc_ns);

/* The leap indicator for our own clients: 0, 1 or 2. */
uint8_t	clk_leap_bits(const struct clk_leap *);

#endif
