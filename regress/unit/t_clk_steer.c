/* ISC licence, see LICENSE. */
/* Steering: what is asked of the parent, and when. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "clk_steer.h"

#define WALL_NS		(INT64_C(1800000000) * TM_S)

static struct clk_steer	st;
static struct tm_now	now;
static struct {
	int			steps, slews, freqs, logs;
	uint32_t		gen;
	struct msg_adj_step	step;
	struct msg_adj_slew	slew;
	struct msg_adj_freq	freq;
	bool			deaf;
} got;

static bool
take(void *arg, struct ipc_end to, uint16_t type, uint32_t gen, uint32_t seq,
    const void *p, size_t len, int fd)
{
	(void)arg, (void)seq, (void)fd;
	assert_int_equal(to.role, ROLE_PARENT);
	if (got.deaf)
		return false;
	got.gen = gen;
	switch (type) {
	case MSG_ADJ_STEP:
		memcpy(&got.step, p, len);
		got.steps++;
		break;
	case MSG_ADJ_SLEW:
		memcpy(&got.slew, p, len);
		got.slews++;
		break;
	case MSG_ADJ_FREQ:
		memcpy(&got.freq, p, len);
		got.freqs++;
		break;
	}
	return true;
}

static void
count_log(void *arg, int priority, const char *text)
{
	(void)arg, (void)priority, (void)text;
	got.logs++;
}

static struct core_ops	ops = { NULL, take, count_log, NULL };

static int64_t	ratio_e6 = 3000000;

static void
configure(uint32_t gen, int64_t makestep_ns, bool noset)
{
	struct msg_cfg_clock	c;
	struct msg_cfg_policy	p;

	memset(&c, 0, sizeof c);
	memset(&p, 0, sizeof p);
	c.makestep_ns = p.makestep_ns = makestep_ns;
	c.makestep_limit = p.steps_left = makestep_ns > 0 ? 3 : 0;
	c.maxslewrate_ppb16 = 1000 * TM_PPM16;
	c.corrtimeratio_e6 = ratio_e6;
	c.maxstep_backward_ns = 5 * TM_S;
	c.noset = noset;
	p.forward_ns = 100 * TM_S;
	p.backward_ns = 10 * TM_S;
	p.floor_ns = 1;
	p.ceiling_ns = INT64_MAX;
	clk_steer_conf(&st, gen, &c, &p, now.raw);
}

static int
setup(void **state)
{
	(void)state;
	memset(&got, 0, sizeof got);
	now.raw.ns = 50 * TM_S;
	now.wall.ns = WALL_NS;
	clk_steer_init(&st, &ops);
	configure(3, TM_S, false);
	st.updates = 1;
	return 0;
}

static void
pass(int64_t ns)
{
	now.raw.ns += ns;
	now.wall.ns += ns;
}

static void
answer(uint32_t request, enum pol_verdict v)
{
	struct msg_adj_result	r;

	memset(&r, 0, sizeof r);
	r.request = request;
	r.verdict = v;
	r.freq_ppb16 = got.freq.freq_ppb16;
	r.steps_left = 3;
	clk_steer_result(&st, &r, got.gen, now);
}

static void
steps_above_the_threshold(void **state)
{
	(void)state;
	clk_steer_to(&st, now, 5 * TM_PPM16, -2 * TM_S);
	assert_int_equal(got.steps, 1);
	assert_int_equal(got.step.offset_ns, -2 * TM_S);
	assert_int_equal(got.step.manual, 0);
	assert_int_equal(got.freq.freq_ppb16, 5 * TM_PPM16);
	assert_int_equal(got.gen, 3);
	/* nothing more until it is answered */
	pass(TM_S);
	clk_steer_to(&st, now, 5 * TM_PPM16, -2 * TM_S);
	assert_int_equal(got.steps + got.slews, 1);
	answer(MSG_ADJ_FREQ, POL_OK);
	answer(MSG_ADJ_STEP, POL_OK);
	/* the updates in which it may step are over */
	pass(TM_S);
	st.updates = 4;
	clk_steer_to(&st, now, 5 * TM_PPM16, 2 * TM_S);
	assert_int_equal(got.steps, 1);
	assert_int_equal(got.slews, 1);
	assert_int_equal(got.freqs, 1);
}

static void
one_slew_at_a_time(void **state)
{
	(void)state;
	clk_steer_to(&st, now, 0, 300 * TM_US);
	assert_int_equal(got.slews, 1);
	assert_int_equal(got.slew.offset_ns, 300 * TM_US);
	assert_int_equal(got.slew.rate_ppb16, 300 * TM_PPM16);
	assert_int_equal(clk_steer_due(&st), TM_NEVER);
	pass(TM_S / 2);
	clk_steer_to(&st, now, 0, -200 * TM_US);
	assert_int_equal(got.slews, 1);
	/* it asks to be called when the first has ended */
	assert_int_equal(clk_steer_due(&st), 51 * TM_S);
	pass(TM_S / 2);
	clk_steer_to(&st, now, 0, -200 * TM_US);
	assert_int_equal(got.slews, 2);
	assert_int_equal(got.slew.offset_ns, -200 * TM_US);
}

