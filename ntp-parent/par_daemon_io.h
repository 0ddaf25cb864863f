/* ISC licence, see LICENSE. */
/* The daemon as a whole: its start, its loop and its end. */
#ifndef PAR_DAEMON_IO_H
#define PAR_DAEMON_IO_H

#include "par_args.h"
#include "par_conf.h"

/*
 * Runs with a configuration that is free of errors until it is told to
 * end.  Returns the exit status.
 */
int	 par_daemon(const struct par_args *, struct par_conf *);

#endif
