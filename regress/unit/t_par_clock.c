/* ISC licence, see LICENSE. */
/* The clock drivers: Linux on a fake kernel, virtual, none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "par_clock.h"

#define T0_RAW	(1000 * TM_S)
#define T0_WALL	(INT64_C(1800000000) * TM_S + 250 * TM_MS)
#define PPM	TM_PPM16

struct rig {
	struct fake_kernel	k;
	struct par_clock_sys	sys;
	struct par_clock	c;
};

static void
rig_init(struct rig *r, const struct par_clock_driver *drv)
{
	fake_init(&r->k, T0_RAW, T0_WALL);
	r->sys = fake_sys(&r->k);
	par_clock_new(&r->c, drv, &r->sys);
}

/* by how much wall has gone ahead of raw since the start */
static int64_t
gained(const struct rig *r)
{
	struct tm_now	now = r->c.drv->now(&r->c);

	return (now.wall.ns - T0_WALL) - (now.raw.ns - T0_RAW);
}

/* Runs to a raw instant and ends slews on time, or late by late_ns. */
static void
run_to(struct rig *r, int64_t raw_ns, int64_t late_ns)
{
	int64_t	next_ns;

	while ((next_ns = r->c.drv->tick(&r->c)) <= raw_ns - late_ns)
		fake_run(&r->k, next_ns + late_ns - r->k.raw_ns);
	fake_run(&r->k, raw_ns - r->k.raw_ns);
}

static void
near(int64_t a, int64_t b, int64_t within)
{
	if (llabs(a - b) > within)
		fail_msg("%lld is not within %lld of %lld", (long long)a,
		    (long long)within, (long long)b);
}

/* the page says what the clock does, at its anchor and later */
static void
page_is_right(const struct rig *r, int64_t within_ns)
{
	struct tm_now	now = r->c.drv->now(&r->c);

	near(page_wall(&r->c.steer, now.raw).ns, now.wall.ns, within_ns);
}

static void
linux_frequency(void **state)
{
	static const int64_t	ppm[] = { 0, 1, -80, 499, 500, -500, 501, 549,
		551, -777, 5000, 83333, -99999, 100000 };
	struct rig	r;
	size_t		i;
	int64_t		before;

	(void)state;
	for (i = 0; i < sizeof ppm / sizeof ppm[0]; i++) {
		rig_init(&r, par_clock_system());
		assert_int_equal(r.c.drv->init(&r.c), 0);
		assert_int_equal(r.c.drv->set_freq(&r.c, ppm[i] * PPM), 0);
		assert_int_equal(r.c.freq_ppb16, ppm[i] * PPM);
		before = gained(&r);
		fake_run(&r.k, 100 * TM_S);
		near(gained(&r) - before, ppm[i] * 100 * TM_US, 2);
		page_is_right(&r, 2);
		assert_in_range(r.k.freq + (500 << 16), 0, 1000 << 16);
	}
	/* the finest unit, rounded to nearest */
	assert_int_equal(r.c.drv->set_freq(&r.c, 1499), 0);
	assert_int_equal(r.k.freq, 1);
	assert_int_equal(r.c.freq_ppb16, 1000);
	/* the kernel's own end */
	assert_int_equal(r.c.drv->set_freq(&r.c, 100100 * PPM), -1);
	assert_int_equal(r.c.freq_ppb16, 1000);
}

/* what a dead predecessor left is undone */
static void
linux_init_undoes(void **state)
{
	struct rig	r;

	(void)state;
	rig_init(&r, par_clock_system());
	r.k.adjust_us = 123456;
	r.k.freq = 12 << 16;
	r.k.pll_ns = 70000;
	r.k.status = STA_PLL | STA_INS;
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.k.adjust_us, 0);
	assert_int_equal(r.k.pll_ns, 0);
	assert_int_equal(r.k.status, STA_UNSYNC);
	assert_int_equal(r.c.freq_ppb16, 12 * PPM);
	assert_int_equal(r.k.freq, 12 << 16);

	/* a tick off nominal is a slew: its frequency is worth nothing */
	rig_init(&r, par_clock_system());
	r.k.tick_us = 10833;
	r.k.freq = 33 << 16;
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.k.tick_us, FAKE_TICK_US);
	assert_int_equal(r.k.freq, 0);

	/* no right to set the clock */
	rig_init(&r, par_clock_system());
	r.k.fail_at = 2;
	r.k.fail_errno = EPERM;
	assert_int_equal(r.c.drv->init(&r.c), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(r.k.sets, 0);
}

