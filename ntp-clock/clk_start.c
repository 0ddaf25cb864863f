/* ISC licence, see LICENSE. */
/* The start: what do most of the first samples agree on? */
#include <math.h>
#include <string.h>

#include "clk_start.h"
#include "clk_stretch.h"

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
    struct clk_stretch *out)
{
	const struct clk_est_sample *s;
	double m, h, best = INFINITY;
	int i;

	for (i = 0; i < e->nburst; i++) {
		s = &e->burst[i];
		if (s->src != src)
			continue;
		m = interval(e, s, freq, freq_sd, &h);
		if (h < best) {
			best = h;
			out->lo = m - h;
			out->hi = m + h;
		}
	}
	return best < INFINITY ? 0 : -1;
}

int
clk_start_agree(const struct clk_est *e, double freq, double freq_sd,
    int64_t *theta_ns, double *half_s)
{
	const struct clk_est_sample *last = &e->burst[e->nburst - 1];
	struct clk_stretch s[CLK_EST_SOURCES], most;
	int i, n = 0, expected;

	for (i = 0; i < e->n; i++)
		if (narrowest(e, e->src[i].id, freq, freq_sd, &s[n]) == 0)
			n++;
	expected = (last->raw_ns - e->burst[0].raw_ns) * 1e-9 < PATIENCE_S ?
	    e->n : n;
	if (2 * clk_stretch_most(s, n, &most) <= expected)
		return -1;
	*half_s = (most.hi - most.lo) / 2;
	*theta_ns = last->theta_ns + (int64_t)((most.hi + most.lo) / 2 * 1e9);
	return 0;
}

int
clk_start_member(const struct clk_est *e, unsigned src, double freq,
    double freq_sd, int64_t theta_ns)
{
	struct clk_stretch s = { 0, 0 };
	double m;

	if (narrowest(e, src, freq, freq_sd, &s) == -1)
		return 0;
	m = (theta_ns - e->burst[e->nburst - 1].theta_ns) * 1e-9;
	return s.lo - 1e-9 <= m && m <= s.hi + 1e-9;
}

int
clk_start_allows(const struct clk_est *e, const struct clk_est_sample *s,
    double freq, double freq_sd, int64_t theta_ns)
{
	double h, m = interval(e, s, freq, freq_sd, &h);

	m -= (theta_ns - e->burst[e->nburst - 1].theta_ns) * 1e-9;
	return fabs(m) <= h + 1e-9;
}
