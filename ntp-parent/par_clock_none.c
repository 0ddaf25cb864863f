/* ISC licence, see LICENSE. */
/* The clock driver of -x: looks and never touches.  Pure. */
#include <errno.h>

#include "par_clock.h"
#include "par_clock_sys.h"

static struct tm_now
none_now(const struct par_clock *c)
{
	return c->sys->now(c->sys->arg);
}

static int
none_init(struct par_clock *c)
{
	par_clock_anchor(c, none_now(c));
	return 0;
}

static void
none_fini(struct par_clock *c)
{
	(void)c;
}

static int
none_set_freq(struct par_clock *c, int64_t freq_ppb16)
{
	(void)c;
	(void)freq_ppb16;
	errno = EPERM;
	return -1;
}

static int
none_slew(struct par_clock *c, int64_t offset_ns, int64_t rate_ppb16)
{
	(void)c;
	(void)offset_ns;
	(void)rate_ppb16;
	errno = EPERM;
	return -1;
}

static int
none_step(struct par_clock *c, int64_t delta_ns)
{
	(void)c;
	(void)delta_ns;
	errno = EPERM;
	return -1;
}

static int
none_status(struct par_clock *c, const struct par_clock_status *st)
{
	(void)c;
	(void)st;
	errno = EPERM;
	return -1;
}

static int64_t
none_tick(struct par_clock *c)
{
	(void)c;
	return TM_NEVER;
}

const struct par_clock_driver	par_clock_none = {
	.name = "none",
	.init = none_init,
	.fini = none_fini,
	.now = none_now,
	.set_freq = none_set_freq,
	.slew = none_slew,
	.step = none_step,
	.status = none_status,
	.tick = none_tick,
};
