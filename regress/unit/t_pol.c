/* ISC licence, see LICENSE. */
/* The bounded clock's policy: rights, account, limits, hostile values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pol.h"

#define PPM	TM_PPM16
#define HOUR	(3600 * TM_S)
#define RELEASE	(INT64_C(1767225600) * TM_S)
#define WALL	(RELEASE + 100 * TM_DAY)

static const struct pol_conf	conf = {
	.forward_ns = 1000 * TM_S,
	.backward_ns = 10 * TM_S,
	.makestep_ns = TM_S,
	.makestep_limit = 3,
	.maxslew_ppb16 = 83333 * PPM,
	.floor_ns = RELEASE,
	.ceiling_ns = RELEASE + 7300 * TM_DAY,
};

static struct tm_now
at(int64_t s)
{
	struct tm_now	now = { { s * TM_S }, { WALL + s * TM_S } };

	return now;
}

static void
fresh(struct pol *p, int32_t limit)
{
	struct pol_conf	c = conf;

	c.makestep_limit = limit;
	pol_init(p, &c, at(0).raw);
}

static void
step_rights(void **state)
{
	struct pol_conf	c = conf;
	struct pol	p;

	(void)state;
	fresh(&p, 3);
	assert_int_equal(p.steps_left, 3);
	assert_int_equal(pol_may_step(&p, at(1), 5000 * TM_S), POL_OK);
	assert_int_equal(p.steps_left, 3);
	assert_int_equal(pol_step(&p, at(1), 5000 * TM_S, false), POL_OK);
	assert_int_equal(pol_step(&p, at(2), -5000 * TM_S, false), POL_OK);
	assert_int_equal(pol_step(&p, at(3), TM_S, false), POL_OK);
	assert_int_equal(p.steps_left, 0);
	/* what makestep granted is not charged */
	assert_int_equal(pol_charged(&p), 0);
	assert_int_equal(pol_step(&p, at(4), 5000 * TM_S, false), POL_STEPS);
	/* the budget may be stepped through */
	assert_int_equal(pol_step(&p, at(5), 1000 * TM_S, false), POL_OK);
	assert_int_equal(pol_charged(&p), 1000 * TM_S);
	assert_int_equal(pol_step(&p, at(6), 1, false), POL_STEPS);
	assert_int_equal(p.refusals, 2);
	assert_int_equal(p.last_refusal, POL_STEPS);
	assert_int_equal(p.steps, 4);
	/* a reload brings nothing back, a higher limit the difference */
	pol_reconf(&p, &conf);
	assert_int_equal(p.steps_left, 0);
	c.makestep_limit = 5;
	pol_reconf(&p, &c);
	assert_int_equal(p.steps_left, 2);
	c.makestep_ns = 0;
	pol_reconf(&p, &c);
	assert_int_equal(p.steps_left, 0);

	fresh(&p, -1);
	for (int64_t i = 1; i < 50; i++)
		assert_int_equal(pol_step(&p, at(i), (i % 2 ? 1 : -1) *
		    5000 * TM_S, false), POL_OK);
	assert_int_equal(p.steps_left, -1);
}

/* updates use up rights even when nothing was stepped */
static void
updates_use_rights(void **state)
{
	struct pol	p;

	(void)state;
	fresh(&p, 3);
	pol_updates(&p, 2);
	assert_int_equal(p.steps_left, 1);
	pol_updates(&p, 1);
	assert_int_equal(p.steps_left, 1);
	pol_updates(&p, UINT32_MAX);
	assert_int_equal(p.steps_left, 0);
	assert_int_equal(pol_step(&p, at(1), 2000 * TM_S, false), POL_STEPS);
}

static void
by_hand(void **state)
{
	struct pol	p;

	(void)state;
	fresh(&p, 0);
	/* nobody but an administrator makes it manual */
	assert_int_equal(pol_step(&p, at(1), 5000 * TM_S, true), POL_STEPS);
	assert_int_equal(pol_step(&p, at(2), 900 * TM_S, true), POL_OK);
	pol_rearm(&p, at(3).raw);
	assert_int_equal(pol_charged(&p), 0);
	assert_int_equal(pol_step(&p, at(4), 5000 * TM_S, false), POL_STEPS);
	assert_int_equal(pol_step(&p, at(5), 5000 * TM_S, true), POL_OK);
	assert_int_equal(pol_step(&p, at(6), 5000 * TM_S, true), POL_STEPS);
	/* and it does not wait for whoever comes later */
	pol_rearm(&p, at(10).raw);
	assert_int_equal(pol_step(&p, at(70), 5000 * TM_S, true), POL_STEPS);
	/* not even he goes below the floor */
	pol_rearm(&p, at(80).raw);
	assert_int_equal(pol_step(&p, at(81), -200 * TM_DAY, true),
	    POL_FLOOR);
}

