/* ISC licence, see LICENSE. */
/* The kernel's clock and its system calls. */
#include <errno.h>
#include <string.h>
#ifdef __linux__
#include <sys/timex.h>
#endif

#include "par_clock.h"
#include "sim_kernel.h"
#include "tm.h"
#include "wide.h"

#define TICK_US		10000
#define ADJUST_US	500		/* adjtime's most in a second */
#define PHASE_MAX_US	16000000	/* errors of an unsynchronised clock */
#define ONE		(TM_S << 16)

int64_t
sim_kernel_rate(const struct sim_kernel *k)
{
	return (k->tick_us - TICK_US) * 100 * TM_PPM16 + k->freq * 1000 +
	    k->second_us * TM_PPM16;
}

/* Moves on at the present rate, dt of raw time. */
static void
glide(struct sim_kernel *k, int64_t dt_ns)
{
	k->wall_ns += wide_muldiv(ONE + sim_kernel_rate(k), dt_ns, ONE,
	    &k->part);
	k->raw_ns += dt_ns;
}

/* Raw time until wall reads wall_ns. */
static int64_t
until(const struct sim_kernel *k, int64_t wall_ns)
{
	int64_t	rate = ONE + sim_kernel_rate(k), up = rate - 1 - k->part;

	return wide_muldiv(wall_ns - k->wall_ns, ONE, rate, &up);
}

/* What may happen at a full second of wall. */
static void
second(struct sim_kernel *k)
{
	int64_t	us = k->adjust_us;

	us = us > ADJUST_US ? ADJUST_US : us < -ADJUST_US ? -ADJUST_US : us;
	k->second_us = us;
	k->adjust_us -= us;
	if (k->leap == 0 || k->wall_ns < k->leap_ns)
		return;
	k->wall_ns -= k->leap * TM_S;
	k->leap = 0;
	k->leaps++;
}

void
sim_kernel_run(struct sim_kernel *k, int64_t raw_ns)
{
	int64_t	next_ns, dt_ns;

	while (k->raw_ns < raw_ns) {
		dt_ns = raw_ns - k->raw_ns;
		next_ns = INT64_MAX;
		if (k->adjust_us != 0 || k->second_us != 0)
			next_ns = (k->wall_ns / TM_S + 1) * TM_S;
		else if (k->leap != 0)
			next_ns = k->leap_ns;
		if (next_ns == INT64_MAX || until(k, next_ns) > dt_ns) {
			glide(k, dt_ns);
			return;
		}
		glide(k, until(k, next_ns));
		second(k);
	}
}

void
sim_kernel_jump(struct sim_kernel *k, int64_t delta_ns)
{
	k->wall_ns += delta_ns;
	k->adjust_us = k->second_us = 0;
	k->status = 0;
	k->leap = 0;
	k->maxerror = k->esterror = PHASE_MAX_US;
}

static struct tm_now
sys_now(void *arg)
{
	struct sim_kernel	*k = arg;

	return k->read(k->arg);
}

static int
sys_step(void *arg, int64_t delta_ns)
{
	struct sim_kernel	*k = arg;

	sim_kernel_jump(k, delta_ns);
	k->steps++;
	k->stepped(k->arg, delta_ns);
	return 0;
}

/* At the end of the UTC day that wall is in; kept while already armed. */
static void
arm_leap(struct sim_kernel *k, int sign)
{
	if (sign == k->leap)
		return;
	k->leap = sign;
	k->leap_ns = (k->wall_ns / TM_DAY + 1) * TM_DAY -
	    (sign < 0 ? TM_S : 0);
}

#ifdef __linux__
static int
step_by(struct sim_kernel *k, const struct timex *tx)
{
	int64_t	unit = tx->modes & ADJ_NANO ? 1 : 1000;

	if (tx->time.tv_usec < 0 || tx->time.tv_usec * unit >= TM_S) {
		errno = EINVAL;
		return -1;
	}
	return sys_step(k, tx->time.tv_sec * TM_S + tx->time.tv_usec * unit);
}

static long
within(long value, long least, long most)
{
	return value < least ? least : value > most ? most : value;
}

static void
set_modes(struct sim_kernel *k, const struct timex *tx)
{
	if (tx->modes & ADJ_STATUS) {
		k->status = tx->status;
		arm_leap(k, tx->status & STA_INS ? 1 :
		    tx->status & STA_DEL ? -1 : 0);
	}
	if (tx->modes & ADJ_FREQUENCY)
		k->freq = within(tx->freq, -(500L << 16), 500L << 16);
	if (tx->modes & ADJ_MAXERROR)
		k->maxerror = tx->maxerror;
	if (tx->modes & ADJ_ESTERROR)
		k->esterror = tx->esterror;
	if (tx->modes & ADJ_TICK)
		k->tick_us = tx->tick;
}

static int
sys_adjtimex(void *arg, struct timex *tx)
{
	struct sim_kernel	*k = arg;
	int64_t			 old_us = k->adjust_us;

	k->read(k->arg);
	k->calls++;
	if ((tx->modes & 0x8000) != 0) {
		if (tx->modes != ADJ_OFFSET_SINGLESHOT &&
		    tx->modes != ADJ_OFFSET_SS_READ) {
			errno = EINVAL;
			return -1;
		}
		if (tx->modes == ADJ_OFFSET_SINGLESHOT)
			k->adjust_us = tx->offset;
		tx->offset = (long)old_us;
		return 0;
	}
	if ((tx->modes & ADJ_TICK) && (tx->tick < 9 * TICK_US / 10 ||
	    tx->tick > 11 * TICK_US / 10)) {
		errno = EINVAL;
		return -1;
	}
	if ((tx->modes & ADJ_SETOFFSET) && step_by(k, tx) == -1)
		return -1;
	set_modes(k, tx);
	tx->freq = k->freq;
	tx->tick = k->tick_us;
	tx->status = k->status;
	return 0;
}
#else
static int
sys_set_freq(void *arg, int64_t freq_ppb16)
{
	struct sim_kernel	*k = arg;

	k->read(k->arg);
	k->freq = (long)(freq_ppb16 / 1000);
	return 0;
}

static int
sys_get_freq(void *arg, int64_t *freq_ppb16)
{
	const struct sim_kernel	*k = arg;

	*freq_ppb16 = k->freq * 1000;
	return 0;
}

static int
sys_adjtime(void *arg, int64_t delta_us, int64_t *left_us)
{
	struct sim_kernel	*k = arg;

	k->read(k->arg);
	*left_us = k->adjust_us;
	k->adjust_us = delta_us;
	return 0;
}

static int
sys_status(void *arg, const struct par_clock_status *st)
{
	struct sim_kernel	*k = arg;

	k->read(k->arg);
	arm_leap(k, st->leap);
	return 0;
}
#endif

void
sim_kernel_init(struct sim_kernel *k, int64_t raw_ns, int64_t wall_ns)
{
	memset(k, 0, sizeof *k);
	k->raw_ns = raw_ns;
	k->wall_ns = wall_ns;
	k->tick_us = TICK_US;
	k->maxerror = k->esterror = PHASE_MAX_US;
	k->sys.arg = k;
	k->sys.now = sys_now;
#ifdef __linux__
	k->sys.adjtimex = sys_adjtimex;
	k->sys.tick_us = TICK_US;
#else
	k->sys.set_freq = sys_set_freq;
	k->sys.get_freq = sys_get_freq;
	k->sys.adjtime = sys_adjtime;
	k->sys.adjtime_us = ADJUST_US;
	k->sys.status = sys_status;
#endif
	k->sys.step = sys_step;
}
