/* ISC licence, see LICENSE. */
/* Commands, whose they are, and those that wait for a child.  Pure. */
#ifndef PAR_PENDING_H
#define PAR_PENDING_H

#include "par_core.h"

/* A sequence number that no client waits for: the daemon's own command. */
#define PAR_OWN		UINT32_MAX

/* A command, whose it is, and when. */
struct par_call {
	struct ipc_end	ctl;
	uint32_t	seq;
	uint32_t	cmd;
	const struct msg_cmd *c;	/* NULL: no arguments */
	struct tm_now	now;
};

/* The answer; why (may be empty) explains a failure. */
void	 par_pending_answer(struct par *, const struct par_call *,
	    enum cmd_status, const char *why);

/* Hands the command to a child; its CMD_RESULT will be the answer. */
void	 par_pending_forward(struct par *, enum role,
	    const struct par_call *);

/* Handler of CMD_RESULT. */
void	 par_pending_result(struct par *, const struct ipc_msg *,
	    struct tm_now);

/* Answers what a dead child will not, and what took too long. */
void	 par_pending_child_died(struct par *, struct ipc_end);
void	 par_pending_tick(struct par *, struct tm_now);
int64_t	 par_pending_deadline(const struct par *);

#endif