static void
floor_and_ceiling(void **state)
{
	struct tm_now	early = { { 0 }, { 0 } };
	struct pol	p;

	(void)state;
	fresh(&p, -1);
	assert_int_equal(pol_step(&p, at(0), -100 * TM_DAY - 1, false),
	    POL_FLOOR);
	assert_int_equal(pol_step(&p, at(0), -100 * TM_DAY, false), POL_OK);
	assert_int_equal(pol_step(&p, at(0), 7200 * TM_DAY + 1, false),
	    POL_CEILING);
	assert_int_equal(pol_step(&p, at(0), 7200 * TM_DAY, false), POL_OK);
	/* a clock that woke up in 1970 */
	assert_int_equal(pol_step(&p, early, RELEASE - 1, false), POL_FLOOR);
	assert_int_equal(pol_step(&p, early, RELEASE, false), POL_OK);
	assert_int_equal(pol_slew(&p, early, TM_S, 500 * PPM), POL_OK);
	assert_int_equal(pol_slew(&p, early, -TM_S, 500 * PPM), POL_FLOOR);
}

static void
slews_are_charged_as_they_flow(void **state)
{
	struct pol	p;

	(void)state;
	fresh(&p, 0);
	assert_int_equal(pol_slew(&p, at(0), -2 * TM_S, 1000 * PPM), POL_OK);
	pol_slewing(&p, 0, -2 * TM_S, -1000 * PPM);
	assert_int_equal(pol_charged(&p), 0);
	pol_advance(&p, at(500).raw);
	assert_int_equal(pol_charged(&p), -500 * TM_MS);
	/* asked again for the rest, as every update does: no double charge */
	assert_int_equal(pol_slew(&p, at(1000), -1 * TM_S, 500 * PPM),
	    POL_OK);
	pol_slewing(&p, -1 * TM_S, -1 * TM_S, -500 * PPM);
	pol_advance(&p, at(10000).raw);
	assert_int_equal(pol_charged(&p), -2 * TM_S);
	pol_slewing(&p, 0, 0, 0);
	assert_int_equal(pol_charged(&p), -2 * TM_S);
	/* what the driver did beyond what was reckoned is charged */
	assert_int_equal(pol_slew(&p, at(10001), TM_S, 1000 * PPM), POL_OK);
	pol_slewing(&p, 0, TM_S, 1000 * PPM);
	assert_int_equal(pol_slew(&p, at(10002), 0, 1000 * PPM), POL_OK);
	pol_slewing(&p, TM_S - 3 * TM_MS, 0, 0);
	assert_int_equal(pol_charged(&p), -2 * TM_S + 3 * TM_MS);
	/* the sum of what flows and what was done must fit */
	assert_int_equal(pol_slew(&p, at(10003), -9 * TM_S, PPM), POL_BUDGET);
	assert_int_equal(pol_slew(&p, at(10003), 1001 * TM_S, PPM), POL_OK);
}

static void
back_is_always_open(void **state)
{
	struct pol	p;

	(void)state;
	fresh(&p, 0);
	assert_int_equal(pol_step(&p, at(0), -10 * TM_S, false), POL_OK);
	assert_int_equal(pol_slew(&p, at(1), -1, PPM), POL_BUDGET);
	assert_int_equal(pol_freq(&p, at(1), -1), POL_BUDGET);
	assert_int_equal(pol_freq(&p, at(1), 0), POL_OK);
	assert_int_equal(pol_freq(&p, at(1), 100 * PPM), POL_OK);
	assert_int_equal(pol_step(&p, at(1), 10 * TM_S, false), POL_OK);
	assert_int_equal(pol_charged(&p), 0);
	/* led back is undone: a day later nothing of it comes up again */
	assert_int_equal(pol_freq(&p, at(2), 0), POL_OK);
	assert_int_equal(pol_step(&p, at(2), 900 * TM_S, false), POL_OK);
	assert_int_equal(pol_step(&p, at(86000), -900 * TM_S, false), POL_OK);
	pol_advance(&p, at(100000).raw);
	assert_true(llabs(pol_charged(&p)) < TM_MS);
	assert_int_equal(pol_slew(&p, at(100000), -9 * TM_S, PPM), POL_OK);
}

