/* ISC licence, see LICENSE. */
/* What the delays of one path say about the noise of its samples. */
#ifndef CLK_DELAY_H
#define CLK_DELAY_H

#include <stdint.h>

#define CLK_DELAY_RING	256
#define CLK_DELAY_LOWS	32
#define CLK_DELAY_SHORT	64

/* The smallest delays of a generation of samples, ascending. */
struct clk_lows {
	unsigned	count;		/* samples seen */
	int		n;		/* kept */
	int64_t		ns[CLK_DELAY_LOWS];
};

/* One view of the delay without queues. */
struct clk_window {
	double	floor_s;		/* likely low end of that delay */
	double	min_s;			/* smallest delay seen */
	double	excess_s;		/* mean of the delays over min_s */
	unsigned n;			/* samples it rests on */
};

struct clk_delay {
	struct clk_window lately;	/* CLK_DELAY_SHORT or since the route */
	struct clk_window ever;
	double		var;		/* of the delays on the route, s^2 */
	double		typical_s;	/* excess on the route before, or 0 */
	double		usual_s;	/* excess when the queues are short */
	unsigned	total;
	unsigned	fresh;		/* since the route changed */
	int64_t		sum_ns;		/* of those of them in the ring */
	struct clk_lows	gen[2];		/* the present and the one before */
	int64_t		ring[CLK_DELAY_RING];
};

void	clk_delay_init(struct clk_delay *);

/*
 * Adds a round-trip delay (ns).  Returns by how much the path's minimum
 * has just been found to have risen (> 0) or fallen (< 0), in s, mostly 0;
 * if it has, was (or NULL) gets what was known until then.  If the queues of
 * late are known to be on one way, a rise that scatters is one of them.
 */
double	clk_delay_add(struct clk_delay *, int64_t delay_ns, int one_way,
	    struct clk_delay *was);

/*
 * After such a change the route is one that is known: its delays of before
 * are continued by those of now.
 */
void	clk_delay_resume(struct clk_delay *now, const struct clk_delay *before);

#endif
