/* ISC licence, see LICENSE. */
/*
 * Supervision: when is a child that died started again, and when is it
 * better to end.  Times are monotonic nanoseconds; pure.
 */
#ifndef PAR_SUP_H
#define PAR_SUP_H

#include <stdbool.h>
#include <stdint.h>

/* Why a child is gone. */
enum par_death {
	PAR_EXITED,	/* by itself, any status */
	PAR_KILLED,	/* by a signal that others send */
	PAR_CRASHED,	/* SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS */
	PAR_VIOLATED,	/* killed by us: it broke the catalogue */
	PAR_HUNG	/* killed by us: it did not answer */
};

/* Crashes and violations that all children together are allowed. */
struct par_bucket {
	int64_t		filled_ns;
	unsigned int	left;
};

struct par_life {
	int64_t		started_ns;
	int64_t		delay_ns;	/* before the next start */
	bool		hello;		/* said HELLO, READY this time */
	bool		ready;
	unsigned int	restarts;
};

void	 par_bucket_init(struct par_bucket *, int64_t now_ns);

/* The child has just been started, has said READY. */
void	 par_life_started(struct par_life *, int64_t now_ns);
void	 par_life_ready(struct par_life *);

/*
 * The child is gone: sets delay_ns.  Returns false when the daemon should
 * rather end, since crashes and violations come too often.
 */
bool	 par_life_died(struct par_life *, struct par_bucket *,
	    enum par_death, int64_t now_ns);

/* What wait(2) tells, in these words. */
enum par_death	par_death_of(int wait_status);

#endif
