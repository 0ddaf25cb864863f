/* ISC licence, see LICENSE. */
/* chronyc's selectdata: how selection sees the sources. */
#ifndef CHIMECTL_SELECT_H
#define CHIMECTL_SELECT_H

#include "chimectl_tool.h"

/* selectdata [-a] [-v] */
enum ctl_exit	 ctl_select_data(struct ctl_tool *, unsigned int, char **);

#endif
