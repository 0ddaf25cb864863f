/* ISC licence, see LICENSE. */
/* The capabilities of this process (Linux), as bits: capabilities(7). */
#ifndef SBX_CAPS_IO_H
#define SBX_CAPS_IO_H

#include <stdint.h>

#define SBX_CAP(c)	(UINT64_C(1) << (c))	/* of linux/capability.h */

/* Those in force; none where the system does not tell. */
uint64_t	 sbx_caps(void);

/*
 * Keeps these and no others, for what is executed, too: no ambient ones.
 * Returns 0, or -1 with errno.
 */
int		 sbx_caps_set(uint64_t caps);

/* Drops all others from the bounding set, where there is the right to. */
void		 sbx_caps_bound(uint64_t caps);

#endif
