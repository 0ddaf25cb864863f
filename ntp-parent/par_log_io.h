/* ISC licence, see LICENSE. */
/* The daemon's log: stderr in the foreground, syslog otherwise. */
#ifndef PAR_LOG_IO_H
#define PAR_LOG_IO_H

#include <stdbool.h>

/*
 * Chooses where to; verbose lets LOG_DEBUG through.  Before the first call
 * everything goes to stderr.
 */
void	 par_log_init(bool to_stderr, bool to_syslog, bool verbose);

/*
 * Writes one line: who: text, made safe to print (log_escape).  Lines of a
 * child beyond 50 a second are counted instead and told about later.
 */
void	 par_log_line(const char *who, int priority, const char *text);

/* The parent's own lines. */
void	 par_log(int priority, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 2, 3)));

#endif
