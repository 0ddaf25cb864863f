/* ISC licence, see LICENSE. */
/* A line through the RTC's readings.  Pure. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "par_rtcfit.h"
#include "tm.h"

#define JUMP_NS		TM_S
#define GAIN_SPAN_NS	(240 * TM_S)	/* less says nothing of its rate */
#define REF_MAX_S	8e9		/* the year 2223 */
#define FAST_MAX_S	1e9
#define GAIN_MAX	1e-3		/* of a line that is to be believed */

void
par_rtcfit_forget(struct par_rtcfit *f)
{
	memset(f, 0, sizeof *f);
}

/* Seconds of a sample since the last one, and its distance from that. */
static double
x_of(const struct par_rtcfit *f, unsigned int i)
{
	return tm_s_from_ns(f->utc_ns[i] - f->utc_ns[f->n - 1]);
}

static double
y_of(const struct par_rtcfit *f, unsigned int i)
{
	return tm_s_from_ns(f->fast_ns[i] - f->fast_ns[f->n - 1]);
}

static void
count_runs(struct par_rtcfit *f, double at_end, double gain)
{
	unsigned int	i;
	bool		above, was = false;

	f->runs = 0;
	for (i = 0; i < f->n; i++) {
		above = y_of(f, i) > at_end + gain * x_of(f, i);
		f->runs += i == 0 || above != was;
		was = above;
	}
}

static int
compare(const void *a, const void *b)
{
	double	x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *v, unsigned int n)
{
	qsort(v, n, sizeof *v, compare);
	return (v[(n - 1) / 2] + v[n / 2]) / 2;
}

/*
 * A second is seen when the daemon is woken up for it, which is late at times:
 * medians do not mind (Theil's line, 1950, of pairs that are far apart).
 */
static void
fit(struct par_rtcfit *f)
{
	double		v[PAR_RTC_SAMPLES], gain = 0, at_end;
	unsigned int	i, half = f->n / 2, far = f->n - half;

	if (par_rtcfit_span_ns(f) >= GAIN_SPAN_NS) {
		for (i = 0; i < half; i++)
			v[i] = (y_of(f, i + far) - y_of(f, i)) /
			    (x_of(f, i + far) - x_of(f, i));
		gain = median(v, half);
	}
	for (i = 0; i < f->n; i++)
		v[i] = y_of(f, i) - gain * x_of(f, i);
	at_end = median(v, f->n);
	f->valid = fabs(gain) < GAIN_MAX;
	f->ref_ns = f->utc_ns[f->n - 1];
	f->fast_s = tm_s_from_ns(f->fast_ns[f->n - 1]) + at_end;
	f->gain = gain;
	count_runs(f, at_end, gain);
}

void
par_rtcfit_add(struct par_rtcfit *f, int64_t utc_ns, int64_t rtc_ns)
{
	int64_t	fast_ns = rtc_ns - utc_ns, off_ns;

	if (f->n > 0) {
		off_ns = fast_ns - (f->valid ? par_rtcfit_fast_ns(f, utc_ns) :
		    f->fast_ns[f->n - 1]);
		if (utc_ns <= f->utc_ns[f->n - 1] || off_ns > JUMP_NS ||
		    off_ns < -JUMP_NS)
			par_rtcfit_forget(f);
	}
	if (f->n == PAR_RTC_SAMPLES) {
		f->n--;
		memmove(f->utc_ns, f->utc_ns + 1, f->n * sizeof f->utc_ns[0]);
		memmove(f->fast_ns, f->fast_ns + 1,
		    f->n * sizeof f->fast_ns[0]);
	}
	f->utc_ns[f->n] = utc_ns;
	f->fast_ns[f->n++] = fast_ns;
	if (f->n >= PAR_RTC_LEAST)
		fit(f);
}

int64_t
par_rtcfit_fast_ns(const struct par_rtcfit *f, int64_t ns)
{
	return f->valid ? tm_ns_from_s(f->fast_s +
	    f->gain * tm_s_from_ns(ns - f->ref_ns)) : 0;
}

int64_t
par_rtcfit_span_ns(const struct par_rtcfit *f)
{
	return f->n == 0 ? 0 : f->utc_ns[f->n - 1] - f->utc_ns[0];
}

size_t
par_rtcfit_encode(const struct par_rtcfit *f, char *buf, size_t size)
{
	int	len = snprintf(buf, size, "%d %" PRId64 " %.6f %.3f\n",
		    f->valid, f->ref_ns / TM_S, f->fast_s, f->gain * 1e6);

	return len < 0 || (size_t)len >= size ? 0 : (size_t)len;
}

/* A number of at most that size. */
static bool
take(const char **text, double most, double *x)
{
	char	*end;

	*x = strtod(*text, &end);
	if (end == *text || !(fabs(*x) <= most))
		return false;
	*text = end;
	return true;
}

bool
par_rtcfit_decode(struct par_rtcfit *f, const char *text)
{
	double	valid, ref_s, fast_s, ppm;

	par_rtcfit_forget(f);
	if (!take(&text, 1, &valid) || !take(&text, REF_MAX_S, &ref_s) ||
	    !take(&text, FAST_MAX_S, &fast_s) ||
	    !take(&text, GAIN_MAX * 1e6, &ppm) || ref_s < 0)
		return false;
	f->valid = valid > 0;
	f->ref_ns = (int64_t)ref_s * TM_S;
	f->fast_s = fast_s;
	f->gain = ppm * 1e-6;
	return true;
}
