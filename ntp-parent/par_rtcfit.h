/* ISC licence, see LICENSE. */
/*
 * How far off the RTC is, and how fast it runs: a line through what it
 * showed at the ends of its seconds.
 */
#ifndef PAR_RTCFIT_H
#define PAR_RTCFIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAR_RTC_SAMPLES	64
#define PAR_RTC_LEAST	4		/* of them make a line */

struct par_rtcfit {
	unsigned int	n;
	int64_t		utc_ns[PAR_RTC_SAMPLES];	/* the oldest first */
	int64_t		fast_ns[PAR_RTC_SAMPLES];	/* RTC less UTC */

	/* the line; also from the file, with n 0 */
	bool		valid;
	int64_t		ref_ns;			/* UTC */
	double		fast_s;			/* then */
	double		gain;			/* s/s */
	unsigned int	runs;			/* of residuals of one sign */
};

/*
 * At utc_ns the RTC began a second and showed rtc_ns.  A distance of more
 * than a second from the line means that somebody has set it: then all
 * before is forgotten.
 */
void	 par_rtcfit_add(struct par_rtcfit *, int64_t utc_ns, int64_t rtc_ns);

/* The RTC has been set. */
void	 par_rtcfit_forget(struct par_rtcfit *);

/* By how much it is fast at an instant (UTC or its own), ns; 0: unknown. */
int64_t	 par_rtcfit_fast_ns(const struct par_rtcfit *, int64_t ns);

/* How much time the samples span, ns. */
int64_t	 par_rtcfit_span_ns(const struct par_rtcfit *);

/*
 * chronyd's rtcfile: valid, reference time (s), seconds fast, ppm gained.
 * Returns its length, 0: no room; and whether a text was one.
 */
size_t	 par_rtcfit_encode(const struct par_rtcfit *, char *, size_t);
bool	 par_rtcfit_decode(struct par_rtcfit *, const char *);

#endif