static void
long_slews_are_cut(void **state)
{
	(void)state;
	clk_steer_to(&st, now, 0, 900 * TM_MS);
	assert_int_equal(got.slew.rate_ppb16, 1000 * TM_PPM16);
	assert_int_equal(got.slew.offset_ns, 16 * TM_MS);
	assert_int_equal(clk_steer_due(&st), 66 * TM_S);
}

static void
parent_knows_the_end(void **state)
{
	struct msg_adj_result	r;

	(void)state;
	clk_steer_to(&st, now, 0, 300 * TM_US);
	memset(&r, 0, sizeof r);
	r.request = MSG_ADJ_SLEW;
	r.slew_ppb16 = 100 * TM_PPM16;
	r.slew_end_ns = now.raw.ns + 3 * TM_S;
	r.steps_left = 3;
	clk_steer_result(&st, &r, got.gen, now);
	pass(2 * TM_S);
	clk_steer_to(&st, now, 0, 100 * TM_US);
	assert_int_equal(got.slews, 1);
	assert_int_equal(clk_steer_due(&st), 53 * TM_S);
}

/*
 * What a predecessor has left under way is first heard of in an answer: here
 * in that to the frequency, which is asked for together with a step.
 */
static void
step_ends_the_slew_of_another(void **state)
{
	struct msg_adj_result	r;

	(void)state;
	clk_steer_to(&st, now, 0, 2 * TM_S);
	assert_int_equal(got.freqs, 1);
	assert_int_equal(got.steps, 1);
	memset(&r, 0, sizeof r);
	r.request = MSG_ADJ_FREQ;
	r.slew_ppb16 = 500 * TM_PPM16;
	r.slew_end_ns = now.raw.ns + 1000 * TM_S;
	r.steps_left = 3;
	clk_steer_result(&st, &r, got.gen, now);
	answer(MSG_ADJ_STEP, POL_OK);
	/* wall is not thought to be slewed any more */
	assert_int_equal(clk_steer_watch(&st, now), 0);
	pass(60 * TM_S);
	assert_int_equal(clk_steer_watch(&st, now), 0);
	/* and may be slewed again */
	clk_steer_to(&st, now, 0, 100 * TM_US);
	assert_int_equal(got.slews, 1);
}

static void
noset_sends_nothing(void **state)
{
	(void)state;
	configure(3, TM_S, true);
	clk_steer_to(&st, now, TM_PPM16, 2 * TM_S);
	clk_steer_freq(&st, now, TM_PPM16);
	assert_int_equal(clk_steer_manual(&st, now, TM_S), POL_NOSET);
	assert_int_equal(got.steps + got.slews + got.freqs, 0);
	assert_false(clk_steer_can(&st, now, TM_S));
	assert_int_equal(clk_steer_due(&st), TM_NEVER);
}

static void
jumps_are_seen(void **state)
{
	(void)state;
	assert_int_equal(clk_steer_watch(&st, now), 0);
	clk_steer_freq(&st, now, 100 * TM_PPM16);
	answer(MSG_ADJ_FREQ, POL_OK);
	pass(1000 * TM_S);
	now.wall.ns += 100 * TM_MS;	/* 100 ppm, as asked for */
	assert_int_equal(clk_steer_watch(&st, now), 0);
	pass(TM_S);
	now.wall.ns += 100 * TM_US - 30 * TM_MS;
	assert_int_equal(clk_steer_watch(&st, now), -30 * TM_MS);
	/* once */
	pass(TM_S);
	now.wall.ns += 100 * TM_US;
	assert_int_equal(clk_steer_watch(&st, now), 0);
	/* our own step is none */
	clk_steer_to(&st, now, 100 * TM_PPM16, 5 * TM_S);
	now.wall.ns += 5 * TM_S;
	assert_int_equal(clk_steer_watch(&st, now), 0);
	answer(MSG_ADJ_STEP, POL_OK);
	pass(TM_S);
	assert_int_equal(clk_steer_watch(&st, now), 0);
}

static void
refusals_are_said_once(void **state)
{
	int	i;

	(void)state;
	configure(3, 0, false);
	for (i = 0; i < 20; i++) {
		pass(30 * TM_S);
		/* 20 s back is more than the budget has */
		clk_steer_to(&st, now, -500 * TM_PPM16, -20 * TM_S);
		answer(MSG_ADJ_SLEW, POL_SYSTEM);
	}
	assert_int_equal(got.steps, 0);
	assert_true(got.logs >= 1 && got.logs <= 2);
}

static void
manual_step(void **state)
{
	(void)state;
	configure(3, 0, false);
	assert_int_equal(clk_steer_manual(&st, now, -400 * TM_S), POL_OK);
	assert_int_equal(got.steps, 1);
	assert_int_equal(got.step.manual, 1);
	assert_int_equal(clk_steer_manual(&st, now, TM_S), POL_BUSY);
}