static const struct slew {
	int64_t	offset_ns, rate_ppb16, late_ns;
	bool	by_kernel;
	int64_t	within_ns;
} slews[] = {
	{ 3 * TM_MS, 500 * PPM, 0, true, 0 },
	{ -3 * TM_MS, 500 * PPM, 30 * TM_MS, true, 0 },
	{ 100 * TM_US, 500 * PPM, 0, true, 0 },
	{ 7777777, 83333 * PPM, 0, true, 1000 },
	{ -1 * TM_S, 500 * PPM, 0, true, 0 },
	{ 1, 500 * PPM, 0, false, 1 },
	{ 99 * TM_US, 500 * PPM, 0, false, 1 },
	{ -99 * TM_US, 83333 * PPM, 0, false, 1 },
	{ 3 * TM_MS, 100 * PPM, 0, false, 1 },
	{ 1 * TM_S, 83333 * PPM, 0, false, 1 },
	{ -3 * TM_S, 83333 * PPM, 0, false, 1 },
	/* late by a millisecond: by the rate times that too far */
	{ 3 * TM_MS, 100 * PPM, TM_MS, false, 101 },
	{ 50 * TM_US, 83333 * PPM, TM_MS, false, 51 },
	{ 5000, 1, 0, false, 1 },
};

static void
linux_slews(void **state)
{
	static const int64_t	freqs[] = { 0, -37 * PPM, 700 * PPM };
	const struct slew	*s;
	struct rig		 r;
	size_t			 i, f;
	int64_t			 free_ns, end_ns;

	(void)state;
	for (i = 0; i < sizeof slews / sizeof slews[0]; i++)
	for (f = 0; f < 3; f++) {
		s = &slews[i];
		rig_init(&r, par_clock_system());
		assert_int_equal(r.c.drv->init(&r.c), 0);
		assert_int_equal(r.c.drv->set_freq(&r.c, freqs[f]), 0);
		assert_int_equal(r.c.drv->slew(&r.c, s->offset_ns,
		    s->rate_ppb16), 0);
		assert_int_equal(r.c.by_kernel, s->by_kernel);
		assert_true(llabs(r.c.steer.slew_ppb16) <= s->rate_ppb16 ||
		    s->rate_ppb16 < 1000);
		end_ns = r.c.steer.slew_end_ns + 5 * TM_S;
		run_to(&r, end_ns, s->late_ns);
		assert_int_equal(r.c.drv->tick(&r.c), TM_NEVER);
		free_ns = tm_scale(r.k.raw_ns - T0_RAW, freqs[f]);
		/* the kernel counts seconds of wall, which are slewed */
		near(gained(&r) - free_ns, s->offset_ns, s->within_ns + 2 +
		    (s->by_kernel ? llabs(s->offset_ns) / 800 : 0));
		/* what it did not do, it knows, or thinks it did more */
		near(gained(&r) - free_ns, (s->by_kernel ?
		    s->offset_ns / 1000 * 1000 : s->offset_ns) -
		    r.c.undone_ns, s->by_kernel ?
		    300 + llabs(s->offset_ns) / 800 : 2);
		assert_int_equal(r.k.adjust_us, 0);
		assert_int_equal(r.k.freq * 1000 +
		    (r.k.tick_us - FAKE_TICK_US) * 100 * PPM, freqs[f]);
		page_is_right(&r, 2);
	}
}

