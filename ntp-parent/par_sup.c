/* ISC licence, see LICENSE. */
/* Supervision of children.  Pure. */
#include <sys/types.h>
#include <sys/wait.h>

#include <signal.h>

#include "par_sup.h"
#include "tm.h"

#define DELAY_MIN	(100 * TM_MS)
#define DELAY_MAX	(64 * TM_S)
/* A child that was ready and got this old had no fault at its start. */
#define LIVED		TM_S
#define BUCKET		8
#define BUCKET_FILL	(120 * TM_S)

void
par_bucket_init(struct par_bucket *b, int64_t now_ns)
{
	b->filled_ns = now_ns;
	b->left = BUCKET;
}

static bool
draw(struct par_bucket *b, int64_t now_ns)
{
	while (b->left < BUCKET && now_ns - b->filled_ns >= BUCKET_FILL) {
		b->left++;
		b->filled_ns += BUCKET_FILL;
	}
	if (b->left == BUCKET)
		b->filled_ns = now_ns;
	if (b->left == 0)
		return false;
	b->left--;
	return true;
}

void
par_life_started(struct par_life *l, int64_t now_ns)
{
	l->started_ns = now_ns;
	l->hello = l->ready = false;
}

void
par_life_ready(struct par_life *l)
{
	l->ready = true;
}

bool
par_life_died(struct par_life *l, struct par_bucket *b, enum par_death how,
    int64_t now_ns)
{
	if (l->delay_ns == 0 || (l->ready && now_ns - l->started_ns >= LIVED))
		l->delay_ns = DELAY_MIN;
	else if ((l->delay_ns *= 2) > DELAY_MAX)
		l->delay_ns = DELAY_MAX;
	l->hello = l->ready = false;
	l->restarts++;
	if (how == PAR_CRASHED || how == PAR_VIOLATED)
		return draw(b, now_ns);
	return true;
}

enum par_death
par_death_of(int status)
{
	if (!WIFSIGNALED(status))
		return PAR_EXITED;
	switch (WTERMSIG(status)) {
	case SIGSEGV:
	case SIGBUS:
	case SIGILL:
	case SIGFPE:
	case SIGABRT:
	case SIGSYS:
		return PAR_CRASHED;
	}
	return PAR_KILLED;
}
