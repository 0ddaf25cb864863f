/* ISC licence, see LICENSE. */
/* `local stratum'. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "clk_local.h"

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
waits(void **state)
{
	struct msg_cfg_clock	conf;
	struct clk_local	l = { false, false };
	struct clk_local_in	in = { .tried = true };

	(void)state;
	memset(&conf, 0, sizeof conf);
	conf.local_stratum = 5;
	conf.local_waitunsynced_ns = 300 * TM_S;
	conf.local_waitsynced_ns = 60 * TM_S;
	in.waited_ns = 299 * TM_S;
	clk_local_update(&l, &conf, &in);
	assert_false(l.active);
	in.waited_ns++;
	in.waited_ns = 300 * TM_S;
	clk_local_update(&l, &conf, &in);
	assert_true(l.active);
	in.synced = true;
	in.waited_ns = 59 * TM_S;
	clk_local_update(&l, &conf, &in);
	assert_false(l.active);
	in.waited_ns = 60 * TM_S;
	clk_local_update(&l, &conf, &in);
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

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(waits_until_all_were_tried),
		cmocka_unit_test(distance_and_activate),
		cmocka_unit_test(waits),
		cmocka_unit_test(claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
