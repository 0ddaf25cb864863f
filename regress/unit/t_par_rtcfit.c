/* ISC licence, see LICENSE. */
/* The line through the RTC's readings, and its file. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "par_rtcfit.h"
#include "tm.h"

#define T0	(INT64_C(1800000000) * TM_S)

static struct par_rtcfit	f;

/* An RTC that was fast_ns fast at T0 and gains gain; it is late or early. */
static void
show(int64_t after_s, int64_t fast_ns, double gain, int64_t noise_ns)
{
	int64_t	utc_ns = T0 + after_s * TM_S;

	par_rtcfit_add(&f, utc_ns, utc_ns + fast_ns + noise_ns +
	    (int64_t)(gain * (double)after_s * 1e9));
}

static void
finds_the_line(void **state)
{
	int	i;

	(void)state;
	par_rtcfit_forget(&f);
	for (i = 0; i < 3; i++)
		show(i * 60, -1632736 * TM_US, -107e-6, 0);
	assert_false(f.valid);
	assert_int_equal(par_rtcfit_fast_ns(&f, T0), 0);
	for (; i < 200; i++)
		show(i * 60, -1632736 * TM_US, -107e-6, i % 2 ? TM_MS : -TM_MS);
	assert_true(f.valid);
	assert_int_equal(f.n, PAR_RTC_SAMPLES);
	assert_true(f.runs > 50);
	assert_int_equal(par_rtcfit_span_ns(&f), 63 * 60 * TM_S);
	assert_true(fabs(f.gain + 107e-6) < 0.5e-6);
	assert_true(fabs(tm_s_from_ns(par_rtcfit_fast_ns(&f, T0 +
	    20000 * TM_S)) - (-1.632736 - 2.14)) < 0.01);
}

/* Who is woken up late for a second reads it as one that begins late. */
static void
late_readings_do_not_bend_it(void **state)
{
	int	i;

	(void)state;
	par_rtcfit_forget(&f);
	for (i = 0; i < 4; i++)
		show(i * 2, 3 * TM_S, 0, i == 0 ? -418 * TM_MS : i * TM_US);
	assert_true(f.valid);
	assert_in_range(par_rtcfit_fast_ns(&f, T0), 2999 * TM_MS,
	    3001 * TM_MS);
	par_rtcfit_forget(&f);
	for (i = 0; i < 100; i++)
		show(i * 60, 3 * TM_S, 50e-6, i % 5 == 2 ? -300 * TM_MS :
		    i % 2 * TM_MS);
	assert_int_equal(f.n, PAR_RTC_SAMPLES);
	assert_true(fabs(f.gain - 50e-6) < 1e-6);
	assert_in_range(par_rtcfit_fast_ns(&f, T0), 2995 * TM_MS,
	    3005 * TM_MS);
}

/* Somebody sets it: the line begins anew.  A later reading is not earlier. */
static void
notices_a_setting(void **state)
{
	int	i;

	(void)state;
	par_rtcfit_forget(&f);
	for (i = 0; i < 10; i++)
		show(i * 60, TM_S / 4, 5e-6, 0);
	assert_int_equal(f.n, 10);
	show(600, 3 * TM_S, 5e-6, 0);
	assert_int_equal(f.n, 1);
	assert_false(f.valid);
	show(500, 3 * TM_S, 5e-6, 0);
	assert_int_equal(f.n, 1);
	/* a clock that runs 0.2 % wrong is no clock */
	for (i = 0; i < 10; i++)
		show(1000 + i * 60, 0, 2e-3, 0);
	assert_false(f.valid);
}

static void
file(void **state)
{
	static const char *const bad[] = {
		"", "1", "1 2 3", "x 1 1 1", "2 1800000000 1 1",
		"1 -1 1 1", "1 1800000000 1e10 1", "1 1800000000 nan 1",
		"1 1800000000 1 1001", "1 99999999999 1 1"
	};
	char		text[64];
	size_t		i;

	(void)state;
	assert_true(par_rtcfit_decode(&f,
	    "1 1800000000 -1.632736 -107.623\n"));
	assert_true(f.valid);
	assert_int_equal(f.n, 0);
	assert_int_equal(par_rtcfit_fast_ns(&f, T0), -1632736 * TM_US);
	assert_true(par_rtcfit_encode(&f, text, sizeof text) > 0);
	assert_string_equal(text, "1 1800000000 -1.632736 -107.623\n");
	assert_int_equal(par_rtcfit_encode(&f, text, 8), 0);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_false(par_rtcfit_decode(&f, bad[i]));
		assert_false(f.valid);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(finds_the_line),
		cmocka_unit_test(late_readings_do_not_bend_it),
		cmocka_unit_test(notices_a_setting),
		cmocka_unit_test(file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
