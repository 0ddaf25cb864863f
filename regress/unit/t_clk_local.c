/* ISC licence, see LICENSE. */
/* `local stratum', and leap seconds by vote. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "clk_leap.h"
#include "clk_local.h"

#define NEW_YEAR_2027	INT64_C(1798761600)

static void
waits_until_all_were_tried(void **state)
{
	struct msg_cfg_clock	conf;
	struct clk_local	l = { false, false };
	struct clk_local_in	in = { .tried = false };

	(void)state;
	memset(&conf, 0, sizeof conf);
	conf.local_distance_ns = TM_S;
	in.tried = true;
	assert_false(clk_local_update(&l, &conf, &in));	/* none asked for */
	conf.local_stratum = 10;
	in.tried = false;
	assert_false(clk_local_update(&l, &conf, &in));
	in.tried = true;
	assert_true(clk_local_update(&l, &conf, &in));
	assert_true(l.active);
	assert_false(clk_local_update(&l, &conf, &in));
	in.selectable = true;
	assert_true(clk_local_update(&l, &conf, &in));
	assert_false(l.active);
}

static void
distance_and_activate(void **state)
{
	struct msg_cfg_clock	conf;
	struct clk_local	l = { false, false };
	struct clk_local_in	in = { .tried = true };

	(void)state;
	memset(&conf, 0, sizeof conf);
	conf.local_stratum = 5;
	conf.local_distance_ns = TM_S;
	conf.local_activate_ns = TM_S / 10;
	clk_local_update(&l, &conf, &in);
	assert_false(l.active);		/* was never near */
	in.synced = true;
	in.selectable = true;
	in.distance_ns = TM_S / 20;
	clk_local_update(&l, &conf, &in);
	in.selectable = false;
	clk_local_update(&l, &conf, &in);
	assert_false(l.active);		/* still near enough */
	in.distance_ns = 2 * TM_S;
	assert_true(clk_local_update(&l, &conf, &in));
	assert_true(l.active);
}

static void
claims(void **state)
{
	struct msg_cfg_clock	conf;
	struct page_truth	t;

	(void)state;
	memset(&conf, 0, sizeof conf);
	memset(&t, 0, sizeof t);
	conf.local_stratum = 7;
	t.raw_ns = 5;
	t.root_delay_ns = 9;
	clk_local_claim(&conf, &t);
	assert_int_equal(t.stratum, 7);
	assert_int_equal(t.refid, 0x7f7f0101);
	assert_int_equal(t.root_delay_ns, 0);
	assert_int_equal(t.raw_ns, 5);
	assert_int_equal(t.sync, PAGE_SYNC);
}

static void
leap_by_majority(void **state)
{
	struct clk_leap		l;
	struct clk_leap_votes	v = { .insert = 2, .all = 4 };
	int64_t			eve_ns = (NEW_YEAR_2027 - 3600) * TM_S;
	struct tm_true		t = { eve_ns };

	(void)state;
	memset(&l, 0, sizeof l);
	assert_false(clk_leap_vote(&l, &v, eve_ns));
	v.insert = 3;
	/* only on the last day of June or December */
	assert_false(clk_leap_vote(&l, &v, eve_ns - TM_DAY));
	assert_false(clk_leap_vote(&l, &v, eve_ns - 31 * TM_DAY));
	assert_true(clk_leap_vote(&l, &v, eve_ns));
	assert_int_equal(clk_leap_bits(&l), 1);
	assert_int_equal(l.at_ns, NEW_YEAR_2027 * TM_S);
	assert_false(clk_leap_pass(&l, t));
	t.ns = NEW_YEAR_2027 * TM_S - 1;
	assert_false(clk_leap_pass(&l, t));
	assert_int_equal(tm_utc_from_true(&l.past, t), t.ns);
	/* 23:59:60 is 23:59:59 again */
	t.ns += 1;
	assert_true(clk_leap_pass(&l, t));
	assert_int_equal(tm_utc_from_true(&l.past, t), t.ns - TM_S);
	assert_int_equal(clk_leap_bits(&l), 0);
	/* a withdrawn one never happens */
	memset(&l, 0, sizeof l);
	clk_leap_vote(&l, &v, eve_ns);
	v.insert = 1;
	assert_true(clk_leap_vote(&l, &v, eve_ns));
	assert_false(clk_leap_pass(&l, t));
}

static void
leap_deleted(void **state)
{
	struct clk_leap		l;
	struct clk_leap_votes	v = { .remove = 1, .all = 1 };
	struct tm_true		t = { (NEW_YEAR_2027 - 1) * TM_S - 1 };

	(void)state;
	memset(&l, 0, sizeof l);
	assert_true(clk_leap_vote(&l, &v, t.ns));
	assert_int_equal(clk_leap_bits(&l), 2);
	assert_false(clk_leap_pass(&l, t));
	t.ns++;
	assert_true(clk_leap_pass(&l, t));
	/* 23:59:58 is followed by 00:00:00 */
	assert_int_equal(tm_utc_from_true(&l.past, t), NEW_YEAR_2027 * TM_S);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(waits_until_all_were_tried),
		cmocka_unit_test(distance_and_activate),
		cmocka_unit_test(claims),
		cmocka_unit_test(leap_by_majority),
		cmocka_unit_test(leap_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
