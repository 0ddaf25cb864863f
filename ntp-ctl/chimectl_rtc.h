/* ISC licence, see LICENSE. */
/* rtcdata, trimrtc and writertc, as chronyc(1) knows them. */
#ifndef CHIMECTL_RTC_H
#define CHIMECTL_RTC_H

#include "chimectl_tool.h"

enum ctl_exit	 ctl_rtc_data(struct ctl_tool *, unsigned int, char **);
enum ctl_exit	 ctl_rtc_trim(struct ctl_tool *, unsigned int, char **);
enum ctl_exit	 ctl_rtc_write(struct ctl_tool *, unsigned int, char **);

#endif
