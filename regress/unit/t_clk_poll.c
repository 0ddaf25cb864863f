/* ISC licence, see LICENSE. */
/* How often a source is asked, over its first days. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdint.h>

#include "clk_est.h"
#include "clk_poll.h"

#define MIN_S	64.0
#define MAX_S	1024.0
#define DAY_S	86400.0

static struct clk_est	est;
static uint64_t		seed;

static double
exponential(double mean)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return -mean * log(((double)(seed >> 11) + 0.5) / 9007199254740992.0);
}

/* A sample of a perfect clock; what to wait then, s. */
static double
ask_of(unsigned int src, double t, double jitter_s, double now_s)
{
	double			out = exponential(jitter_s);
	double			back = exponential(jitter_s);
	struct clk_est_sample	s = { .src = src, .precision_s = 1e-8 };

	s.raw_ns = (int64_t)(t * 1e9);
	s.theta_ns = (int64_t)((out - back) / 2 * 1e9);
	s.delay_ns = (int64_t)((20 * jitter_s + out + back) * 1e9);
	clk_est_update(&est, &s);
	return clk_poll_next(&est, src, 0, now_s, MIN_S, MAX_S);
}

/*
 * Asks from a burst on until end_s, with the wander held at what it is at
 * first: how many requests?  *last_s: the last interval.
 */
static unsigned int
requests(double jitter_s, double end_s, double *last_s)
{
	double		t = 0, now_s = MIN_S, next_s;
	unsigned int	n;

	seed = 5;
	clk_est_init(&est, 0, 1e-7);
	clk_est_add(&est, 1);
	for (n = 0; t < end_s; n++) {
		next_s = ask_of(1, t, jitter_s, now_s);
		est.log_wander = log(1e-9);
		assert_true(next_s >= MIN_S && next_s <= MAX_S);
		assert_true(next_s < now_s * 1.3);
		if (n < 3) {
			t += 2;
			continue;
		}
		now_s = next_s;
		t += now_s;
	}
	*last_s = now_s;
	return n;
}

/* It rises with age as far as maxpoll: chronyd 4.8 sends so many as well. */
static void
rises(void **state)
{
	double	last_s;

	(void)state;
	assert_in_range(requests(1e-3, 1000, &last_s), 10, 19);
	assert_in_range(requests(1e-3, 3000, &last_s), 19, 28);
	assert_true(last_s > 200 && last_s < 400);
	assert_in_range(requests(1e-3, 10000, &last_s), 28, 36);
	assert_in_range(requests(1e-3, DAY_S, &last_s), 95, 110);
	assert_true(last_s > 0.99 * MAX_S);
}

/* What the start cost is paid within a day, and then no more. */
static void
start_is_paid(void **state)
{
	double		early_s, late_s;
	unsigned int	day, two;

	(void)state;
	requests(1e-5, 20000, &early_s);
	day = requests(1e-5, DAY_S, &late_s);
	assert_true(late_s > 2 * MIN_S && late_s < 400);
	assert_true(early_s > 1.15 * late_s);
	assert_true(day * late_s < 1.02 * DAY_S);
	two = requests(1e-5, 2 * DAY_S, &late_s) - day;
	assert_true(two * late_s > 0.95 * DAY_S && two * late_s < 1.05 * DAY_S);
}

/* Who is not listened to is asked by what its delays are like. */
static void
unknown_source(void **state)
{
	double	t = MIN_S;
	int	i;

	(void)state;
	clk_est_init(&est, 0, 1e-7);
	assert_true(clk_poll_next(&est, 1, 1e-2, 256, MIN_S, MAX_S) == MIN_S);
	clk_est_add(&est, 2);
	ask_of(2, 1, 1e-4, MIN_S);
	est.log_wander = log(1e-9);
	for (i = 0; i < 30; i++)
		t = clk_poll_next(&est, 1, 1e-2, t, MIN_S, MAX_S);
	assert_true(t == MAX_S);
	for (i = 0; i < 30; i++)
		t = clk_poll_next(&est, 1, 1e-6, t, MIN_S, MAX_S);
	assert_true(t < 2 * MIN_S);
}

/* A good path is asked more often; the bad one beside it is not, for that. */
static void
each_by_its_path(void **state)
{
	double	t, good_s = MIN_S, bad_s = MIN_S;

	(void)state;
	seed = 5;
	clk_est_init(&est, 0, 1e-7);
	clk_est_add(&est, 1);
	clk_est_add(&est, 2);
	for (t = 0; t < DAY_S; t += 256) {
		good_s = ask_of(1, t, 1e-5, good_s);
		bad_s = ask_of(2, t + 1, 1e-2, bad_s);
		est.log_wander = log(1e-9);
	}
	assert_true(good_s < MAX_S / 2);
	assert_true(bad_s > 0.99 * MAX_S);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(rises),
		cmocka_unit_test(start_is_paid),
		cmocka_unit_test(unknown_source),
		cmocka_unit_test(each_by_its_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
