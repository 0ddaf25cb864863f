/* ISC licence, see LICENSE. */
/* Selection: truechimers, falsetickers, options. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clk_select.h"
#include "ipc.h"

static const struct clk_select_conf	conf = {
	.minsources = 1, .maxdistance_s = 3.0, .maxjitter_s = 1.0,
	.combinelimit = 3.0, .stratumweight_s = 1e-3, .reselectdist_s = 1e-4
};

static struct clk_candidate
at(double offset_s, double distance_s, uint32_t flags)
{
	struct clk_candidate	c = {
		.offset_s = offset_s, .distance_s = distance_s,
		.flags = flags, .stratum = 2, .usable = true, .state = '!'
	};

	return c;
}

static const char *
states(struct clk_candidate *c, int n, const struct clk_select_conf *f,
    bool *ok)
{
	static char		s[32];
	struct clk_selection	sel;
	int			i;

	for (i = 0; i < n; i++)
		c[i].base_s = c[i].distance_s -
		    (c[i].jitter_s < c[i].distance_s ? c[i].jitter_s : 0);
	*ok = clk_select(c, n, f, &sel);
	for (i = 0; i < n; i++)
		s[i] = c[i].state;
	s[n] = '\0';
	assert_int_equal(sel.ref != -1, *ok);
	assert_int_equal(sel.lack == NULL, *ok);
	if (*ok)
		assert_int_equal(c[sel.ref].state, '*');
	return s;
}

static void
majority(void **state)
{
	struct clk_candidate	c[5];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.010, 0);
	c[1] = at(0.005, 0.008, 0);
	c[2] = at(0.2, 0.015, 0);
	c[3] = at(-0.004, 0.020, 0);
	assert_string_equal(states(c, 4, &conf, &ok), "+*x+");
	assert_true(ok);
	/* two against two is no majority, nor is one against one */
	c[3] = at(0.201, 0.02, 0);
	assert_string_equal(states(c, 4, &conf, &ok), "xxxx");
	assert_false(ok);
	c[1] = at(1, 0.01, 0);
	assert_string_equal(states(c, 2, &conf, &ok), "xx");
	/* one alone is believed, none is not */
	assert_string_equal(states(c, 1, &conf, &ok), "*");
	assert_true(ok);
	states(c, 0, &conf, &ok);
	assert_false(ok);
}

/* A wide interval may contain everything and still not vote for a lie. */
static void
wide_interval_agrees(void **state)
{
	struct clk_candidate	c[3];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.001, 0);
	c[1] = at(0.0005, 0.001, 0);
	c[2] = at(0.3, 0.5, 0);
	/* right, but too far to be of use */
	assert_string_equal(states(c, 3, &conf, &ok), "*+-");
}

static void
unusable(void **state)
{
	struct clk_candidate	c[6];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.01, 0);
	c[0].usable = false;
	c[1] = at(0, 3.1, 0);
	c[2] = at(0, 0.01, SRC_NOSELECT);
	c[3] = at(0, 0.01, 0);
	c[3].jitter_s = 2;
	c[4] = at(0, 0.01, 0);
	c[5] = at(NAN, NAN, 0);
	assert_string_equal(states(c, 6, &conf, &ok), "???~*?");
	assert_true(ok);
}

static void
prefer_and_require(void **state)
{
	struct clk_candidate	c[4];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.001, 0);
	c[1] = at(0, 0.010, SRC_PREFER);
	c[2] = at(0, 0.012, SRC_PREFER);
	c[3] = at(0, 0.001, 0);
	assert_string_equal(states(c, 4, &conf, &ok), "-*+-");
	/* a preferred falseticker is a falseticker */
	c[1].offset_s = c[2].offset_s = 5;
	c[2].offset_s = 9;
	c[0].flags |= SRC_REQUIRE;
	states(c, 4, &conf, &ok);
	assert_false(ok);	/* 2 of 4 agree */
	assert_string_equal(states(c + 1, 1, &conf, &ok), "*");
	c[0].usable = false;
	states(c, 2, &conf, &ok);
	assert_false(ok);	/* the required one is not there */
}

static void
trust_outvotes(void **state)
{
	struct clk_candidate	c[4];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.001, SRC_TRUST);
	c[1] = at(1, 0.001, 0);
	c[2] = at(1, 0.001, 0);
	c[3] = at(0.0005, 0.001, 0);
	assert_string_equal(states(c, 4, &conf, &ok), "*xx+");
	assert_true(ok);
}

static void
minsources(void **state)
{
	struct clk_select_conf	three = conf;
	struct clk_candidate	c[3];
	bool			ok;

	(void)state;
	three.minsources = 3;
	c[0] = at(0, 0.01, 0);
	c[1] = at(0, 0.01, 0);
	c[2] = at(7, 0.01, 0);
	assert_string_equal(states(c, 3, &three, &ok), "--x");
	assert_false(ok);
	c[2].offset_s = 0;
	states(c, 3, &three, &ok);
	assert_true(ok);
}

/* The reference stays for a slightly better one, not for a much better. */
static void
reference_does_not_flap(void **state)
{
	struct clk_candidate	c[2];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.010, 0);
	c[1] = at(0, 0.0095, 0);
	assert_string_equal(states(c, 2, &conf, &ok), "+*");
	c[0].current = true;
	assert_string_equal(states(c, 2, &conf, &ok), "*+");
	c[1].distance_s = 0.004;
	assert_string_equal(states(c, 2, &conf, &ok), "+*");
	/* nor for one that is only younger: jitter_s stands for age here */
	c[0].distance_s = 0.012;
	c[0].jitter_s = 0.009;
	assert_string_equal(states(c, 2, &conf, &ok), "*+");
	c[0] = at(0, 0.010, 0);
	c[0].current = true;
	/* a lower stratum counts at once */
	c[1].distance_s = 0.0095;
	c[1].stratum = 1;
	assert_string_equal(states(c, 2, &conf, &ok), "+*");
}

