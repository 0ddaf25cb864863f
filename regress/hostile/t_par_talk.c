/* ISC licence, see LICENSE. */
/*
 * What holds a child that says too much, answers unasked or accuses its
 * siblings; and that rights are written down before they are used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "par_adjust.h"
#include "par_state.h"
#include "par_talk.h"
#include "world.h"

static void
test_rate(void **state)
{
	struct par_talk	t = { 0 };
	int64_t		now_ns = 5 * TM_S, wait_ns = 0;
	unsigned int	n;

	(void)state;
	par_talk_init(&t, now_ns);
	for (n = 0; par_talk_admit(&t, now_ns, false, &wait_ns); n++)
		;
	assert_in_range(n, 900, 1100);
	assert_true(wait_ns > 0 && wait_ns <= TM_S);
	/* ten seconds of it are ten thousand, no more */
	for (n = 0; now_ns < 15 * TM_S; )
		if (par_talk_admit(&t, now_ns, false, &wait_ns))
			n++;
		else
			now_ns += wait_ns;
	assert_in_range(n, 9000, 10100);
	/* a clock that stands still or goes back gives nothing */
	now_ns = t.filled_ns;
	while (par_talk_admit(&t, now_ns, false, &wait_ns))
		;
	assert_false(par_talk_admit(&t, now_ns - TM_S, false,
	    &wait_ns));
	assert_false(par_talk_admit(&t, now_ns - TM_S, false,
	    &wait_ns));
	/* and a long silence no more than a bucketful */
	now_ns += 86400 * TM_S;
	for (n = 0; par_talk_admit(&t, now_ns, false, &wait_ns); n++)
		;
	assert_in_range(n, 900, 1100);
}

/* The rest of a record is read, and paid for before the next one. */
static void
test_records_of_many(void **state)
{
	struct par_talk	t;
	int64_t		now_ns = 5 * TM_S, wait_ns = 0;
	unsigned int	n = 0, i;

	(void)state;
	par_talk_init(&t, now_ns);
	while (now_ns < 15 * TM_S)
		if (par_talk_admit(&t, now_ns, false, &wait_ns)) {
			n++;
			for (i = 0; i < 169; i++, n++)
				assert_true(par_talk_admit(&t, now_ns, true,
				    &wait_ns));
		} else
			now_ns += wait_ns;
	/* a bucketful, and 1000 a second */
	assert_in_range(n, 10000, 11200);
}

static void
test_answers(void **state)
{
	struct par_talk	t = { 0 };

	(void)state;
	par_talk_init(&t, 0);
	assert_false(par_talk_answered(&t, MSG_READY));
	assert_false(par_talk_answered(&t, MSG_CMD_RESULT));
	assert_true(par_talk_answered(&t, MSG_LOG));
	assert_true(par_talk_asked(&t, MSG_CFG_END));
	assert_false(par_talk_asked(&t, MSG_CFG_BEGIN));
	assert_true(par_talk_asked(&t, MSG_CMD));
	assert_int_equal(t.owed, 2);
	assert_true(par_talk_answered(&t, MSG_READY));
	assert_true(par_talk_answered(&t, MSG_CMD_RESULT));
	assert_false(par_talk_answered(&t, MSG_READY));
	assert_true(par_talk_patience_ns(ROLE_NET) == 30 * TM_S);
}

static void
test_accusations(void **state)
{
	struct par_talk	t = { 0 };
	int		i;

	(void)state;
	par_talk_init(&t, 0);
	for (i = 0; i < 4; i++)
		assert_int_equal(par_talk_accuses(&t, 1, ROLE_NET,
		    ROLE_CLOCK), WORD_BELIEVED);
	assert_int_equal(par_talk_accuses(&t, 1, ROLE_NET, ROLE_CLOCK),
	    WORD_FALSE);
}

/* Nobody accuses whom it cannot know, nor two. */
static void
test_false_accusations(void **state)
{
	static const enum role	pairs[][2] = {
		{ ROLE_CTL, ROLE_DNS }, { ROLE_NET, ROLE_NET },
		{ ROLE_NET, ROLE_PARENT }
	};
	size_t			i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct par_talk	t = { 0 };

		par_talk_init(&t, 0);
		assert_int_equal(par_talk_accuses(&t, 1, pairs[i][0],
		    pairs[i][1]), WORD_FALSE);
	}
}

