/* ISC licence, see LICENSE. */
/* The parent's own rights: what it has, what it keeps. */
#ifndef PAR_PRIV_IO_H
#define PAR_PRIV_IO_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

struct par_priv {
	bool	can_chroot;
	bool	can_setids;	/* to the user that was asked for */
};

/* What this process may do; uid is the one children are to run as. */
void	 par_priv_probe(struct par_priv *, uid_t uid);

/*
 * Gives up every capability that the configuration does not need.
 * low_port: sockets below 1024 are bound again at a reload.  Returns 0, or
 * -1 with errno.
 */
int	 par_priv_drop(bool set_clock, bool low_port);

/*
 * After the parent's own lock: the right to pass over the owners of files
 * stays only where that says which may be written.  Also no memory dumps,
 * and nobody who is not root may look into this process.
 */
void	 par_priv_confined(bool files_locked);

/* In a child before exec: the bounding set of children. */
void	 par_priv_child(void);

/* In the guard of slews: the right to set the clock, and no other. */
int	 par_priv_guard(void);

/* This process, and its children, before all others: 0, or -1 with errno. */
int	 par_priv_realtime(int priority);

/*
 * The account that children run as: name, else nobody.  *unfit says why it
 * is not name, which may not be root either; NULL if it is.  Returns 0, or
 * -1 when there is no nobody.
 */
int	 par_priv_user(const char *name, uid_t *, gid_t *, const char **unfit);

#endif
