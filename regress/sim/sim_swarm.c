/* ISC licence, see LICENSE. */
/* Random worlds: hosts that serve each other, and their bad days. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim_swarm.h"

#define FAULTS_LEAST	5
#define FAULTS_MORE	8

static void conf(struct sim_host *, const char *, ...)
    __attribute__((__format__(__printf__, 2, 3)));

static void
conf(struct sim_host *h, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	vsnprintf(h->line[h->nlines++], sizeof h->line[0], fmt, ap);
	va_end(ap);
}

/*
 * Either sign, log-uniform size.  Every draw is a statement of its own: the
 * order in which operands and arguments are evaluated is the compiler's.
 */
static double
either(struct sim_rand *r, double lo, double hi)
{
	double	sign = sim_rand_below(r, 2) ? 1 : -1;

	return sign * sim_rand_log(r, lo, hi);
}

static void
make_servers(struct sim_world *w, struct sim_rand *r)
{
	struct sim_server	*s;
	unsigned int		 i, n = 4 + sim_rand_below(r, 4);

	for (i = 0; i < n; i++) {
		s = sim_world_add_server(w);
		s->disp_ns = (int64_t)(sim_rand_log(r, 1e-6, 3e-3) * 1e9);
		s->delay_ns = (int64_t)(sim_rand_log(r, 1e-6, 1e-2) * 1e9);
		s->bias_ns = (int64_t)(sim_rand_range(r, -0.8, 0.8) *
		    (double)(s->disp_ns + s->delay_ns / 2));
		s->work_ns = (int64_t)(sim_rand_log(r, 1e-6, 5e-2) * 1e9);
		s->stratum = (uint8_t)(1 + sim_rand_below(r, 3));
		s->precision = (int8_t)(-26 + (int)sim_rand_below(r, 10));
	}
}

static void
make_paths(struct sim_world *w, struct sim_rand *r)
{
	struct sim_path	*p;
	unsigned int	 h, row;

	for (h = 0; h < SIM_HOSTS; h++)
		for (row = 0; row < SIM_TARGETS; row++) {
			p = w->path[h][row];
			p[0].base_s = sim_rand_log(r, 5e-5, 1e-1);
			p[0].queueing = (uint8_t)(SIM_EXP +
			    sim_rand_below(r, 3));
			p[0].queue_s = sim_rand_log(r, 1e-6, 1e-2);
			p[0].dup = sim_rand_below(r, 8) == 0 ? 0.05 : 0;
			p[0].late = sim_rand_below(r, 8) == 0 ? 0.05 : 0;
			p[0].loss = sim_rand_below(r, 4) == 0 ?
			    sim_rand_log(r, 1e-3, 0.5) : 0;
			p[0].forge = sim_rand_below(r, 8) == 0 ? 0.2 : 0;
			p[1] = p[0];
			if (sim_rand_below(r, 2) == 0)
				p[1].queue_s *= sim_rand_log(r, 0.1, 10);
			if (sim_rand_below(r, 3) == 0)
				p[1].base_s *= sim_rand_log(r, 0.5, 2);
		}
}

static void
make_oscillator(struct sim_host *h, struct sim_rand *r)
{
	struct sim_osc	*o = &h->osc;
	double		 most = sim_rand_below(r, 10) == 0 ? 4.5e-4 : 5e-5;

	o->ratio = either(r, 1e-8, most);
	o->wander = sim_rand_log(r, 1e-11, 1e-8);
	o->ageing = either(r, 1e-14, 1e-12);
	if (sim_rand_below(r, 2) == 0) {
		o->wave[0].ratio = sim_rand_log(r, 1e-9, 2e-7);
		o->wave[0].period_s = 86400;
		o->wave[0].phase = sim_rand_range(r, 0, 6.28);
	}
	if (sim_rand_below(r, 3) == 0) {
		o->wave[1].ratio = sim_rand_log(r, 1e-9, 5e-8);
		o->wave[1].period_s = sim_rand_log(r, 1800, 7200);
		o->wave[1].phase = sim_rand_range(r, 0, 6.28);
	}
	most = sim_rand_below(r, 8) == 0 ? 1e6 : 1e2;
	h->start_offset_s = either(r, 1e-6, most);
}

static void
make_conf(struct sim_world *w, struct sim_host *h, struct sim_rand *r)
{
	char		 addr[ADDR_STRLEN];
	unsigned int	 i, n = 4 + sim_rand_below(r, w->nservers - 3) / 2;
	unsigned int	 minpoll = 8 + sim_rand_below(r, 2), maxpoll;
	bool		 burst;

	for (i = 0; i < n; i++) {
		maxpoll = minpoll + sim_rand_below(r, 11 - minpoll);
		burst = sim_rand_below(r, 4) != 0;
		conf(h, "server %s minpoll %u maxpoll %u%s",
		    addr_str(&w->server[i].addr, addr), minpoll, maxpoll,
		    burst ? " iburst" : "");
	}
	/* those before it serve it too */
	for (i = 0; i < h->ix && sim_rand_below(r, 2); i++)
		conf(h, "server %s iburst minpoll %u",
		    addr_str(&w->host[i]->addr, addr), minpoll);
	switch (sim_rand_below(r, 4)) {
	case 0:
		conf(h, "makestep 0.1 %u", 1 + sim_rand_below(r, 5));
		break;
	case 1:
		conf(h, "makestep 1 -1");
		break;
	default:
		conf(h, "makestep 1 3");
	}
	conf(h, "allow");
	if (sim_rand_below(r, 8) == 0)
		conf(h, "local stratum 10");
	if (sim_rand_below(r, 8) == 0) {
		n = 10 + sim_rand_below(r, 1000);
		conf(h, "clockbudget forward %u backward %u", n,
		    1 + sim_rand_below(r, 10));
	}
	h->noset = sim_rand_below(r, 10) == 0;
	h->client.every_ns = (int64_t)(sim_rand_log(r, 300, 7200) * 1e9);
}