static void
a_day_later(void **state)
{
	struct pol	p;

	(void)state;
	fresh(&p, 0);
	assert_int_equal(pol_step(&p, at(1800), 1000 * TM_S, false), POL_OK);
	assert_int_equal(pol_step(&p, at(86400), 1, false), POL_STEPS);
	assert_int_equal(pol_step(&p, at(89999), 1, false), POL_STEPS);
	assert_int_equal(pol_step(&p, at(90001), 1000 * TM_S, false), POL_OK);
	/* a clock that slept for years */
	pol_advance(&p, at(INT64_C(3000000000)).raw);
	assert_int_equal(pol_charged(&p), 0);
}

static void
frequency_is_charged(void **state)
{
	struct pol	p;
	int64_t		deadline_ns;

	(void)state;
	fresh(&p, 0);
	pol_trust(&p, 20 * PPM);
	assert_int_equal(pol_freq(&p, at(0), 20 * PPM), POL_OK);
	assert_false(pol_advance(&p, at(3600).raw));
	assert_int_equal(pol_charged(&p), 0);
	assert_int_equal(pol_deadline(&p), TM_NEVER);
	/* 10 % backward: 10 s are gone after 100 s */
	assert_int_equal(pol_freq(&p, at(3600), -99980 * PPM), POL_OK);
	deadline_ns = pol_deadline(&p);
	assert_true(llabs(deadline_ns - 3700 * TM_S) < TM_MS);
	assert_false(pol_advance(&p, at(3699).raw));
	assert_true(pol_advance(&p, (struct tm_raw){ pol_deadline(&p) }));
	assert_true(pol_charged(&p) <= -10 * TM_S + TM_US);
	/* trust has moved by no more than its 10 ppm a day */
	assert_true(llabs(pol_hold(&p) - 20 * PPM) < PPM / 50);
	assert_false(pol_advance(&p, at(3800).raw));
	assert_int_equal(pol_freq(&p, at(3800), 19 * PPM), POL_BUDGET);
	assert_int_equal(pol_freq(&p, at(3800), 21 * PPM), POL_OK);
}

/* many small questions are no way around the account */
static void
no_rounding_away(void **state)
{
	struct pol	p;
	int64_t		ns;

	(void)state;
	fresh(&p, 0);
	assert_int_equal(pol_freq(&p, at(0), -7 * PPM), POL_OK);
	for (ns = 0; ns < 100 * TM_MS; ns += 100)
		pol_advance(&p, (struct tm_raw){ ns });
	assert_in_range(-pol_charged(&p), 698, 700);
}

static void
trust_follows(void **state)
{
	struct pol	p;

	(void)state;
	fresh(&p, 0);
	/* before it is known all is charged, and it does not follow */
	assert_int_equal(pol_freq(&p, at(0), 100 * PPM), POL_OK);
	pol_advance(&p, at(3600).raw);
	assert_int_equal(pol_charged(&p), 360 * TM_MS);
	assert_int_equal(p.trusted_ppb16, 0);
	pol_trust(&p, 100 * PPM);
	pol_trust(&p, 900 * PPM);
	assert_int_equal(p.trusted_ppb16, 100 * PPM);
	assert_int_equal(pol_freq(&p, at(3600), 130 * PPM), POL_OK);
	pol_advance(&p, at(3600 + 86400).raw);
	assert_true(llabs(p.trusted_ppb16 - 110 * PPM) < PPM / 100);
	pol_advance(&p, at(3600 + 10 * 86400).raw);
	assert_int_equal(p.trusted_ppb16, 130 * PPM);

	fresh(&p, 0);
	pol_trust(&p, INT64_MIN);
	assert_int_equal(p.trusted_ppb16, -POL_TRUST_MAX);

	fresh(&p, 0);
	pol_learn(&p, 900 * PPM);
	assert_int_equal(p.trusted_ppb16, POL_LEARN_MAX);
	pol_learn(&p, 0);
	assert_int_equal(p.trusted_ppb16, POL_LEARN_MAX);
}

static void
too_many(void **state)
{
	struct tm_now	now = at(5);
	struct pol	p;
	int		i, n = 0;

	(void)state;
	fresh(&p, 0);
	for (i = 0; i < 100; i++)
		n += pol_freq(&p, now, 0) == POL_OK;
	assert_int_equal(n, 20);
	assert_int_equal(p.last_refusal, POL_BUSY);
	assert_int_equal(pol_may_slew(&p, now, 1, 1), POL_OK);
	for (i = 0; i < 1000; i++) {
		now.raw.ns += 10 * TM_MS;
		n += pol_freq(&p, now, 0) == POL_OK;
	}
	assert_int_equal(n, 120);
	/* a raw clock that stands or goes back gives nothing */
	now.raw.ns -= TM_DAY;
	assert_int_equal(pol_freq(&p, now, 0), POL_BUSY);
}

