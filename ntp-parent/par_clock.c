/* ISC licence, see LICENSE. */
/* What the clock drivers share: the steering page and slews.  Pure. */
#include <string.h>

#include "par_clock.h"
#include "wide.h"

#define LEAP_LOOK_NS	(10 * TM_MS)	/* the kernel may be a little late */

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
	c->steer.slew_end_ns = wide_add(now.raw.ns, dur_ns);
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
	int64_t	todo_ns = offset_ns < 0 ? wide_sub(0, offset_ns) : offset_ns;
	int64_t	up = rate_ppb16 - 1;

	return wide_muldiv(todo_ns, TM_S << 16, rate_ppb16, &up);
}

void
par_clock_leap_set(struct par_clock *c, struct tm_now now, int sign)
{
	int64_t	at_ns = (now.wall.ns / TM_DAY + 1) * TM_DAY -
		    (sign < 0 ? TM_S : 0);

	if (sign != 0 && at_ns == c->leap_done_ns)
		sign = 0;
	c->leap = sign;
	c->leap_ns = at_ns;
}

int64_t
par_clock_leap_due(const struct par_clock *c, struct tm_now now)
{
	int64_t	wait_ns = c->leap_ns - now.wall.ns;

	if (c->leap == 0)
		return TM_NEVER;
	/* Wall is faster or slower than raw: that is looked at again. */
	return now.raw.ns + wait_ns -
	    tm_scale(wait_ns, page_wall_rate(&c->steer, now.raw));
}

void
par_clock_leap_done(struct par_clock *c, struct tm_now now)
{
	c->leap_done_ns = c->leap_ns;
	c->leap = 0;
	c->last.leap = 0;
	par_clock_anchor(c, now);
	c->steer.steps++;
}

int64_t
par_clock_leap_tick(struct par_clock *c, struct tm_now now)
{
	int64_t	due_ns = par_clock_leap_due(c, now), off_ns;

	if (c->leap == 0)
		return TM_NEVER;
	off_ns = (page_wall(&c->steer, now.raw).ns - now.wall.ns) * c->leap;
	if (off_ns > TM_S / 2 && off_ns < TM_S + TM_S / 2) {
		par_clock_leap_done(c, now);
		return TM_NEVER;
	}
	/* A second later it will not come any more. */
	if (now.raw.ns > due_ns + TM_S)
		c->leap = 0;
	if (now.raw.ns >= due_ns)
		return now.raw.ns + LEAP_LOOK_NS;
	return due_ns;
}
