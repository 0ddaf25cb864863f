/* ISC licence, see LICENSE. */
/* The three descriptors that every program is started with. */
#ifndef STD_IO_H
#define STD_IO_H

/*
 * Makes sure that descriptors 0 to 2 are open: those that are not become
 * /dev/null, which cannot be written through them, so that an answer for
 * which there is no place is an error.  To be called first in main().
 */
void	 std_hold(void);

#endif
