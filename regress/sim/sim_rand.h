/* ISC licence, see LICENSE. */
/*
 * Random numbers of the simulator: xoshiro256** (Blackman and Vigna), the
 * same on every machine.  One stream per purpose, so that one more draw
 * here does not change what is drawn there.
 */
#ifndef SIM_RAND_H
#define SIM_RAND_H

#include <stddef.h>
#include <stdint.h>

struct sim_rand {
	uint64_t	s[4];
};

void	 sim_rand_seed(struct sim_rand *, uint64_t seed, uint64_t stream);
uint64_t sim_rand_u64(struct sim_rand *);

/* 0 to n - 1, n > 0 */
uint32_t sim_rand_below(struct sim_rand *, uint32_t n);

/* uniform in [0, 1); of mean 1, exponential; of variance 1, Gaussian */
double	 sim_rand_unit(struct sim_rand *);
double	 sim_rand_exp(struct sim_rand *);
double	 sim_rand_normal(struct sim_rand *);

/* uniform in [lo, hi); log-uniform for 0 < lo < hi */
double	 sim_rand_range(struct sim_rand *, double lo, double hi);
double	 sim_rand_log(struct sim_rand *, double lo, double hi);

void	 sim_rand_fill(struct sim_rand *, void *buf, size_t len);

#endif
