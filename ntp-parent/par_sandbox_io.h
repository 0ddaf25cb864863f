/* ISC licence, see LICENSE. */
/* The parent's own sandbox, which all its children inherit. */
#ifndef PAR_SANDBOX_IO_H
#define PAR_SANDBOX_IO_H

#include "par_args.h"
#include "par_conf.h"
#include "par_keep_io.h"

/*
 * Locks the files (what the configuration of this start names, and what a
 * program needs to be started) and the system calls; logs what was reached.
 * Returns 0, or -1 after logging, where that is required and failed.
 */
int	 par_sandbox(const struct par_args *, const struct par_conf *,
	    const struct par_keep *, bool best_effort);

#endif
