/* ISC licence, see LICENSE. */
/* The directive "sandbox" (ours): what happens when it cannot be had. */
#ifndef PAR_STMT_SANDBOX_H
#define PAR_STMT_SANDBOX_H

#include "par_conf.h"
#include "par_out.h"

void	par_stmt_sandbox(struct par_parse *);
void	par_stmt_print_sandbox(const struct par_conf *,
	    const struct par_conf *defaults, struct par_out *);

#endif
