/* ISC licence, see LICENSE. */
/* How often to ask. */
#include <math.h>

#include "clk_est_agree.h"
#include "clk_poll.h"

#define SCALE	0.96
#define POWER	0.625
#define ONE_WAY	0.95
#define ALIKE	3	/* times the jitter of the best path */
#define UP	1.19	/* 2^(1/4) */
#define DOWN	0.9
#define LOST	3	/* intervals in a row */
#define YOUNG_S	86400.0	/* within which the first packets are paid for */
#define PAY	1.25	/* by intervals so much longer */
#define TARGET	8	/* polltarget's default: what we think best */
#define CHANGE	0.02	/* smaller ones are not worth a message */

/*
 * (jitter / wander)^(2/3) is the interval over which the wander amounts to the
 * jitter of one exchange.  Scale and power are fitted so that no more packets
 * are sent than by chronyd 4.8 on the same path and oscillator.
 */
static double
wish(double jitter_s, double wander)
{
	return SCALE * pow(fmax(jitter_s, 1e-9) / fmax(wander, 1e-13), POWER);
}

/*
 * From an interval of now_s towards t, by no large steps.  Where requests got
 * lost, gap_s, it may grow as if they had been answered.
 */
static double
towards(double t, double now_s, double gap_s)
{
	double up = pow(UP, fmin(fmax(gap_s / now_s, 1), LOST));

	return fmin(fmax(t, now_s * DOWN), now_s * up);
}

/*
 * What the delay of a sample does not tell of its error, s.  With all of the
 * queue on one way (the steepest tilts) it tells nearly everything.
 */
static double
jitter(const struct clk_est_source *s)
{
	const double *tilt = &s->now.noise.w[CLK_SHAPE_TILT];
	double likely = fmax(2 * (tilt[0] + tilt[3]) - 1, 0);

	return s->now.delay.ever.excess_s / 2 * (1 - ONE_WAY * likely);
}

/* The jitter of the best path in use, s; infinite: none is. */
static double
best_jitter(const struct clk_est *e)
{
	double best = INFINITY;
	int i;

	for (i = 0; i < e->n; i++)
		if (clk_est_accepted(&e->src[i]))
			best = fmin(best, jitter(&e->src[i]));
	return best;
}

/* Paths that are about as good as the best are asked as often as it is. */
static double
rank(const struct clk_est *e, const struct clk_est_source *s)
{
	double own = jitter(s), best = best_jitter(e);

	return own < ALIKE * best ? fmin(own, best) : own;
}

double
clk_poll_next(const struct clk_est *e, unsigned src, double jitter_s,
    double now_s, double min_s, double max_s)
{
	double t, age, young, wander = exp(e->log_wander);
	const struct clk_est_source *s;
	int i = clk_est_find(e, src);

	if (e->state == CLK_EST_EMPTY)
		return min_s;
	if (i == -1) {
		t = towards(wish(jitter_s, wander), now_s, now_s);
		return fmin(fmax(t, min_s), max_s);
	}
	s = &e->src[i];
	age = (e->bank.raw_ns - s->since_ns) * 1e-9;
	t = wish(rank(e, s), wander);
	if (age < YOUNG_S && s->samples * t > age)
		t *= PAY;
	t = fmin(fmax(towards(t, now_s, s->gap_s), min_s), max_s);
	/*
	 * A new source is asked when it is about twice as old, then evenly for
	 * some time: its rate is not known yet.  For what this costs in
	 * packets, and for its first burst, longer intervals pay later.
	 */
	young = fmax(age / 10, fmin(0.8 * age, 4 * min_s));
	return fmin(t, fmax(young, min_s));
}

void
clk_poll_control(struct clk *c, struct clk_source *s)
{
	const struct clk_entry	*e = clk_entry_of(&c->conf, s->id);
	struct msg_source_ctl	 m = { .id = s->id };
	double			 now_s = tm_s_from_ns(s->stat.poll_ns);
	double			 often = 1;

	if (e == NULL || s->stat.burst || now_s <= 0)
		return;
	/* who wants twice as many samples asks twice as often */
	if (e->polltarget != 0)
		often = (double)e->polltarget / TARGET;
	m.poll_ns = tm_ns_from_s(clk_poll_next(&c->est, s->key,
	    clk_source_jitter(s), now_s * often, ldexp(often, e->minpoll),
	    ldexp(often, e->maxpoll)) / often);
	if (m.poll_ns == s->asked_ns ||
	    fabs(tm_s_from_ns(m.poll_ns) - now_s) < CHANGE * now_s)
		return;
	s->asked_ns = m.poll_ns;
	core_send(&c->ops, ROLE_NET, MSG_SOURCE_CTL, &m, sizeof m);
}
