/* ISC licence, see LICENSE. */
/* The last residuals of one source.  Pure. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "clk_stats.h"

#define UNKNOWN_SD_S	4.0
#define UNKNOWN_SKEW	2000e-6

void
clk_stats_init(struct clk_stats *s)
{
	s->n = 0;
}

void
clk_stats_add(struct clk_stats *s, int64_t raw_ns, double residual_s)
{
	s->raw_ns[s->n % CLK_STATS] = raw_ns;
	s->residual_s[s->n % CLK_STATS] = (float)residual_s;
	s->n++;
}

/* The ith of those kept, the oldest first; x is s before the last. */
static double
at(const struct clk_stats *s, uint32_t i, double *x)
{
	uint32_t	last = (s->n - 1) % CLK_STATS, k = i;

	if (s->n > CLK_STATS)
		k = (s->n + i) % CLK_STATS;
	*x = (double)(s->raw_ns[k] - s->raw_ns[last]) * 1e-9;
	return (double)s->residual_s[k];
}

/* Returns the sum of squares about the line; *sxx that of x. */
static double
fit(const struct clk_stats *s, struct clk_stats_line *l, double *sxx)
{
	double		x, y, mx = 0, my = 0, sxy = 0, sum = 0;
	uint32_t	i;
	bool		up = false;

	for (i = 0; i < l->samples; i++) {
		my += at(s, i, &x) / l->samples;
		mx += x / l->samples;
	}
	*sxx = 0;
	for (i = 0; i < l->samples; i++) {
		y = at(s, i, &x) - my;
		sxy += (x - mx) * y;
		*sxx += (x - mx) * (x - mx);
	}
	l->freq = *sxx > 0 ? sxy / *sxx : 0;
	l->offset_s = my - l->freq * mx;
	for (i = 0; i < l->samples; i++) {
		y = at(s, i, &x) - l->offset_s - l->freq * x;
		sum += y * y;
		if (i == 0 || (y > 0) != up)
			l->runs++;
		up = y > 0;
	}
	return sum;
}

void
clk_stats_line(const struct clk_stats *s, struct clk_stats_line *l)
{
	double	sxx, sum, x;

	memset(l, 0, sizeof *l);
	l->sd_s = UNKNOWN_SD_S;
	l->skew = UNKNOWN_SKEW;
	if (s->n == 0)
		return;
	l->samples = s->n < CLK_STATS ? s->n : CLK_STATS;
	at(s, 0, &x);
	l->span_ns = (int64_t)(-x * 1e9);
	sum = fit(s, l, &sxx);
	if (l->samples < 3 || sxx <= 0)
		return;
	l->sd_s = sqrt(sum / (l->samples - 2));
	l->skew = l->sd_s / sqrt(sxx);
}
