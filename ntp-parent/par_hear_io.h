/* ISC licence, see LICENSE. */
/*
 * The children's words: HELLO, READY, LOG and VIOLATION are dealt with
 * here, the rest goes to the table's owner.
 */
#ifndef PAR_HEAR_IO_H
#define PAR_HEAR_IO_H

#include "par_child_io.h"

/* A child was started and its channel is open: listens to it. */
void	 par_hear_start(struct par_child *);

#endif
