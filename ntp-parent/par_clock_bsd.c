/* ISC licence, see LICENSE. */
/*
 * The clock driver of the BSDs.  Their monotonic clock is steered together
 * with wall, so raw is computed: the monotonic clock less all that was done
 * here, as osc_* of the page describe it.  Pure: the kernel is c->sys.
 */
#ifndef __linux__
#include <errno.h>

#include "par_clock.h"
#include "par_clock_sys.h"
#include "wide.h"

#define FREQ_MAX	(500 * TM_PPM16)

static struct tm_now
bsd_now(const struct par_clock *c)
{
	struct tm_now	now = c->sys->now(c->sys->arg);

	now.raw = page_raw(&c->steer, now.raw.ns);
	return now;
}

/* The rate of raw over a clock that runs rate fast of it: -r / (1 + r). */
static int64_t
inverse(int64_t rate_ppb16)
{
	const int64_t	one = TM_S << 16;

	return wide_muldiv(-rate_ppb16, one, one + rate_ppb16, NULL);
}

/* From now on the kernel's clocks run at c's frequency and slew. */
static void
steered(struct par_clock *c, struct tm_now machine)
{
	int64_t	raw_ns = page_raw(&c->steer, machine.raw.ns).ns;
	int64_t	rate = c->freq_ppb16 + c->steer.slew_ppb16;

	c->steer.osc_real_ns = machine.raw.ns;
	c->steer.osc_raw_ns = raw_ns;
	c->steer.osc_ppb16 = inverse(rate);
}

static int
bsd_init(struct par_clock *c)
{
	int64_t	left_us;

	if (c->sys->adjtime(c->sys->arg, 0, &left_us) == -1 ||
	    c->sys->get_freq(c->sys->arg, &c->freq_ppb16) == -1)
		return -1;
	steered(c, c->sys->now(c->sys->arg));
	par_clock_anchor(c, bsd_now(c));
	return 0;
}

static void
bsd_fini(struct par_clock *c)
{
	/* adjtime(2) ends by itself */
	(void)c;
}

static int
bsd_set_freq(struct par_clock *c, int64_t freq_ppb16)
{
	struct tm_now	machine;

	if (freq_ppb16 > FREQ_MAX || freq_ppb16 < -FREQ_MAX) {
		errno = ERANGE;
		return -1;
	}
	if (c->sys->set_freq(c->sys->arg, freq_ppb16) == -1)
		return -1;
	machine = c->sys->now(c->sys->arg);
	c->freq_ppb16 = freq_ppb16;
	steered(c, machine);
	par_clock_anchor(c, bsd_now(c));
	return 0;
}

static int
end_slew(struct par_clock *c)
{
	struct tm_now	machine;
	int64_t		left_us;

	if (c->slew_ns == 0)
		return 0;
	if (c->sys->adjtime(c->sys->arg, 0, &left_us) == -1)
		return -1;
	machine = c->sys->now(c->sys->arg);
	par_clock_slew_ended(c, bsd_now(c), left_us * TM_US);
	steered(c, machine);
	return 0;
}

/* The kernel knows one speed only. */
static int
bsd_slew(struct par_clock *c, int64_t offset_ns, int64_t rate_ppb16)
{
	struct tm_now	machine;
	int64_t		us = offset_ns / TM_US, left_us, rate;

	(void)rate_ppb16;
	if (end_slew(c) == -1)
		return -1;
	if (us == 0)
		return 0;
	if (c->sys->adjtime(c->sys->arg, us, &left_us) == -1)
		return -1;
	machine = c->sys->now(c->sys->arg);
	rate = c->sys->adjtime_us * TM_PPM16;
	par_clock_slew_began(c, bsd_now(c), us * TM_US,
	    us < 0 ? -rate : rate, par_clock_slew_dur(us * TM_US, rate));
	steered(c, machine);
	return 0;
}

static int
bsd_step(struct par_clock *c, int64_t delta_ns)
{
	if (end_slew(c) == -1 || c->sys->step(c->sys->arg, delta_ns) == -1)
		return -1;
	par_clock_anchor(c, bsd_now(c));
	c->steer.steps++;
	return 0;
}

static int
bsd_status(struct par_clock *c, const struct par_clock_status *st)
{
	if (c->sys->status(c->sys->arg, st) == -1)
		return -1;
	par_clock_leap_set(c, bsd_now(c), st->leap);
	return 0;
}

static int64_t
bsd_tick(struct par_clock *c)
{
	struct tm_now	now = bsd_now(c);
	int64_t		leap_ns = par_clock_leap_tick(c, now);
	int64_t		slew_ns = TM_NEVER;

	if (c->slew_ns != 0 && now.raw.ns < c->steer.slew_end_ns)
		slew_ns = c->steer.slew_end_ns;
	else if (c->slew_ns != 0 && end_slew(c) == -1)
		slew_ns = now.raw.ns + TM_S;
	return slew_ns < leap_ns ? slew_ns : leap_ns;
}

static const struct par_clock_driver	bsd_driver = {
	.name = "bsd",
	.init = bsd_init,
	.fini = bsd_fini,
	.now = bsd_now,
	.set_freq = bsd_set_freq,
	.slew = bsd_slew,
	.step = bsd_step,
	.status = bsd_status,
	.tick = bsd_tick,
};

const struct par_clock_driver *
par_clock_system(void)
{
	return &bsd_driver;
}
#endif
