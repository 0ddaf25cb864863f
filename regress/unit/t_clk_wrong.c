/* ISC licence, see LICENSE. */
/* How wrong f may be, by what its sources say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "clk_wrong.h"

#define START	(INT64_C(1000000000000))
#define CLOCK	1e-6		/* maxclockerror */
#define SD	1e-8		/* of f's rate, as it is believed */

static struct clk	c;

/* Seconds since the start; ms away from f, which runs as raw does; delay. */
static void
sample(int i, int64_t at_s, double offset_ms, double delay_ms)
{
	struct msg_sample	m = { .precision = -30 };

	m.raw_ns = START + at_s * TM_S;
	m.theta_ns = (int64_t)(offset_ms * 1e6);
	m.delay_ns = (int64_t)(delay_ms * 1e6);
	clk_source_sample(&c.sources.src[i], &m, 0);
}

/* A source that moves away at so many ppm, asked every 100 s. */
static void
samples(int i, double ppm, double delay_ms)
{
	int	at_s;

	for (at_s = 300; at_s <= 1000; at_s += 100)
		sample(i, at_s, ppm * (at_s - 1000) * 1e-3, delay_ms);
}

static int
begin(void **state)
{
	static const struct core_ops	ops;
	struct clk_source		*s;

	(void)state;
	clk_init(&c, &ops);
	c.conf.clock.maxclockerror_ppb16 = tm_ppb16_from_ratio(CLOCK);
	c.track.freq_sd = SD;
	c.sources.n = 4;
	for (s = c.sources.src; s < c.sources.src + 4; s++) {
		s->used = true;
		s->state = '+';
	}
	c.sources.src[0].state = '*';
	c.track.ref = &c.sources.src[0];
	return 0;
}

/* At 1000 s: the limit in ms, and its growth in ppm. */
static void
assert_median(double most_ms, double growth_ppm)
{
	struct tm_now	 now = { { START + 1000 * TM_S }, { START } };
	struct clk_wrong least, median;

	assert_true(clk_wrong_f(&c, now, &least, &median));
	assert_true(fabs(median.most_s * 1e3 - most_ms) < 0.01);
	assert_true(fabs(median.growth * 1e6 - growth_ppm) < 0.01);
}

static void
nobody_is_known(void **state)
{
	struct tm_now	 now = { { START }, { START } };
	struct clk_wrong least, median;

	(void)state;
	assert_false(clk_wrong_f(&c, now, &least, &median));
}

/*
 * f follows a liar with a short path.  Who was last heard long ago proves
 * nothing of its rate, but what he said is as old as the others say.
 */
static void
most_prove_a_rate(void **state)
{
	(void)state;
	samples(0, 0, 1);
	samples(1, 6, 40);
	samples(2, 6, 80);
	sample(3, 0, 0, 4);
	assert_median(2 + 1000 * (CLOCK + 6e-6) * 1e3, 7);
}

/* What one proves is for his own limit only. */
static void
one_proves_no_rate(void **state)
{
	(void)state;
	samples(0, 0, 1);
	samples(1, 6, 40);
	samples(2, 0, 80);
	sample(3, 0, 0, 4);
	assert_median(2 + 1000 * (CLOCK + 5 * SD) * 1e3, 1.05);
}

/* Two for f's rate, and each of the others alone: so wrong it may not be. */
static void
half_allow_the_rate(void **state)
{
	(void)state;
	samples(0, 0, 1);
	samples(1, 6, 40);
	samples(2, -7, 80);
	sample(3, 0, 0, 4);
	assert_median(2 + 1000 * (CLOCK + 7e-6) * 1e3, 8);
}

static void
half_will_do_where_none_agree(void **state)
{
	int	i;

	(void)state;
	for (i = 0; i < 4; i++)
		sample(i, 1000, 10 * i, 2);
	/* offsets are less the last one's */
	assert_median(1 + 10, 1.05);
	c.track.ref = NULL;
	assert_median(1 + 20, 1.05);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(nobody_is_known, begin),
		cmocka_unit_test_setup(most_prove_a_rate, begin),
		cmocka_unit_test_setup(one_proves_no_rate, begin),
		cmocka_unit_test_setup(half_allow_the_rate, begin),
		cmocka_unit_test_setup(half_will_do_where_none_agree, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
