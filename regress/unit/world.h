/* ISC licence, see LICENSE. */
/*
 * The parent's clock under test: a driver on a fake kernel, the policy over
 * it, the parent's timers, and requests of every kind at random.
 */
#ifndef WORLD_H
#define WORLD_H

#include <string.h>

#include "fake_kernel.h"
#include "par_adjust.h"

#define PPM	TM_PPM16
#define RELEASE	(INT64_C(1767225600) * TM_S)
#define RAW0	(100 * TM_S)
#define WALL0	(RELEASE + 100 * TM_DAY)

struct world {
	struct fake_kernel	k;
	struct par_clock_sys	sys;
	struct par_clock	c;
	struct pol		p;
	int64_t			deadline_ns;
	uint32_t		holds;
};

static const struct pol_conf	world_conf = {
	.forward_ns = 1000 * TM_S,
	.backward_ns = 10 * TM_S,
	.makestep_ns = 0,
	.makestep_limit = 0,
	.maxslew_ppb16 = 83333 * PPM,
	.floor_ns = RELEASE,
	.ceiling_ns = RELEASE + 7300 * TM_DAY,
};

static inline uint64_t
rnd(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static inline void
world_init(struct world *w, const struct par_clock_driver *drv)
{
	memset(w, 0, sizeof *w);
	fake_init(&w->k, RAW0, WALL0);
	w->sys = fake_sys(&w->k);
	par_clock_new(&w->c, drv, &w->sys);
	assert_int_equal(w->c.drv->init(&w->c), 0);
	pol_init(&w->p, &world_conf, w->c.drv->now(&w->c).raw);
	pol_trust(&w->p, 0);
	par_adjust_start(&w->c, &w->p);
	w->deadline_ns = TM_NEVER;
}

static inline void
world_copy(struct world *to, const struct world *from)
{
	*to = *from;
	to->sys.arg = &to->k;
	to->c.sys = &to->sys;
}

static inline void
tick(struct world *w)
{
	bool	held;

	w->deadline_ns = par_adjust_tick(&w->c, &w->p, &held);
	w->holds += held;
}

/* The parent's loop for dt of raw time; its timers are late_ns late. */
static inline void
run(struct world *w, int64_t dt_ns, int64_t late_ns)
{
	int64_t	end_ns = w->k.raw_ns + dt_ns, next_ns;

	while (w->deadline_ns < end_ns - late_ns) {
		next_ns = w->deadline_ns + late_ns;
		if (next_ns > w->k.raw_ns)
			fake_run(&w->k, next_ns - w->k.raw_ns);
		tick(w);
	}
	fake_run(&w->k, end_ns - w->k.raw_ns);
}

/* by how much wall was moved since the start */
static inline int64_t
moved(const struct world *w)
{
	struct tm_now	now = w->c.drv->now(&w->c);

	return (now.wall.ns - WALL0) - (now.raw.ns - RAW0);
}

enum kind { FREQ, SLEW, STEP, KINDS };
struct ask {
	enum kind	kind;
	int64_t		a, b;
};

static inline void
ask(struct world *w, const struct ask *q)
{
	switch (q->kind) {
	case FREQ:
		(void)par_adjust_freq(&w->c, &w->p, q->a);
		break;
	case SLEW:
		(void)par_adjust_slew(&w->c, &w->p, q->a, q->b);
		break;
	default:
		(void)par_adjust_step(&w->c, &w->p, q->a, true);
		break;
	}
	tick(w);
}

static inline void
any_ask(struct ask *q, uint64_t *seed)
{
	static const int64_t	sizes[] = { 1, 1000, 99999, 100000, 499000,
		500000, 7 * TM_MS, TM_S, 10 * TM_S, 1000 * TM_S,
		100000 * TM_S };
	static const int64_t	rates[] = { 1, PPM, 499 * PPM, 500 * PPM,
		501 * PPM, 83333 * PPM };
	static const int64_t	freqs[] = { 0, 1000, PPM, 500 * PPM,
		600 * PPM, 99900 * PPM, 100000 * PPM };
	int64_t	sign = rnd(seed) % 2 ? 1 : -1;

	q->kind = (enum kind)(rnd(seed) % KINDS);
	q->b = rates[rnd(seed) % 6];
	q->a = q->kind == FREQ ? freqs[rnd(seed) % 7] :
	    sizes[rnd(seed) % 11];
	/* a little less or more, also what the account just leaves */
	if (rnd(seed) % 2)
		q->a = (int64_t)((double)q->a * (double)(rnd(seed) % 1000) /
		    999.0);
	q->a *= sign;
}

#endif
