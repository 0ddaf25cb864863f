/* ISC licence, see LICENSE. */
/* How wrong f may be, by what its sources say. */
#ifndef CLK_WRONG_H
#define CLK_WRONG_H

#include "clk.h"

/* What f's error is at most, if a source is right, and how fast that grows. */
struct clk_wrong {
	const struct clk_recent	*sample;	/* of the source; NULL: none */
	double			 most_s;
	double			 growth;	/* s/s */
};

/*
 * *median is the lower median of all sources' limits, also of those that
 * others outvote: it holds as long as most are right.  Where no majority
 * agrees it is the upper one, for which half will do.  *least is the least
 * one of those who agree, or of all if none do.  False: nobody is known.
 */
bool	clk_wrong_f(const struct clk *, struct tm_now, struct clk_wrong *least,
	    struct clk_wrong *median);

#endif
