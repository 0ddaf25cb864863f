/* ISC licence, see LICENSE. */
/*
 * The clock driver of Linux, see adjtimex(2).  Frequency beyond 500 ppm
 * takes the tick; slews that are small for it use the kernel's adjtime
 * (it moves 500 us in each second of wall and stops by itself), the others
 * a frequency until tick takes it back.  Pure: the kernel is c->sys.
 */
#ifdef __linux__
#include <sys/timex.h>

#include <errno.h>

#include "par_clock.h"
#include "par_clock_sys.h"
#include "wide.h"

/* timex.freq counts 2^-16 ppm. */
#define FREQ_UNIT	(TM_PPM16 / 65536)
#define FREQ_MAX	(500 * TM_PPM16)
/* timex.tick counts microseconds of some 10,000: steps of 100 ppm */
#define TICK_HZ(sys)	(1000000 / (sys)->tick_us)

/* The kernel's adjtime: per second of wall, least and most worth it. */
#define ADJTIME_US	500
#define ADJTIME_MIN_NS	(100 * TM_US)
#define ADJTIME_MAX_NS	(8 * TM_MS)
#define ADJTIME_LAST_NS	(3 * TM_S)	/* nothing is left before that */

/* It ends in whole seconds: look a little later. */
#define END_MARGIN_NS	TM_MS

/* A shorter slew would be coarse: a timer may be late by a millisecond. */
#define SLEW_MIN_NS	TM_S

static int
kernel(const struct par_clock *c, struct timex *tx)
{
	return c->sys->adjtimex(c->sys->arg, tx) < 0 ? -1 : 0;
}

static struct tm_now
linux_now(const struct par_clock *c)
{
	return c->sys->now(c->sys->arg);
}

static int64_t
div_round(int64_t a, int64_t b)
{
	return (a + (a < 0 ? -b / 2 : b / 2)) / b;
}

static int64_t
quantised(int64_t rate_ppb16)
{
	return div_round(rate_ppb16, FREQ_UNIT) * FREQ_UNIT;
}

/* How long wall takes for wall_ns, in ns of raw time. */
static int64_t
raw_length(int64_t wall_ns, int64_t rate_ppb16)
{
	const int64_t	one = TM_S << 16;

	return wide_muldiv(wall_ns, one, one + rate_ppb16, NULL);
}

/* The kernel's words for a rate, in full units. */
static void
fill_rate(const struct par_clock *c, int64_t rate_ppb16, struct timex *tx)
{
	int64_t	tick_ppb16 = TICK_HZ(c->sys) * TM_PPM16;
	int64_t	ticks = 0;

	if (rate_ppb16 > FREQ_MAX || rate_ppb16 < -FREQ_MAX)
		ticks = div_round(rate_ppb16, tick_ppb16);
	*tx = (struct timex){
		.modes = ADJ_FREQUENCY | ADJ_TICK,
		.tick = c->sys->tick_us + (long)ticks,
		.freq = (long)((rate_ppb16 - ticks * tick_ppb16) / FREQ_UNIT)
	};
}

static int
set_rate(const struct par_clock *c, int64_t rate_ppb16)
{
	struct timex	tx;

	fill_rate(c, rate_ppb16, &tx);
	return kernel(c, &tx);
}

/* The temporary frequency of a slew under way, 0 when there is none. */
static int64_t
slew_rate(const struct par_clock *c)
{
	return c->slew_ns != 0 && !c->by_kernel ? c->steer.slew_ppb16 : 0;
}

/* Whoever ends what we cannot end any more hears of it first. */
static void
guard(const struct par_clock *c, int64_t freq_ppb16, int64_t end_ns)
{
	if (c->guard != NULL)
		c->guard(c->guard_arg, freq_ppb16, end_ns);
}

/* Starts the kernel's adjtime, *left_us was left of the one before. */
static int
adjtime_set(const struct par_clock *c, int64_t us, int64_t *left_us)
{
	struct timex	tx = {
		.modes = ADJ_OFFSET_SINGLESHOT, .offset = (long)us
	};

	if (kernel(c, &tx) == -1)
		return -1;
	*left_us = tx.offset;
	return 0;
}

/*
 * An offset that ntpd's kernel loop still works off is only dropped while
 * STA_PLL is set.
 */
static int
stop_pll(const struct par_clock *c)
{
	struct timex	on = {
		.modes = ADJ_OFFSET | ADJ_STATUS,
		.status = STA_PLL | STA_UNSYNC
	};
	struct timex	off = { .modes = ADJ_STATUS, .status = STA_UNSYNC };

	return kernel(c, &on) == -1 ? -1 : kernel(c, &off);
}

