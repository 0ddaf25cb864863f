/* ISC licence, see LICENSE. */
/* What people are told of sources: activity, ntpdata, authdata.  Pure. */
#ifndef NET_REPORT_H
#define NET_REPORT_H

#include "net.h"

/* Handler of STAT_REQ for the tables of the client side. */
void	 net_report(struct net *, const struct ipc_msg *, struct tm_now);

#endif
