/* ISC licence, see LICENSE. */
/*
 * The real-time clock: what -s makes of it at the start.  Reading one is a
 * driver's, so that tests have their own.  Pure.
 */
#ifndef PAR_RTC_H
#define PAR_RTC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tm;

struct par_rtc_driver {
	void	*arg;

	/* What it shows, whole seconds; 0, or -1 with errno. */
	int	(*read)(void *arg, struct tm *);

	/* Seconds since 1970 of a time of day of this system's zone. */
	int64_t	(*local_s)(void *arg, const struct tm *);

	/*
	 * Keeps the device for what follows; 0, or -1 with errno.  All
	 * three are NULL where a system has no such thing.
	 */
	int	(*hold)(void *arg);

	/*
	 * Begins or ends waiting for the start of a second.  Returns how
	 * long that will be (ns), 0: its descriptor will be readable then;
	 * or -1 with errno.
	 */
	int64_t	(*edge)(void *arg, bool on);

	/*
	 * Sets it.  Its next second begins half a second later, as with
	 * the MC146818 and what has been made like it since.
	 */
	int	(*set)(void *arg, const struct tm *);
};

/* A device and what a virtual one is made of. */
struct par_rtc_dev {
	const char	*path;		/* such as /dev/rtc */
	int		 fd;		/* -1: not held */
	int64_t		 off_ns;	/* ahead of the machine's wall */
	int64_t		 gain_ppb16;	/* and more so since */
	int64_t		 since_ns;	/* the machine's raw clock */
};

/* This machine's, and one that shows the time of day in UTC; arg is a
 * par_rtc_dev. */
extern const struct par_rtc_driver par_rtc_host;
extern const struct par_rtc_driver par_rtc_virtual;

/*
 * Reads it as UTC or as local time: 0 and the instant (ns since 1970, the
 * middle of the second it shows), or -1 with errno (ERANGE: no date).
 */
int	 par_rtc_read(const struct par_rtc_driver *, bool utc,
	    int64_t *utc_ns);

/*
 * Does the text of hwclock(8)'s adjtime file say that the RTC runs on UTC?
 * It does unless its third line is LOCAL.
 */
bool	 par_rtc_text_utc(const char *text, size_t len);

struct par_rtc_start {
	bool	have_rtc;
	int64_t	rtc_ns;		/* UTC, what rtcfile says taken off */
	int64_t	saved_ns;	/* when last synchronised; 0: never */
	int64_t	floor_ns;	/* of the policy */
	int64_t	ceiling_ns;
};

/*
 * chrony.conf(5) -s: wall is set to the RTC where they differ by more than
 * a second and the RTC is possible; without such an RTC wall is never left
 * before the last saved time.  Returns by how much to step (ns), and why.
 */
int64_t	 par_rtc_start(const struct par_rtc_start *, int64_t wall_ns,
	    const char **why);

#endif
