/* ISC licence, see LICENSE. */
/* The RTC at the start of the daemon (-s). */
#ifndef PAR_RTC_IO_H
#define PAR_RTC_IO_H

#include "par_args.h"
#include "par_clock.h"
#include "par_conf.h"
#include "par_rtc.h"
#include "par_rtcfit.h"
#include "pol.h"

/* par_rtc_driver.local_s by mktime(3); arg is not used. */
int64_t	 par_rtc_local_s(void *arg, const struct tm *);

struct par_rtc {
	struct par_rtc_driver	drv;
	struct par_rtc_dev	dev;
	struct par_rtcfit	fit;
	bool			utc;		/* it counts UTC */
	bool			exists;
};

/* The RTC that the configuration means, or the virtual one; not moved. */
void	 par_rtc_find(struct par_rtc *, const struct par_args *,
	    const struct par_conf *);

/*
 * Sets the clock as -s wants it, from the RTC or the saved time, before
 * anything else is done to it; says so.
 */
void	 par_rtc_boot(struct par_rtc *, struct par_clock *,
	    const struct pol_conf *, int64_t saved_ns);

#endif
