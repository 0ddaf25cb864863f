/* ISC licence, see LICENSE. */
/* Faults and other events of the world. */
#include <string.h>

#include "sim_child.h"
#include "sim_check.h"
#include "sim_ctl.h"
#include "sim_parent.h"
#include "sim_shell.h"
#include "sim_world.h"

#define RETURN_NS	(2 * TM_S)	/* of a daemon that crashed */
#define GREED		0.08		/* below maxslewrate, and ticks */
#define FREQ_KNOWN	5e-7		/* a jump within what ageing covers */

static const char *const names[SIM_ACTS] = {
	[SIM_KILL] = "kill",
	[SIM_CRASH] = "crash",
	[SIM_RESTART] = "restart",
	[SIM_STOP] = "stop",
	[SIM_START] = "start",
	[SIM_RELOAD] = "reload",
	[SIM_MAKESTEP] = "makestep",
	[SIM_RESET] = "reset",
	[SIM_JUMP] = "jump",
	[SIM_SUSPEND] = "suspend",
	[SIM_PAUSE] = "pause",
	[SIM_WARP] = "warp",
	[SIM_FREQ] = "freq",
	[SIM_OWNED] = "owned",
	[SIM_FREEZE] = "freeze",
	[SIM_OUTAGE] = "outage",
	[SIM_ROUTE] = "route",
	[SIM_ROUTE_IN] = "route-in",
	[SIM_QUEUE_OUT] = "queue-out",
	[SIM_LOSS] = "loss",
	[SIM_MANNER] = "server",
	[SIM_NAME] = "name",
};

const char *
sim_action_name(unsigned int act)
{
	return act < SIM_ACTS ? names[act] : NULL;
}

/* A process does not run for a while: stopped, or its memory is on disk. */
static void
freeze(struct sim_world *w, struct sim_host *h, const struct sim_action *a)
{
	struct sim_role	*r = &h->role[a->how];

	if (r->ready)
		r->frozen_ns = w->t_ns + a->ns;
}

static void
owned_begin(struct sim_world *w, struct sim_host *h,
    const struct sim_action *a)
{
	if (!h->role[ROLE_CLOCK].ready)
		return;
	h->owned = true;
	h->owned_until_ns = w->t_ns + a->ns;
	h->owned_kind = sim_rand_below(&h->rand, 5);
	h->owned_sign = (int)sim_rand_below(&h->rand, 3) - 1;
	if (a->how != 0) {
		h->owned_kind = a->how - 1;
		h->owned_sign = a->flag ? 1 : -1;
	}
	h->owned_ns = tm_ns_from_s(a->x);
	sim_action_owned(h);
}

static void
owned_end(struct sim_host *h)
{
	h->owned = false;
	sim_child_kill(h, ROLE_CLOCK, PAR_KILLED);
}

/*
 * Anything that the catalogue lets a clock ask for, small and large; one
 * that wants to stay asks for nothing impossible.
 */
static void
owned_ask(struct sim_host *h)
{
	struct sim_role		*r = &h->role[ROLE_CLOCK];
	struct ipc_end		 parent = { ROLE_PARENT, 0 };
	double			 sign = sim_rand_below(&h->rand, 2) ? 1 : -1;
	struct msg_adj_freq	 f = { 0 };
	int64_t			 raw_ns = sim_host_now(h).raw.ns;
	struct msg_adj_slew	 s = { .raw_ns = raw_ns };
	struct msg_adj_step	 p = { .raw_ns = raw_ns };
	bool			 wild = h->owned_kind > 2;
	double			 least = wild ? 1e-9 : 1e-3;
	double			 rate = wild ? 0.2 : GREED;
	uint32_t		 gen = h->par.gen -
	    (wild && sim_rand_below(&h->rand, 10) == 0);

	if (h->owned_sign != 0)
		sign = h->owned_sign;
	switch (h->owned_kind < 3 ? h->owned_kind :
	    sim_rand_below(&h->rand, 3)) {
	case 0:
		f.freq_ppb16 = tm_ppb16_from_ratio(sign *
		    sim_rand_log(&h->rand, least, rate));
		sim_shell_send(r, parent, MSG_ADJ_FREQ, gen, 0, &f, sizeof f,
		    IPC_NOFD);
		break;
	case 1:
		s.offset_ns = tm_ns_from_s(sign *
		    sim_rand_log(&h->rand, least, wild ? 1e5 : 100));
		if (h->owned_ns != 0)
			s.offset_ns = sign > 0 ? h->owned_ns : -h->owned_ns;
		s.rate_ppb16 = tm_ppb16_from_ratio(
		    sim_rand_log(&h->rand, wild ? 1e-9 : rate / 2, rate)) + 1;
		sim_shell_send(r, parent, MSG_ADJ_SLEW, gen, 0, &s, sizeof s,
		    IPC_NOFD);
		break;
	default:
		p.offset_ns = tm_ns_from_s(sign *
		    sim_rand_log(&h->rand, least, wild ? 1e8 : 1e5));
		p.manual = sim_rand_below(&h->rand, 2);
		sim_shell_send(r, parent, MSG_ADJ_STEP, gen, 0, &p, sizeof p,
		    IPC_NOFD);
	}
}

