/* ISC licence, see LICENSE. */
/* chronyc's commands that are lines of the configuration, until the end. */
#ifndef CHIMECTL_SETTING_H
#define CHIMECTL_SETTING_H

#include "chimectl_tool.h"

/* local [OPTION...|off], maxupdateskew PPM, reselectdist SECONDS */
enum ctl_exit	 ctl_setting(struct ctl_tool *, unsigned int, char **);

#endif
