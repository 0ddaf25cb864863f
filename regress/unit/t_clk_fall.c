/* ISC licence, see LICENSE. */
/* fallbackdrift. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "clk_fall.h"
#include "tm.h"

#define PPM	1e-6

static struct clk_fall	f;

/* Updates every 16 s for so long, at this rate. */
static int64_t
learn(int64_t raw_ns, int64_t for_s, double freq)
{
	int64_t	end_ns = raw_ns + for_s * TM_S;

	for (; raw_ns < end_ns; raw_ns += 16 * TM_S)
		clk_fall_note(&f, raw_ns, freq, 10, 13);
	return raw_ns - 16 * TM_S;
}

/* What an estimate of 25 ppm becomes: its theta, its rate. */
static struct clk_estimate
at(int64_t raw_ns, int64_t last_ns)
{
	struct clk_estimate	p = {
		.theta_ns = tm_scale(raw_ns - last_ns, 25 * TM_PPM16),
		.freq = 25 * PPM
	};

	clk_fall_apply(&f, raw_ns, &p);
	return p;
}

/* After an hour at 20 ppm the last few minutes were 25. */
static void
goes_back(void **state)
{
	struct clk_estimate	p = { 0 };
	int64_t			last_ns, t_ns, before_ns = 0;
	double			freq = 25 * PPM;

	(void)state;
	memset(&f, 0, sizeof f);
	last_ns = learn(TM_S, 5000, 20 * PPM);
	last_ns = learn(last_ns + 16 * TM_S, 320, 25 * PPM);
	for (t_ns = last_ns; t_ns < last_ns + 20000 * TM_S; t_ns += TM_S) {
		clk_fall_look(&f, t_ns, last_ns, 25 * PPM, 10, 13);
		p = at(t_ns, last_ns);
		/* no jump, and never faster than it was */
		if (t_ns > last_ns)
			assert_in_range(p.theta_ns - before_ns, 20000, 25001);
		before_ns = p.theta_ns;
		assert_true(p.freq <= freq + 1e-12);
		freq = p.freq;
		if (t_ns - last_ns < 1024 * TM_S)
			assert_true(fabs(p.freq - 25 * PPM) < 1e-12);
	}
	/* of 2^13 s there is no mean yet: that of 2^12 it is */
	assert_int_equal(f.at, 12);
	assert_true(fabs(p.freq - 20.3 * PPM) < 0.2 * PPM);
	clk_fall_note(&f, t_ns, 24 * PPM, 10, 13);
	p = at(t_ns, t_ns);
	assert_int_equal(p.theta_ns, 0);
	assert_true(fabs(p.freq - 25 * PPM) < 1e-12);
}

static void
off_unless_wanted(void **state)
{
	int64_t	last_ns;

	(void)state;
	memset(&f, 0, sizeof f);
	clk_fall_note(&f, TM_S, 20 * PPM, 0, 0);
	clk_fall_note(&f, 5000 * TM_S, 20 * PPM, 0, 0);
	assert_false(clk_fall_look(&f, 90000 * TM_S, 5000 * TM_S, 25 * PPM,
	    0, 0));
	memset(&f, 0, sizeof f);
	/* nor before a mean is over its interval */
	last_ns = learn(9000 * TM_S, 1000, 20 * PPM);
	assert_false(clk_fall_look(&f, last_ns + 4000 * TM_S, last_ns,
	    25 * PPM, 11, 13));
	assert_true(isfinite(f.moved_s));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(goes_back),
		cmocka_unit_test(off_unless_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
