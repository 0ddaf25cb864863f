/* ISC licence, see LICENSE. */
/* Where intervals overlap: what do most of them allow? */
#include <math.h>

#include "clk_stretch.h"

int
clk_stretch_count(const struct clk_stretch *s, int n, double at, double *end)
{
	int	i, in = 0;

	*end = INFINITY;
	for (i = 0; i < n; i++)
		if (s[i].lo <= at && s[i].hi >= at) {
			in++;
			*end = fmin(*end, s[i].hi);
		}
	return in;
}

/* It begins where some interval does: it is enough to look there. */
int
clk_stretch_most(const struct clk_stretch *s, int n, struct clk_stretch *most)
{
	double	end;
	int	i, in, best = 0;

	for (i = 0; i < n; i++) {
		in = clk_stretch_count(s, n, s[i].lo, &end);
		if (in > best) {
			best = in;
			most->lo = s[i].lo;
			most->hi = end;
		}
	}
	return best;
}
