/* ISC licence, see LICENSE. */
/* Kernel stamps to raw time: exact where it is honest, refused elsewhere. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net_stamp.h"

#define RAW	(5000 * TM_S)
#define WALL	(INT64_C(1800000000) * TM_S)

/* A stamp that is late_ns old, at an instant well after the anchor. */
static struct net_stamp
stamp(int64_t late_ns)
{
	struct net_stamp	st;

	memset(&st, 0, sizeof st);
	st.kind = NET_STAMP_KERNEL;
	st.real.raw.ns = RAW;
	st.real.wall.ns = WALL;
	st.wall_ns = WALL - late_ns;
	return st;
}

static struct page_steer
steer(int64_t rate_ppb16)
{
	struct page_steer	s;

	memset(&s, 0, sizeof s);
	s.raw_ns = RAW - 100 * TM_S;
	s.rate_ppb16 = rate_ppb16;
	return s;
}

static void
at_our_rate(void **state)
{
	struct page_steer	s = steer(100 * TM_PPM16);
	struct net_stamp	st = stamp(500 * TM_MS);
	struct net_when		w;

	(void)state;
	assert_true(net_stamp_when(&st, &s, &w));
	/* wall runs 100 ppm fast: half a second of it is 50 us less raw */
	assert_int_equal(RAW - w.raw.ns, 499950005);
	/* and 50 us, plus reading the clocks, is what is not certain */
	assert_in_range(w.noise_ns, 50000, 50100);
}

static void
hardly_late(void **state)
{
	struct page_steer	s = steer(0);
	struct net_stamp	st = stamp(20 * TM_US);
	struct net_when		w;

	(void)state;
	assert_true(net_stamp_when(&st, &s, &w));
	assert_int_equal(RAW - w.raw.ns, 20 * TM_US);
	assert_in_range(w.noise_ns, 1, 100);
}

static void
too_late(void **state)
{
	struct page_steer	s = steer(0);
	struct net_stamp	st = stamp(TM_S);
	struct net_when		w;

	(void)state;
	assert_true(net_stamp_when(&st, &s, &w));
	st.wall_ns--;
	assert_false(net_stamp_when(&st, &s, &w));
	st = stamp(-TM_MS);	/* from the future: wall was set back */
	assert_false(net_stamp_when(&st, &s, &w));
}

static void
across_a_change(void **state)
{
	struct page_steer	s = steer(0);
	struct net_stamp	st = stamp(10 * TM_MS);
	struct net_when		w;

	(void)state;
	s.raw_ns = RAW - 5 * TM_MS;	/* stepped or steered since */
	assert_false(net_stamp_when(&st, &s, &w));
	s.raw_ns = RAW - 15 * TM_MS;
	assert_true(net_stamp_when(&st, &s, &w));
	s.slew_ppb16 = 100000 * TM_PPM16;
	s.slew_end_ns = RAW - 5 * TM_MS;	/* a slew ended since */
	assert_false(net_stamp_when(&st, &s, &w));
	s.slew_end_ns = RAW - 12 * TM_MS;	/* long ago */
	assert_true(net_stamp_when(&st, &s, &w));
	assert_int_equal(RAW - w.raw.ns, 10 * TM_MS);
}

static void
within_a_slew(void **state)
{
	struct page_steer	s = steer(0);
	struct net_stamp	st = stamp(11 * TM_MS);
	struct net_when		w;

	(void)state;
	s.slew_ppb16 = 100000 * TM_PPM16;
	s.slew_end_ns = RAW + TM_S;
	assert_true(net_stamp_when(&st, &s, &w));
	assert_int_equal(RAW - w.raw.ns, 10 * TM_MS);
	assert_in_range(w.noise_ns, 1100 * TM_US, 1101 * TM_US);
}

/* Real wall, real raw, virtual: nothing of the virtual wall gets in. */
static void
virtual(void **state)
{
	struct page_steer	s = steer(300 * TM_PPM16);
	struct net_stamp	st = stamp(TM_MS);
	struct net_when		w;

	(void)state;
	s.is_virtual = 1;
	s.raw_ns = TM_S;
	s.osc_real_ns = RAW - 1000 * TM_S;
	s.osc_raw_ns = 7 * TM_S;
	s.osc_ppb16 = -50 * TM_PPM16;
	assert_true(net_stamp_when(&st, &s, &w));
	assert_int_equal(w.raw.ns, page_raw(&s, RAW - TM_MS).ns);
	assert_int_equal(w.raw.ns, 1007 * TM_S - TM_MS - 50 * TM_MS + 50);
	assert_in_range(w.noise_ns, 500, 600);
	assert_int_equal(net_stamp_raw(&s, st.real).ns, 1006950000000);
}

static void
without_stamp(void **state)
{
	struct page_steer	s = steer(0);
	struct net_stamp	st = stamp(0);
	struct net_when		w;

	(void)state;
	st.kind = NET_STAMP_NONE;
	assert_true(net_stamp_when(&st, &s, &w));
	assert_int_equal(w.raw.ns, RAW);
	assert_true(w.noise_ns >= 10 * TM_US);
}

static void
stepped(void **state)
{
	struct tm_now	a = { { RAW }, { WALL } }, b = a;

	(void)state;
	b.raw.ns += 100 * TM_MS;
	b.wall.ns += 100 * TM_MS;
	assert_false(net_stamp_stepped(a, b));
	b.wall.ns += 10 * TM_MS;	/* the fastest slew of Linux */
	assert_false(net_stamp_stepped(a, b));
	b.wall.ns += 10 * TM_MS;
	assert_true(net_stamp_stepped(a, b));
	b.wall.ns -= 60 * TM_MS;
	assert_true(net_stamp_stepped(a, b));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(at_our_rate),
		cmocka_unit_test(hardly_late),
		cmocka_unit_test(too_late),
		cmocka_unit_test(across_a_change),
		cmocka_unit_test(within_a_slew),
		cmocka_unit_test(virtual),
		cmocka_unit_test(without_stamp),
		cmocka_unit_test(stepped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
