/* ISC licence, see LICENSE. */
/* The directive "sandbox".  Pure. */
#include <string.h>
#include <strings.h>

#include "par_stmt_sandbox.h"

void
par_stmt_sandbox(struct par_parse *p)
{
	const char	*what = "required or besteffort";
	const char	*word = par_need(p, what);

	if (word == NULL)
		return;
	if (strcasecmp(word, "required") == 0)
		p->conf->besteffort = 0;
	else if (strcasecmp(word, "besteffort") == 0)
		p->conf->besteffort = 1;
	else
		par_expected(p, word, what);
}

void
par_stmt_print_sandbox(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->besteffort == defaults->besteffort)
		return;
	par_out_add(out, "sandbox %s",
	    conf->besteffort ? "besteffort" : "required");
	par_out_end(out);
}