static const char *
details(struct clk_candidate *c, int n, const struct clk_select_conf *f)
{
	static char	s[32];
	bool		ok;
	int		i;

	states(c, n, f, &ok);
	for (i = 0; i < n; i++)
		s[i] = c[i].detail;
	s[n] = '\0';
	return s;
}

/* What selectdata says of each. */
static void
says_why(void **state)
{
	struct clk_select_conf	f = conf;
	struct clk_candidate	c[8];

	(void)state;
	c[0] = at(0, 0.01, 0);
	c[1] = at(0, 0.02, 0);
	c[2] = at(0, 0.031, 0);
	c[3] = at(0, 0.01, SRC_NOSELECT);
	c[4] = at(0, 3.1, 0);
	c[5] = at(0, 0.01, 0);
	c[5].jitter_s = 1.1;
	c[6] = at(1, 0.01, 0);
	c[7] = at(0, 0.01, 0);
	c[7].usable = false;
	c[7].detail = 's';
	assert_string_equal(details(c, 8, &conf), "*+DNd~xs");
	c[7].detail = 'M';
	f.combinelimit = 4;
	f.maxjitter_s = 2;
	assert_string_equal(details(c, 8, &f), "*++Nd+xM");
	f.combinelimit = 0;
	assert_string_equal(details(c, 8, &f), "*DDNdDxM");
	c[1].flags = SRC_PREFER;
	assert_string_equal(details(c, 3, &conf), "P*P");
	c[2].flags = SRC_REQUIRE;
	c[2].usable = false;
	c[2].detail = 'S';
	assert_string_equal(details(c, 2, &conf), "P*");
	assert_string_equal(details(c, 3, &conf), "WWS");
	c[0] = at(0, 0.01, SRC_TRUST);
	c[1] = at(1, 0.01, 0);
	assert_string_equal(details(c, 2, &conf), "*T");
}

static void
fallbacks(void **state)
{
	struct clk_candidate	c[3];
	bool			ok;

	(void)state;
	c[0] = at(0, 0.01, SRC_FALLBACK);
	c[1] = at(5, 0.9, 0);
	c[2] = at(0, 0.01, SRC_FALLBACK);
	assert_string_equal(states(c, 3, &conf, &ok), "?*?");
	c[1].usable = false;
	assert_string_equal(states(c, 3, &conf, &ok), "*?+");
	/* one that nobody would use is not in their way */
	c[1] = at(5, 4, 0);
	assert_string_equal(states(c, 3, &conf, &ok), "*?+");
}

static void
orphans(void **state)
{
	struct clk_select_conf	f = conf;
	struct clk_candidate	c[3];
	bool			ok;
	int			i;

	(void)state;
	for (i = 0; i < 3; i++) {
		c[i] = at(0, 0.01, 0);
		c[i].stratum = 10;
		c[i].refid = 30 - (uint32_t)i;
	}
	assert_string_equal(states(c, 3, &f, &ok), "*++");
	f.orphan = 10;
	assert_string_equal(states(c, 3, &f, &ok), "??*");
	c[2].self = 29;
	assert_string_equal(states(c, 3, &f, &ok), "??*");
	c[2].self = 27;
	assert_string_equal(states(c, 3, &f, &ok), "???");
	assert_false(ok);
	assert_string_equal(details(c, 3, &f), "OOO");
	/* whoever has a real source is followed */
	c[0].stratum = 9;
	assert_string_equal(states(c, 3, &f, &ok), "*??");
}

/* Against counting by brute force over a fine grid. */
static void
agrees_with_brute_force(void **state)
{
	struct clk_candidate	c[7];
	struct clk_selection	sel;
	int			run, i, n, k, in, best;
	double			x;

	(void)state;
	srandom(5);
	for (run = 0; run < 2000; run++) {
		n = 1 + (int)(random() % 7);
		for (i = 0; i < n; i++)
			c[i] = at((double)(random() % 40), (double)
			    (1 + random() % 8) / 10 + 0.03, 0);
		for (best = 0, k = -100; k < 4200; k++) {
			x = k / 100.0;
			for (in = 0, i = 0; i < n; i++)
				in += fabs(x - c[i].offset_s) <=
				    c[i].distance_s;
			best = in > best ? in : best;
		}
		assert_int_equal(clk_select(c, n, &conf, &sel),
		    2 * best > n);
		for (i = 0; i < n && 2 * best > n; i++)
			assert_int_equal(c[i].state == 'x',
			    c[i].offset_s - c[i].distance_s > sel.hi_s ||
			    c[i].offset_s + c[i].distance_s < sel.lo_s);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(majority),
		cmocka_unit_test(wide_interval_agrees),
		cmocka_unit_test(unusable),
		cmocka_unit_test(prefer_and_require),
		cmocka_unit_test(trust_outvotes),
		cmocka_unit_test(minsources),
		cmocka_unit_test(reference_does_not_flap),
		cmocka_unit_test(says_why),
		cmocka_unit_test(fallbacks),
		cmocka_unit_test(orphans),
		cmocka_unit_test(agrees_with_brute_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
