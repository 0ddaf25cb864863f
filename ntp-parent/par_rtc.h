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
};

/* This machine's: of a device such as /dev/rtc, arg is its path. */
extern const struct par_rtc_driver par_rtc_host;

/* One that shows wall and arg (int64_t *, ns) more; it is always UTC. */
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
	int64_t	rtc_ns;		/* UTC */
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
