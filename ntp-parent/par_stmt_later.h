/* ISC licence, see LICENSE. */
/*
 * Directives whose feature does not exist yet and that are more than one
 * value: their syntax is checked in full, nothing is stored.
 */
#ifndef PAR_STMT_LATER_H
#define PAR_STMT_LATER_H

#include "par_parse.h"

/* Each takes the arguments of its directive, see par_directive.h. */
void	par_stmt_refclock(struct par_parse *);
void	par_stmt_sensor(struct par_parse *);
void	par_stmt_constraint(struct par_parse *);
void	par_stmt_constraints(struct par_parse *);
void	par_stmt_smoothtime(struct par_parse *);
void	par_stmt_tempcomp(struct par_parse *);
void	par_stmt_cmdratelimit(struct par_parse *);
void	par_stmt_broadcast(struct par_parse *);
void	par_stmt_hwtimestamp(struct par_parse *);
void	par_stmt_opencommands(struct par_parse *);
void	par_stmt_ntsaeads(struct par_parse *);
void	par_stmt_ntstrustedcerts(struct par_parse *);
void	par_stmt_mailonchange(struct par_parse *);

/*
 * Refuses "require": as long as no source can be authenticated, it would
 * leave none; the other modes differ only between sources that are.
 */

#endif
