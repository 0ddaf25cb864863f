/* ISC licence, see LICENSE. */
/* Sources: which of their last samples count, and what they say of f. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "clk_drift.h"

#define AT(s)	(INT64_C(1000000000000) + (s) * TM_S)

static struct clk_source	src;

static const struct clk_carry	carry = {
	.raw_ns = AT(100), .clock_error = 1e-6, .freq_sd = 1e-7
};

/* A sample: seconds, offset from f and delay in ms. */
static void
sample(int64_t at_s, double offset_ms, double delay_ms)
{
	struct msg_sample	m = { .precision = -30 };

	m.raw_ns = AT(at_s);
	m.theta_ns = (int64_t)(offset_ms * 1e6);
	m.delay_ns = (int64_t)(delay_ms * 1e6);
	clk_source_sample(&src, &m, 0);
}

static int
begin(void **state)
{
	(void)state;
	memset(&src, 0, sizeof src);
	src.used = true;
	return 0;
}

static void
assert_best(double offset_ms, double distance_ms)
{
	struct clk_candidate	out;

	assert_non_null(clk_source_candidate(&src, &carry, &out));
	assert_true(fabs(out.offset_s * 1e3 - offset_ms) < 1e-3);
	assert_true(fabs(out.base_s * 1e3 - distance_ms) < 1e-3);
}

static void
least_delay_is_best(void **state)
{
	(void)state;
	sample(0, 0.1, 2);
	sample(50, 8, 18);
	assert_best(0.1, 1);
}

/* Time has jumped by 14 ms since, whatever was said with less delay. */
static void
what_the_last_denies_is_past(void **state)
{
	(void)state;
	sample(0, 0.1, 2);
	sample(20, 0.3, 3);
	sample(50, 14, 18);
	assert_best(14, 9);
	sample(60, 12, 22);
	assert_best(14, 9);
}

/* What was said before a contradiction is past, though it agrees again. */
static void
nothing_counts_before_a_denial(void **state)
{
	(void)state;
	sample(0, -8, 2);
	sample(40, 10, 18);
	sample(50, -10, 18);
	assert_best(-10, 9);
}

/* A long delay allowed what a short one says now: it has not jumped. */
static void
who_agrees_with_itself(void **state)
{
	(void)state;
	assert_false(clk_source_agrees(&src, &carry));
	sample(0, 0, 900);
	assert_false(clk_source_agrees(&src, &carry));
	sample(20, 440, 10);
	assert_true(clk_source_agrees(&src, &carry));
	sample(40, 444, 10);
	assert_true(clk_source_agrees(&src, &carry));
	sample(60, 460, 10);
	assert_false(clk_source_agrees(&src, &carry));
}

static double
proved(void)
{
	struct clk_drift	d;

	clk_drift(&src, &carry, &d);
	return d.most;
}

/* In ppm; a bound beyond 1e6 is none. */
static void
assert_allows(double lo, double hi)
{
	struct clk_drift	d;

	clk_drift(&src, &carry, &d);
	assert_true(fabs(fmax(d.lo * 1e6, -1e6) - lo) < 0.01);
	assert_true(fabs(fmin(d.hi * 1e6, 1e6) - hi) < 0.01);
}

static void
who_keeps_still_proves_nothing(void **state)
{
	(void)state;
	assert_true(proved() == 0);
	sample(0, 0.1, 2);
	assert_true(proved() == 0);
	sample(40, 0.9, 4);
	sample(100, -0.7, 4);
	assert_true(proved() == 0);
}

/* 5 ms in 100 s, of which the delays may have made 1. */
static void
who_moves_away_proves_a_rate(void **state)
{
	(void)state;
	sample(0, 0, 20);
	sample(40, 1.5, 22);
	sample(100, 5, 22);
	assert_true(fabs(proved() - 40e-6) < 1e-9);
	/* the least delay may be 0.96 above the path's own */
	assert_allows(30.38, 69.62);
}

/* What one pair of samples leaves open, another decides. */
static void
what_rates_are_allowed(void **state)
{
	(void)state;
	assert_allows(-1e6, 1e6);
	sample(0, 0, 20);
	assert_allows(-1e6, 1e6);
	sample(60, 0, 24);
	assert_allows(-3767.77 / 60, 3767.77 / 60);
	sample(100, 1, 20);
	assert_allows(0.38, 19.62);
	/* it went there and back: either is possible */
	sample(110, 0, 20);
	assert_allows(-37.5, 3.75);
}

/* 30 ms in 100 s, all along: no jump does that, so the belief is wrong. */
static void
who_moves_on_proves_more_than_was_believed(void **state)
{
	(void)state;
	sample(0, -30, 2);
	sample(50, -15, 2);
	sample(100, 0, 2);
	assert_true(fabs(proved() - 300e-6) < 1e-9);
}

/* Once, and at rest before; or there and back. */
static void
who_jumps_proves_no_rate(void **state)
{
	(void)state;
	sample(0, -15, 2);
	sample(50, -15, 2);
	sample(100, 0, 2);
	assert_true(proved() == 0);
	sample(150, -15, 2);
	assert_true(proved() == 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(least_delay_is_best, begin),
		cmocka_unit_test_setup(what_the_last_denies_is_past, begin),
		cmocka_unit_test_setup(nothing_counts_before_a_denial, begin),
		cmocka_unit_test_setup(who_agrees_with_itself, begin),
		cmocka_unit_test_setup(who_keeps_still_proves_nothing, begin),
		cmocka_unit_test_setup(who_moves_away_proves_a_rate, begin),
		cmocka_unit_test_setup(what_rates_are_allowed, begin),
		cmocka_unit_test_setup(
		    who_moves_on_proves_more_than_was_believed, begin),
		cmocka_unit_test_setup(who_jumps_proves_no_rate, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
