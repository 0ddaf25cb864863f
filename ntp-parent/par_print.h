/* ISC licence, see LICENSE. */
/* The merged configuration as text (chimed -p). */
#ifndef PAR_PRINT_H
#define PAR_PRINT_H

#include "par_conf.h"

/*
 * Hands over, line by line, a configuration file that says the same as
 * conf.  What is as in the defaults (par_conf_init) is left out.
 */
void	par_print(const struct par_conf *, const struct par_conf *defaults,
	    void (*line)(void *arg, const char *text), void *arg);

#endif
