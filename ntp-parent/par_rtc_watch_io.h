/* ISC licence, see LICENSE. */
/*
 * rtcfile: the RTC is compared with true time at the start of its seconds,
 * now and then; what is learned is kept in a file, for -s, and the RTC is
 * set when it is too far off (rtcautotrim) or chimectl wants it.
 */
#ifndef PAR_RTC_WATCH_IO_H
#define PAR_RTC_WATCH_IO_H

#include "loop.h"
#include "par_core.h"
#include "par_rows_io.h"
#include "par_rtc_io.h"

struct par_rtc_watch {
	struct par_rtc		*rtc;
	const struct par	*core;
	struct par_rows		*rows;
	struct loop		*loop;
	struct loop_timer	 timer;
	char			 path[PAR_PATH];
	int64_t			 autotrim_ns;	/* 0: never */
	int64_t			 pause_ns;	/* between two samples */
	bool			 running;	/* there is an RTC to watch */
};

/*
 * Reads what an earlier daemon has learned (of a virtual clock: from
 * statedir), into rtc->fit.  Without rtcfile nothing is watched.
 */
void	 par_rtc_watch_load(struct par_rtc_watch *, struct par_rtc *,
	    const struct par_conf *, const char *statedir);

/* Holds the device: while files can still be opened. */
void	 par_rtc_watch_hold(struct par_rtc_watch *);

void	 par_rtc_watch_begin(struct par_rtc_watch *, struct loop *,
	    const struct par *, struct par_rows *);

/*
 * CMD_TRIMRTC and CMD_WRITERTC; or 0: fills in the report.  CMD_NORTC where
 * none is watched.
 */
enum cmd_status par_rtc_watch_cmd(struct par_rtc_watch *, uint32_t cmd,
	    struct stat_rtc *);

/* At the end: writes what was learned. */
void	 par_rtc_watch_end(struct par_rtc_watch *);

#endif
