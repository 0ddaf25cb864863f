/* ISC licence, see LICENSE. */
/* chronyc's commands about what is served, and to whom. */
#ifndef CHIMECTL_SERVE_H
#define CHIMECTL_SERVE_H

#include "chimectl_tool.h"

/*
 * Each takes the words of its line; words[0] is the command.  serverstats
 * -v adds what chronyc does not know: why requests were not answered.
 */
enum ctl_exit	 ctl_serve_stats(struct ctl_tool *, unsigned int, char **);

/*
 * clients [-k] [-p HITS] [-r] [-v]: NTP clients, or those with so many hits;
 * -r counts anew after that.
 */
enum ctl_exit	 ctl_serve_clients(struct ctl_tool *, unsigned int, char **);

/* accheck ADDRESS|HOST */
enum ctl_exit	 ctl_serve_accheck(struct ctl_tool *, unsigned int, char **);

/* allow and deny [all] [SUBNET|ADDRESS|HOST] */
enum ctl_exit	 ctl_serve_access(struct ctl_tool *, unsigned int, char **);

#endif
