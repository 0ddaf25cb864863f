/* ISC licence, see LICENSE. */
/* The directive "authselectmode".  Pure. */
#include "par_stmt_auth.h"

static const char *const	modes[] = {
	[PAR_AUTH_MIX] = "mix", [PAR_AUTH_PREFER] = "prefer",
	[PAR_AUTH_REQUIRE] = "require", [PAR_AUTH_IGNORE] = "ignore"
};
#define NMODES	(int)(sizeof modes / sizeof modes[0])

void
par_stmt_authselectmode(struct par_parse *p)
{
	int	i = par_choice(p, modes, NMODES,
		    "require, prefer, mix or ignore");

	if (i != -1)
		p->conf->authselect = (uint8_t)i;
}

void
par_stmt_print_authselectmode(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->authselect == defaults->authselect)
		return;
	par_out_add(out, "authselectmode %s", modes[conf->authselect]);
	par_out_end(out);
}

/* Is there one to be selected that has a key, or has none? */
static bool
any(const struct par_conf *conf, bool keyed)
{
	uint32_t	i;

	for (i = 0; i < conf->nsources; i++)
		if (!(conf->source[i].flags & SRC_NOSELECT) &&
		    (conf->source[i].key != 0) == keyed)
			return true;
	return false;
}

uint32_t
par_auth_flags(const struct par_conf *conf, const struct msg_cfg_source *s)
{
	bool	keyed = s->key != 0;

	switch (conf->authselect) {
	case PAR_AUTH_MIX:
		return keyed && any(conf, true) && any(conf, false) ?
		    SRC_TRUST | SRC_REQUIRE : 0;
	case PAR_AUTH_PREFER:
		return !keyed && any(conf, true) ? SRC_NOSELECT : 0;
	case PAR_AUTH_REQUIRE:
		return keyed ? 0 : SRC_NOSELECT;
	default:
		return 0;
	}
}
