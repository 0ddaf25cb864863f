/* ISC licence, see LICENSE. */
/* chimectl -s: ntpctl's reports, made from the daemon's tables. */
#ifndef CHIMECTL_SHOW_H
#define CHIMECTL_SHOW_H

#include "chimectl_ntpctl.h"
#include "chimectl_tool.h"

enum ctl_exit	 ctl_show(struct ctl_tool *, enum ctl_ntpctl);

#endif
