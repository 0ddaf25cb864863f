/* ISC licence, see LICENSE. */
/* Starting a child's program with nothing but its channel. */
#ifndef PAR_SPAWN_IO_H
#define PAR_SPAWN_IO_H

#include <sys/types.h>

#include "ipc.h"

struct par_spawn {
	const char	*dir;		/* where the programs are */
	const char	*root;		/* to chroot into, or NULL */
	uid_t		 uid;		/* 0: as the parent */
	gid_t		 gid;
	bool		 best_effort;	/* children go on without a sandbox */
};

#define PAR_NOT_RUN	127	/* exit status: there was no such program */

/*
 * Starts ntp-net, ntp-clock, ... with fd as its channel (3); the caller
 * closes fd.  Returns its pid, or -1 with errno.
 */
pid_t	 par_spawn(const struct par_spawn *, struct ipc_end child, int fd);

#endif
