/* ISC licence, see LICENSE. */
/* The estimator by its interface: right, calibrated, and never NaN. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "clk_est.h"
#include "clk_est_report.h"

#define THETA	(INT64_C(1800000000) * 1000000000)

static struct clk_est	est;
static uint64_t		seed;
static double		freq;	/* of theta, from raw 0 on */

static double
uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double
theta_at(double t)
{
	return freq * t;
}

/* Of source src at t, the delays (s) of both ways being given. */
static enum clk_verdict
heard(unsigned int src, double t, double out, double back, double lie)
{
	struct clk_est_sample	s = { .src = src, .precision_s = 1e-8 };

	s.raw_ns = (int64_t)(t * 1e9);
	s.theta_ns = THETA + (int64_t)((theta_at(t) + (out - back) / 2 + lie) *
	    1e9);
	s.delay_ns = (int64_t)((out + back) * 1e9);
	return clk_est_update(&est, &s);
}

static double
delay(double base, double jitter)
{
	return base - jitter * log(uniform());
}

static enum clk_verdict
sample(unsigned int src, double t, double base, double jitter, double lie)
{
	double	out = delay(base, jitter), back = delay(base, jitter);

	return heard(src, t, out, back, lie);
}

static double
error_at(double t, struct clk_estimate *p)
{
	assert_int_equal(clk_est_predict(&est, (int64_t)(t * 1e9), p), 0);
	return (double)(p->theta_ns - THETA) * 1e-9 + p->theta_frac_s -
	    theta_at(t);
}

static int
setup(void **state)
{
	(void)state;
	seed = 3;
	freq = 40e-6;
	clk_est_init(&est, 0, 100e-6);
	return 0;
}

static void
sure(const struct clk_estimate *p)
{
	assert_true(isfinite(p->theta_frac_s) && isfinite(p->freq));
	assert_true(isfinite(p->theta_sd_s) && p->theta_sd_s >= 0);
	assert_true(isfinite(p->freq_sd) && p->freq_sd >= 0);
	assert_true(isfinite(p->bound_sd_s) && isfinite(p->cov));
}

static void
nothing_is_known_at_first(void **state)
{
	struct clk_estimate		p;
	struct clk_est_saved		s;
	struct clk_source_report	r;

	(void)state;
	assert_int_equal(clk_est_predict(&est, 0, &p), -1);
	assert_int_equal(clk_est_save(&est, &s), -1);
	assert_int_equal(clk_est_report(&est, 1, &r), -1);
	assert_int_equal(sample(1, 1, 1e-2, 1e-4, 0), CLK_EST_UNKNOWN);
	assert_int_equal(clk_est_add(&est, 1), 0);
	assert_int_equal(clk_est_add(&est, 1), -1);
	assert_int_equal(clk_est_drop(&est, 2), -1);
	assert_int_equal(sample(1, 1, 1e-2, 1e-4, 0), CLK_EST_STARTED);
	assert_true(fabs(error_at(1, &p)) < 1e-3);
	sure(&p);
}

static void
converges(void **state)
{
	struct clk_source_report	r;
	struct clk_estimate		p;
	double				t, e, sum = 0;
	int				i, inside = 0, n = 0;

	(void)state;
	for (i = 0; i < 3; i++)
		clk_est_add(&est, (unsigned int)i);
	for (t = 1; t < 20000; t += 16)
		for (i = 0; i < 3; i++) {
			sample((unsigned int)i, t + i, 5e-3, 1e-4, 0);
			if (t < 5000)
				continue;
			e = error_at(t + i, &p);
			sum += e * e;
			inside += fabs(e) < 2 * p.theta_sd_s;
			n++;
		}
	/* averages do not get that far: 1e-4 / sqrt(3 * 60) is 7.5 us */
	assert_true(sqrt(sum / n) < 5e-6);
	assert_true(inside > n * 3 / 4);
	assert_true(fabs(p.freq - freq) < 2e-8);
	assert_int_equal(clk_est_report(&est, 1, &r), 0);
	assert_true(r.samples > 1000 && r.accepted);
	assert_true(r.delay_min_s > 0.01 && r.delay_min_s < 0.0101);
}

/*
 * The largest error of the second half, where the delays without queues, the
 * asymmetry and the queues are others than before.
 */
static double
worst_after(uint64_t first, double base, double lie, double jitter)
{
	struct clk_estimate	p;
	double			t, e, most = 0;

	setup(NULL);
	seed = first;
	clk_est_add(&est, 0);
	for (t = 1; t < 30000; t += 64) {
		if (t < 15000)
			sample(0, t, 2e-3, 1e-4, 0);
		else {
			sample(0, t, base, jitter, lie);
			e = fabs(error_at(t, &p));
			most = e > most ? e : most;
			sure(&p);
		}
	}
	return most;
}

