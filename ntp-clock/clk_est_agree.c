/* ISC licence, see LICENSE. */
/* Does a sample agree with the estimate, and its source in the long run? */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "clk_est_agree.h"

#define CHECKED		4	/* samples that decide on acceptance */
#define RESIDUAL_GAIN	0.05
#define GROSS		10	/* tolerances: never let into the filter */

/* Sample less estimate, s, and the estimate's sd. */
static double
residual(const struct clk_est *e, const struct clk_est_sample *s, double *sd)
{
	struct clk_estimate p;
	int known = clk_est_predict(e, s->raw_ns, &p);

	assert(known == 0);
	(void)known;
	*sd = p.theta_sd_s;
	return (s->theta_ns - p.theta_ns) * 1e-9 - p.theta_frac_s;
}

/*
 * By how much a sample may differ from the estimate, s.  A source that was
 * believed may be off by the estimate's own error; to be believed at all it
 * must do better.
 */
static double
tolerance(const struct clk_est_source *src, const struct clk_est_sample *s,
    double sd)
{
	double half = s->delay_ns * 0.5e-9 + s->precision_s + s->root_s;
	double slack = 3 * sd;

	if (src == NULL || src->now.bank < 0)
		slack = fmin(slack, half);
	return half + slack;
}

int
clk_est_agrees(const struct clk_est *e, const struct clk_est_sample *s)
{
	int i = clk_est_find(e, s->src);
	double sd, r;

	if (e->state == CLK_EST_EMPTY)
		return -1;
	r = residual(e, s, &sd);
	return fabs(r) <= tolerance(i == -1 ? NULL : &e->src[i], s, sd);
}

int
clk_est_accepted(const struct clk_est_source *s)
{
	unsigned n = s->samples < CHECKED ? s->samples : CHECKED, i, yes = 0;

	for (i = 0; i < n; i++)
		yes += s->agreed >> i & 1;
	return n > 0 && 2 * yes >= n;
}

int
clk_est_watch(const struct clk_est *e, struct clk_est_source *src,
    const struct clk_est_sample *s)
{
	double sd, r = residual(e, s, &sd), d = r - src->residual_mean, g;
	double most = tolerance(src, s, sd);

	if (src->samples == 0)
		src->since_ns = src->heard_ns = s->raw_ns;
	src->gap_s = (s->raw_ns - src->heard_ns) * 1e-9;
	src->heard_ns = s->raw_ns;
	src->samples += src->samples < UINT32_MAX;
	g = fmax(RESIDUAL_GAIN, 1.0 / src->samples);
	src->agreed = src->agreed << 1 | (fabs(r) <= most);
	src->residual_mean += g * d;
	src->residual_var = (1 - g) * (src->residual_var + g * d * d);
	return fabs(r) > GROSS * most;
}
