/* ISC licence, see LICENSE. */
/* What the clock drivers share: the steering page and slews.  Pure. */
#include <string.h>

#include "par_clock.h"

void
par_clock_new(struct par_clock *c, const struct par_clock_driver *drv,
    const struct par_clock_sys *sys)
{
	memset(c, 0, sizeof *c);
	c->drv = drv;
	c->sys = sys;
}

void
par_clock_anchor(struct par_clock *c, struct tm_now now)
{
	c->steer.raw_ns = now.raw.ns;
	c->steer.wall_ns = now.wall.ns;
	c->steer.rate_ppb16 = c->freq_ppb16;
}

void
par_clock_slew_began(struct par_clock *c, struct tm_now now,
    int64_t offset_ns, int64_t rate_ppb16, int64_t dur_ns)
{
	par_clock_anchor(c, now);
	c->slew_ns = offset_ns;
	c->slew_start_ns = now.raw.ns;
	c->steer.slew_ppb16 = rate_ppb16;
	if (__builtin_add_overflow(now.raw.ns, dur_ns,
	    &c->steer.slew_end_ns))
		c->steer.slew_end_ns = TM_NEVER;
}

void
par_clock_slew_ended(struct par_clock *c, struct tm_now now, int64_t left_ns)
{
	par_clock_anchor(c, now);
	c->undone_ns += left_ns;
	c->slew_ns = 0;
	c->by_kernel = false;
	c->steer.slew_ppb16 = 0;
	c->steer.slew_end_ns = 0;
}

int64_t
par_clock_slew_left(const struct par_clock *c, int64_t raw_ns)
{
	return c->slew_ns - tm_scale(raw_ns - c->slew_start_ns,
	    c->steer.slew_ppb16);
}

int64_t
par_clock_slew_dur(int64_t offset_ns, int64_t rate_ppb16)
{
	__int128	todo = offset_ns < 0 ? -(__int128)offset_ns : offset_ns;

	todo = ((todo * TM_S << 16) + rate_ppb16 - 1) / rate_ppb16;
	return todo > TM_NEVER ? TM_NEVER : (int64_t)todo;
}
