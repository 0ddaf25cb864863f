/* ISC licence, see LICENSE. */
/* The directive "sandbox".  Pure. */
#include "par_stmt_sandbox.h"

static const char *const	levels[] = { "required", "besteffort" };

void
par_stmt_sandbox(struct par_parse *p)
{
	int	i = par_choice(p, levels, 2, "required or besteffort");

	if (i != -1)
		p->conf->besteffort = (uint8_t)i;
}

void
par_stmt_print_sandbox(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->besteffort == defaults->besteffort)
		return;
	par_out_add(out, "sandbox %s", levels[conf->besteffort]);
	par_out_end(out);
}