static void
leap_days(void **state)
{
	static const struct {
		int64_t	utc_s;
		bool	yes;
	} days[] = {
		{ 1782777600, true },	/* 2026-06-30 00:00:00 */
		{ 1782777599, false },
		{ 1782863999, true },	/* 2026-06-30 23:59:59 */
		{ 1782864000, false },
		{ 1798675200, true },	/* 2026-12-31 */
		{ 1798761600, false },
		{ 1483142400, true },	/* 2016-12-31, a leap year */
		{ 1467244800, true },	/* 2016-06-30 */
		{ 1467331200, false },
		{ 951782400, false },	/* 2000-02-29 */
		{ 978220800, true },	/* 2000-12-31 */
		{ -86400, true },	/* 1969-12-31 */
		{ INT64_C(4102358400), true },	/* 2099-12-31 */
		{ INT64_C(4133894400), true },	/* 2100-12-31, no leap year */
		{ INT64_C(4118083200), false },	/* 2100-07-01 */
		{ INT64_C(4117996800), true },	/* 2100-06-30 */
	};
	struct pol	p;
	size_t		i;

	(void)state;
	fresh(&p, 0);
	for (i = 0; i < sizeof days / sizeof days[0]; i++) {
		assert_int_equal(pol_leap(&p, days[i].utc_s * TM_S, 1) ==
		    POL_OK, days[i].yes);
		assert_int_equal(pol_leap(&p, days[i].utc_s * TM_S, -1) ==
		    POL_OK, days[i].yes);
		assert_int_equal(pol_leap(&p, days[i].utc_s * TM_S, 0),
		    POL_OK);
	}
	assert_int_equal(pol_leap(&p, days[0].utc_s * TM_S, 2), POL_RANGE);
	assert_int_equal(pol_leap(&p, INT64_MIN, INT32_MIN), POL_RANGE);
	(void)pol_leap(&p, INT64_MIN, 1);
	(void)pol_leap(&p, INT64_MAX, 1);
}

/* every request with every extreme value, from every extreme clock */
static void
hostile_values(void **state)
{
	static const int64_t	v[] = { 0, 1, -1, INT64_MIN, INT64_MIN + 1,
		INT64_MAX, INT64_MAX - 1, INT64_MAX / 2, INT64_MIN / 2,
		POL_FREQ_MAX, POL_FREQ_MAX + 1, -POL_FREQ_MAX - 1,
		10 * TM_S, -10 * TM_S - 1, 1000 * TM_S, WALL, -WALL };
	const int	n = sizeof v / sizeof v[0];
	struct pol	p;
	struct tm_now	now;
	int		i, k, w;

	(void)state;
	for (w = 0; w < n; w++)
	for (i = 0; i < n; i++)
	for (k = 0; k < n; k++) {
		fresh(&p, 0);
		now = at(0);
		now.wall.ns = v[w];
		(void)pol_freq(&p, now, v[i]);
		if (pol_slew(&p, now, v[i], v[k]) == POL_OK) {
			assert_in_range(v[k], 1, conf.maxslew_ppb16);
			assert_in_range(v[i] + 10 * TM_S, 0, 1010 * TM_S);
		}
		pol_slewing(&p, v[i], v[k], v[w]);
		(void)pol_step(&p, now, v[k], true);
		now.raw.ns = v[w] < 0 ? 0 : v[w];
		pol_advance(&p, now.raw);
		(void)pol_deadline(&p);
		(void)pol_step(&p, now, v[i], false);
		pol_mirror(&p, v[i], (int32_t)v[k], v[w] % POL_FREQ_MAX,
		    true);
		(void)pol_may_slew(&p, now, v[k], v[i]);
		(void)pol_may_step(&p, now, v[k]);
		(void)pol_charged(&p);
	}
	fresh(&p, 0);
	assert_int_equal(pol_freq(&p, at(0), POL_FREQ_MAX + 1), POL_RANGE);
	assert_int_equal(pol_slew(&p, at(0), 1, 0), POL_RANGE);
	assert_int_equal(pol_slew(&p, at(0), 1, conf.maxslew_ppb16 + 1),
	    POL_RANGE);
	assert_int_equal(pol_step(&p, at(0), INT64_MIN, false), POL_FLOOR);
	assert_int_equal(pol_step(&p, at(0), INT64_MAX, false), POL_CEILING);
	assert_int_equal(pol_charged(&p), 0);
	assert_int_equal(p.refusals, 5);
}

