/* ISC licence, see LICENSE. */
/* What is believed of f.  Pure. */
#include <math.h>

#include "clk_est_report.h"
#include "clk_f.h"
#include "clk_fall.h"

int
clk_f_predict(const struct clk *c, int64_t raw_ns, struct clk_estimate *p)
{
	if (!c->track.open || clk_est_predict(&c->est, raw_ns, p) == -1)
		return -1;
	clk_fall_apply(&c->fall, raw_ns, p);
	return 0;
}

int64_t
clk_f_off(const struct clk *c, struct tm_now now, const struct clk_estimate *p)
{
	struct tm_true	t = { now.raw.ns + p->theta_ns };

	return tm_utc_from_true(&c->leap.past, t) - now.wall.ns;
}

int64_t
clk_f_error(const struct clk *c, struct tm_now now)
{
	struct clk_estimate	p;

	return clk_f_predict(c, now.raw.ns, &p) == -1 ? 0 :
	    clk_f_off(c, now, &p);
}

void
clk_f_restore(struct clk *c, const struct msg_saved *m)
{
	struct clk_track	*t = &c->track;
	struct clk_est_saved	 s = { .raw_ns = m->raw_ns };
	double			 sd_s = tm_s_from_ns(m->offset_sd_ns);

	c->steer.updates = m->updates;
	if (t->open || (!m->have_freq && m->raw_ns == 0))
		return;
	t->freq = tm_ratio_from_ppb16(m->freq_ppb16);
	t->freq_sd = tm_ratio_from_ppb16(m->skew_ppb16);
	t->freq_saved = m->have_freq;
	s.theta_ns = m->true_ns - m->raw_ns;
	s.freq = t->freq;
	s.theta_var = fmax(sd_s * sd_s, 1e-18);
	s.freq_var = fmax(t->freq_sd * t->freq_sd, 1e-24);
	s.cov = tm_ratio_from_ppb16(m->covar) * 1e-9;
	s.log_wander = log(1e-9);
	/* What was rounded on the way must still be a covariance. */
	if (!(s.cov * s.cov < 0.999 * s.theta_var * s.freq_var))
		s.cov = 0;
	t->freq_sd = fmax(t->freq_sd, CLK_FREQ_SAVED_SD);
	clk_est_init(&c->est, t->freq, t->freq_sd);
	t->restored = m->raw_ns != 0 && clk_est_restore(&c->est, &s) == 0;
}

/*
 * A frequency is not known better than the phase's bound over the time in
 * which it was learned: sources that are within what they claim, but not at
 * rest (servers that are being corrected themselves), may have taught it.
 */
static double
young_freq_sd(const struct clk *c, double freq)
{
	const struct clk_root	*root = &c->track.root;
	double			 bound_s, span_s, most;

	if (c->track.restored && c->track.freq_saved)
		return 0;
	bound_s = tm_s_from_ns(root->delay_ns / 2 + root->disp_ns);
	span_s = tm_s_from_ns(root->raw_ns - c->track.learnt_ns);
	most = CLK_FREQ_MOST + fabs(freq);
	if (span_s * most > bound_s)
		most = bound_s / span_s;
	return most / CLK_SIGMAS;
}

void
clk_f_carry(const struct clk *c, struct tm_now now, struct clk_carry *out)
{
	const struct clk_source	*s;
	struct clk_estimate	 p;

	out->raw_ns = now.raw.ns;
	out->clock_error =
	    tm_ratio_from_ppb16(c->conf.clock.maxclockerror_ppb16);
	out->freq = c->track.freq;
	out->freq_sd = c->track.freq_sd;
	out->theta_ns = now.wall.ns - now.raw.ns;
	if (clk_f_predict(c, now.raw.ns, &p) == 0) {
		out->theta_ns = p.theta_ns;
		out->freq = p.freq;
		out->freq_sd = fmax(p.freq_sd, young_freq_sd(c, p.freq));
		return;
	}
	/* Any sample is nearer to the others than a wrong wall. */
	CLK_SOURCE_FOREACH(s, &c->sources)
		if (s->samples > 0)
			out->theta_ns = s->last.theta_ns;
}