void
sim_action_owned(struct sim_host *h)
{
	struct sim_event	e = { .kind = SIM_EV_OWNED };

	if (!h->owned)
		return;
	if (!h->role[ROLE_CLOCK].ready) {
		h->owned = false;
		return;
	}
	if (h->world->t_ns >= h->owned_until_ns) {
		owned_end(h);
		return;
	}
	owned_ask(h);
	e.t_ns = h->world->t_ns + TM_MS +
	    (int64_t)(sim_rand_log(&h->rand, 1e-3, 30) * 1e9);
	e.host = (uint16_t)h->ix;
	sim_event_add(&h->world->events, e);
}

static void
act_power(struct sim_world *w, struct sim_host *h,
    const struct sim_action *a)
{
	switch (a->act) {
	case SIM_CRASH:
		sim_parent_end(h, false);
		sim_parent_boot_in(h, RETURN_NS);
		break;
	case SIM_RESTART:
		sim_parent_end(h, true);
		sim_parent_boot_in(h, RETURN_NS);
		break;
	case SIM_STOP:
		sim_parent_end(h, true);
		break;
	case SIM_START:
		sim_parent_boot(h);
		break;
	case SIM_RELOAD:
		sim_parent_reload(h);
		break;
	case SIM_MAKESTEP:
		if (sim_ctl_ask(h, 0, CMD_MAKESTEP))
			sim_check_by_hand(h);
		break;
	case SIM_RESET:
		sim_ctl_ask(h, 0, CMD_RESET_SOURCES);
		break;
	case SIM_OWNED:
		owned_begin(w, h, a);
		break;
	}
}

static void
act_machine(struct sim_world *w, struct sim_host *h,
    const struct sim_action *a)
{
	switch (a->act) {
	case SIM_KILL:
		sim_child_kill(h, (enum role)a->how,
		    a->flag ? PAR_CRASHED : PAR_KILLED);
		break;
	case SIM_FREEZE:
		freeze(w, h, a);
		break;
	case SIM_JUMP:
		sim_host_jump(h, a->ns);
		break;
	case SIM_SUSPEND:
		sim_host_sleep(h, a->ns, true, tm_ns_from_s(a->x));
			break;
	case SIM_PAUSE:
		sim_host_sleep(h, a->ns, false, 0);
			break;
	case SIM_WARP:
		sim_host_warp(h, a->ns);
		break;
	case SIM_FREQ:
		sim_host_now(h);
		h->osc.ratio += a->x;
		if (a->x > FREQ_KNOWN || a->x < -FREQ_KNOWN)
			sim_claim_lost(h);
		break;
	default:
		act_power(w, h, a);
	}
}

static void
act_path(struct sim_world *w, const struct sim_action *a)
{
	struct sim_path	*p = w->path[a->a][a->b];

	switch (a->act) {
	case SIM_OUTAGE:
		p[0].down_ns = p[1].down_ns = w->t_ns + a->ns;
		break;
	case SIM_ROUTE:
		p[0].base_s = p[1].base_s = tm_s_from_ns(a->ns);
		break;
	case SIM_ROUTE_IN:
		p[1].base_s = tm_s_from_ns(a->ns);
		break;
	case SIM_QUEUE_OUT:
		p[0].queue_s = tm_s_from_ns(a->ns);
		break;
	case SIM_LOSS:
		p[0].loss = p[1].loss = a->x;
		break;
	}
}

static void
act_server(struct sim_world *w, const struct sim_action *a)
{
	struct sim_server	*s = &w->server[a->a];

	s->manner = a->how;
	s->since_ns = w->t_ns;
	s->lie_ns = a->ns;
	s->lie_ratio = a->x;
}

void
sim_action_do(struct sim_world *w, const struct sim_action *a)
{
	struct sim_host	*h;

	w->nfaults++;
	if (w->trace != NULL)
		fprintf(w->trace, "%14.6f ====== %s %u %u %u %g s %g\n",
		    (double)w->t_ns * 1e-9, names[a->act], a->a, a->b,
		    a->how, tm_s_from_ns(a->ns), a->x);
	switch (a->act) {
	case SIM_OUTAGE:
	case SIM_ROUTE:
	case SIM_ROUTE_IN:
	case SIM_QUEUE_OUT:
	case SIM_LOSS:
		act_path(w, a);
		return;
	case SIM_MANNER:
		act_server(w, a);
		return;
	case SIM_NAME:
		w->name[a->a].fail_ns = 0;
		return;
	}
	h = w->host[a->a];
	if (!h->booted || h->off)
		return;
	sim_check_before(h);
	act_machine(w, h, a);
	sim_check_after(h);
}
