/* ISC licence, see LICENSE. */
/*
 * The shell that all children share: birth (sandbox, HELLO, channels,
 * READY), channels to siblings, the clock page, the core's timer.
 */
#ifndef ROLE_IO_H
#define ROLE_IO_H

#include "core.h"
#include "ipc_io.h"
#include "loop.h"
#include "page.h"
#include "tm.h"

#define ROLE_CHANS	40	/* channels a child can have: workers */

/* What a core gives to its shell. */
struct role_def {
	enum role	 role;
	void		*core;

	/*
	 * A judged message.  PEER_CHAN comes when the channel is open (send
	 * it your complete present state); a descriptor is the core's.
	 */
	void		(*msg)(void *core, const struct ipc_msg *,
			    struct tm_now);
	void		(*tick)(void *core, struct tm_now);
	/* When tick is due, in raw ns; TM_NEVER if nothing is. */
	int64_t		(*deadline)(const void *core);
};

struct role_shell {
	const struct role_def	*def;
	struct ipc_end		 self;
	struct loop		*loop;
	struct loop_timer	 timer;
	int64_t			 deadline_ns;	/* that the timer is set for */
	struct ipc_chan		 chans[ROLE_CHANS]; /* 0: the parent's */
	const struct page	*page;
	struct msg_ready	 reached;
	bool			 ready;
	struct core_ops		 ops;
};

/*
 * First act of a child: enters the sandbox, says HELLO, fills in r->ops
 * for its core.  argv[1] is the instance.  Exits the process on failure.
 * Events of the core's own descriptors are added to r->loop by the caller.
 */
void	role_start(struct role_shell *, enum role, int argc, char **argv);

/*
 * Runs until the parent has gone.  Returns the exit status.
 */
int	role_run(struct role_shell *, const struct role_def *);

/* Both clocks now, through the page once it has come. */
struct tm_now	role_now(const struct role_shell *);

#endif