/* cut short, replaced, with the frequency changed meanwhile */
static void
linux_slew_cut(void **state)
{
	static const int64_t	rates[] = { 500 * PPM, 300 * PPM,
		80000 * PPM };
	struct rig	r;
	int64_t		asked, settled;
	int		i, n;

	(void)state;
	for (i = 0; i < 3; i++) {
		rig_init(&r, par_clock_system());
		assert_int_equal(r.c.drv->init(&r.c), 0);
		asked = 0;
		for (n = 0; n < 500; n++) {
			assert_int_equal(r.c.drv->slew(&r.c,
			    n % 3 == 0 ? -20 * TM_MS : 30 * TM_MS, rates[i]),
			    0);
			asked += r.c.slew_ns;
			run_to(&r, r.k.raw_ns + (n * 37 % 1000) * 3 * TM_MS,
			    0);
		}
		assert_int_equal(r.c.drv->slew(&r.c, 0, 1), 0);
		settled = gained(&r);
		/* the kernel finishes the second that it began */
		fake_run(&r.k, 2 * TM_S);
		near(gained(&r), settled, rates[i] == 500 * PPM ?
		    500 * TM_US : 0);
		near(gained(&r), asked - r.c.undone_ns, rates[i] ==
		    500 * PPM ? 200 * TM_US : 500);
	}
}

static void
linux_freq_in_slew(void **state)
{
	struct rig	r;

	(void)state;
	rig_init(&r, par_clock_system());
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->slew(&r.c, TM_S, 50000 * PPM), 0);
	run_to(&r, T0_RAW + 10 * TM_S, 0);
	page_is_right(&r, 2);
	assert_int_equal(r.c.drv->set_freq(&r.c, 20 * PPM), 0);
	page_is_right(&r, 0);
	run_to(&r, T0_RAW + 40 * TM_S, 0);
	near(gained(&r), TM_S + 30 * 20 * TM_US, 4);
	assert_int_equal(r.k.freq, 20 << 16);
	assert_int_equal(r.k.tick_us, FAKE_TICK_US);
	/* a stop takes back what the kernel would not end */
	assert_int_equal(r.c.drv->slew(&r.c, TM_S, 50000 * PPM), 0);
	r.c.drv->fini(&r.c);
	assert_int_equal(r.k.tick_us, FAKE_TICK_US);
	assert_int_equal(r.k.freq, 20 << 16);
}

static void
linux_steps(void **state)
{
	static const int64_t	deltas[] = { 1, -1, TM_S, -TM_S, 1500 * TM_MS,
		-1500 * TM_MS, -999999999, INT64_C(86400) * TM_S };
	static const struct par_clock_status	st = { 1234567, 89, true, 1,
		37 };
	struct rig	r;
	size_t		i;
	int64_t		before;

	(void)state;
	rig_init(&r, par_clock_system());
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->status(&r.c, &st), 0);
	for (i = 0; i < sizeof deltas / sizeof deltas[0]; i++) {
		assert_int_equal(r.c.drv->slew(&r.c, TM_S, 500 * PPM), 0);
		before = gained(&r);
		assert_int_equal(r.c.drv->step(&r.c, deltas[i]), 0);
		assert_int_equal(gained(&r) - before, deltas[i]);
		assert_int_equal(r.c.steer.steps, i + 1);
		assert_int_equal(r.c.undone_ns, (int64_t)(i + 1) * TM_S);
		assert_int_equal(r.c.steer.slew_ppb16, 0);
		page_is_right(&r, 0);
		/* the kernel forgot, the driver did not */
		assert_int_equal(r.k.status & ~STA_NANO, STA_INS);
		assert_int_equal(r.k.maxerror, 1235);
		assert_int_equal(r.k.tai, 37);
	}
}

