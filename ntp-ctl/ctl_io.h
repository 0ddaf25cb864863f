/* ISC licence, see LICENSE. */
/* ntp-ctl's sockets: the listening one and its clients' connections. */
#ifndef CTL_IO_H
#define CTL_IO_H

#include "ctl.h"
#include "role_io.h"

#define CTL_QUEUE	256		/* records that wait for a client */

struct ctl_queue;

struct ctl_conn {
	int			 fd;	/* -1: free */
	bool			 reading;
	struct ctl_queue	*queue;	/* NULL until something waits */
};

struct ctl_io {
	struct role_shell	*shell;
	struct ctl		*core;
	struct ctl_ops		 ops;	/* for the core */
	int			 listener;
	struct loop_timer	 rest;	/* from accepting */
	struct ctl_conn		 conns[CTL_CLIENTS];
};

/* Prepares io and its ops; nothing is open until the core hears of SOCK. */
void	ctl_io_init(struct ctl_io *, struct role_shell *, struct ctl *);

#endif
