/* ISC licence, see LICENSE. */
/* chimectl's way to the daemon, and to the DNS. */
#ifndef CHIMECTL_IO_H
#define CHIMECTL_IO_H

#include "chimectl_tool.h"
#include "ctl_proto.h"

struct ctl_link {
	const char		*path;	/* of the daemon's socket */
	int			 fd;	/* -1: not connected */
	uint32_t		 seq;
	struct ctl_daemon	 daemon; /* for the commands */
};

/* Nothing is connected before the first command asks. */
void	ctl_link_init(struct ctl_link *, const char *path);
void	ctl_link_close(struct ctl_link *);

/*
 * The name of an address, for a ctl_namer.  arg points to a bool that is
 * set once the DNS has failed: nothing is asked any more then.
 */
bool	ctl_link_host(void *arg, const struct addr *, char *buf, size_t len);

/* Lets that time pass. */
void	ctl_link_pause(int64_t ns);

/* Unpredictable bytes. */
void	ctl_link_random(void *buf, size_t len);

#endif
