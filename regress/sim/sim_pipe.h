/* ISC licence, see LICENSE. */
/*
 * Channels in memory: what ipc_io.h does with sockets.  A pipe has two
 * ends; records queue in each direction up to a bound; an end travels in a
 * record as a descriptor would.
 */
#ifndef SIM_PIPE_H
#define SIM_PIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "ipc.h"

#define SIM_PIPES	64
#define SIM_SOCKBUF	64	/* records that the kernel itself holds */

struct sim_rec {
	struct sim_rec	*next;
	struct ipc_hdr	 hdr;
	int		 fd;	/* IPC_NOFD, or one of sim_fd_* */
	int		 pad;
	_Alignas(8) uint8_t payload[];
};

struct sim_queue {
	struct sim_rec	 *first, **last;
	unsigned int	  n, most_seen;
};

struct sim_pipe {
	bool		 used;
	bool		 closed[2];
	int		 reader[2];	/* who holds this end; -1: nobody yet */
	unsigned int	 most;		/* records in a direction */
	struct sim_queue to[2];		/* what waits for this end */
};

struct sim_pipes {
	struct sim_pipe	pipe[SIM_PIPES];
	unsigned int	most_seen;
};

/* Descriptors in records: an end of a pipe, or something else's number. */
#define SIM_FD_PIPE(ix, side)	(1000 + (int)(ix) * 2 + (side))
#define SIM_FD_IS_PIPE(fd)	((fd) >= 1000)
#define SIM_FD_IX(fd)		(((fd) - 1000) / 2)
#define SIM_FD_SIDE(fd)		(((fd) - 1000) % 2)
#define SIM_FD_PAGE		1
#define SIM_FD_NTP		2
#define SIM_FD_CTL		3
#define SIM_FD_CLIENT		100	/* + its slot */

/* A new pair; returns its index, or -1 when there are too many. */
int	 sim_pipe_new(struct sim_pipes *, unsigned int most);

/* Queues a record for the other end.  0, EPIPE or ENOBUFS. */
int	 sim_pipe_put(struct sim_pipes *, int ix, int from_side,
	    const struct ipc_hdr *, const void *payload, int fd);

/* The first record for this end, the caller's to free; NULL. */
struct sim_rec *sim_pipe_get(struct sim_pipes *, int ix, int side);

/* Nobody writes to this end any more, and all has been read. */
bool	 sim_pipe_eof(const struct sim_pipes *, int ix, int side);

/* Closes an end; what waits for it is lost, ends in it are closed too. */
void	 sim_pipe_close(struct sim_pipes *, int ix, int side);

#endif