static void
linux_status(void **state)
{
	struct par_clock_status	st = { 16 * TM_S, 0, false, -1, 0 };
	struct rig		r;

	(void)state;
	rig_init(&r, par_clock_system());
	assert_int_equal(r.c.drv->init(&r.c), 0);
	r.k.tai = 37;
	assert_int_equal(r.c.drv->status(&r.c, &st), 0);
	assert_int_equal(r.k.status, STA_UNSYNC | STA_DEL);
	assert_int_equal(r.k.maxerror, 16000000);
	assert_int_equal(r.k.tai, 37);
	st.synced = true;
	st.leap = 0;
	st.esterror_ns = 1;
	assert_int_equal(r.c.drv->status(&r.c, &st), 0);
	assert_int_equal(r.k.status, 0);
	assert_int_equal(r.k.esterror, 1);
}

/* whichever call fails, driver and kernel agree about what goes on */
/* Another program's frequency is noticed and taken back. */
static void
linux_foreign(void **state)
{
	struct par_clock_status	st = { .synced = true };
	struct rig		r;

	(void)state;
	rig_init(&r, par_clock_system());
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->set_freq(&r.c, 20 * PPM), 0);
	assert_int_equal(r.c.drv->status(&r.c, &st), 0);
	assert_false(r.c.foreign);
	/* our own slew is not another's */
	assert_int_equal(r.c.drv->slew(&r.c, TM_S, 5000 * PPM), 0);
	assert_int_equal(r.c.drv->status(&r.c, &st), 0);
	assert_false(r.c.foreign);
	r.k.freq += 100;
	assert_int_equal(r.c.drv->status(&r.c, &st), 0);
	assert_true(r.c.foreign);
	assert_int_equal(fake_rate(&r.k), 5020 * PPM);
}

/*
 * The daemon is killed, or stopped, in the middle of a slew.  What the
 * kernel works off ends by itself; a rate is undone by the next start.
 */
static void
linux_killed_in_slew(void **state)
{
	static const int64_t	small_ns = 4 * TM_MS;
	struct rig		r;
	struct par_clock	next;
	int64_t			before_ns;

	(void)state;
	rig_init(&r, par_clock_system());
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->slew(&r.c, small_ns, 83333 * PPM), 0);
	fake_run(&r.k, TM_DAY);
	/* so much each second of wall, which is not one of raw */
	near(gained(&r), small_ns, 4 * TM_US);

	rig_init(&r, par_clock_system());
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->set_freq(&r.c, 20 * PPM), 0);
	assert_int_equal(r.c.drv->slew(&r.c, TM_S, 5000 * PPM), 0);
	fake_run(&r.k, TM_S);
	par_clock_new(&next, par_clock_system(), &r.sys);
	assert_int_equal(next.drv->init(&next), 0);
	before_ns = r.k.wall_ns - r.k.raw_ns;
	fake_run(&r.k, 1000 * TM_S);
	near(r.k.wall_ns - r.k.raw_ns - before_ns, 0, TM_US);
}

/* The guard, as par_guard_io.c makes it. */
struct guard {
	struct rig	*r;
	int64_t		 freq_ppb16, end_ns;
	int64_t		 rate;		/* the kernel's when told */
};

static void
on_guard(void *arg, int64_t freq_ppb16, int64_t end_ns)
{
	struct guard	*g = arg;

	g->freq_ppb16 = freq_ppb16;
	g->end_ns = end_ns;
	g->rate = fake_rate(&g->r->k);
}

