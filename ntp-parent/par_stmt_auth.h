/* ISC licence, see LICENSE. */
/* authselectmode of chrony.conf(5): sources with a key, and those without. */
#ifndef PAR_STMT_AUTH_H
#define PAR_STMT_AUTH_H

#include "par_conf.h"
#include "par_out.h"

void	par_stmt_authselectmode(struct par_parse *);
void	par_stmt_print_authselectmode(const struct par_conf *,
	    const struct par_conf *defaults, struct par_out *);

/* The flags (SRC_*) that this adds to those of a source's own line. */
uint32_t par_auth_flags(const struct par_conf *, const struct msg_cfg_source *);

#endif
