/* ISC licence, see LICENSE. */
/* The reports of ntpctl(8) -s, laid out as OpenNTPD does. */
#ifndef CHIMECTL_NTPCTL_H
#define CHIMECTL_NTPCTL_H

#include <stdio.h>

#include "ipc.h"

enum ctl_ntpctl {
	CTL_SHOW_STATUS = 1, CTL_SHOW_PEERS, CTL_SHOW_SENSORS, CTL_SHOW_ALL
};

/* The report meant by a keyword or the start of one; 0: none. */
enum ctl_ntpctl	 ctl_ntpctl_word(const char *);

/* What the status line counts. */
struct ctl_ntpctl_count {
	unsigned int	peers;
	unsigned int	valid;
};

void	 ctl_ntpctl_add(struct ctl_ntpctl_count *, const struct stat_source *);
void	 ctl_ntpctl_status(FILE *, const struct ctl_ntpctl_count *,
	    const struct stat_tracking *);

/* One source; first writes the header before it. */
void	 ctl_ntpctl_peer(FILE *, const struct stat_source *, bool first);
void	 ctl_ntpctl_no_peers(FILE *);

/* There is no sensor yet to be reported. */
void	 ctl_ntpctl_sensors(FILE *);

#endif
