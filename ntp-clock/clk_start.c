/* ISC licence, see LICENSE. */
/* The start: what do most of the first samples agree on? */
#include <math.h>
#include <string.h>

#include "clk_start.h"

#define PATIENCE_S	2.5

void
clk_start_keep(struct clk_est *e, const struct clk_est_sample *s)
{
	int i;

	if (e->nburst == CLK_EST_BURST) {
		e->nburst--;
		memmove(e->burst, e->burst + 1, e->nburst *
		    sizeof(e->burst[0]));
	}
	for (i = e->nburst; i > 0 && e->burst[i - 1].raw_ns > s->raw_ns; i--)
		e->burst[i] = e->burst[i - 1];
	e->burst[i] = *s;
	e->nburst++;
}

/* What a sample says at the last one's instant, less that one's theta. */
static double
interval(const struct clk_est *e, const struct clk_est_sample *s, double freq,
    double freq_sd, double *half_s)
{
	const struct clk_est_sample *last = &e->burst[e->nburst - 1];
	double dt = (last->raw_ns - s->raw_ns) * 1e-9;

	*half_s = s->delay_ns * 0.5e-9 + s->precision_s + s->root_s +
	    3 * freq_sd * dt;
	return (double)(s->theta_ns - last->theta_ns) * 1e-9 + freq * dt;
}

/* The narrowest interval that a source's samples give now; 0 if it has. */
static int
narrowest(const struct clk_est *e, unsigned src, double freq, double freq_sd,
    double *lo, double *hi)
{
	const struct clk_est_sample *s;
	double m, h, best = INFINITY;
	int i;

	*lo = *hi = 0;
	for (i = 0; i < e->nburst; i++) {
		s = &e->burst[i];
		if (s->src != src)
			continue;
		m = interval(e, s, freq, freq_sd, &h);
		if (h < best) {
			best = h;
			*lo = m - h;
			*hi = m + h;
		}
	}
	return best < INFINITY ? 0 : -1;
}

int
clk_start_agree(const struct clk_est *e, double freq, double freq_sd,
    int64_t *theta_ns, double *half_s)
{
	double lo[CLK_EST_SOURCES], hi[CLK_EST_SOURCES], end;
	const struct clk_est_sample *last = &e->burst[e->nburst - 1];
	int i, j, in, n = 0, best = 0, expected;

	for (i = 0; i < e->n; i++)
		if (narrowest(e, e->src[i].id, freq, freq_sd, &lo[n],
		    &hi[n]) == 0)
			n++;
	expected = (last->raw_ns - e->burst[0].raw_ns) * 1e-9 < PATIENCE_S ?
	    e->n : n;
	for (i = 0; i < n; i++) {
		end = INFINITY;
		for (in = 0, j = 0; j < n; j++)
			if (lo[j] <= lo[i] && lo[i] <= hi[j]) {
				in++;
				end = fmin(end, hi[j]);
			}
		if (in > best) {
			best = in;
			*half_s = (end - lo[i]) / 2;
			*theta_ns = last->theta_ns +
			    (int64_t)((end + lo[i]) / 2 * 1e9);
		}
	}
	return 2 * best > expected ? 0 : -1;
}

int
clk_start_member(const struct clk_est *e, unsigned src, double freq,
    double freq_sd, int64_t theta_ns)
{
	double lo, hi, m;

	if (narrowest(e, src, freq, freq_sd, &lo, &hi) == -1)
		return 0;
	m = (theta_ns - e->burst[e->nburst - 1].theta_ns) * 1e-9;
	return lo - 1e-9 <= m && m <= hi + 1e-9;
}

int
clk_start_allows(const struct clk_est *e, const struct clk_est_sample *s,
    double freq, double freq_sd, int64_t theta_ns)
{
	double h, m = interval(e, s, freq, freq_sd, &h);

	m -= (theta_ns - e->burst[e->nburst - 1].theta_ns) * 1e-9;
	return fabs(m) <= h + 1e-9;
}
