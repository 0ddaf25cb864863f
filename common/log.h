/* ISC licence, see LICENSE. */
/* What makes text from anywhere safe to write in a log.  Pure. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies text into buf of len bytes, everything that is not printable
 * ASCII as \ooo; cut where it does not fit.  Returns buf.
 */
const char *log_escape(const char *text, char *buf, size_t len);

/* Some lines a second, the rest counted. */
struct log_limit {
	int64_t		second_ns;	/* start of the current second */
	unsigned int	lines;		/* in it */
	unsigned int	dropped;	/* not told yet */
};

/*
 * May one more line be written at now_ns (any monotonic scale)?  *dropped
 * is how many were not since the last that was.
 */
bool	 log_admit(struct log_limit *, int64_t now_ns, unsigned int most,
	    unsigned int *dropped);

#endif