static int
linux_init(struct par_clock *c)
{
	struct timex	tx = { .modes = 0 };
	int64_t		left_us;

	if (kernel(c, &tx) == -1)
		return -1;
	/* a tick off its nominal value is a slew that nobody ended */
	c->freq_ppb16 = tx.tick == c->sys->tick_us ?
	    (int64_t)tx.freq * FREQ_UNIT : 0;
	if (adjtime_set(c, 0, &left_us) == -1 || stop_pll(c) == -1 ||
	    set_rate(c, c->freq_ppb16) == -1)
		return -1;
	par_clock_anchor(c, linux_now(c));
	return 0;
}

/*
 * What the kernel has taken up for a second it does, at its rate over raw
 * time: more, where a second of wall lasts longer than one of raw.  Where
 * it is shorter no less is reckoned, for the frequency may just have been
 * made to look so.
 */
static int64_t
kernel_undone(const struct par_clock *c, int64_t left_us)
{
	int64_t	taken_ns = c->slew_ns - left_us * TM_US;
	int64_t	rate = c->freq_ppb16 < 0 ? c->freq_ppb16 : 0;

	if (c->slew_ns < 0)
		rate -= ADJTIME_US * TM_PPM16;
	return c->slew_ns - raw_length(taken_ns, rate);
}

/* When the guard ends the slew. */
static int64_t
guarded_ns(const struct par_clock *c)
{
	return wide_add(c->steer.slew_end_ns, PAR_CLOCK_LATE_NS);
}

/* A daemon that was stopped finds the frequency as its guard left it. */
static bool
is_ended(const struct par_clock *c)
{
	struct timex	now = { .modes = 0 }, base;

	if (c->guard == NULL || linux_now(c).raw.ns < guarded_ns(c) ||
	    kernel(c, &now) == -1)
		return false;
	fill_rate(c, c->freq_ppb16, &base);
	return now.tick == base.tick && now.freq == base.freq;
}

/* Ends a slew at a rate; *left_ns was not done. */
static int
end_rate(struct par_clock *c, int64_t *left_ns)
{
	bool	ended = is_ended(c);

	if (set_rate(c, c->freq_ppb16) == -1)
		return -1;
	*left_ns = par_clock_slew_left(c, ended ? guarded_ns(c) :
	    linux_now(c).raw.ns);
	guard(c, c->freq_ppb16, 0);
	return 0;
}

static int
end_slew(struct par_clock *c)
{
	int64_t	left_us, left_ns;

	if (c->slew_ns == 0)
		return 0;
	if (c->by_kernel) {
		if (adjtime_set(c, 0, &left_us) == -1)
			return -1;
		left_ns = kernel_undone(c, left_us);
	} else if (end_rate(c, &left_ns) == -1)
		return -1;
	par_clock_slew_ended(c, linux_now(c), left_ns);
	return 0;
}

static void
linux_fini(struct par_clock *c)
{
	/* the kernel may end its own */
	if (!c->by_kernel)
		(void)end_slew(c);
}

/* Who sets the clock ends what adjtime has left to do. */
static void
look_for_adjtime(struct par_clock *c)
{
	struct tm_now	now = linux_now(c);
	struct timex	tx = { .modes = ADJ_OFFSET_SS_READ };

	if (!c->by_kernel || c->steer.slew_end_ns - now.raw.ns < ADJTIME_LAST_NS)
		return;
	if (kernel(c, &tx) == 0 && tx.offset == 0)
		par_clock_slew_ended(c, now,
		    par_clock_slew_left(c, now.raw.ns));
}

static int
linux_set_freq(struct par_clock *c, int64_t freq_ppb16)
{
	int64_t	freq = quantised(freq_ppb16);

	look_for_adjtime(c);
	if (slew_rate(c) != 0)
		guard(c, freq, c->steer.slew_end_ns);
	if (set_rate(c, freq + slew_rate(c)) == -1)
		return -1;
	c->freq_ppb16 = freq;
	par_clock_anchor(c, linux_now(c));
	return 0;
}

/* The kernel starts with its next second and works in whole ones. */
static int
slew_by_kernel(struct par_clock *c, int64_t offset_ns)
{
	struct tm_now	now;
	int64_t		us = offset_ns / TM_US, left_us, dur_ns, rate;

	if (adjtime_set(c, us, &left_us) == -1)
		return -1;
	now = linux_now(c);
	dur_ns = ((us < 0 ? -us : us) + ADJTIME_US - 1) / ADJTIME_US * TM_S;
	dur_ns += TM_S - now.wall.ns % TM_S;
	dur_ns = raw_length(dur_ns, c->freq_ppb16 +
	    (us < 0 ? -ADJTIME_US : ADJTIME_US) * TM_PPM16) + END_MARGIN_NS;
	rate = wide_muldiv(us * TM_US, TM_S << 16, dur_ns, NULL);
	par_clock_slew_began(c, now, us * TM_US, rate, dur_ns);
	c->by_kernel = true;
	return 0;
}

