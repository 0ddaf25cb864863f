/* ISC licence, see LICENSE. */
/* Where intervals overlap: what do most of them allow? */
#ifndef CLK_STRETCH_H
#define CLK_STRETCH_H

struct clk_stretch {
	double	lo, hi;
};

/*
 * How many of n contain this point?  *end is how far all of those reach, and
 * INFINITY where there is none.
 */
int	clk_stretch_count(const struct clk_stretch *, int n, double at,
	    double *end);

/*
 * The stretch inside most of n, the first one where several are inside as many
 * (Marzullo 1984, in RFC 5905 section 11.2.1).  Returns how many that is; with
 * none most is left as it was.
 */
int	clk_stretch_most(const struct clk_stretch *, int n,
	    struct clk_stretch *most);

#endif
