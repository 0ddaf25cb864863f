/* ISC licence, see LICENSE. */
/* Directives about the clock that are more than one value.  Pure. */
#include <string.h>
#include <strings.h>

#include "par_field.h"
#include "par_stmt_clock.h"
#include "par_value.h"

#define AT(member)	PAR_AT(struct par_conf, member)
#define LEN(table)	(sizeof (table) / sizeof *(table))
#define YEARS		(3650 * TM_DAY)

static const struct par_field makestep_args[] = {
	{ "SECONDS", PF_SEC, PAR_DONE, 0, YEARS, AT(clock.makestep_ns) },
	{ "LIMIT", PF_INT, PAR_DONE, -INT32_MAX, INT32_MAX,
	    AT(clock.makestep_limit) },
};

static const struct par_field budget_options[] = {
	{ "forward", PF_SEC, PAR_DONE, TM_MS, YEARS, AT(policy.forward_ns) },
	{ "backward", PF_SEC, PAR_DONE, TM_MS, YEARS,
	    AT(policy.backward_ns) },
};

static const struct par_field local_options[] = {
	{ "stratum", PF_INT, PAR_DONE, 1, 15, AT(clock.local_stratum) },
	{ "orphan", PF_CONST, PAR_DONE, 1, 0, AT(clock.local_orphan) },
	{ "distance", PF_SEC, PAR_DONE, 0, 1000 * TM_S,
	    AT(clock.local_distance_ns) },
	{ "activate", PF_SEC, PAR_DONE, 0, 1000 * TM_S,
	    AT(clock.local_activate_ns) },
	{ "waitsynced", PF_SEC, PAR_DONE, 0, YEARS,
	    AT(clock.local_waitsynced_ns) },
	{ "waitunsynced", PF_SEC, PAR_DONE, 0, YEARS,
	    AT(local_waitunsynced_ns) },
};

static const struct par_field maxchange_args[] = {
	{ "SECONDS", PF_SEC, PAR_DONE, 1, YEARS, AT(clock.maxchange_ns) },
	{ "START", PF_INT, PAR_DONE, 0, INT32_MAX,
	    AT(clock.maxchange_start) },
	{ "IGNORE", PF_INT, PAR_DONE, -1, INT32_MAX,
	    AT(clock.maxchange_ignore) },
};

static const struct par_field maxstep_options[] = {
	{ "forward", PF_SEC, PAR_DONE, 1, YEARS,
	    AT(clock.maxstep_forward_ns) },
	{ "backward", PF_SEC, PAR_DONE, 1, YEARS,
	    AT(clock.maxstep_backward_ns) },
};

static const struct par_field fallback_args[] = {
	{ "MIN", PF_INT, PAR_DONE, 0, 30, AT(clock.fallback_min) },
	{ "MAX", PF_INT, PAR_DONE, 0, 30, AT(clock.fallback_max) },
};

static const struct par_field initstep_args[] = {
	{ "SECONDS", PF_SEC, PAR_DONE, 1, YEARS, AT(initstep_ns) },
	{ "HOST", PF_HOST, PAR_DONE, 0, 0, PAR_NOWHERE },
};

static const struct par_field drift_file = { "driftfile", PF_PATH, PAR_DONE,
	0, 0, AT(driftfile) };
static const struct par_field drift_options[] = {
	{ "interval", PF_SEC, PAR_DONE, 0, YEARS, AT(drift_interval_ns) },
};

static const char *const leapmodes[] = {
	[LEAP_SYSTEM] = "system", [LEAP_STEP] = "step",
	[LEAP_SLEW] = "slew", [LEAP_IGNORE] = "ignore"
};

void
par_stmt_makestep(struct par_parse *p)
{
	struct msg_cfg_clock	*clock = &p->conf->clock;

	par_field_arg(p, &makestep_args[0], p->conf);
	if (p->line->nwords > 1)
		par_field_arg(p, &makestep_args[1], p->conf);
	/* chrony: any offset is above 0, and a limit of 0 allows none. */
	if (clock->makestep_ns == 0)
		clock->makestep_ns = 1;
	if (clock->makestep_limit == 0)
		clock->makestep_ns = 0;
}

void
par_stmt_budget(struct par_parse *p)
{
	if (par_peek(p) == NULL)
		par_expected(p, NULL, "forward or backward");
	par_field_options(p, budget_options, LEN(budget_options), p->conf);
}

void
par_stmt_local(struct par_parse *p)
{
	par_conf_local(p->conf);
	par_field_options(p, local_options, LEN(local_options), p->conf);
}

