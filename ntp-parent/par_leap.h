/* ISC licence, see LICENSE. */
/*
 * Leap seconds in the parent: what ntp-clock announces is judged and
 * entered in the clock page, where servers and clients find it in time.
 * Pure.
 */
#ifndef PAR_LEAP_H
#define PAR_LEAP_H

#include "par_core.h"

/* Handler of LEAP: announces one, or withdraws it. */
void	 par_leap_announce(struct par *, const struct ipc_msg *,
	    struct tm_now);

/*
 * May this step be the leap second that has just passed (leapsecmode
 * step)?  Each may be stepped by once, within a minute, and by no more and
 * no less than itself; such a step is charged to nobody.
 */
bool	 par_leap_may_step(struct par *, int64_t offset_ns, struct tm_now);

/*
 * May the clock be told of a leap second (-1, 0, 1) at the end of wall's UTC
 * day?  Not of another one within a day of raw time: who goes back over
 * midnight would make wall go back by one more each time, charged to nobody.
 */
bool	 par_leap_may_arm(struct par *, int leap, struct tm_now);

/*
 * What the kernel may be told of TAI less UTC (s): a first value within
 * 10..100, and from then on what the leap seconds of the page make of it.
 * Returns that, or 0: nothing is to be told.
 */
int	 par_leap_tai(struct par *, int tai_s, struct tm_now);

/* Handler of TZ_REPLY: kept, and passed on to ntp-clock. */
void	 par_leap_zone(struct par *, const struct ipc_msg *, struct tm_now);

/* LEAPS, and what is known of the time zone, to an ntp-clock that begins. */
void	 par_leap_send(struct par *);

/* TZ_QUERY to ntp-dns, where leapsectz is configured. */
void	 par_leap_ask(struct par *, struct tm_now);

/* The text of the leap second list, in parts, to ntp-clock. */
void	 par_leap_send_text(struct par *, const char *text, size_t len);

#endif
