/* ISC licence, see LICENSE. */
/* Mean rates for when there are no samples.  Pure. */
#include <math.h>

#include "clk_fall.h"

#define S	1e-9

void
clk_fall_note(struct clk_fall *f, int64_t raw_ns, double freq, int min,
    int max)
{
	struct clk_fall_mean	*m;
	double			 dt_s, part;
	int			 i;

	f->at = 0;
	f->moved_s = 0;
	dt_s = f->noted_ns == 0 ? 0 : (double)(raw_ns - f->noted_ns) * S;
	f->noted_ns = raw_ns;
	if (!(dt_s > 0))
		return;
	for (i = min; i > 0 && i <= max && i < CLK_FALLS; i++) {
		m = &f->mean[i];
		/* A plain mean until it is over the whole interval. */
		part = dt_s / fmin(m->span_s + dt_s, ldexp(1, i));
		m->freq += fmin(part, 1) * (freq - m->freq);
		m->span_s += dt_s;
	}
}

/* How much theta is moved at raw_ns. */
static double
moved_s(const struct clk_fall *f, int64_t raw_ns, double freq)
{
	if (f->at == 0 || raw_ns <= f->from_ns)
		return f->moved_s;
	return f->moved_s + (f->freq - freq) *
	    (double)(raw_ns - f->from_ns) * S;
}

bool
clk_fall_look(struct clk_fall *f, int64_t raw_ns, int64_t updated_ns,
    double freq, int min, int max)
{
	double	gone_s = (double)(raw_ns - updated_ns) * S;
	int	i, at = f->at;

	for (i = min; i > 0 && i <= max && i < CLK_FALLS; i++)
		if (i > at && gone_s >= ldexp(1, i) &&
		    f->mean[i].span_s >= ldexp(1, i))
			at = i;
	if (at == f->at)
		return false;
	f->moved_s = moved_s(f, raw_ns, freq);
	f->from_ns = raw_ns;
	f->freq = f->mean[at].freq;
	f->at = at;
	return true;
}

void
clk_fall_apply(const struct clk_fall *f, int64_t raw_ns,
    struct clk_estimate *p)
{
	double	ns;

	if (f->at == 0)
		return;
	ns = moved_s(f, raw_ns, p->freq) / S + p->theta_frac_s / S;
	p->theta_ns += (int64_t)floor(ns);
	p->theta_frac_s = (ns - floor(ns)) * S;
	if (raw_ns >= f->from_ns)
		p->freq = f->freq;
}
