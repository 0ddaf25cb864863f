/* ISC licence, see LICENSE. */
/* The daemon's log: stderr in the foreground, syslog otherwise. */
#ifndef PAR_LOG_IO_H
#define PAR_LOG_IO_H

#include <stdbool.h>

#include "ipc.h"

/*
 * Chooses where to; verbose lets LOG_DEBUG through.  Before the first call
 * everything goes to stderr.  Lines there begin with their priority where
 * the journal reads them.
 */
void	 par_log_init(bool to_stderr, bool to_syslog, bool verbose);

/*
 * Writes one line of a child's: its name and text, made safe to print
 * (log_escape).  Beyond 50 a second they are counted instead and told about
 * later; each role has a limit of its own, so that none can hide others'.
 */
void	 par_log_line(enum role, int priority, const char *text);

/* The parent's own lines. */
void	 par_log(int priority, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 2, 3)));

/* The same for those who call back; arg is not used. */
void	 par_log_say(void *arg, int priority, const char *text);

#endif
