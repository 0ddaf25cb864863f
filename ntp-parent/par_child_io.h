/* ISC licence, see LICENSE. */
/*
 * The children: their processes, channels, lives and deaths.  What they
 * say goes to the core; what breaks a rule ends the one that said it.
 */
#ifndef PAR_CHILD_IO_H
#define PAR_CHILD_IO_H

#include <stdbool.h>

#include "core.h"
#include "ipc_io.h"
#include "loop.h"
#include "par_conf.h"
#include "par_spawn_io.h"
#include "par_sup.h"
#include "par_talk.h"

#define PAR_CHILDREN	(8 + PAR_WORKERS)

struct par_children;

struct par_child {
	struct ipc_end		 end;
	pid_t			 pid;		/* 0: not running */
	struct ipc_chan		 chan;
	struct par_life		 life;
	struct loop_timer	 start_timer;
	struct loop_timer	 hung_timer;	/* while it owes an answer */
	struct loop_timer	 pause_timer;	/* while nobody listens */
	struct par_talk		 talk;
	bool			 paused;
	struct par_children	*all;
	enum par_death		 kill_reason;	/* when we killed it */
	bool			 killed;
};

/* What the table tells its owner. */
struct par_children_cb {
	void	*arg;
	/* a judged message; a descriptor is the receiver's to close */
	void	(*msg)(void *arg, struct ipc_msg *);
	/* said HELLO: send the clock page; then configuration, sockets */
	void	(*page)(void *arg, struct ipc_end);
	void	(*greet)(void *arg, struct ipc_end);
	/* is gone; and all are ready for the first time */
	void	(*died)(void *arg, struct ipc_end);
	void	(*all_ready)(void *arg);
};

struct par_children {
	struct loop		*loop;
	const struct par_spawn	*spawn;
	struct par_children_cb	 cb;
	struct par_child	 child[PAR_CHILDREN];
	unsigned int		 n;
	struct par_bucket	 bucket;
	unsigned int		 restarts, violations;
	bool			 announced;	/* all_ready was called */
	bool			 ending;
};

void	 par_children_init(struct par_children *, struct loop *,
	    const struct par_spawn *, const struct par_children_cb *);

/* Starts one more child, restarted from now on until par_children_end. */
void	 par_children_add(struct par_children *, struct ipc_end);

/* As core_ops.send; false when that child is not there or is hopeless. */
bool	 par_children_send(struct par_children *, struct ipc_end,
	    uint16_t type, uint32_t gen, uint32_t seq, const void *payload,
	    size_t len, int fd);

/* What was sent leaves now; to be called before the process waits. */
void	 par_children_flush(struct par_children *);

/* Collects those that have died; call on SIGCHLD. */
void	 par_children_reap(struct par_children *);

/* Logs the rule that was broken, kills the child; it is started again. */
void	 par_children_violation(struct par_children *, struct ipc_end,
	    const char *rule);

/* Kills it, for that reason, unless that was done; closes its channel. */
void	 par_child_kill(struct par_child *, enum par_death);
void	 par_child_drop(struct par_child *);

/* Closes all channels and waits at most two seconds, then kills. */
void	 par_children_end(struct par_children *);

#endif
