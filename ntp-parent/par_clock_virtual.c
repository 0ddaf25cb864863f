/* ISC licence, see LICENSE. */
/*
 * The virtual clock: a distorted oscillator and a wall clock on it, both
 * nothing but arithmetic on the page.  Pure.
 */
#include "par_clock.h"
#include "par_clock_sys.h"

static struct tm_now
virtual_now(const struct par_clock *c)
{
	struct tm_now	real = c->sys->now(c->sys->arg), now;

	now.raw = page_raw(&c->steer, real.raw.ns);
	now.wall = page_wall(&c->steer, now.raw);
	return now;
}

static int
virtual_init(struct par_clock *c)
{
	struct tm_now	now = c->sys->now(c->sys->arg);

	c->steer.is_virtual = 1;
	c->steer.osc_real_ns = now.raw.ns;
	c->steer.osc_raw_ns = now.raw.ns;
	c->steer.osc_ppb16 = c->osc_ppb16;
	now.wall.ns += c->osc_offset_ns;
	par_clock_anchor(c, now);
	return 0;
}

/* ends a slew, in time or before */
static void
end_slew(struct par_clock *c, struct tm_now now)
{
	int64_t	end_ns = c->steer.slew_end_ns;

	if (c->slew_ns == 0)
		return;
	if (now.raw.ns < end_ns)
		end_ns = now.raw.ns;
	par_clock_slew_ended(c, now, par_clock_slew_left(c, end_ns));
}

static void
virtual_fini(struct par_clock *c)
{
	end_slew(c, virtual_now(c));
}

static int
virtual_set_freq(struct par_clock *c, int64_t freq_ppb16)
{
	struct tm_now	now = virtual_now(c);

	c->freq_ppb16 = freq_ppb16;
	par_clock_anchor(c, now);
	return 0;
}

static int
virtual_slew(struct par_clock *c, int64_t offset_ns, int64_t rate_ppb16)
{
	struct tm_now	now = virtual_now(c);

	end_slew(c, now);
	if (offset_ns != 0)
		par_clock_slew_began(c, now, offset_ns,
		    offset_ns < 0 ? -rate_ppb16 : rate_ppb16,
		    par_clock_slew_dur(offset_ns, rate_ppb16));
	return 0;
}

static int
virtual_step(struct par_clock *c, int64_t delta_ns)
{
	struct tm_now	now = virtual_now(c);

	end_slew(c, now);
	now.wall.ns += delta_ns;
	par_clock_anchor(c, now);
	c->steer.steps++;
	par_clock_leap_set(c, now, c->leap);
	return 0;
}

/* What a kernel does: 23:59:59 twice, or never. */
static int64_t
leap_tick(struct par_clock *c, struct tm_now now)
{
	if (c->leap == 0 || now.wall.ns < c->leap_ns)
		return par_clock_leap_due(c, now);
	now.wall.ns -= c->leap * TM_S;
	par_clock_leap_done(c, now);
	return TM_NEVER;
}

static int
virtual_status(struct par_clock *c, const struct par_clock_status *st)
{
	c->last = *st;
	par_clock_leap_set(c, virtual_now(c), st->leap);
	return 0;
}

static int64_t
virtual_tick(struct par_clock *c)
{
	struct tm_now	now = virtual_now(c);

	/* by itself it has ended in time, as the page says */
	if (c->slew_ns != 0 && now.raw.ns >= c->steer.slew_end_ns)
		end_slew(c, now);
	return leap_tick(c, now);
}

const struct par_clock_driver	par_clock_virtual = {
	.name = "virtual",
	.init = virtual_init,
	.fini = virtual_fini,
	.now = virtual_now,
	.set_freq = virtual_set_freq,
	.slew = virtual_slew,
	.step = virtual_step,
	.status = virtual_status,
	.tick = virtual_tick,
};
