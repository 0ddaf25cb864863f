/* ISC licence, see LICENSE. */
/* The parent's own rights on the BSDs: it is root, or it is not. */
#ifndef __linux__

#include <sys/types.h>

#include <sched.h>
#include <unistd.h>

#include "par_priv_io.h"

void
par_priv_confined(bool files_locked)
{
	(void)files_locked;
}

void
par_priv_probe(struct par_priv *p, uid_t uid)
{
	(void)uid;
	p->can_chroot = p->can_setids = geteuid() == 0;
}

int
par_priv_drop(bool set_clock, bool low_port)
{
	(void)set_clock;
	(void)low_port;
	return 0;
}

void
par_priv_child(void)
{
}

int
par_priv_guard(void)
{
	return 0;
}

int
par_priv_realtime(int priority)
{
	struct sched_param	p = { .sched_priority = priority };

	return sched_setscheduler(0, SCHED_FIFO, &p);
}

#endif
