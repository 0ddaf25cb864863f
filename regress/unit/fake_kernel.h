/* ISC licence, see LICENSE. */
/*
 * A kernel for the clock driver's tests: adjtimex(2) of Linux as far as the
 * driver may use it, on a raw clock that only fake_run moves.  At each
 * second of wall the kernel takes up to 500 us of what adjtime has left and
 * spreads it over that second, whatever happens to the rest meanwhile.
 */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include <sys/timex.h>

#include <errno.h>
#include <string.h>

#include "par_clock_sys.h"
#include "tm.h"
#include "wide.h"

#define FAKE_TICK_US	10000
#define FAKE_PHASE_MAX	16000000	/* us: the kernel's NTP_PHASE_LIMIT */

struct fake_kernel {
	int64_t	raw_ns, wall_ns;
	int64_t	part;		/* of wall, in 2^-16 * 10^-9 ns */
	int64_t	tick_us, freq;
	int64_t	pll_ns;		/* an offset that a PLL works off */
	int64_t	adjust_us;	/* adjtime: not yet taken up */
	int64_t	second_us;	/* taken up for the second that runs */
	int	status;
	long	maxerror, esterror;
	int	tai;
	bool	leapt;		/* a leap second was inserted */
	int	calls, sets;
	int	fail_at;	/* this call (1 is the first) fails */
	int	fail_errno;
};

static inline void
fake_init(struct fake_kernel *k, int64_t raw_ns, int64_t wall_ns)
{
	memset(k, 0, sizeof *k);
	k->raw_ns = raw_ns;
	k->wall_ns = wall_ns;
	k->tick_us = FAKE_TICK_US;
	k->status = STA_UNSYNC;
	k->maxerror = k->esterror = FAKE_PHASE_MAX;
}

static inline int64_t
fake_rate(const struct fake_kernel *k)
{
	return (k->tick_us - FAKE_TICK_US) * 100 * TM_PPM16 +
	    k->freq * 1000 + k->second_us * TM_PPM16;
}

static inline void
fake_second(struct fake_kernel *k)
{
	int64_t	us = k->adjust_us;

	us = us > 500 ? 500 : us < -500 ? -500 : us;
	k->second_us = us;
	k->adjust_us -= us;
	/* TIME_WAIT: until it is not wanted any more, there is no other */
	k->leapt = k->leapt && (k->status & STA_INS);
	if (k->wall_ns % TM_DAY > TM_S || k->leapt || !(k->status & STA_INS))
		return;
	k->leapt = true;
	k->wall_ns -= TM_S;
	k->tai++;
}

/* Lets dt of raw time pass. */
static inline void
fake_run(struct fake_kernel *k, int64_t dt_ns)
{
	const int64_t	one = TM_S << 16;
	int64_t		rate, rest_ns, step_ns, moved_ns, up;

	while (dt_ns > 0) {
		rest_ns = TM_S - k->wall_ns % TM_S;
		rate = one + fake_rate(k);
		up = rate - 1;
		step_ns = wide_muldiv(rest_ns, one, rate, &up);
		if (step_ns > dt_ns)
			step_ns = dt_ns;
		moved_ns = wide_muldiv(rate, step_ns, one, &k->part);
		k->wall_ns += moved_ns;
		k->raw_ns += step_ns;
		dt_ns -= step_ns;
		if (step_ns > 0 && k->wall_ns % TM_S < moved_ns)
			fake_second(k);
	}
}

static inline struct tm_now
fake_now(void *arg)
{
	struct fake_kernel	*k = arg;
	struct tm_now		 now = { { k->raw_ns }, { k->wall_ns } };

	return now;
}

static inline int
fake_step(struct fake_kernel *k, const struct timex *tx)
{
	int64_t	unit = tx->modes & ADJ_NANO ? 1 : 1000;

	if (tx->time.tv_usec < 0 || tx->time.tv_usec * unit >= TM_S) {
		errno = EINVAL;
		return -1;
	}
	k->wall_ns += tx->time.tv_sec * TM_S + tx->time.tv_usec * unit;
	k->adjust_us = k->second_us = k->pll_ns = 0;
	k->status = STA_UNSYNC;
	k->maxerror = k->esterror = FAKE_PHASE_MAX;
	return 0;
}

static inline void
fake_modes(struct fake_kernel *k, const struct timex *tx)
{
	if (tx->modes & ADJ_STATUS)
		k->status = (k->status & STA_RONLY) |
		    (tx->status & ~STA_RONLY);
	if (tx->modes & ADJ_NANO)
		k->status |= STA_NANO;
	if (tx->modes & ADJ_FREQUENCY)
		k->freq = tx->freq > 500 << 16 ? 500 << 16 :
		    tx->freq < -(500 << 16) ? -(500 << 16) : tx->freq;
	if (tx->modes & ADJ_MAXERROR)
		k->maxerror = tx->maxerror;
	if (tx->modes & ADJ_ESTERROR)
		k->esterror = tx->esterror;
	if (tx->modes & ADJ_TAI)
		k->tai = (int)tx->constant;
	if ((tx->modes & ADJ_OFFSET) && (k->status & STA_PLL))
		k->pll_ns = tx->offset;
	if (tx->modes & ADJ_TICK)
		k->tick_us = tx->tick;
}

static inline int
fake_adjtimex(void *arg, struct timex *tx)
{
	struct fake_kernel	*k = arg;
	int64_t			 old_us = k->adjust_us;

	k->calls++;
	if (k->calls == k->fail_at) {
		errno = k->fail_errno;
		return -1;
	}
	k->sets += tx->modes != 0;
	if ((tx->modes & 0x8000) != 0) {
		if (tx->modes != ADJ_OFFSET_SINGLESHOT) {
			errno = EINVAL;
			return -1;
		}
		k->adjust_us = tx->offset;
		tx->offset = old_us;
		return 0;
	}
	if ((tx->modes & ADJ_TICK) && (tx->tick < 9000 || tx->tick > 11000)) {
		errno = EINVAL;
		return -1;
	}
	if ((tx->modes & ADJ_SETOFFSET) && fake_step(k, tx) == -1)
		return -1;
	fake_modes(k, tx);
	tx->freq = k->freq;
	tx->tick = k->tick_us;
	tx->status = k->status;
	return 0;
}

static inline struct par_clock_sys
fake_sys(struct fake_kernel *k)
{
	struct par_clock_sys	sys = {
		.arg = k,
		.now = fake_now,
		.adjtimex = fake_adjtimex,
		.tick_us = FAKE_TICK_US,
	};

	return sys;
}

#endif