void
par_stmt_driftfile(struct par_parse *p)
{
	p->conf->drift_interval_ns = 3600 * TM_S;
	par_field_arg(p, &drift_file, p->conf);
	par_field_options(p, drift_options, LEN(drift_options), p->conf);
}

void
par_stmt_leapsecmode(struct par_parse *p)
{
	int	i = par_choice(p, leapmodes, (int)LEN(leapmodes),
		    "system, step, slew or ignore");

	if (i != -1)
		p->conf->clock.leapmode = (uint8_t)i;
}

/* The first update comes as soon as sources agree: that is its makestep. */
void
par_stmt_initstepslew(struct par_parse *p)
{
	par_field_arg(p, &initstep_args[0], p->conf);
	do
		par_field_arg(p, &initstep_args[1], p->conf);
	while (p->bad == 0 && par_peek(p) != NULL);
	if (p->bad == 0)
		par_warn(p, "initstepslew", "taken as \"makestep %s 1\", if "
		    "there is no other; hosts are asked if they are sources",
		    p->line->word[1]);
}

void
par_stmt_maxchange(struct par_parse *p)
{
	size_t	i;

	for (i = 0; i < LEN(maxchange_args) && p->bad == 0; i++)
		par_field_arg(p, &maxchange_args[i], p->conf);
}

void
par_stmt_maxstep(struct par_parse *p)
{
	if (par_peek(p) == NULL)
		par_expected(p, NULL, "forward or backward");
	par_field_options(p, maxstep_options, LEN(maxstep_options), p->conf);
}

void
par_stmt_fallbackdrift(struct par_parse *p)
{
	struct msg_cfg_clock	*clock = &p->conf->clock;
	size_t			 i;

	for (i = 0; i < LEN(fallback_args) && p->bad == 0; i++)
		par_field_arg(p, &fallback_args[i], p->conf);
	if (p->bad == 0 && clock->fallback_max < clock->fallback_min)
		par_error(p, p->line->word[2], "less than the first");
}

void
par_stmt_print_makestep(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	char	buf[40];

	(void)defaults;
	if (conf->clock.makestep_ns == 0)
		return;
	par_value_str(conf->clock.makestep_ns, PAR_UNIT_S, buf, sizeof buf);
	par_out_add(out, "makestep %s %d", buf, conf->clock.makestep_limit);
	par_out_end(out);
}

static void
print_options(const struct par_field *table, size_t n,
    const struct par_conf *conf, const struct par_conf *defaults,
    struct par_out *out)
{
	size_t	i;

	for (i = 0; i < n; i++)
		par_field_print(&table[i], conf, defaults, out);
	par_out_end(out);
}

void
par_stmt_print_budget(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->policy.forward_ns == defaults->policy.forward_ns &&
	    conf->policy.backward_ns == defaults->policy.backward_ns)
		return;
	par_out_add(out, "clockbudget");
	print_options(budget_options, LEN(budget_options), conf, defaults,
	    out);
}

void
par_stmt_print_maxstep(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->clock.maxstep_forward_ns == 0 &&
	    conf->clock.maxstep_backward_ns == 0)
		return;
	par_out_add(out, "maxstep");
	print_options(maxstep_options, LEN(maxstep_options), conf, defaults,
	    out);
}

void
par_stmt_print_maxchange(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	char	buf[40];

	(void)defaults;
	if (conf->clock.maxchange_ns == 0)
		return;
	par_value_str(conf->clock.maxchange_ns, PAR_UNIT_S, buf, sizeof buf);
	par_out_add(out, "maxchange %s %d %d", buf,
	    conf->clock.maxchange_start, conf->clock.maxchange_ignore);
	par_out_end(out);
}

void
par_stmt_print_fallbackdrift(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	(void)defaults;
	if (conf->clock.fallback_max == 0)
		return;
	par_out_add(out, "fallbackdrift %d %d", conf->clock.fallback_min,
	    conf->clock.fallback_max);
	par_out_end(out);
}

void
par_stmt_print_local(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->clock.local_stratum == 0)
		return;
	par_out_add(out, "local");
	print_options(local_options, LEN(local_options), conf, defaults,
	    out);
}

void
par_stmt_print_driftfile(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->driftfile[0] == '\0')
		return;
	par_out_add(out, "driftfile %s", conf->driftfile);
	print_options(drift_options, LEN(drift_options), conf, defaults, out);
}

void
par_stmt_print_leapsecmode(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	if (conf->clock.leapmode == defaults->clock.leapmode)
		return;
	par_out_add(out, "leapsecmode %s", leapmodes[conf->clock.leapmode]);
	par_out_end(out);
}
