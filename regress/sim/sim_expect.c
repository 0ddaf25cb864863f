/* ISC licence, see LICENSE. */
/* Expectations. */
#include <math.h>
#include <string.h>

#include "sim_check.h"
#include "sim_world.h"

static const char *const names[SIM_WHATS] = {
	[SIM_ERROR] = "error",
	[SIM_RMS] = "rms",
	[SIM_APART] = "apart",
	[SIM_DISTANCE] = "distance",
	[SIM_DELAY] = "rootdelay",
	[SIM_SYNCED] = "synced",
	[SIM_CLAIMS] = "claims",
	[SIM_STEPPED] = "stepped",
	[SIM_PACKETS] = "packets",
	[SIM_RESTARTS] = "restarts",
	[SIM_STARTS] = "starts",
	[SIM_REFUSED] = "refused",
	[SIM_STRATUM] = "stratum",
	[SIM_SOURCE] = "source",
};

const char *
sim_expect_name(unsigned int what)
{
	return what < SIM_WHATS ? names[what] : NULL;
}

/* Wall against that of the first host, s. */
static double
apart(struct sim_host *h)
{
	return fabs(tm_s_from_ns(sim_check_wall_error(h) -
	    sim_check_wall_error(h->world->host[0])));
}

void
sim_expect_note(struct sim_host *h, double error_s, double dt_s)
{
	struct sim_world	*w = h->world;
	struct sim_expect	*x;

	for (x = w->expect; x < w->expect + w->nexpects; x++) {
		if (x->host != h->ix || w->t_ns < x->from_ns ||
		    w->t_ns > x->to_ns)
			continue;
		x->most = fmax(x->most, x->what == SIM_APART ? apart(h) :
		    error_s);
		x->sum2 += error_s * error_s * dt_s;
		x->time_s += dt_s;
	}
}

/* The state letter of a server in ntp-clock's table, '-' if it is not. */
static char
state_of(const struct sim_host *h, const struct addr *a)
{
	const struct clk_source	*s = h->clk->sources.src;
	int			 i;

	for (i = 0; i < CLK_SOURCES; i++)
		if (s[i].used && addr_same_ip(&s[i].addr, a))
			return s[i].state == 0 ? '?' : s[i].state;
	return '0';
}

double
sim_expect_value(struct sim_world *w, const struct sim_expect *x)
{
	const struct sim_host	*h = w->host[x->host];
	const struct sim_claim	*k = &h->claim;

	switch (x->what) {
	case SIM_ERROR:
	case SIM_APART:
		return x->most;
	case SIM_RMS:
		return x->time_s > 0 ? sqrt(x->sum2 / x->time_s) : 0;
	case SIM_DISTANCE:
		return k->synced_ns > 0 ? k->sum_dist_s /
		    tm_s_from_ns(k->synced_ns) : HUGE_VAL;
	case SIM_DELAY:
		return tm_s_from_ns(h->page.truth.root_delay_ns);
	case SIM_SYNCED:
		return k->first_sync_ns == -1 ? HUGE_VAL :
		    tm_s_from_ns(k->first_sync_ns);
	case SIM_CLAIMS:
		return h->running && h->page.truth.sync == PAGE_SYNC;
	case SIM_STEPPED:
		return h->watch.steps;
	case SIM_PACKETS:
		return (double)h->sent;
	case SIM_RESTARTS:
		return h->restarts;
	case SIM_STARTS:
		return h->starts;
	case SIM_REFUSED:
		return h->par.pol.refusals;
	case SIM_STRATUM:
		return h->page.truth.stratum;
	case SIM_SOURCE:
		return state_of(h, &w->server[x->server].addr);
	}
	return 0;
}

static bool
is_met(const struct sim_expect *x, double value)
{
	if (x->what == SIM_SOURCE)
		return strchr(x->states, (char)value) != NULL;
	switch (x->op) {
	case '<':
		return value < x->value;
	case '>':
		return value > x->value;
	}
	return value >= x->value && value <= x->value;
}

void
sim_expect_judge(struct sim_world *w)
{
	const struct sim_expect	*x;
	double			 value;

	for (x = w->expect; x < w->expect + w->nexpects; x++) {
		value = sim_expect_value(w, x);
		if (w->trace != NULL)
			fprintf(w->trace, "line %u: %s of %s is %g\n",
			    x->line, names[x->what],
			    w->host[x->host]->name, value);
		if (is_met(x, value))
			continue;
		if (x->what == SIM_SOURCE)
			sim_world_fail(w, w->host[x->host], "line %u: source "
			    "is '%c', not of '%s'", x->line, (char)value,
			    x->states);
		else
			sim_world_fail(w, w->host[x->host], "line %u: "
			    "expected %s %c %g, it is %g", x->line,
			    names[x->what], x->op, x->value, value);
	}
}
