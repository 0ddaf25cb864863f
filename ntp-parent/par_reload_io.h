/* ISC licence, see LICENSE. */
/* The configuration of a running daemon, and of those who are born in it. */
#ifndef PAR_RELOAD_IO_H
#define PAR_RELOAD_IO_H

#include "par_open_io.h"

/*
 * Reads what args name into conf and says what is wrong with it.  Again, it
 * must be a regular file; the first time it may be a pipe.  Returns the
 * number of errors.
 */
unsigned int	 par_read_conf(const struct par_args *, struct par_conf *,
		    bool again);

/* What follows is called back: the first argument is struct par_daemon. */

/* The configuration in force, with sockets, to one child. */
void		 par_greet(void *daemon, struct ipc_end);

/* Its next generation, changed at run time, to those who use sources. */
void		 par_resend(void *daemon);

/* Reads the keyfile again; false: it has errors, and nothing changed. */
bool		 par_rekey(void *daemon);

/* Reads everything again; what has errors changes nothing. */
enum par_reloaded par_reload(void *daemon);

/* The files of leap seconds may be newer; a timer's, once a day. */
void		 par_look_for_leaps(void *daemon);

#endif
