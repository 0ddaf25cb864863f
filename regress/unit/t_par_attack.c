/* ISC licence, see LICENSE. */
/*
 * An owned ntp-clock moves wall as far as it can; how far that is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "world.h"

/* What trust may follow in a day is not charged: 10 ppm, half on average. */
#define TRUST_NS(days)	((days) * (days) * 432 * TM_MS)

/*
 * Of many requests the one that leads furthest in the direction, looked at
 * some time later; then the next.
 */
static int64_t
greedy(const struct par_clock_driver *drv, int dir, int64_t days,
    uint64_t seed)
{
	static const int64_t	waits[] = { 100 * TM_MS, 990 * TM_MS, 7 * TM_S,
		600 * TM_S, 3600 * TM_S };
	struct world	w, t;
	struct ask	q, best = { FREQ, 0, 0 };
	int64_t		most, got, wait_ns, far = 0;
	int		i;

	world_init(&w, drv);
	while (w.k.raw_ns < RAW0 + days * TM_DAY - 3600 * TM_S) {
		wait_ns = waits[rnd(&seed) % 5];
		most = INT64_MIN;
		for (i = 0; i < 12; i++) {
			world_copy(&t, &w);
			any_ask(&q, &seed);
			if (i == 0 && dir < 0)
				q = (struct ask){ STEP, -(pol_charged(&w.p) +
				    world_conf.backward_ns), 0 };
			ask(&t, &q);
			run(&t, wait_ns, TM_MS);
			got = moved(&t) * dir;
			if (got > most) {
				most = got;
				best = q;
			}
		}
		ask(&w, &best);
		run(&w, wait_ns, TM_MS);
		if (moved(&w) * dir > far)
			far = moved(&w) * dir;
	}
	return far;
}

/* Requests at random, up to the rate limit and beyond, in both directions. */
static void
erratic(const struct par_clock_driver *drv, int64_t days, uint64_t seed,
    int64_t *up, int64_t *down)
{
	struct world	w;
	struct ask	q;
	int64_t		wait_ns;

	world_init(&w, drv);
	while (w.k.raw_ns < RAW0 + days * TM_DAY) {
		any_ask(&q, &seed);
		ask(&w, &q);
		wait_ns = (int64_t)(rnd(&seed) % (4 * TM_S));
		if (rnd(&seed) % 8 == 0)
			wait_ns *= 300;
		run(&w, wait_ns, (int64_t)(rnd(&seed) % TM_MS));
		if (moved(&w) > *up)
			*up = moved(&w);
		if (moved(&w) < *down)
			*down = moved(&w);
	}
}

static void
attack(const struct par_clock_driver *drv)
{
	int64_t	up = 0, down = 0, day = 0, day3 = 0, got;
	int	i;

	for (i = 1; i <= 4; i++) {
		got = greedy(drv, 1, 1, (uint64_t)i * 77777);
		up = got > up ? got : up;
		got = greedy(drv, -1, 1, (uint64_t)i * 99991);
		day = got > day ? got : day;
	}
	got = greedy(drv, -1, 3, 4711);
	day3 = got > day3 ? got : day3;
	printf("%s, greedy: %+.3f s and -%.3f s in a day, -%.3f s in three\n",
	    drv->name, (double)up / 1e9, (double)day / 1e9,
	    (double)day3 / 1e9);
	/* it got what there is to get, and no more */
	assert_in_range(up, 999 * TM_S,
	    world_conf.forward_ns + TRUST_NS(1));
	assert_in_range(day, 9900 * TM_MS,
	    world_conf.backward_ns + TRUST_NS(1));
	assert_in_range(day3, 20 * TM_S,
	    3 * world_conf.backward_ns + TRUST_NS(3));

	up = down = 0;
	for (i = 1; i <= 10; i++)
		erratic(drv, 1, (uint64_t)i * 31337, &up, &down);
	printf("%s, erratic: %+.3f s and %+.3f s in a day\n", drv->name,
	    (double)up / 1e9, (double)down / 1e9);
	assert_true(up <= world_conf.forward_ns + TRUST_NS(1));
	assert_true(down >= -world_conf.backward_ns - TRUST_NS(1));
}

static void
attack_virtual(void **state)
{
	(void)state;
	attack(&par_clock_virtual);
}

static void
attack_linux(void **state)
{
	(void)state;
	attack(par_clock_system());
}

/*
 * Slews cut short just after the kernel has taken up a second's share: it
 * does that all the same, and it must be charged.
 */
static void
cut_slews_are_charged(void **state)
{
	struct world	w;
	int64_t		wait_ns;
	int		i;

	(void)state;
	world_init(&w, par_clock_system());
	for (i = 0; i < 40000; i++) {
		wait_ns = TM_S - w.k.wall_ns % TM_S - TM_MS;
		if (wait_ns > 0)
			run(&w, wait_ns, 0);
		ask(&w, &(struct ask){ SLEW, -500 * TM_US, 500 * PPM });
		run(&w, 2 * TM_MS, 0);
		ask(&w, &(struct ask){ SLEW, 0, 500 * PPM });
	}
	run(&w, 2 * TM_S, 0);
	assert_true(moved(&w) < -9 * TM_S);
	assert_true(moved(&w) >= -world_conf.backward_ns - TM_MS);
	assert_true(llabs(moved(&w) - pol_charged(&w.p)) < TM_MS);
}

/*
 * A frequency that shows only when the account is looked at must not make
 * the kernel's slews look smaller than they were.
 */
static void
flicker_hides_nothing(void **state)
{
	struct world	w;
	int64_t		wait_ns;
	int		i;

	(void)state;
	world_init(&w, par_clock_system());
	for (i = 0; i < 14000; i++) {
		ask(&w, &(struct ask){ SLEW, -7 * TM_MS, 500 * PPM });
		run(&w, 5 * TM_S, 0);
		wait_ns = TM_S - w.k.wall_ns % TM_S - TM_MS;
		if (wait_ns > 0)
			run(&w, wait_ns, 0);
		ask(&w, &(struct ask){ FREQ, 99000 * PPM, 0 });
		run(&w, 2 * TM_MS, 0);
		ask(&w, &(struct ask){ SLEW, 0, 500 * PPM });
		ask(&w, &(struct ask){ FREQ, i % 2 ? 0 : -99000 * PPM, 0 });
		run(&w, 2 * TM_MS, 0);
		ask(&w, &(struct ask){ FREQ, 0, 0 });
	}
	assert_true(w.k.raw_ns - RAW0 < TM_DAY);
	assert_true(moved(&w) < -9 * TM_S);
	assert_true(moved(&w) >= -world_conf.backward_ns - 10 * TM_MS);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(attack_virtual),
		cmocka_unit_test(attack_linux),
		cmocka_unit_test(cut_slews_are_charged),
		cmocka_unit_test(flicker_hides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
