/* ISC licence, see LICENSE. */
/* Directives about who may ask, and where. */
#ifndef PAR_STMT_SERVE_H
#define PAR_STMT_SERVE_H

#include "par_conf.h"
#include "par_out.h"

/* Each takes the arguments of its directive, see par_directive.h. */
void	par_stmt_allow(struct par_parse *);
void	par_stmt_deny(struct par_parse *);
void	par_stmt_cmdallow(struct par_parse *);
void	par_stmt_cmddeny(struct par_parse *);
void	par_stmt_listen(struct par_parse *);
void	par_stmt_bind(struct par_parse *);
void	par_stmt_bindacq(struct par_parse *);
void	par_stmt_bindcmd(struct par_parse *);
void	par_stmt_query(struct par_parse *);
void	par_stmt_ratelimit(struct par_parse *);

/* Each prints its directives; of access, allow and deny in their order. */
void	par_stmt_print_access(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_cmdaccess(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_listen(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_bind(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_bindacq(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_ratelimit(const struct par_conf *,
	    const struct par_conf *, struct par_out *);
void	par_stmt_print_bindcmd(const struct par_conf *,
	    const struct par_conf *, struct par_out *);

#endif