/* Who lied is not heard in its next lives either, for an hour. */
static void
test_doubt(void **state)
{
	struct par_talk	t = { 0 };

	(void)state;
	par_talk_init(&t, 0);
	assert_int_equal(par_talk_accuses(&t, 1, ROLE_NET, ROLE_CLOCK),
	    WORD_BELIEVED);
	assert_int_equal(par_talk_accuses(&t, 1, ROLE_NET, ROLE_CTL),
	    WORD_FALSE);
	par_talk_init(&t, TM_S);
	assert_int_equal(par_talk_accuses(&t, TM_S, ROLE_NET, ROLE_CLOCK),
	    WORD_IGNORED);
	par_talk_init(&t, 3602 * TM_S);
	assert_int_equal(par_talk_accuses(&t, 3602 * TM_S, ROLE_NET,
	    ROLE_CLOCK), WORD_BELIEVED);
}

/* What a kill between consent and deed would leave. */
struct ahead {
	struct world		*w;
	struct par_state	 kept;
	int64_t			 wall_ns;	/* moved, when it was written */
	unsigned int		 times;
};

static bool
write_ahead(void *arg)
{
	struct ahead	*a = arg;

	par_state_collect(&a->kept, "boot", &a->w->p, false);
	a->wall_ns = moved(a->w);
	a->times++;
	return true;
}

static int64_t
kept_ns(const struct ahead *a)
{
	int64_t	sum = 0;
	int	i;

	for (i = 0; i < POL_HOURS; i++)
		sum += a->kept.charge_ns[i];
	return sum;
}

static void
test_ahead(void **state)
{
	static struct world	w;
	static struct ahead	a;

	(void)state;
	world_init(&w, &par_clock_virtual);
	memset(&a, 0, sizeof a);
	a.w = &w;
	w.c.ahead = write_ahead;
	w.c.ahead_arg = &a;

	/* written with the step in it, while wall has not moved yet */
	assert_int_equal(par_adjust_step(&w.c, &w.p, -4 * TM_S, false), POL_OK);
	assert_int_equal(a.times, 1);
	assert_true(a.wall_ns == 0 && kept_ns(&a) == -4 * TM_S);
	assert_true(moved(&w) == -4 * TM_S);

	/* a slew is as good as done */
	assert_int_equal(par_adjust_slew(&w.c, &w.p, -3 * TM_S, 500 * PPM),
	    POL_OK);
	assert_int_equal(a.times, 2);
	assert_true(kept_ns(&a) == -7 * TM_S);
	run(&w, 10 * TM_S, TM_MS);
	assert_true(pol_committed(&w.p) == -7 * TM_S);
	assert_true(pol_charged(&w.p) > -5 * TM_S);

	/* what is refused is not written */
	assert_int_not_equal(par_adjust_step(&w.c, &w.p, -40 * TM_S, false),
	    POL_OK);
	assert_int_equal(a.times, 2);

	/* at a clean end the account is what was done */
	par_adjust_end(&w.c, &w.p);
	write_ahead(&a);
	assert_in_range(kept_ns(&a) - moved(&w) + TM_MS, 0, 2 * TM_MS);
}

/* An owned ntp-clock's frequency is undone, and nothing else moves wall. */
static void
test_hold(void **state)
{
	static struct world	w;
	int64_t			before_ns;

	(void)state;
	world_init(&w, &par_clock_virtual);
	assert_int_equal(par_adjust_freq(&w.c, &w.p, 90000 * PPM), POL_OK);
	assert_int_equal(par_adjust_slew(&w.c, &w.p, TM_S, 80000 * PPM),
	    POL_OK);
	run(&w, TM_S, TM_MS);
	par_adjust_hold(&w.c, &w.p);
	before_ns = moved(&w);
	assert_in_range(before_ns, 160 * TM_MS, 180 * TM_MS);
	run(&w, 100 * TM_S, TM_MS);
	assert_in_range(moved(&w) - before_ns + 1000, 0, 2000);
	assert_in_range(pol_charged(&w.p) - before_ns + 1000, 0, 2000);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_records_of_many),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_accusations),
		cmocka_unit_test(test_false_accusations),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
