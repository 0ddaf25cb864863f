/* ISC licence, see LICENSE. */
/* Delays and losses. */
#include <math.h>

#include "sim_link.h"
#include "tm.h"

#define LEAST_NS	(5 * TM_US)
#define MOST_S		30.0

static double
queue_s(const struct sim_path *p, struct sim_rand *r)
{
	switch (p->queueing) {
	case SIM_EXP:
		return p->queue_s * sim_rand_exp(r);
	case SIM_GAUSS:
		return p->queue_s * fabs(sim_rand_normal(r));
	case SIM_PARETO:
		return p->queue_s *
		    (exp(sim_rand_exp(r) / 1.5) - 1);
	}
	return 0;
}

int
sim_link_send(const struct sim_path *p, struct sim_rand *r, int64_t t_ns,
    int64_t delay_ns[2])
{
	double	s;
	int	n, i;

	if (t_ns < p->down_ns || (p->loss > 0 && sim_rand_unit(r) < p->loss))
		return 0;
	n = p->dup > 0 && sim_rand_unit(r) < p->dup ? 2 : 1;
	for (i = 0; i < n; i++) {
		s = p->base_s + queue_s(p, r);
		if (p->late > 0 && sim_rand_unit(r) < p->late)
			s += sim_rand_log(r, 1e-3, 1e-1);
		delay_ns[i] = LEAST_NS + (int64_t)(fmin(s, MOST_S) * 1e9);
	}
	return n;
}