/* A fault that hits a process, or the daemon. */
static void
make_process_fault(struct sim_action *a, struct sim_rand *r)
{
	static const uint8_t	acts[] = {
		SIM_KILL, SIM_KILL, SIM_KILL, SIM_CRASH, SIM_RESTART,
		SIM_RELOAD, SIM_OWNED, SIM_MAKESTEP, SIM_FREEZE
	};

	a->act = acts[sim_rand_below(r, sizeof acts)];
	a->how = (uint8_t)(ROLE_NET + sim_rand_below(r, 4));
	a->flag = (uint8_t)sim_rand_below(r, 2);
	if (a->act == SIM_OWNED)
		a->how = 0;
	a->ns = (int64_t)(sim_rand_log(r, 1, 1800) * 1e9);
	if (a->act == SIM_FREEZE)
		a->ns /= 60;
}

static void
make_machine_fault(struct sim_action *a, struct sim_rand *r)
{
	static const uint8_t	acts[] = {
		SIM_JUMP, SIM_SUSPEND, SIM_PAUSE, SIM_WARP, SIM_FREQ
	};

	a->act = acts[sim_rand_below(r, sizeof acts)];
	switch (a->act) {
	case SIM_JUMP:
		a->ns = (int64_t)(either(r, 1e-3, 1e4) * 1e9);
		break;
	case SIM_FREQ:
		a->x = either(r, 1e-9, 3e-6);
		break;
	case SIM_WARP:
		a->ns = (int64_t)(sim_rand_log(r, 1e-4, 2) * 1e9);
		break;
	default:
		a->ns = (int64_t)(sim_rand_log(r, 1e-2, 7200) * 1e9);
		a->x = a->act == SIM_SUSPEND ? sim_rand_range(r, -1, 1) : 0;
	}
}

static void
make_net_fault(const struct sim_world *w, struct sim_action *a,
    struct sim_rand *r)
{
	static const uint8_t	acts[] = {
		SIM_OUTAGE, SIM_ROUTE, SIM_ROUTE_IN, SIM_LOSS
	};

	a->act = acts[sim_rand_below(r, sizeof acts)];
	a->b = SIM_HOSTS + sim_rand_below(r, w->nservers);
	a->ns = (int64_t)(sim_rand_log(r, 1e-4, 0.2) * 1e9);
	if (a->act == SIM_OUTAGE)
		a->ns = (int64_t)(sim_rand_log(r, 60, 20000) * 1e9);
	a->x = sim_rand_log(r, 1e-2, 1);
}

/* At most one server of four may turn bad: the last one of the list. */
static void
make_server_fault(struct sim_action *a, struct sim_rand *r)
{
	a->act = SIM_MANNER;
	a->a = 0;
	a->how = (uint8_t)sim_rand_below(r, SIM_MANNERS);
	a->ns = (int64_t)(either(r, 1e-2, 1e6) * 1e9);
	a->x = either(r, 1e-7, 1e-4);
}

static void
make_fault(struct sim_world *w, struct sim_rand *r)
{
	struct sim_action	*a = &w->action[w->nactions++];

	a->t_ns = (int64_t)(sim_rand_unit(r) * (double)w->end_ns);
	/* many bugs live in the first minute */
	if (sim_rand_below(r, 4) == 0)
		a->t_ns = (int64_t)(sim_rand_log(r, 1e-3, 60) * 1e9);
	a->a = sim_rand_below(r, w->nhosts);
	switch (sim_rand_below(r, 8)) {
	case 0:
		make_server_fault(a, r);
		break;
	case 1:
	case 2:
		make_net_fault(w, a, r);
		break;
	case 3:
	case 4:
		make_machine_fault(a, r);
		break;
	default:
		make_process_fault(a, r);
	}
}

void
sim_swarm_make(struct sim_world *w)
{
	struct sim_rand	r;
	unsigned int	i, n;
	char		name[8];

	sim_rand_seed(&r, w->seed, 2);
	w->epoch_ns += (int64_t)sim_rand_below(&r, 3000) * TM_DAY;
	w->release_s = w->epoch_ns / TM_S - 30 * 86400;
	make_servers(w, &r);
	make_paths(w, &r);
	n = 3 + (sim_rand_below(&r, 4) == 0);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof name, "h%u", i);
		w->host[i] = sim_host_new(w, i, name);
		w->nhosts++;
		make_oscillator(w->host[i], &r);
		make_conf(w, w->host[i], &r);
	}
	n = FAULTS_LEAST + sim_rand_below(&r, FAULTS_MORE);
	for (i = 0; i < n; i++)
		make_fault(w, &r);
}
