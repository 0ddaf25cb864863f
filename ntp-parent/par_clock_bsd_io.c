/* ISC licence, see LICENSE. */
/* The BSDs: the system calls under the clock driver, and who may set it. */
#ifndef __linux__
#include <sys/types.h>
#include <sys/time.h>
#ifndef __OpenBSD__
#include <sys/timex.h>
#endif

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "page_io.h"
#include "par_clock.h"
#include "par_clock_sys.h"

static struct tm_now
host_now(void *arg)
{
	(void)arg;
	return page_now_real();
}

static int
host_adjtime(void *arg, int64_t delta_us, int64_t *left_us)
{
	struct timeval	delta, left;

	(void)arg;
	delta.tv_sec = delta_us / 1000000;
	delta.tv_usec = delta_us % 1000000;
	if (delta.tv_usec < 0) {
		delta.tv_sec--;
		delta.tv_usec += 1000000;
	}
	if (adjtime(&delta, &left) == -1)
		return -1;
	*left_us = (int64_t)left.tv_sec * 1000000 + left.tv_usec;
	return 0;
}

static int
host_step(void *arg, int64_t delta_ns)
{
	struct timespec	ts;
	int64_t		wall_ns;

	(void)arg;
	if (clock_gettime(CLOCK_REALTIME, &ts) == -1)
		return -1;
	wall_ns = (int64_t)ts.tv_sec * TM_S + ts.tv_nsec + delta_ns;
	ts.tv_sec = wall_ns / TM_S;
	ts.tv_nsec = wall_ns % TM_S;
	return clock_settime(CLOCK_REALTIME, &ts);
}

#ifdef __OpenBSD__
/* adjfreq(2) counts ns per s, shifted left by 32. */
static int
host_set_freq(void *arg, int64_t freq_ppb16)
{
	int64_t	freq = freq_ppb16 << 16;

	(void)arg;
	return adjfreq(&freq, NULL);
}

static int
host_get_freq(void *arg, int64_t *freq_ppb16)
{
	int64_t	freq;

	(void)arg;
	if (adjfreq(NULL, &freq) == -1)
		return -1;
	*freq_ppb16 = freq >> 16;
	return 0;
}

static int
host_status(void *arg, const struct par_clock_status *st)
{
	/* this kernel keeps no such thing */
	(void)arg;
	(void)st;
	return 0;
}
#define ADJTIME_US	5000
#else
/* timex.freq counts 2^-16 ppm. */
static int
host_set_freq(void *arg, int64_t freq_ppb16)
{
	struct timex	tx;

	(void)arg;
	memset(&tx, 0, sizeof tx);
	tx.modes = MOD_FREQUENCY;
	tx.freq = (long)(freq_ppb16 / (TM_PPM16 / 65536));
	return ntp_adjtime(&tx) == -1 ? -1 : 0;
}

static int
host_get_freq(void *arg, int64_t *freq_ppb16)
{
	struct timex	tx;

	(void)arg;
	memset(&tx, 0, sizeof tx);
	if (ntp_adjtime(&tx) == -1)
		return -1;
	*freq_ppb16 = (int64_t)tx.freq * (TM_PPM16 / 65536);
	return 0;
}

static int
host_status(void *arg, const struct par_clock_status *st)
{
	struct timex	tx;

	(void)arg;
	memset(&tx, 0, sizeof tx);
	tx.modes = MOD_STATUS | MOD_MAXERROR | MOD_ESTERROR;
	tx.status = (st->synced ? 0 : STA_UNSYNC) |
	    (st->leap > 0 ? STA_INS : st->leap < 0 ? STA_DEL : 0);
	tx.maxerror = (long)((st->maxerror_ns + TM_US - 1) / TM_US);
	tx.esterror = (long)((st->esterror_ns + TM_US - 1) / TM_US);
	return ntp_adjtime(&tx) == -1 ? -1 : 0;
}
#define ADJTIME_US	500
#endif

const struct par_clock_sys	par_clock_host = {
	.now = host_now,
	.set_freq = host_set_freq,
	.get_freq = host_get_freq,
	.adjtime = host_adjtime,
	.adjtime_us = ADJTIME_US,
	.step = host_step,
	.status = host_status,
};

bool
par_clock_can_set(void)
{
	return geteuid() == 0;
}
#endif
