/* ISC licence, see LICENSE. */
/* What administrators tell the clock. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "clk_world.h"

static struct world	w;

static void
within(int64_t ns, int64_t most_ns)
{
	if (llabs(ns) > most_ns)
		fail_msg("%lld ns is beyond %lld", (long long)ns,
		    (long long)most_ns);
}

static int
start(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	return 0;
}

static void
tell(enum cmd_name name)
{
	struct msg_cmd	m;

	memset(&m, 0, sizeof m);
	m.cmd = name;
	world_tell(&w, ROLE_PARENT, MSG_CMD, 77, &m, sizeof m);
	assert_int_equal(w.cmd_seq, 77);
	assert_int_equal(w.cmd.cmd, name);
}

static uint32_t
samples(void)
{
	uint32_t	n = 0;
	int		i;

	world_ask(&w, STAT_SOURCESTATS);
	for (i = 0; i < w.nrows; i++)
		n += w.rows[i].u.sourcestats.samples;
	return n;
}

/* Raw stood still while nobody looked: old samples say what is not true. */
static void
reset_sources(void **state)
{
	(void)state;
	world_run(&w, 2000);
	assert_true(samples() > 20);
	w.theta_ns += 900 * TM_MS;
	w.bursts = 0;
	tell(CMD_RESET_SOURCES);
	assert_int_equal(w.cmd.status, CMD_OK);
	assert_int_equal(w.truth.sync, PAGE_UNSYNC);
	assert_int_equal(samples(), 0);
	assert_int_equal(w.bursts, 4);
	/* the frequency is known still: good at once */
	world_run(&w, 10);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	within(world_f_error(&w), TM_MS);
	world_run(&w, 60);
	within(world_f_error(&w), 200 * TM_US);
	within(world_wall_error(&w), TM_MS);
	within(w.steer.rate_ppb16 + 60 * TM_PPM16, TM_PPM16);
	assert_int_equal(w.bad, 0);
}

/* Before there is anything, too. */
static void
reset_nothing(void **state)
{
	(void)state;
	tell(CMD_RESET_SOURCES);
	assert_int_equal(w.cmd.status, CMD_OK);
	world_run(&w, 30);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	within(world_f_error(&w), TM_MS);
}

static void
best_is(int i, const char *when)
{
	world_ask(&w, STAT_SOURCES);
	if (w.rows[i].u.source.state != '*')
		fail_msg("%s: source %d is %c", when, i,
		    w.rows[i].u.source.state);
}

/* The reference stays while others are better by little; not this once. */
static void
reselect(void **state)
{
	int	i;

	(void)state;
	for (i = 0; i < 4; i++) {
		w.srv[i].jitter_s = 1e-6;
		w.srv[i].base_s = i == 0 ? 1e-3 : 2e-3;
	}
	world_run(&w, 1000);
	best_is(0, "the nearest");
	w.srv[0].base_s = 2e-3;
	w.srv[1].base_s = 1.97e-3;
	world_run(&w, 2000);
	best_is(0, "better by little");
	tell(CMD_RESELECT);
	assert_int_equal(w.cmd.status, CMD_OK);
	best_is(1, "reselect");
	world_run(&w, 1000);
	best_is(1, "later");
}

static void
unknown(void **state)
{
	(void)state;
	tell(CMD_DELETE);
	assert_int_equal(w.cmd.status, CMD_INVALID);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(reset_sources, start),
		cmocka_unit_test_setup(reset_nothing, start),
		cmocka_unit_test_setup(reselect, start),
		cmocka_unit_test_setup(unknown, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
