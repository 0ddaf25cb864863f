/* ISC licence, see LICENSE. */
/*
 * Numbers as chronyc(1) writes them.  Every function fills buf and returns
 * it; lengths of time are nanoseconds, frequencies 2^-16 ppb.
 */
#ifndef CHIMECTL_UNITS_H
#define CHIMECTL_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#define CTL_FMT	48		/* bytes of a buffer */

#define CTL_NEVER_S	UINT32_MAX	/* an age in a CSV column: never */

/* An age in whole seconds as uint32; negative ones are CTL_NEVER_S. */
uint32_t	 ctl_age_s(int64_t ns);

/* Four columns: "1199", " 20m", " 10h", "  4d", "  2y", "   -" for never. */
const char	*ctl_fmt_interval(char buf[CTL_FMT], uint32_t age_s);

/* Seven columns with sign: "  -171ns", "+99.9s"; from ns to years. */
const char	*ctl_fmt_offset(char buf[CTL_FMT], int64_t ns);

/* Six columns without sign, of the magnitude. */
const char	*ctl_fmt_error(char buf[CTL_FMT], int64_t ns);

/* Ten columns, parts per million with three decimals; plus: with sign. */
const char	*ctl_fmt_ppm(char buf[CTL_FMT], int64_t ppb16, bool plus);

/* Seconds with nine decimals, exact; plus: '+' unless negative. */
const char	*ctl_fmt_seconds(char buf[CTL_FMT], int64_t ns, bool plus);

/* The same without sign, of the magnitude. */
const char	*ctl_fmt_magnitude(char buf[CTL_FMT], int64_t ns);

/* "Sun Nov 22 18:25:12 2026" of an instant in ns since 1970, UTC. */
const char	*ctl_fmt_utc(char buf[CTL_FMT], int64_t utc_ns);

/* A frequency in parts per million. */
double		 ctl_ppm(int64_t ppb16);

#endif
