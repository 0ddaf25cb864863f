/* ISC licence, see LICENSE. */
/* Rules of access added at run time.  Pure. */
#include <string.h>

#include "par_overlay.h"

/* Whether a later rule leaves nothing of an earlier one. */
static bool
overrides(const struct msg_cfg_access *later,
    const struct msg_cfg_access *earlier)
{
	if (earlier->bits != later->bits &&
	    (!later->all || earlier->bits < later->bits))
		return false;
	return addr_in_subnet(&earlier->net, &later->net, later->bits);
}

/* Drops those that the rule overrides; returns how many are left. */
static uint32_t
drop_overridden(struct msg_cfg_access *rules, uint32_t n,
    const struct msg_cfg_access *by)
{
	uint32_t	i, kept = 0;

	for (i = 0; i < n; i++)
		if (!overrides(by, &rules[i]))
			rules[kept++] = rules[i];
	return kept;
}

static enum cmd_status
add_one(struct par_overlay *o, struct par_conf *conf,
    const struct msg_cfg_access *rule)
{
	uint8_t	most = rule->net.family == 4 ? 32 : 128;

	if (rule->bits > most)
		return CMD_INVALID;
	o->naccess = drop_overridden(o->access, o->naccess, rule);
	conf->naccess = drop_overridden(conf->access, conf->naccess, rule);
	if (o->naccess == PAR_OVER_ACCESS || conf->naccess == PAR_ACCESS)
		return CMD_TOOMANY;
	o->access[o->naccess++] = *rule;
	conf->access[conf->naccess++] = *rule;
	return CMD_OK;
}

enum cmd_status
par_overlay_access(struct par_overlay *o, struct par_conf *conf,
    const struct msg_cfg_access *rule)
{
	struct msg_cfg_access	both = *rule;
	enum cmd_status		status;

	if (rule->net.family != 0)
		return add_one(o, conf, rule);
	memset(&both.net, 0, sizeof both.net);
	both.bits = 0;
	both.net.family = 4;
	if ((status = add_one(o, conf, &both)) != CMD_OK)
		return status;
	both.net.family = 6;
	return add_one(o, conf, &both);
}

bool
par_overlay_apply_access(const struct par_overlay *o, struct par_conf *conf)
{
	uint32_t	i;

	for (i = 0; i < o->naccess && conf->naccess < PAR_ACCESS; i++)
		conf->access[conf->naccess++] = o->access[i];
	return i == o->naccess;
}
