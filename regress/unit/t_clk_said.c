/* ISC licence, see LICENSE. */
/* What the log tells of selection: each thing once, and again if it returns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clk_world.h"

static struct world	w;

static void
start(void)
{
	struct msg_cfg_clock	c = world_conf(&w);

	world_policy(&w, &c);
	world_start(&w, &c, NULL);
}

static int
times_said(const char *what)
{
	const char	*at = w.said;
	int		 n = 0;

	while ((at = strstr(at, what)) != NULL) {
		at += strlen(what);
		n++;
	}
	return n;
}

/* As with a source that has a key, beside others: no time before it answers. */
static void
required_source_is_silent(void **state)
{
	(void)state;
	world_init(&w, 3);
	w.srv[1].flags = SRC_REQUIRE;
	w.srv[1].on = false;
	start();
	world_run(&w, 300);
	assert_int_equal(times_said("can't synchronise: no source with "
	    "require is usable\n"), 1);
	assert_int_equal(times_said("selected"), 0);
}

static void
lost_and_found(void **state)
{
	int	i;

	(void)state;
	world_init(&w, 2);
	start();
	world_run(&w, 300);
	assert_int_equal(times_said("selected source 192.0.2."), 1);
	assert_int_equal(times_said("can't synchronise"), 0);
	for (i = 0; i < 2; i++)
		w.srv[i].on = false;
	world_run(&w, 2000);
	assert_int_equal(times_said("can't synchronise: no usable sources\n"),
	    1);
	for (i = 0; i < 2; i++)
		w.srv[i].on = true;
	world_run(&w, 500);
	assert_int_equal(times_said("can't synchronise"), 1);
	assert_true(times_said("selected source 192.0.2.") >= 2);
}

static void
falseticker(void **state)
{
	(void)state;
	world_init(&w, 4);
	start();
	world_run(&w, 300);
	assert_int_equal(times_said("falseticker"), 0);
	w.srv[2].lie_ns = 250 * TM_MS;
	world_run(&w, 3000);
	assert_int_equal(times_said("falseticker 192.0.2.3 (s2): its time is "
	    "off by +0.2"), 1);
	w.srv[2].lie_ns = 0;
	world_run(&w, 1000);
	w.srv[2].lie_ns = -2150 * TM_MS;
	world_run(&w, 3000);
	assert_int_equal(times_said("falseticker 192.0.2.3 (s2): its time is "
	    "off by -2.1"), 1);
	assert_int_equal(times_said("falseticker"), 2);
	assert_int_equal(times_said("can't synchronise"), 0);
}

/* Two that disagree: whose fault it is nobody knows. */
static void
no_majority(void **state)
{
	(void)state;
	world_init(&w, 2);
	w.srv[1].lie_ns = TM_S;
	start();
	world_run(&w, 600);
	assert_int_equal(times_said("can't synchronise: no majority of usable "
	    "sources\n"), 1);
	assert_int_equal(times_said("falseticker"), 0);
}

/* Until a third one comes. */
static void
majority_at_last(void **state)
{
	(void)state;
	world_init(&w, 3);
	start();
	world_run(&w, 300);
	w.srv[2].on = false;
	world_run(&w, 1000);
	w.srv[1].lie_ns = TM_S;
	world_run(&w, 1000);
	assert_int_equal(times_said("falseticker"), 0);
	w.srv[2].on = true;
	world_run(&w, 3000);
	assert_int_equal(times_said("falseticker 192.0.2.2 (s1)"), 1);
	assert_int_equal(times_said("falseticker"), 1);
}

/* Nobody to ask, as for a server that is the reference itself. */
static void
no_sources(void **state)
{
	(void)state;
	world_init(&w, 0);
	start();
	world_tell_tried(&w);
	world_run(&w, 100);
	assert_string_equal(w.said, "");
}

/* A clock that was right says nothing of how wrong it was. */
static void
right_clock(void **state)
{
	(void)state;
	world_init(&w, 1);
	w.freq = 0;
	w.srv[0].jitter_s = 0;
	w.steer.wall_ns = world_true(&w, w.raw_ns);
	start();
	world_run(&w, 100);
	assert_int_equal(times_said("selected source"), 1);
	assert_int_equal(times_said("clock wrong"), 0);
	world_init(&w, 1);
	w.steer.wall_ns = world_true(&w, w.raw_ns) - 10 * TM_MS;
	start();
	world_run(&w, 100);
	assert_int_equal(times_said("clock wrong by 0.01"), 1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(required_source_is_silent),
		cmocka_unit_test(lost_and_found),
		cmocka_unit_test(falseticker),
		cmocka_unit_test(no_majority),
		cmocka_unit_test(majority_at_last),
		cmocka_unit_test(no_sources),
		cmocka_unit_test(right_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