static int
slew_by_rate(struct par_clock *c, int64_t offset_ns, int64_t most_ppb16)
{
	struct tm_now	now;
	int64_t		rate = INT64_MAX, dur_ns;

	/* offset / SLEW_MIN_NS: what fits into the shortest time */
	if (offset_ns < TM_S && offset_ns > -TM_S)
		rate = (offset_ns < 0 ? -offset_ns : offset_ns) << 16;
	if (rate > most_ppb16)
		rate = most_ppb16;
	rate = quantised(rate);
	if (rate < FREQ_UNIT)
		rate = FREQ_UNIT;
	dur_ns = par_clock_slew_dur(offset_ns, rate);
	if (offset_ns < 0)
		rate = -rate;
	now = linux_now(c);
	guard(c, c->freq_ppb16, wide_add(now.raw.ns, dur_ns));
	if (set_rate(c, c->freq_ppb16 + rate) == -1)
		return -1;
	now = linux_now(c);
	par_clock_slew_began(c, now, offset_ns, rate, dur_ns);
	return 0;
}

static int
linux_slew(struct par_clock *c, int64_t offset_ns, int64_t rate_ppb16)
{
	int64_t	size_ns = offset_ns < 0 ? -offset_ns : offset_ns;
	int64_t	adjtime_ppb16 = ADJTIME_US * TM_PPM16;

	if (end_slew(c) == -1)
		return -1;
	if (offset_ns == 0)
		return 0;
	if (size_ns >= ADJTIME_MIN_NS && (rate_ppb16 == adjtime_ppb16 ||
	    (rate_ppb16 > adjtime_ppb16 && size_ns <= ADJTIME_MAX_NS)))
		return slew_by_kernel(c, offset_ns);
	return slew_by_rate(c, offset_ns, rate_ppb16);
}

/* Is the rate still ours?  Another program's is not left in force. */
static void
take_back(struct par_clock *c, const struct timex *now)
{
	struct timex	tx;

	fill_rate(c, c->freq_ppb16 + slew_rate(c), &tx);
	if (now->tick == tx.tick && now->freq == tx.freq)
		return;
	c->foreign = true;
	(void)kernel(c, &tx);
}

static int
linux_status(struct par_clock *c, const struct par_clock_status *st)
{
	struct timex	tx = {
		.modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR,
		.status = (st->synced ? 0 : STA_UNSYNC) |
		    (st->leap > 0 ? STA_INS : st->leap < 0 ? STA_DEL : 0),
		.maxerror = (long)((st->maxerror_ns + TM_US - 1) / TM_US),
		.esterror = (long)((st->esterror_ns + TM_US - 1) / TM_US)
	};

	if (st->tai_s > 0) {
		tx.modes |= ADJ_TAI;
		tx.constant = st->tai_s;
	}
	if (kernel(c, &tx) == -1)
		return -1;
	take_back(c, &tx);
	c->last = *st;
	c->have_last = true;
	par_clock_leap_set(c, linux_now(c), st->leap);
	return 0;
}

static int
linux_step(struct par_clock *c, int64_t delta_ns)
{
	struct timex	tx = { .modes = ADJ_SETOFFSET | ADJ_NANO };
	int64_t		s = delta_ns / TM_S, ns = delta_ns % TM_S;

	if (end_slew(c) == -1)
		return -1;
	if (ns < 0) {
		s--;
		ns += TM_S;
	}
	tx.time.tv_sec = s;
	tx.time.tv_usec = ns;
	if (kernel(c, &tx) == -1)
		return -1;
	par_clock_anchor(c, linux_now(c));
	c->steer.steps++;
	/* a step makes the kernel forget status, errors and leap */
	if (c->have_last)
		(void)linux_status(c, &c->last);
	return 0;
}

static int64_t
linux_tick(struct par_clock *c)
{
	struct tm_now	now = linux_now(c);
	int64_t		leap_ns = par_clock_leap_tick(c, now);
	int64_t		slew_ns = TM_NEVER;

	/* the kernel needs nobody to end its own */
	if (c->slew_ns != 0 && now.raw.ns < c->steer.slew_end_ns)
		slew_ns = c->by_kernel ? TM_NEVER : c->steer.slew_end_ns;
	/* should it fail, it must be tried again soon */
	else if (c->slew_ns != 0 && end_slew(c) == -1)
		slew_ns = now.raw.ns + TM_S;
	return slew_ns < leap_ns ? slew_ns : leap_ns;
}

static const struct par_clock_driver	linux_driver = {
	.name = "linux",
	.guarded = true,
	.init = linux_init,
	.fini = linux_fini,
	.now = linux_now,
	.set_freq = linux_set_freq,
	.slew = linux_slew,
	.step = linux_step,
	.status = linux_status,
	.tick = linux_tick,
};

const struct par_clock_driver *
par_clock_system(void)
{
	return &linux_driver;
}
#endif
