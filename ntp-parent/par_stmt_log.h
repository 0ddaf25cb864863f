/* ISC licence, see LICENSE. */
/* The directive `log'. */
#ifndef PAR_STMT_LOG_H
#define PAR_STMT_LOG_H

#include "par_conf.h"
#include "par_out.h"

/* Takes the kinds of lines that are wanted; lines add up. */
void	par_stmt_log(struct par_parse *);

void	par_stmt_print_log(const struct par_conf *, const struct par_conf *,
	    struct par_out *);

#endif