/* Stopped in mid-slew: the guard ends it, and the account is right. */
static void
linux_guarded(void **state)
{
	struct rig		r;
	struct guard		g = { .r = &r };
	struct par_clock	its;
	int64_t			after_ns;

	(void)state;
	rig_init(&r, par_clock_system());
	r.c.guard = on_guard;
	r.c.guard_arg = &g;
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->set_freq(&r.c, 20 * PPM), 0);
	assert_int_equal(g.end_ns, 0);
	assert_int_equal(r.c.drv->slew(&r.c, TM_S, 5000 * PPM), 0);
	/* it was told before that was done */
	assert_int_equal(g.rate, 20 * PPM);
	assert_int_equal(g.freq_ppb16, 20 * PPM);
	assert_int_equal(g.end_ns, r.c.steer.slew_end_ns);
	assert_int_equal(r.c.drv->set_freq(&r.c, 30 * PPM), 0);
	assert_int_equal(g.freq_ppb16, 30 * PPM);
	assert_int_equal(g.end_ns, r.c.steer.slew_end_ns);

	for (after_ns = 0; after_ns < 2; after_ns++) {
		fake_run(&r.k, g.end_ns + PAR_CLOCK_LATE_NS - r.k.raw_ns);
		if (after_ns == 0) {
			par_clock_new(&its, par_clock_system(), &r.sys);
			assert_int_equal(its.drv->set_freq(&its,
			    g.freq_ppb16), 0);
		}
		fake_run(&r.k, 1000 * TM_S);
		assert_int_equal(r.c.drv->tick(&r.c), TM_NEVER);
		assert_int_equal(g.end_ns, 0);
		near(r.c.undone_ns, after_ns == 0 ?
		    -tm_scale(PAR_CLOCK_LATE_NS, 5000 * PPM) :
		    -tm_scale(PAR_CLOCK_LATE_NS + 1000 * TM_S, 5000 * PPM),
		    TM_US);
		/* the second time nobody does */
		r.c.undone_ns = 0;
		assert_int_equal(r.c.drv->slew(&r.c, TM_S, 5000 * PPM), 0);
	}
	/* the kernel's own need none */
	g.end_ns = -1;
	assert_int_equal(r.c.drv->slew(&r.c, 0, 1), 0);
	assert_int_equal(g.end_ns, 0);
	assert_int_equal(r.c.drv->slew(&r.c, 4 * TM_MS, 5000 * PPM), 0);
	assert_int_equal(g.end_ns, 0);
}

/* As slow a slew as the kernel has ends later than there is time. */
static void
linux_endless(void **state)
{
	struct rig	r;
	struct guard	g = { .r = &r };

	(void)state;
	rig_init(&r, par_clock_system());
	r.c.guard = on_guard;
	r.c.guard_arg = &g;
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->slew(&r.c, 1000 * TM_S, 1), 0);
	assert_true(g.end_ns == TM_NEVER);
	assert_true(r.c.steer.slew_end_ns == TM_NEVER);
	fake_run(&r.k, 1000 * TM_S);
	assert_int_equal(r.c.drv->slew(&r.c, 0, 1), 0);
	near(r.c.undone_ns, 1000 * TM_S, TM_MS);
}

static void
linux_failures(void **state)
{
	struct rig	r;
	int		n, ret = -1;

	(void)state;
	for (n = 1; n < 20 && ret != 0; n++) {
		rig_init(&r, par_clock_system());
		assert_int_equal(r.c.drv->init(&r.c), 0);
		assert_int_equal(r.c.drv->slew(&r.c, TM_S, 50000 * PPM), 0);
		fake_run(&r.k, TM_S);
		r.k.calls = 0;
		r.k.fail_at = n;
		r.k.fail_errno = EINVAL;
		ret = r.c.drv->slew(&r.c, TM_MS, 500 * PPM);
		if (ret == 0)
			ret = r.c.drv->step(&r.c, -TM_S);
		assert_int_equal(fake_rate(&r.k), r.c.freq_ppb16 +
		    (r.c.by_kernel ? 0 : r.c.steer.slew_ppb16));
		page_is_right(&r, 0);
	}
	assert_int_equal(ret, 0);
	assert_int_equal(n, 6);
}

