/* ISC licence, see LICENSE. */
/* What the estimator knows, for people and for its own restart. */
#include <math.h>
#include <string.h>

#include "clk_est_agree.h"
#include "clk_est_report.h"

int
clk_est_report(const struct clk_est *e, unsigned src,
    struct clk_source_report *r)
{
	const struct clk_est_source *s;
	double c[CLK_EST_SOURCES] = { 0 };
	struct clk_mix with, sole;
	int i = clk_est_find(e, src);

	if (i == -1)
		return -1;
	s = &e->src[i];
	memset(r, 0, sizeof(*r));
	r->samples = s->samples;
	r->accepted = s->samples > 0 && clk_est_accepted(s);
	r->residual_mean_s = s->residual_mean;
	r->residual_sd_s = sqrt(s->residual_var);
	r->delay_min_s = s->now.delay.ever.min_s;
	r->jitter_s = sqrt(s->now.delay.var) / 2;
	r->silent_weight = s->now.noise.w[CLK_SHAPE_SILENT];
	r->interval_weight = 1 - r->silent_weight -
	    s->now.noise.w[CLK_SHAPE_GAUSS];
	if (s->now.bank >= 0) {
		clk_bank_mix(&e->bank, NULL, &sole);
		c[s->now.bank] = 1;
		clk_bank_mix(&e->bank, c, &with);
		r->bias_s = with.x - sole.x;
		r->bias_sd_s = sqrt(s->bias_var);
	}
	return 0;
}

int
clk_est_save(const struct clk_est *e, struct clk_est_saved *s)
{
	struct clk_estimate p;

	if (clk_est_predict(e, e->bank.raw_ns, &p) == -1)
		return -1;
	s->raw_ns = e->bank.raw_ns;
	s->theta_ns = p.theta_ns;
	s->freq = p.freq;
	s->theta_var = p.theta_sd_s * p.theta_sd_s;
	s->freq_var = p.freq_sd * p.freq_sd;
	s->cov = p.cov;
	s->log_wander = e->log_wander;
	return 0;
}

int
clk_est_restore(struct clk_est *e, const struct clk_est_saved *s)
{
	int f;

	if (!(s->theta_var > 0 && s->theta_var < 1e18 && s->freq_var > 0 &&
	    s->freq_var < 1 && fabs(s->freq) < 1e-2 &&
	    s->cov * s->cov < s->theta_var * s->freq_var &&
	    fabs(s->log_wander) < 100))
		return -1;
	clk_bank_init(&e->bank, s->raw_ns, s->theta_ns, s->theta_var, s->freq,
	    s->freq_var);
	for (f = 0; f < CLK_BANK_FILTERS; f++)
		e->bank.p[1][f] = s->cov;
	clk_bank_believe(&e->bank, s->log_wander);
	e->log_wander = s->log_wander;
	e->state = CLK_EST_RUNNING;
	e->whole = 0;
	clk_est_ready(e);
	return 0;
}
