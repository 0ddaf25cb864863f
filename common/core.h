/* ISC licence, see LICENSE. */
/*
 * What every pure core may ask of the world around it.  The shell of a
 * process fills in the table with system calls, a simulator with its own.
 */
#ifndef CORE_H
#define CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc.h"

struct core_ops {
	void	*arg;

	/*
	 * Sends a record; fd (or IPC_NOFD) is not closed.  Returns false
	 * where there is no such channel now or its queue is full.
	 */
	bool	(*send)(void *arg, struct ipc_end to, uint16_t type,
		    uint32_t gen, uint32_t seq, const void *payload,
		    size_t len, int fd);

	/* One line for the log; priority as in syslog(3). */
	void	(*log)(void *arg, int priority, const char *text);

	/* Unpredictable bytes (in a simulator: from its seed). */
	void	(*random)(void *arg, void *buf, size_t len);
};

/* Sends without descriptor, generation and sequence number. */
bool	core_send(const struct core_ops *, enum role, uint16_t type,
	    const void *payload, size_t len);

/* Formats a line and logs it; longer than 511 bytes is cut. */
void	core_log(const struct core_ops *, int priority, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 3, 4)));

#endif