static void
virtual_exact(void **state)
{
	struct rig	r;
	struct tm_now	now;
	int64_t		i;

	(void)state;
	rig_init(&r, &par_clock_virtual);
	r.c.osc_offset_ns = -3 * TM_S;
	r.c.osc_ppb16 = 60 * PPM;
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(gained(&r), -3 * TM_S);
	/* the oscillator runs fast, so raw and wall both do */
	fake_run(&r.k, 1000 * TM_S);
	now = r.c.drv->now(&r.c);
	assert_int_equal(now.raw.ns, T0_RAW + 1000 * TM_S + 60 * TM_MS);
	assert_int_equal(gained(&r), -3 * TM_S);

	assert_int_equal(r.c.drv->step(&r.c, 3 * TM_S), 0);
	assert_int_equal(gained(&r), 0);
	assert_int_equal(r.c.steer.steps, 1);
	for (i = 1; i < 2000000; i = i * 3 + 1) {
		int64_t	was = gained(&r);

		assert_int_equal(r.c.drv->slew(&r.c, i % 2 ? i : -i,
		    500 * PPM), 0);
		fake_run(&r.k, 10 * TM_S);
		assert_int_equal(r.c.drv->tick(&r.c), TM_NEVER);
		assert_int_equal(gained(&r) - was, i % 2 ? i : -i);
	}
	assert_int_equal(r.c.undone_ns, 0);
	assert_int_equal(r.k.calls, 0);
}

static void
virtual_cut(void **state)
{
	struct rig	r;
	int64_t		asked = 0, rate_ns;
	int		n;

	(void)state;
	rig_init(&r, &par_clock_virtual);
	assert_int_equal(r.c.drv->init(&r.c), 0);
	for (n = 0; n < 1000; n++) {
		assert_int_equal(r.c.drv->slew(&r.c, n % 3 ? TM_S : -TM_S,
		    (n + 1) * 90 * PPM), 0);
		asked += r.c.slew_ns;
		fake_run(&r.k, n * TM_MS);
	}
	assert_int_equal(r.c.drv->slew(&r.c, 0, 1), 0);
	near(gained(&r), asked - r.c.undone_ns, 1000);
	rate_ns = gained(&r);
	assert_int_equal(r.c.drv->set_freq(&r.c, -80 * PPM), 0);
	fake_run(&r.k, 100 * TM_S);
	near(gained(&r) - rate_ns, -8 * TM_MS, 1);
	assert_int_equal(r.k.calls, 0);
}

static void
none_refuses(void **state)
{
	static const struct par_clock_status	st;
	struct rig	r;

	(void)state;
	rig_init(&r, &par_clock_none);
	assert_int_equal(r.c.drv->init(&r.c), 0);
	assert_int_equal(r.c.drv->set_freq(&r.c, 1), -1);
	assert_int_equal(r.c.drv->slew(&r.c, 1, 1), -1);
	assert_int_equal(r.c.drv->step(&r.c, 1), -1);
	assert_int_equal(r.c.drv->status(&r.c, &st), -1);
	assert_int_equal(r.c.drv->tick(&r.c), TM_NEVER);
	assert_int_equal(r.k.calls, 0);
	assert_int_equal(r.c.drv->now(&r.c).wall.ns, T0_WALL);
}

static void
who_can_set(void **state)
{
	static const char	full[] = "Pid:\t1\nCapEff:\t1ffffffffff\n";
	static const char	cut[] = "Pid:\t1\nCapEff:\t1fffdffffff\n";
	static const char	first[] = "         0          0 4294967295\n";

	(void)state;
	assert_true(par_clock_text_can_set(full, first));
	assert_false(par_clock_text_can_set(cut, first));
	assert_false(par_clock_text_can_set(full, "0 1000 1\n"));
	assert_false(par_clock_text_can_set(full, "0 0 1\n"));
	assert_false(par_clock_text_can_set(full, ""));
	assert_false(par_clock_text_can_set("", first));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(linux_frequency),
		cmocka_unit_test(linux_init_undoes),
		cmocka_unit_test(linux_slews),
		cmocka_unit_test(linux_slew_cut),
		cmocka_unit_test(linux_freq_in_slew),
		cmocka_unit_test(linux_steps),
		cmocka_unit_test(linux_status),
		cmocka_unit_test(linux_foreign),
		cmocka_unit_test(linux_killed_in_slew),
		cmocka_unit_test(linux_guarded),
		cmocka_unit_test(linux_endless),
		cmocka_unit_test(linux_failures),
		cmocka_unit_test(virtual_exact),
		cmocka_unit_test(virtual_cut),
		cmocka_unit_test(none_refuses),
		cmocka_unit_test(who_can_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
