/* ISC licence, see LICENSE. */
/* Conversions between timescales and wire formats.  Pure. */
#include <math.h>

#include "tm.h"
#include "wide.h"

/* seconds from 1900 to 1970 */
#define NTP_UNIX	INT64_C(2208988800)

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

uint64_t
tm_ntp_from_utc(int64_t utc_ns)
{
	int64_t		s = floor_div(utc_ns, TM_S);
	uint64_t	frac_ns = (uint64_t)(utc_ns - s * TM_S);
	uint64_t	frac = ((frac_ns << 32) + TM_S / 2) / TM_S;

	/* a fraction that rounds up to 2^32 carries into the seconds */
	return ((uint64_t)(s + NTP_UNIX) << 32) + frac;
}

int64_t
tm_utc_from_ntp(uint64_t ntp, int64_t pivot_ns)
{
	int64_t		pivot_s = floor_div(pivot_ns, TM_S);
	uint32_t	pivot_low = (uint32_t)(pivot_s + NTP_UNIX);
	int32_t		diff_s = (int32_t)((uint32_t)(ntp >> 32) - pivot_low);
	uint64_t	frac = ntp & 0xffffffff;

	return (pivot_s + diff_s) * TM_S +
	    (int64_t)((frac * TM_S + (UINT64_C(1) << 31)) >> 32);
}

uint32_t
tm_short_from_ns(int64_t ns)
{
	uint64_t	s;

	if (ns <= 0)
		return 0;
	if (ns >= INT64_C(65536) * TM_S)
		return UINT32_MAX;
	s = (((uint64_t)ns << 16) + TM_S - 1) / TM_S;
	return s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

int64_t
tm_ns_from_short(uint32_t s)
{
	return (int64_t)(((uint64_t)s * TM_S + (1 << 15)) >> 16);
}

int64_t
tm_scale(int64_t ns, int64_t ppb16)
{
	const int64_t	unit = TM_S << 16, half = unit / 2;
	int64_t		small, part;

	/* nearly always so, and ten times as fast */
	if (!__builtin_mul_overflow(ns, ppb16, &small) &&
	    small < INT64_MAX - half && small > INT64_MIN + half)
		return (small + (small < 0 ? -half : half)) / unit;
	part = (ns < 0) != (ppb16 < 0) ? -half : half;
	return wide_muldiv(ns, ppb16, unit, &part);
}

static int64_t
saturate(double x)
{
	if (isnan(x))
		return 0;
	if (x >= 9.2e18)
		return INT64_C(9200000000000000000);
	if (x <= -9.2e18)
		return -INT64_C(9200000000000000000);
	return llround(x);
}

int64_t
tm_ns_from_s(double s)
{
	return saturate(s * 1e9);
}

int64_t
tm_ppb16_from_ratio(double ratio)
{
	return saturate(ratio * 65536e9);
}

double
tm_ratio_from_ppb16(int64_t ppb16)
{
	return (double)ppb16 / 65536e9;
}

int64_t
tm_utc_from_true(const struct tm_leaps *leaps, struct tm_true t)
{
	int64_t		sum_s = 0;
	uint32_t	i;

	for (i = 0; i < leaps->n && i < TM_LEAPS; i++)
		if (t.ns >= leaps->true_ns[i])
			sum_s += leaps->step[i];
	return t.ns - sum_s * TM_S;
}

struct tm_true
tm_true_from_utc(const struct tm_leaps *leaps, int64_t utc_ns)
{
	struct tm_true	t = { utc_ns };
	int64_t		sum_s = 0;
	uint32_t	i;

	/*
	 * An inserted second is counted twice in UTC; the first reading is
	 * taken, as a clock that steps back at its end shows it.
	 */
	for (i = 0; i < leaps->n && i < TM_LEAPS; i++) {
		sum_s += leaps->step[i];
		if (utc_ns + sum_s * TM_S >= leaps->true_ns[i] +
		    (leaps->step[i] > 0 ? TM_S : 0))
			t.ns = utc_ns + sum_s * TM_S;
	}
	return t;
}

int
tm_leap_add(struct tm_leaps *leaps, int64_t utc_ns, int step)
{
	if (leaps->n >= TM_LEAPS)
		return -1;
	leaps->true_ns[leaps->n] = tm_true_from_utc(leaps, utc_ns).ns;
	leaps->step[leaps->n] = step;
	leaps->n++;
	return 0;
}
