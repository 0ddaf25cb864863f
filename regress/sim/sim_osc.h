/* ISC licence, see LICENSE. */
/*
 * An oscillator: raw time as a function of the world's time.  Frequency
 * walks at random, follows the temperature and ages; the integral is taken
 * exactly over whatever interval it is asked for, so that an idle hour
 * costs as much as a microsecond.
 */
#ifndef SIM_OSC_H
#define SIM_OSC_H

#include <stdbool.h>
#include <stdint.h>

#include "sim_rand.h"

#define SIM_WAVES	2

struct sim_wave {
	double	ratio;		/* amplitude of the frequency, s/s */
	double	period_s;	/* 0: none */
	double	phase;		/* rad */
};

struct sim_osc {
	struct sim_rand	rand;
	int64_t		t_ns;	/* the world's time until which it ran */
	int64_t		walk_ns; /* and until which it walked */
	int64_t		raw_ns;
	double		part_ns; /* 0 <= part < 1 */
	double		ratio;	/* frequency error now, without waves */
	double		wander;	/* s/s per sqrt(s) */
	double		ageing;	/* s/s per s */
	struct sim_wave	wave[SIM_WAVES];
	bool		stopped; /* suspended or paused */
};

/* Lets it run until the world's time t_ns, which never goes back. */
void	sim_osc_run(struct sim_osc *, int64_t t_ns);

/* Its frequency error now, s/s, all included. */
double	sim_osc_ratio(const struct sim_osc *);

/* When raw will probably read raw_ns, in the world's time. */
int64_t	sim_osc_when(const struct sim_osc *, int64_t raw_ns);

#endif
