/* ISC licence, see LICENSE. */
/*
 * One port, several processes: sockets of one address among which the
 * kernel shares out what comes.  One file per kind of system.
 */
#ifndef PAR_GROUP_IO_H
#define PAR_GROUP_IO_H

#include <stdbool.h>

/* Before bind(2): others may bind the same.  Returns 0, or -1 with errno. */
int	 par_group_join(int fd);

/*
 * Once all are bound, in their order: the first gets symmetric packets if
 * there are peers, and nothing else; each client, by its address, always
 * meets the same of the n others.  Returns 0, or -1 with errno.
 */
int	 par_group_share(int fd, int family, unsigned int n, bool peers);

/* Binds to one interface.  Returns 0, or -1 with errno. */
int	 par_group_device(int fd, const char *interface);

#endif
