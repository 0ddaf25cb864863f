/* ISC licence, see LICENSE. */
/*
 * Time: the three timescales as three types; tm_ntp.h has their wire forms.
 * An instant is int64 nanoseconds; only differences may become doubles.
 */
#ifndef TM_H
#define TM_H

#include <stdint.h>

#define TM_S	INT64_C(1000000000)
#define TM_MS	INT64_C(1000000)
#define TM_US	INT64_C(1000)
#define TM_DAY	(86400 * TM_S)
#define TM_NEVER INT64_MAX

/* One ppb16 is 2^-16 parts per billion; 1 ppm is 65536000. */
#define TM_PPM16	INT64_C(65536000)

/* What nobody steers: CLOCK_MONOTONIC_RAW, nanoseconds since boot. */
struct tm_raw {
	int64_t	ns;
};

/* What the parent steers: CLOCK_REALTIME, nanoseconds since 1970. */
struct tm_wall {
	int64_t	ns;
};

/*
 * What the estimator believes: nanoseconds since 1970 on a scale without
 * steps (UTC, less the leap seconds since the daemon's start).
 */
struct tm_true {
	int64_t	ns;
};

/* One instant, read on both clocks of this machine. */
struct tm_now {
	struct tm_raw	raw;
	struct tm_wall	wall;
};

/*
 * The leap seconds since start.  At true_ns[i] the difference true - UTC
 * grows by step[i] seconds (+1 inserted, -1 deleted).
 */
#define TM_LEAPS	4
struct tm_leaps {
	int64_t		true_ns[TM_LEAPS];
	int32_t		step[TM_LEAPS];
	uint32_t	n;
	uint32_t	pad;
};

/* ns * ppb16 / (2^16 * 10^9), rounded to nearest, without overflow. */
int64_t		 tm_scale(int64_t ns, int64_t ppb16);

/* seconds to nanoseconds, saturated, NaN to 0; and back */
int64_t		 tm_ns_from_s(double s);
static inline double
tm_s_from_ns(int64_t ns)
{
	return (double)ns * 1e-9;
}

/* relative frequency (1 = 100 %) to ppb16, saturated, NaN to 0; and back */
int64_t		 tm_ppb16_from_ratio(double ratio);
double		 tm_ratio_from_ppb16(int64_t ppb16);

/* The two edges between UTC and the true scale; leaps may be empty. */
int64_t		 tm_utc_from_true(const struct tm_leaps *, struct tm_true);
struct tm_true	 tm_true_from_utc(const struct tm_leaps *, int64_t utc_ns);

/*
 * Enters a leap of step seconds at the end of the UTC second before
 * utc_ns.  Returns 0, or -1 when the table is full.
 */
int		 tm_leap_add(struct tm_leaps *, int64_t utc_ns, int step);

#endif
