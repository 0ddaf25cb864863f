/* ISC licence, see LICENSE. */
/* The last residuals of one source, for chronyc's sourcestats. */
#ifndef CLK_STATS_H
#define CLK_STATS_H

#include <stdint.h>

#define CLK_STATS	32

struct clk_stats {
	uint32_t	n;			/* so far */
	int64_t		raw_ns[CLK_STATS];
	float		residual_s[CLK_STATS];	/* sample less f */
};

struct clk_stats_line {
	uint32_t	samples;	/* the line was put through */
	uint32_t	runs;		/* of residuals of the same sign */
	int64_t		span_ns;	/* first to last */
	double		freq;		/* of the source against f, s/s */
	double		skew;		/* its standard deviation */
	double		offset_s;	/* of the source from f at the end */
	double		sd_s;		/* of the samples about the line */
};

void	clk_stats_init(struct clk_stats *);

/* Adds a sample's distance (s) from f; they come in the order of time. */
void	clk_stats_add(struct clk_stats *, int64_t raw_ns, double residual_s);

/*
 * Least squares through what is kept.  With fewer than three samples sd_s
 * is 4 and skew 2000e-6, chrony's values for "not known".
 */
void	clk_stats_line(const struct clk_stats *, struct clk_stats_line *);

#endif
