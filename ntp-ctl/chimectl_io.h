/* ISC licence, see LICENSE. */
/* chimectl's way to the daemon, and to the DNS. */
#ifndef CHIMECTL_IO_H
#define CHIMECTL_IO_H

#include "chimectl_tool.h"
#include "ctl_proto.h"

struct ctl_link {
	const char		*path;	/* of the socket, or several, by commas */
	int			 fd;	/* -1: not connected */
	uint32_t		 seq;
	const unsigned int	*timeout_ms;	/* the tool's */
	struct ctl_daemon	 daemon; /* for the commands */
};

/* More than ntp-ctl waits for those that it asks: an answer's time, at first. */
#define CTL_TIMEOUT_MS	8000

/*
 * Nothing is connected before the first command asks; timeout_ms may change
 * from one to the next.
 */
void	ctl_link_init(struct ctl_link *, const char *path,
	    const unsigned int *timeout_ms);
void	ctl_link_close(struct ctl_link *);

/*
 * The name of an address, for a ctl_namer.  arg points to a bool that is
 * set once the DNS has failed: nothing is asked any more then.
 */
bool	ctl_link_host(void *arg, const struct addr *, char *buf, size_t len);

/* The DNS and /etc/hosts, for ctl_tool.lookup. */
unsigned int	 ctl_link_lookup(const char *name, int family, struct addr *,
		    unsigned int most);

/* Lets that time pass. */
void	ctl_link_pause(int64_t ns);

/* Unpredictable bytes. */
void	ctl_link_random(void *buf, size_t len);

#endif