/*
 * The network woke up with the first requests, or raw jumped meanwhile: each
 * first sample is off by half of the same long delay.  One source is asked
 * again soon, the others in minutes.
 */
static void
the_first_may_all_be_late(void **state)
{
	struct clk_estimate	p;
	unsigned int		src;

	(void)state;
	for (src = 0; src < 4; src++)
		clk_est_add(&est, src);
	for (src = 0; src < 4; src++)
		heard(src, 0.01 * src, 0.95, 0.01, 0);
	heard(3, 2, 0.005, 0.005, 0);
	heard(3, 8, 0.005, 0.005, 0);
	heard(3, 20, 0.005, 0.005, 0);
	for (src = 0; src < 3; src++)
		heard(src, 512 + src, 0.01, 0.01, 0);
	assert_true(fabs(error_at(515, &p)) < 20e-3);
	assert_true(fabs(p.freq - freq) < 100e-6);
	/* it goes on from there, and is not begun anew again and again */
	for (src = 0; src < 4; src++)
		heard(src, 1024 + src, 0.01, 0.01, 0);
	assert_true(fabs(error_at(1028, &p)) < 10e-3);
	assert_int_equal(est.state, CLK_EST_RUNNING);
}

/* Both ways get shorter, or one of them, or longer: the clock stays. */
static void
outlives_a_new_route(void **state)
{
	uint64_t	n;

	(void)state;
	for (n = 1; n < 12; n++) {
		assert_true(worst_after(n, 1e-3, 0, 1e-4) < 1.5e-4);
		assert_true(worst_after(n, 1.5e-3, -0.5e-3, 1e-4) < 1.5e-4);
		assert_true(worst_after(n, 1.5e-3, 0.5e-3, 1e-4) < 1.5e-4);
		assert_true(worst_after(n, 3e-3, 0, 1e-4) < 1.5e-4);
		assert_true(worst_after(n, 2.5e-3, 0.5e-3, 1e-4) < 1.5e-4);
	}
}

/* Ten times the queue on the same route is no new route. */
static void
outlives_busy_hours(void **state)
{
	uint64_t	n;

	(void)state;
	for (n = 1; n < 12; n++)
		assert_true(worst_after(n, 2e-3, 0, 1e-3) < 5e-5);
}

/* The largest error of one source, from t on for 7000 s. */
static double
worst_of(double t, double out, double out_jitter, double back,
    double back_jitter)
{
	struct clk_estimate	p;
	double			end = t + 7000, most = 0;

	for (; t < end; t += 64) {
		double	there = delay(out, out_jitter);

		heard(0, t, there, delay(back, back_jitter), 0);
		most = fmax(most, fabs(error_at(t, &p)));
	}
	return most;
}

/* A source of its own luck whose path is well known at 14000 s. */
static void
known_path(uint64_t luck)
{
	setup(NULL);
	seed = luck;
	clk_est_add(&est, 0);
	worst_of(0, 1e-3, 1e-4, 1e-3, 1e-4);
	worst_of(7000, 1e-3, 1e-4, 1e-3, 1e-4);
}

/* An upload fills the queue of one way for two hours: the other one tells. */
static void
outlives_an_upload(void **state)
{
	uint64_t	n;

	(void)state;
	for (n = 1; n < 12; n++) {
		known_path(n);
		assert_true(worst_of(14000, 51e-3, 2e-2, 1e-3, 1e-4) < 1e-4);
		assert_true(worst_of(21000, 1e-3, 1e-4, 1e-3, 1e-4) < 1e-4);
		/* and the other way round */
		assert_true(worst_of(28000, 1e-3, 1e-4, 51e-3, 2e-2) < 1e-4);
	}
}

/* What was known of a route is known again when it is back. */
static void
remembers_a_route(void **state)
{
	uint64_t	n;

	(void)state;
	for (n = 1; n < 12; n++) {
		known_path(n);
		/* far longer, with far longer queues: next to nothing said */
		worst_of(14000, 51e-3, 2e-2, 51e-3, 2e-2);
		heard(0, 21000, 1e-3, 1e-3, 0);
		assert_true(worst_of(21064, 1e-3, 1e-4, 1e-3, 1e-4) < 1e-4);
	}
}

/* One of four lies by more than its delay allows. */
static void
rejects_a_liar(void **state)
{
	struct clk_source_report	r;
	struct clk_estimate		p;
	double				t;
	unsigned int			i;

	(void)state;
	for (i = 0; i < 4; i++)
		clk_est_add(&est, i);
	for (t = 1; t < 3000; t += 16)
		for (i = 0; i < 4; i++)
			sample(i, t + i, 5e-3, 1e-4, i == 1 ? 0.03 : 0);
	assert_true(fabs(error_at(t, &p)) < 5e-5);
	clk_est_report(&est, 1, &r);
	assert_false(r.accepted);
	assert_true(fabs(r.residual_mean_s - 0.03) < 1e-3);
	/* it goes; the others are not disturbed */
	assert_int_equal(clk_est_drop(&est, 1), 0);
	for (; t < 4000; t += 16)
		for (i = 0; i < 4; i += 2)
			assert_int_not_equal(sample(i, t + i, 5e-3, 1e-4, 0),
			    CLK_EST_UNKNOWN);
	assert_true(fabs(error_at(t, &p)) < 5e-5);
}

