/* ISC licence, see LICENSE. */
/*
 * Policy and driver together: the account is true, and an honest ntp-clock
 * is never refused.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "world.h"

/* The account agrees with what was done, whatever was asked. */
static void
account_is_true(void **state)
{
	struct world	w;
	struct ask	q;
	uint64_t	seed = 2026;
	int		i, round;

	(void)state;
	for (round = 0; round < 200; round++) {
		world_init(&w, round % 2 ? par_clock_system() :
		    &par_clock_virtual);
		w.p.trusted_known = false;	/* so that it stays 0 */
		for (i = 0; i < 100; i++) {
			any_ask(&q, &seed);
			ask(&w, &q);
			run(&w, (int64_t)(rnd(&seed) % (20 * TM_S)), 0);
		}
		ask(&w, &(struct ask){ SLEW, 0, 1 });
		ask(&w, &(struct ask){ FREQ, 0, 0 });
		run(&w, 5 * TM_S, 0);
		assert_true(llabs(pol_charged(&w.p) - moved(&w)) <
		    (round % 2 ? 5 * TM_MS : TM_US));
	}
}

/* what a failing driver did not do is not charged */
static void
failures_cost_nothing(void **state)
{
	struct world		w;
	enum pol_verdict	v;
	int			n;

	(void)state;
	for (n = 1; n < 6; n++) {
		world_init(&w, par_clock_system());
		w.p.trusted_known = false;
		v = par_adjust_slew(&w.c, &w.p, 5 * TM_S, 50000 * PPM);
		assert_int_equal(v, POL_OK);
		run(&w, 20 * TM_S, 0);
		w.k.calls = 0;
		w.k.fail_at = n;
		w.k.fail_errno = EINVAL;
		v = par_adjust_slew(&w.c, &w.p, TM_S, 500 * PPM);
		if (v == POL_OK)
			v = par_adjust_step(&w.c, &w.p, 3 * TM_S, false);
		if (v == POL_OK)
			v = par_adjust_freq(&w.c, &w.p, PPM);
		assert_int_equal(v, n < 6 ? POL_SYSTEM : POL_OK);
		assert_int_equal(w.p.last_refusal, POL_SYSTEM);
		w.k.fail_at = 0;
		ask(&w, &(struct ask){ SLEW, 0, 1 });
		run(&w, 3 * TM_S, 0);
		tick(&w);
		assert_true(llabs(pol_charged(&w.p) - moved(&w)) <
		    600 * TM_US);
	}
}

/*
 * An honest clock: it sees the error of wall to some microseconds, learns
 * the frequency and slews the rest away, every 16 s.  The oscillator is
 * ppm wrong and swings by wave_ppm within a day.  Returns refusals.
 */
static uint32_t
honest(const struct par_clock_driver *drv, double ppm, double wave_ppm,
    int64_t offset_ns, int64_t rate_ppb16, double days, double *worst_ns)
{
	struct world	w;
	int64_t		t_ns, error_ns, before_ns;
	double		osc_ppm, true_ns, freq = 0;
	uint64_t	seed = 5;
	int		n = 0;

	world_init(&w, drv);
	w.p.trusted_known = false;
	true_ns = (double)offset_ns;
	*worst_ns = 0;
	before_ns = 0;
	for (t_ns = 0; t_ns < (int64_t)(days * (double)TM_DAY);
	    t_ns += 16 * TM_S) {
		osc_ppm = ppm + wave_ppm * sin((double)t_ns / (double)TM_DAY *
		    6.2832);
		run(&w, 16 * TM_S, TM_MS);
		tick(&w);
		true_ns += 16e9 * osc_ppm / 1e6;
		error_ns = (int64_t)(true_ns) - moved(&w) +
		    (int64_t)(rnd(&seed) % 20000) - 10000;
		freq = n == 0 ? 0 : freq + ((true_ns - (double)before_ns) /
		    16e9 - freq) / (n < 4 ? 1 : 4);
		before_ns = (int64_t)true_ns;
		(void)par_adjust_freq(&w.c, &w.p, tm_ppb16_from_ratio(freq));
		(void)par_adjust_slew(&w.c, &w.p, error_ns, rate_ppb16);
		tick(&w);
		if (++n == 8)
			pol_trust(&w.p, tm_ppb16_from_ratio(freq));
		if (t_ns > TM_DAY / 4 && fabs((double)error_ns) > *worst_ns)
			*worst_ns = fabs((double)error_ns);
	}
	assert_int_equal(w.holds, 0);
	return w.p.refusals;
}

static void
honest_is_never_refused(void **state)
{
	static const struct {
		double	ppm, wave_ppm;
		int64_t	offset_ns, rate_ppb16;
		double	days;
	} runs[] = {
		{ 500, 0, 0, 500 * PPM, 2 },
		{ -500, 0, 0, 83333 * PPM, 2 },
		{ -500, 5, -3 * TM_S, 500 * PPM, 1 },
		{ 80, 0, -9 * TM_S, 83333 * PPM, 1 },
		{ 0, 0, 100 * TM_S, 83333 * PPM, 1 },
		{ -12, 5, 300 * TM_MS, 500 * PPM, 7 },
		{ 12, 15, -300 * TM_MS, 83333 * PPM, 7 },
	};
	const struct par_clock_driver	*drv;
	double		worst_ns;
	size_t		i;

	(void)state;
	for (i = 0; i < 2 * sizeof runs / sizeof runs[0]; i++) {
		drv = i % 2 ? par_clock_system() : &par_clock_virtual;
		assert_int_equal(honest(drv, runs[i / 2].ppm,
		    runs[i / 2].wave_ppm, runs[i / 2].offset_ns,
		    runs[i / 2].rate_ppb16, runs[i / 2].days, &worst_ns), 0);
		assert_true(worst_ns < 100e3);
	}
}

static void
status_is_clamped(void **state)
{
	struct par_clock_status	st = { INT64_MAX, INT64_MIN, true, 0, 0 };
	struct world		w;

	(void)state;
	world_init(&w, par_clock_system());
	assert_int_equal(par_adjust_status(&w.c, &w.p, st), POL_OK);
	assert_int_equal(w.k.maxerror, 16000000);
	assert_int_equal(w.k.esterror, 0);
	st.leap = 1;
	assert_int_equal(par_adjust_status(&w.c, &w.p, st), POL_LEAP);
	assert_int_equal(w.k.status, 0);
	st.leap = 7;
	assert_int_equal(par_adjust_status(&w.c, &w.p, st), POL_RANGE);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(account_is_true),
		cmocka_unit_test(failures_cost_nothing),
		cmocka_unit_test(honest_is_never_refused),
		cmocka_unit_test(status_is_clamped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
