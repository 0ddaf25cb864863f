/* ISC licence, see LICENSE. */
/*
 * Answers back to the clients who wait for them.  Times are raw
 * nanoseconds; slot is a client's.
 */
#ifndef CTL_ANSWER_H
#define CTL_ANSWER_H

#include "ctl.h"

/* Closes the connection. */
void	 ctl_hangup(struct ctl *, unsigned int slot);

/* Sends a record with the client's own number; hangs up where it cannot. */
void	 ctl_send(struct ctl *, unsigned int slot, enum ctl_type,
	    const void *payload);

/* The client has had its answer: it is read again, when its turn comes. */
void	 ctl_answered(struct ctl *, unsigned int slot, int64_t now_ns);

/* Ends a table; why, when it is not OK, may be empty. */
void	 ctl_send_end(struct ctl *, unsigned int slot, enum cmd_status,
	    const char *why, int64_t now_ns);

/* No answer will come: says so to the client. */
void	 ctl_fail(struct ctl *, unsigned int slot, const char *why,
	    int64_t now_ns);

/* Handlers of STAT_ROW, STAT_END and CTL_RESULT. */
void	 ctl_stat_row(struct ctl *, const struct ipc_msg *, int64_t now_ns);
void	 ctl_stat_end(struct ctl *, const struct ipc_msg *, int64_t now_ns);
void	 ctl_result(struct ctl *, const struct ipc_msg *, int64_t now_ns);

#endif