static void
shift_keeps_the_frequency(void **state)
{
	struct clk_estimate	p, q;
	double			t;

	(void)state;
	clk_est_add(&est, 1);
	for (t = 1; t < 3000; t += 16)
		sample(1, t, 5e-3, 1e-4, 0);
	error_at(t, &p);
	clk_est_shift(&est, INT64_C(3600000000000), 1e-3);
	error_at(t, &q);
	assert_true(llabs(q.theta_ns - p.theta_ns - INT64_C(3600000000000)) <
	    2);
	assert_true(fabs(q.freq - p.freq) < 1e-12);
	assert_true(q.bound_sd_s >= p.bound_sd_s);
}

/* A new phase that all sources agree on is taken in the end. */
static void
finds_a_new_phase(void **state)
{
	struct clk_estimate	p;
	double			t;
	bool			started = false;

	(void)state;
	clk_est_add(&est, 1);
	for (t = 1; t < 3000; t += 16)
		sample(1, t, 5e-3, 1e-4, 0);
	for (; t < 4000; t += 16)
		started |= sample(1, t, 5e-3, 1e-4, 7) == CLK_EST_STARTED;
	assert_true(started);
	assert_true(fabs(error_at(t, &p) - 7) < 2e-3);
	assert_true(fabs(p.freq - freq) < 2e-5);
}

static void
saved_and_restored(void **state)
{
	struct clk_est_saved	s;
	struct clk_estimate	p, q;
	double			t;

	(void)state;
	clk_est_add(&est, 1);
	for (t = 1; t < 3000; t += 16)
		sample(1, t, 5e-3, 1e-4, 0);
	error_at(t + 50, &p);
	assert_int_equal(clk_est_save(&est, &s), 0);
	clk_est_init(&est, 0, 100e-6);
	assert_int_equal(clk_est_restore(&est, &s), 0);
	error_at(t + 50, &q);
	assert_true(llabs(p.theta_ns - q.theta_ns) <= 2);
	assert_true(fabs(p.freq - q.freq) < 1e-12);
	s.theta_var = NAN;
	clk_est_init(&est, 0, 100e-6);
	assert_int_equal(clk_est_restore(&est, &s), -1);
}

/* Whatever comes in, numbers come out. */
static void
survives_anything(void **state)
{
	static const int64_t	odd[] = {
		0, 1, -1, 1000, INT64_MAX, INT64_MIN, INT64_C(1) << 40,
		-(INT64_C(1) << 40), INT64_C(1) << 60, 1000000000
	};
	struct clk_est_sample	s;
	struct clk_estimate	p;
	int64_t			t_ns = 0;
	int			i;

	(void)state;
	for (i = 0; i < 4; i++)
		clk_est_add(&est, (unsigned int)i);
	for (i = 0; i < 20000; i++) {
		t_ns += (int64_t)(pow(10, 12 * uniform()));
		s.src = (unsigned int)(uniform() * 5);
		s.raw_ns = t_ns;
		s.theta_ns = THETA + (int64_t)(pow(10, 11 * uniform()));
		s.delay_ns = (int64_t)(pow(10, 11 * uniform()));
		s.precision_s = pow(10, -12 + 12 * uniform());
		if (uniform() < 0.05)
			s.raw_ns = odd[(int)(uniform() * 10)];
		if (uniform() < 0.05)
			s.theta_ns = odd[(int)(uniform() * 10)];
		if (uniform() < 0.05)
			s.delay_ns = odd[(int)(uniform() * 10)];
		if (uniform() < 0.02)
			s.precision_s = uniform() < 0.5 ? NAN : -1;
		clk_est_update(&est, &s);
		if (clk_est_predict(&est, t_ns, &p) == 0)
			sure(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(nothing_is_known_at_first, setup),
		cmocka_unit_test_setup(converges, setup),
		cmocka_unit_test_setup(the_first_may_all_be_late, setup),
		cmocka_unit_test_setup(outlives_a_new_route, setup),
		cmocka_unit_test_setup(outlives_busy_hours, setup),
		cmocka_unit_test_setup(outlives_an_upload, setup),
		cmocka_unit_test_setup(remembers_a_route, setup),
		cmocka_unit_test_setup(rejects_a_liar, setup),
		cmocka_unit_test_setup(shift_keeps_the_frequency, setup),
		cmocka_unit_test_setup(finds_a_new_phase, setup),
		cmocka_unit_test_setup(saved_and_restored, setup),
		cmocka_unit_test_setup(survives_anything, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
