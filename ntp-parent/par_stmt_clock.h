/* ISC licence, see LICENSE. */
/* Directives about the clock that are more than one value. */
#ifndef PAR_STMT_CLOCK_H
#define PAR_STMT_CLOCK_H

#include "par_conf.h"
#include "par_out.h"

/* Each takes the arguments of its directive, see par_directive.h. */
void	par_stmt_makestep(struct par_parse *);
void	par_stmt_initstepslew(struct par_parse *);
void	par_stmt_budget(struct par_parse *);
void	par_stmt_local(struct par_parse *);
void	par_stmt_driftfile(struct par_parse *);
void	par_stmt_leapsecmode(struct par_parse *);
void	par_stmt_maxchange(struct par_parse *);
void	par_stmt_maxstep(struct par_parse *);
void	par_stmt_fallbackdrift(struct par_parse *);

/* Each prints its directive unless it is as in the defaults. */
void	par_stmt_print_makestep(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_budget(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_local(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_driftfile(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_leapsecmode(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_maxchange(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_maxstep(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_fallbackdrift(const struct par_conf *,
	    const struct par_conf *, struct par_out *);

#endif
