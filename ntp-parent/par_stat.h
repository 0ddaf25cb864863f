/* ISC licence, see LICENSE. */
/* The parent's own tables: its policy, the RTC.  Pure. */
#ifndef PAR_STAT_H
#define PAR_STAT_H

#include "par_core.h"

/* Handler of STAT_REQ (from ntp-ctl). */
void	 par_stat(struct par *, const struct ipc_msg *, struct tm_now);

/*
 * CMD_TRIMRTC, CMD_WRITERTC; or 0: fills in the report.  CMD_NORTC where no
 * RTC is watched.
 */
enum cmd_status	 par_stat_rtc(struct par *, uint32_t cmd, struct stat_rtc *);

#endif
