/* ISC licence, see LICENSE. */
/* Oscillators. */
#include <math.h>

#include "sim_osc.h"
#include "tm.h"

#define TWO_PI		6.283185307179586
/* The walk's steps: within one it moves the phase by far less than 1 ns. */
#define WALK_NS		(100 * TM_MS)

/* The angle of a wave, reduced in integers so that it stays exact. */
static double
angle(const struct sim_wave *w, int64_t t_ns)
{
	int64_t	period_ns = (int64_t)(w->period_s * 1e9);

	return TWO_PI * (double)(t_ns % period_ns) / (double)period_ns +
	    w->phase;
}

static double
wave_phase_s(const struct sim_wave *w, int64_t from_ns, int64_t to_ns)
{
	if (w->period_s <= 0)
		return 0;
	return w->ratio * w->period_s / TWO_PI *
	    (cos(angle(w, from_ns)) - cos(angle(w, to_ns)));
}

/*
 * Frequency and phase of a random walk over T: variances W^2 T and
 * W^2 T^3 / 3, covariance W^2 T^2 / 2.  Returns the phase.
 */
static double
walk(struct sim_osc *o, int64_t t_ns)
{
	double	s = (double)(t_ns - o->walk_ns) * 1e-9, dy, x;

	o->walk_ns = t_ns;
	if (o->wander <= 0)
		return 0;
	dy = o->wander * sqrt(s) * sim_rand_normal(&o->rand);
	x = s * (dy / 2 + o->wander * sqrt(s / 12) *
	    sim_rand_normal(&o->rand));
	o->ratio += dy;
	return x;
}

void
sim_osc_run(struct sim_osc *o, int64_t t_ns)
{
	int64_t	dt_ns = t_ns - o->t_ns;
	double	s = (double)dt_ns * 1e-9, more_ns, whole;
	int	i;

	if (dt_ns <= 0)
		return;
	if (o->stopped) {
		o->t_ns = o->walk_ns = t_ns;
		return;
	}
	more_ns = (o->ratio + o->ageing * s / 2) * s;
	for (i = 0; i < SIM_WAVES; i++)
		more_ns += wave_phase_s(&o->wave[i], o->t_ns, t_ns);
	o->ratio += o->ageing * s;
	if (t_ns - o->walk_ns >= WALK_NS)
		more_ns += walk(o, t_ns);
	more_ns = more_ns * 1e9 + o->part_ns;
	whole = floor(more_ns);
	o->part_ns = more_ns - whole;
	o->raw_ns += dt_ns + (int64_t)whole;
	o->t_ns = t_ns;
}

double
sim_osc_ratio(const struct sim_osc *o)
{
	double	ratio = o->ratio;
	int	i;

	for (i = 0; i < SIM_WAVES; i++)
		if (o->wave[i].period_s > 0)
			ratio += o->wave[i].ratio *
			    sin(angle(&o->wave[i], o->t_ns));
	return ratio;
}

int64_t
sim_osc_when(const struct sim_osc *o, int64_t raw_ns)
{
	double	wait_ns = (double)(raw_ns - o->raw_ns);

	if (wait_ns <= 0)
		return o->t_ns;
	if (wait_ns > 4e18)
		return TM_NEVER;
	return o->t_ns + (int64_t)(wait_ns / (1 + sim_osc_ratio(o)));
}