/* A full queue is not a step that never ends. */
static void
lost_requests(void **state)
{
	(void)state;
	got.deaf = true;
	clk_steer_to(&st, now, TM_PPM16, 2 * TM_S);
	got.deaf = false;
	pass(TM_S);
	clk_steer_to(&st, now, TM_PPM16, 2 * TM_S);
	assert_int_equal(got.steps, 1);
	assert_int_equal(got.freqs, 1);
}

static void
stale_waits_for_the_configuration(void **state)
{
	(void)state;
	clk_steer_to(&st, now, TM_PPM16, 300 * TM_US);
	answer(MSG_ADJ_FREQ, POL_STALE);
	answer(MSG_ADJ_SLEW, POL_STALE);
	pass(10 * TM_S);
	clk_steer_to(&st, now, TM_PPM16, 300 * TM_US);
	assert_int_equal(got.slews, 1);
	configure(4, TM_S, false);
	clk_steer_to(&st, now, TM_PPM16, 300 * TM_US);
	assert_int_equal(got.slews, 2);
	assert_int_equal(got.freqs, 2);
	assert_int_equal(got.gen, 4);
	/* the other order: the configuration overtakes the answer */
	configure(5, TM_S, false);
	answer(MSG_ADJ_FREQ, POL_STALE);
	answer(MSG_ADJ_SLEW, POL_STALE);
	pass(10 * TM_S);
	clk_steer_to(&st, now, TM_PPM16, 300 * TM_US);
	assert_int_equal(got.slews, 3);
	assert_int_equal(got.gen, 5);
}

/* What the parent dropped since the machine slept is asked anew, at once. */
static void
asked_before_a_sleep(void **state)
{
	struct msg_adj_result	r = { .request = MSG_ADJ_STEP,
				    .verdict = POL_STALE, .steps_left = 3 };

	(void)state;
	clk_steer_to(&st, now, 0, -2 * TM_S);
	assert_int_equal(got.steps, 1);
	assert_int_equal(got.step.raw_ns, now.raw.ns);
	pass(TM_S);
	assert_true(clk_steer_result(&st, &r, 0, now));
	clk_steer_to(&st, now, 0, 300 * TM_US);
	assert_int_equal(got.slews, 1);
	assert_int_equal(got.slew.raw_ns, now.raw.ns);
}

/* maxstep: beyond it wall is slewed; corrtimeratio: how long that takes. */
static void
limits(void **state)
{
	(void)state;
	clk_steer_to(&st, now, 0, -6 * TM_S);
	assert_int_equal(got.steps, 0);
	assert_int_equal(got.slews, 1);
	setup(NULL);
	clk_steer_to(&st, now, 0, 6 * TM_S);
	assert_int_equal(got.steps, 1);
	ratio_e6 = 30 * 1000000;
	setup(NULL);
	clk_steer_to(&st, now, 0, 300 * TM_US);
	assert_int_equal(got.slew.rate_ppb16, 30 * TM_PPM16);
	ratio_e6 = 0;
	setup(NULL);
	clk_steer_to(&st, now, 0, 100 * TM_US);
	assert_int_equal(got.slew.rate_ppb16, 400 * TM_PPM16);
	ratio_e6 = 3000000;
}

/* After a jump of time one step more, and only one. */
static void
rearmed(void **state)
{
	(void)state;
	st.updates = 99;
	clk_steer_to(&st, now, 0, 2 * TM_S);
	assert_int_equal(got.steps, 0);
	setup(NULL);
	st.updates = 99;
	clk_steer_rearm(&st);
	clk_steer_to(&st, now, 0, 2 * TM_S);
	assert_int_equal(got.steps, 1);
	answer(MSG_ADJ_STEP, POL_OK);
	pass(TM_S);
	clk_steer_to(&st, now, 0, 2 * TM_S);
	assert_int_equal(got.steps, 1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(steps_above_the_threshold, setup),
		cmocka_unit_test_setup(one_slew_at_a_time, setup),
		cmocka_unit_test_setup(long_slews_are_cut, setup),
		cmocka_unit_test_setup(parent_knows_the_end, setup),
		cmocka_unit_test_setup(step_ends_the_slew_of_another, setup),
		cmocka_unit_test_setup(noset_sends_nothing, setup),
		cmocka_unit_test_setup(jumps_are_seen, setup),
		cmocka_unit_test_setup(refusals_are_said_once, setup),
		cmocka_unit_test_setup(manual_step, setup),
		cmocka_unit_test_setup(lost_requests, setup),
		cmocka_unit_test_setup(stale_waits_for_the_configuration,
		    setup),
		cmocka_unit_test_setup(asked_before_a_sleep, setup),
		cmocka_unit_test_setup(limits,
		    setup),
		cmocka_unit_test_setup(rearmed,
		    setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
