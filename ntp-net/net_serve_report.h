/* ISC licence, see LICENSE. */
/* What was served, and to whom: tables for people. */
#ifndef NET_SERVE_REPORT_H
#define NET_SERVE_REPORT_H

#include "net.h"

#define NET_REPORT_CLIENTS	32	/* rows of CLIENTS in one answer */

/*
 * Sends the rows of STAT_SERVERSTATS or STAT_CLIENTS that a STAT_REQ asks
 * for; of STAT_CLIENTS_ANEW what is in a row is not counted any more once it
 * is sent.  Returns the status of the answer's end.
 */
enum cmd_status	 net_serve_report(struct net *, const struct ipc_msg *,
		    struct tm_now);

/* Whether an address may ask: CMD_ALLOWED or CMD_DENIED. */
enum cmd_status	 net_serve_accheck(const struct net *, const struct addr *);

#endif
