/* ISC licence, see LICENSE. */
/* What a daemon that was killed may have left of a slew. */
#ifndef PAR_UNDO_IO_H
#define PAR_UNDO_IO_H

/*
 * Ends it: the clock goes on at the frequency that it had without it.  For
 * the service's stop hook.  Returns an exit status.
 */
int	 par_undo(void);

#endif
