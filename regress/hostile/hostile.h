/* ISC licence, see LICENSE. */
/*
 * A child that has been taken over.  It is put in the place of a child's
 * program as DIR/BEHAVIOUR/ntp-ROLE and does what the name of its directory
 * says.  What it should not have got it tells by a line of log with GOT.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "role_io.h"

#define HOSTILE_SOCKS	16

#define HOSTILE_FD	3	/* the channel to the parent */

struct hostile {
	struct role_shell	shell;
	enum role		role;
	const char		*name;		/* of the behaviour */
	bool			done;
	int			socks[HOSTILE_SOCKS];	/* given by the parent */
	unsigned int		nsocks;
	uint32_t		gen;		/* of the configuration */
	struct msg_adj_result	result;		/* the last */
};

typedef void hostile_fn(struct hostile *);

enum hostile_when {
	AT_BIRTH,	/* in the sandbox, before HELLO; ends in silence */
	AT_READY	/* READY was said; goes on like the real one */
};

struct behaviour {
	const char		*name;
	enum hostile_when	 when;
	hostile_fn		*fn;
};

/* Tables of behaviours, ended by one without a name. */
extern const struct behaviour	hostile_records[];	/* messages */
extern const struct behaviour	hostile_reaches[];	/* the system */
extern const struct behaviour	hostile_clocks[];	/* time */

/* One line to the daemon's log. */
void	 hostile_log(struct hostile *, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 2, 3)));

/*
 * Sends a record as it is, with n copies of descriptor fd; waits while the
 * channel is full.  Returns false when the channel has gone.
 */
bool	 hostile_put(int channel, const void *record, size_t len, int fd,
	    unsigned int n);

/* A message with a header that is in order. */
bool	 hostile_send(struct hostile *, int channel, uint16_t type,
	    const void *payload, size_t len, int fd);

/* HELLO as it should be. */
void	 hostile_hello(struct hostile *);

/* Waits for the next record of the parent; returns its length. */
ssize_t	 hostile_next(struct ipc_msg *);

/* Does nothing more, for ever, and reads nothing. */
void	 hostile_sleep(void) __attribute__((__noreturn__));

#endif
