/* ISC licence, see LICENSE. */
/* The name of this boot. */
#ifndef PAR_BOOT_IO_H
#define PAR_BOOT_IO_H

#include "par_state.h"

/*
 * The name of this boot, the same for all processes until the next one.
 * Returns false, and an empty name, where the system does not tell.
 */
bool	par_boot_id(char boot_id[PAR_BOOT_ID]);

#endif
