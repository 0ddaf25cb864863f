/* ISC licence, see LICENSE. */
/* Conversions between timescales.  Pure. */
#include <math.h>

#include "tm.h"
#include "wide.h"

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
