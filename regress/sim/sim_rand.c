/* ISC licence, see LICENSE. */
/* Random numbers that depend on nothing but their seed. */
#include <math.h>
#include <string.h>

#include "sim_rand.h"

static uint64_t
splitmix(uint64_t *x)
{
	uint64_t	z = *x += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void
sim_rand_seed(struct sim_rand *r, uint64_t seed, uint64_t stream)
{
	uint64_t	x = seed ^ stream * UINT64_C(0xd1342543de82ef95);
	int		i;

	for (i = 0; i < 4; i++)
		r->s[i] = splitmix(&x);
}

static uint64_t
rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

uint64_t
sim_rand_u64(struct sim_rand *r)
{
	uint64_t	*s = r->s, result = rotl(s[1] * 5, 7) * 9;
	uint64_t	 t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint32_t
sim_rand_below(struct sim_rand *r, uint32_t n)
{
	return (uint32_t)((sim_rand_u64(r) >> 32) * n >> 32);
}

double
sim_rand_unit(struct sim_rand *r)
{
	return (double)(sim_rand_u64(r) >> 11) * 0x1p-53;
}

double
sim_rand_exp(struct sim_rand *r)
{
	return -log(1 - sim_rand_unit(r));
}

double
sim_rand_normal(struct sim_rand *r)
{
	double	radius = sqrt(2 * sim_rand_exp(r));

	return radius * cos(6.283185307179586 * sim_rand_unit(r));
}

double
sim_rand_range(struct sim_rand *r, double lo, double hi)
{
	return lo + (hi - lo) * sim_rand_unit(r);
}

double
sim_rand_log(struct sim_rand *r, double lo, double hi)
{
	return lo * exp(log(hi / lo) * sim_rand_unit(r));
}

void
sim_rand_fill(struct sim_rand *r, void *buf, size_t len)
{
	uint8_t		*p = buf;
	uint64_t	 x = 0;
	size_t		 i;

	for (i = 0; i < len; i++, x >>= 8) {
		if (i % 8 == 0)
			x = sim_rand_u64(r);
		p[i] = (uint8_t)x;
	}
}
