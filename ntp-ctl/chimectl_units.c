/* ISC licence, see LICENSE. */
/* Numbers as chronyc(1) writes them.  Pure. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "chimectl_units.h"
#include "tm.h"

#define MINUTE_S	60
#define HOUR_S		3600
#define DAY_S		86400
#define YEAR_D		365

/* Below this many, the next larger unit is not needed yet. */
#define DIGITS4		9999.5
#define DIGITS5		99999.5

static const struct unit {
	double		 below_ns;
	double		 unit_ns;
	int		 width;		/* of the number, without sign */
	int		 decimals;
	const char	*name;
} units[] = {
	{ DIGITS4,			1,		4, 0, "ns" },
	{ DIGITS4 * 1e3,		1e3,		4, 0, "us" },
	{ DIGITS4 * 1e6,		1e6,		4, 0, "ms" },
	{ 999.5e9,			1e9,		5, 1, "s" },
	{ DIGITS5 * 1e9,		1e9,		5, 0, "s" },
	{ DIGITS5 * MINUTE_S * 1e9,	MINUTE_S * 1e9,	5, 0, "m" },
	{ DIGITS5 * HOUR_S * 1e9,	HOUR_S * 1e9,	5, 0, "h" },
	{ DIGITS5 * DAY_S * 1e9,	DAY_S * 1e9,	5, 0, "d" },
	{ INFINITY,		1e9 * DAY_S * YEAR_D,	5, 0, "y" },
};

static uint64_t
magnitude(int64_t ns)
{
	return ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
}

uint32_t
ctl_age_s(int64_t ns)
{
	if (ns < 0)
		return CTL_NEVER_S;
	return ns / TM_S < CTL_NEVER_S ? (uint32_t)(ns / TM_S) :
	    CTL_NEVER_S - 1;
}

const char *
ctl_fmt_interval(char buf[CTL_FMT], uint32_t s)
{
	if (s == CTL_NEVER_S)
		snprintf(buf, CTL_FMT, "   -");
	else if (s < 20 * MINUTE_S)
		snprintf(buf, CTL_FMT, "%4u", s);
	else if (s < 10 * HOUR_S)
		snprintf(buf, CTL_FMT, "%3um", s / MINUTE_S);
	else if (s < 4 * DAY_S)
		snprintf(buf, CTL_FMT, "%3uh", s / HOUR_S);
	else if (s / DAY_S <= 999)
		snprintf(buf, CTL_FMT, "%3ud", s / DAY_S);
	else
		snprintf(buf, CTL_FMT, "%3uy", s / (DAY_S * YEAR_D));
	return buf;
}

static const struct unit *
unit_of(double ns)
{
	const struct unit	*u = units;

	while (ns >= u->below_ns)
		u++;
	return u;
}

const char *
ctl_fmt_offset(char buf[CTL_FMT], int64_t ns)
{
	const struct unit	*u = unit_of(fabs((double)ns));

	snprintf(buf, CTL_FMT, "%+*.*f%s", u->width + 1, u->decimals,
	    (double)ns / u->unit_ns, u->name);
	return buf;
}

const char *
ctl_fmt_error(char buf[CTL_FMT], int64_t ns)
{
	double			 x = fabs((double)ns);
	const struct unit	*u = unit_of(x);

	snprintf(buf, CTL_FMT, "%*.*f%s", u->width, u->decimals,
	    x / u->unit_ns, u->name);
	return buf;
}

double
ctl_ppm(int64_t ppb16)
{
	return (double)ppb16 / (double)TM_PPM16;
}

const char *
ctl_fmt_ppm(char buf[CTL_FMT], int64_t ppb16, bool plus)
{
	double	ppm = ctl_ppm(ppb16);

	snprintf(buf, CTL_FMT, plus ? "%+10.*f" : "%10.*f",
	    fabs(ppm) < DIGITS5 ? 3 : 0, ppm);
	return buf;
}

const char *
ctl_fmt_magnitude(char buf[CTL_FMT], int64_t ns)
{
	uint64_t	u = magnitude(ns);

	snprintf(buf, CTL_FMT, "%llu.%09llu",
	    (unsigned long long)(u / TM_S), (unsigned long long)(u % TM_S));
	return buf;
}

const char *
ctl_fmt_seconds(char buf[CTL_FMT], int64_t ns, bool plus)
{
	char	digits[CTL_FMT - 1];
	uint64_t u = magnitude(ns);

	snprintf(digits, sizeof digits, "%llu.%09llu",
	    (unsigned long long)(u / TM_S), (unsigned long long)(u % TM_S));
	snprintf(buf, CTL_FMT, "%s%s", ns < 0 ? "-" : plus ? "+" : "", digits);
	return buf;
}

const char *
ctl_fmt_utc(char buf[CTL_FMT], int64_t utc_ns)
{
	struct tm	tm;
	time_t		t = (time_t)(utc_ns / TM_S);

	if (utc_ns % TM_S < 0)
		t--;
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(buf, CTL_FMT, "%a %b %d %H:%M:%S %Y", &tm) == 0)
		snprintf(buf, CTL_FMT, "-");
	return buf;
}