static void
never_touch(void **state)
{
	struct pol_conf	c = conf;
	struct pol	p;

	(void)state;
	c.noset = true;
	pol_init(&p, &c, at(0).raw);
	assert_int_equal(pol_freq(&p, at(1), 0), POL_NOSET);
	assert_int_equal(pol_slew(&p, at(1), 1, 1), POL_NOSET);
	assert_int_equal(pol_step(&p, at(1), 1, true), POL_NOSET);
	assert_int_equal(pol_leap(&p, WALL, 0), POL_NOSET);
}

/* a copy that was told the account answers as the account itself */
static void
mirror_agrees(void **state)
{
	static const int64_t	asks[] = { 1, -1, 9 * TM_S, -9 * TM_S,
		-5 * TM_S, 500 * TM_S, 600 * TM_S, -600 * TM_S };
	struct pol	p, m;
	size_t		i;
	int64_t		s;

	(void)state;
	fresh(&p, 1);
	pol_trust(&p, 3 * PPM);
	assert_int_equal(pol_step(&p, at(1), 2000 * TM_S, false), POL_OK);
	assert_int_equal(pol_step(&p, at(2), 495 * TM_S, false), POL_OK);
	for (s = 3; s < 9; s++) {
		pol_init(&m, &conf, at(0).raw);
		pol_mirror(&m, pol_charged(&p), p.steps_left,
		    p.trusted_ppb16, p.trusted_known);
		m.raw_ns = at(s).raw.ns;
		for (i = 0; i < sizeof asks / sizeof asks[0]; i++) {
			assert_int_equal(pol_may_step(&m, at(s), asks[i]),
			    pol_may_step(&p, at(s), asks[i]));
			assert_int_equal(pol_may_slew(&m, at(s), asks[i],
			    500 * PPM), pol_may_slew(&p, at(s), asks[i],
			    500 * PPM));
		}
		(void)pol_step(&p, at(s), -100 * TM_S, false);
	}
}

/* maxstep binds ntp-clock, not an administrator; a grant is one step. */
static void
step_limits(void **state)
{
	struct pol_conf	c = conf;
	struct pol	p;
	struct tm_raw	raw;

	(void)state;
	fresh(&p, 3);
	c = p.conf;
	c.maxstep_forward_ns = 5 * TM_S;
	c.maxstep_backward_ns = TM_S;
	pol_reconf(&p, &c);
	assert_int_equal(pol_step(&p, at(1), 6 * TM_S, false), POL_STEPS);
	assert_int_equal(pol_step(&p, at(2), -2 * TM_S, false), POL_STEPS);
	assert_int_equal(p.steps_left, 3);
	assert_int_equal(pol_step(&p, at(3), 5 * TM_S, false), POL_OK);
	raw = at(4).raw;
	pol_rearm(&p, raw);
	assert_int_equal(pol_step(&p, at(4), 60 * TM_S, true), POL_OK);
	pol_updates(&p, 7);
	assert_int_equal(p.steps_left, 0);
	pol_grant(&p);
	pol_grant(&p);
	assert_int_equal(p.steps_left, 1);
	c.maxstep_forward_ns = c.maxstep_backward_ns = 0;
	pol_reconf(&p, &c);
	/* more than any budget */
	assert_int_equal(pol_step(&p, at(5), 5000 * TM_S, false), POL_OK);
	assert_int_equal(p.steps_left, 0);
	assert_int_equal(pol_step(&p, at(6), 5000 * TM_S, false), POL_STEPS);
	fresh(&p, 0);
	pol_grant(&p);
	assert_int_equal(p.steps_left, 0);
}

static void
names(void **state)
{
	int	i;

	(void)state;
	for (i = 0; i < POL_VERDICTS; i++)
		assert_non_null(pol_verdict_name((enum pol_verdict)i));
	assert_string_equal(pol_verdict_name(POL_VERDICTS), "unknown");
	assert_string_equal(pol_verdict_name((enum pol_verdict)-1),
	    "unknown");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(step_rights),
		cmocka_unit_test(updates_use_rights),
		cmocka_unit_test(by_hand),
		cmocka_unit_test(floor_and_ceiling),
		cmocka_unit_test(slews_are_charged_as_they_flow),
		cmocka_unit_test(back_is_always_open),
		cmocka_unit_test(a_day_later),
		cmocka_unit_test(frequency_is_charged),
		cmocka_unit_test(no_rounding_away),
		cmocka_unit_test(trust_follows),
		cmocka_unit_test(too_many),
		cmocka_unit_test(leap_days),
		cmocka_unit_test(hostile_values),
		cmocka_unit_test(never_touch),
		cmocka_unit_test(mirror_agrees),
		cmocka_unit_test(step_limits),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
