/* ISC licence, see LICENSE. */
/*
 * A channel: one end of a SOCK_SEQPACKET pair, with a bounded queue of
 * outgoing records, of one message or of several.  Everything received has
 * passed ipc_judge.
 */
#ifndef IPC_IO_H
#define IPC_IO_H

#include "ipc.h"

#define IPC_QUEUE	64		/* records that wait, unless said */

struct ipc_queue;

struct ipc_chan {
	int			 fd;	/* -1: closed */
	struct ipc_end		 self;
	struct ipc_end		 peer;
	enum ipc_state		 state;	/* of the child on either end */
	unsigned int		 most;	/* records that may wait */
	struct ipc_queue	*queue;	/* NULL until something waits */
};

enum ipc_got {
	IPC_GOT,		/* a record */
	IPC_NOTHING,		/* none now */
	IPC_CLOSED,		/* the other end has gone */
	IPC_BROKEN		/* a record broke a rule: *fault */
};

/* A connected pair, non-blocking, close-on-exec.  0, or -1 with errno. */
int		 ipc_pair(int fds[2]);

void		 ipc_open(struct ipc_chan *, int fd, struct ipc_end self,
		    struct ipc_end peer, enum ipc_state);
void		 ipc_close(struct ipc_chan *);

/*
 * Sends a record or queues it; fd (or IPC_NOFD) is duplicated where it
 * must wait and stays the caller's.  Returns 0, or -1: ENOBUFS the queue
 * is full, EPIPE the channel is closed.
 */
int		 ipc_send(struct ipc_chan *, uint16_t type, uint32_t gen,
		    uint32_t seq, const void *payload, size_t len, int fd);

/*
 * The same, but it may leave later: with more to the same peer as one
 * record, before anything to another one, at the latest in ipc_leave.
 */
int		 ipc_post(struct ipc_chan *, uint16_t type, uint32_t gen,
		    uint32_t seq, const void *payload, size_t len, int fd);

/* To be called after ipc_post and before the process waits. */
void		 ipc_leave(void);

/* Sends what waits.  Returns 0, or -1 with errno when the peer is gone. */
int		 ipc_flush(struct ipc_chan *);

/* poll(2) events to wait for: POLLIN, and POLLOUT while something waits. */
short		 ipc_events(const struct ipc_chan *);

/*
 * Takes the next record.  A descriptor that came with it is the caller's.
 * On IPC_BROKEN all descriptors are closed, *fault says the rule, and
 * m->hdr is what came (zero if less).
 */
enum ipc_got	 ipc_recv(struct ipc_chan *, struct ipc_msg *m,
		    enum ipc_fault *fault);

/*
 * Whether messages of the record that was last taken are left: nothing
 * will wake us up for them, and ipc_recv of another channel drops them.
 */
bool		 ipc_more(const struct ipc_chan *);

#endif
