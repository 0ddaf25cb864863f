/* ISC licence, see LICENSE. */
/* chronyc's commands about chronyc itself: the daemon is not asked. */
#ifndef CHIMECTL_SELF_H
#define CHIMECTL_SELF_H

#include "chimectl_tool.h"

/* dns -n|+n|-N|+N|-4|-6|-46: how sources are named, hosts looked up */
enum ctl_exit	 ctl_self_dns(struct ctl_tool *, unsigned int, char **);

/* timeout MILLISECONDS: how long an answer may take */
enum ctl_exit	 ctl_self_timeout(struct ctl_tool *, unsigned int, char **);

/* retries N: nothing is lost on the way to the daemon, so nothing changes */
enum ctl_exit	 ctl_self_retries(struct ctl_tool *, unsigned int, char **);

#endif
