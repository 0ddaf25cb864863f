/* ISC licence, see LICENSE. */
/* A world's course: events one after the other. */
#include <err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim_child.h"
#include "sim_check.h"
#include "sim_ctl.h"
#include "sim_net.h"
#include "sim_parent.h"
#include "sim_shell.h"
#include "sim_world.h"

#define FNV		UINT64_C(0x100000001b3)
#define EPOCH_S		INT64_C(1796083200)	/* 2026-12-01 */
#define ROUNDS		2		/* see sim_claim.h */
#define EVENTS_MOST	UINT64_C(200000000)

/* As good as a server in the next town. */
static void
default_paths(struct sim_world *w)
{
	struct sim_path	*p = &w->path[0][0][0];
	size_t		 i;

	for (i = 0; i < sizeof w->path / sizeof *p; i++) {
		p[i].base_s = 1e-3;
		p[i].queueing = SIM_EXP;
		p[i].queue_s = 1e-4;
	}
}

struct sim_world *
sim_world_new(uint64_t seed)
{
	struct sim_world	*w;

	if ((w = calloc(1, sizeof *w)) == NULL)
		err(1, NULL);
	w->seed = seed;
	w->hash = UINT64_C(0xcbf29ce484222325);
	w->epoch_ns = EPOCH_S * TM_S;
	w->release_s = EPOCH_S - 30 * 86400;
	w->end_ns = TM_DAY;
	w->strict = true;
	w->rounds = ROUNDS;
	sim_rand_seed(&w->rand, seed, 1);
	default_paths(w);
	return w;
}

struct sim_server *
sim_world_add_server(struct sim_world *w)
{
	struct sim_server	*s = &w->server[w->nservers++];

	memset(s, 0, sizeof *s);
	s->stratum = 1;
	s->precision = -24;
	s->work_ns = 10 * TM_US;
	s->addr.family = 4;
	s->addr.port = 123;
	s->addr.ip[0] = 10;
	s->addr.ip[1] = 1;
	s->addr.ip[3] = (uint8_t)w->nservers;
	return s;
}

const struct addr *
sim_world_addr(const struct sim_world *w, int row)
{
	return row < SIM_HOSTS ? &w->host[row]->addr :
	    &w->server[row - SIM_HOSTS].addr;
}

static void
drop_events(struct sim_world *w)
{
	size_t	i;

	for (i = 0; i < w->events.n; i++)
		free(w->events.heap[i].ptr);
	free(w->events.heap);
}

void
sim_world_free(struct sim_world *w)
{
	unsigned int	i;

	for (i = 0; i < w->nhosts; i++)
		sim_host_free(w->host[i]);
	drop_events(w);
	free(w);
}

int64_t
sim_world_utc(const struct sim_world *w, int64_t t_ns)
{
	int64_t	utc_ns = w->epoch_ns + t_ns;

	return w->leap != 0 && t_ns >= w->leap_ns ? utc_ns - w->leap * TM_S :
	    utc_ns;
}

int64_t
sim_world_at_utc(const struct sim_world *w, int64_t utc_ns)
{
	return utc_ns - w->epoch_ns;
}

uint8_t
sim_world_leap(const struct sim_world *w)
{
	if (w->leap == 0 || w->t_ns >= w->leap_ns ||
	    w->leap_ns - w->t_ns > TM_DAY)
		return 0;
	return w->leap > 0 ? 1 : 2;
}

const struct sim_name *
sim_world_name(const struct sim_world *w, const char *name)
{
	unsigned int	i;

	for (i = 0; i < w->nnames; i++)
		if (strcmp(w->name[i].name, name) == 0)
			return &w->name[i];
	return NULL;
}

void *
sim_world_note(struct sim_world *w, int64_t slept_ns, int64_t rtc_err_ns)
{
	struct sim_note	*n;

	(void)w;
	if ((n = malloc(sizeof *n)) == NULL)
		err(1, NULL);
	n->slept_ns = slept_ns;
	n->rtc_err_ns = rtc_err_ns;
	return n;
}

void
sim_world_log(struct sim_host *h, const char *who, int priority,
    const char *text)
{
	struct sim_world	*w = h->world;

	if (w->trace != NULL)
		fprintf(w->trace, "%14.6f %-6s %-9s <%d> %s\n",
		    (double)w->t_ns * 1e-9, h->name, who, priority, text);
}

static void
mix(struct sim_world *w, uint64_t x)
{
	w->hash = (w->hash ^ x) * FNV;
	w->hash ^= w->hash >> 29;
}

void
sim_world_trace(struct sim_host *h, unsigned int role,
    const struct ipc_msg *m)
{
	struct sim_world	*w = h->world;
	uint64_t		 x;
	size_t			 i;

	mix(w, (uint64_t)w->t_ns);
	mix(w, (uint64_t)m->hdr.type << 32 | h->ix << 16 | role);
	for (i = 0; i + sizeof x <= m->hdr.len; i += sizeof x) {
		memcpy(&x, m->payload + i, sizeof x);
		mix(w, x);
	}
	if (w->trace != NULL && m->hdr.type != MSG_LOG)
		fprintf(w->trace, "%14.6f %-6s %-9s %s from %s %08x\n",
		    (double)w->t_ns * 1e-9, h->name, ipc_role_name(role),
		    ipc_type_name(m->hdr.type),
		    ipc_role_name(m->from.role), (unsigned int)w->hash);
}

void
sim_world_fail(struct sim_world *w, const struct sim_host *h,
    const char *fmt, ...)
{
	va_list	ap;
	int	n;

	if (w->failed)
		return;
	w->failed = true;
	n = snprintf(w->why, sizeof w->why, "at %.6f s%s%s: ",
	    (double)w->t_ns * 1e-9, h != NULL ? ", " : "",
	    h != NULL ? h->name : "");
	va_start(ap, fmt);
	vsnprintf(w->why + n, sizeof w->why - (size_t)n, fmt, ap);
	va_end(ap);
}

/* The events of a role that is still the one they were meant for. */
static void
role_event(struct sim_host *h, const struct sim_event *e)
{
	struct sim_role	*r = &h->role[e->what];

	if (e->kind == SIM_EV_TIMER) {
		if (r->alive && r->timer_token == e->token)
			sim_shell_timer(r);
		return;
	}
	if (r->token != e->token || !h->running)
		return;
	switch (e->kind) {
	case SIM_EV_WAKE:
		sim_shell_read(r);
		break;
	case SIM_EV_HELLO:
		sim_shell_hello(r);
		break;
	case SIM_EV_HUNG:
		sim_child_hung(h, r->role);
		break;
	case SIM_EV_START:
		sim_child_start(h, r->role);
		break;
	case SIM_EV_REAP:
		sim_child_reap(h, r->role);
		break;
	}
}

static void
host_event(struct sim_host *h, const struct sim_event *e)
{
	const struct sim_note	*n = e->ptr;

	switch (e->kind) {
	case SIM_EV_BOOT:
		if (e->what == 0)
			sim_parent_end(h, true);
		else
			sim_parent_boot(h);
		break;
	case SIM_EV_WOKE:
		sim_parent_woke(h);
		break;
	case SIM_EV_READ:
		sim_net_read(h);
		break;
	case SIM_EV_CLIENT:
		sim_ctl_regular(h);
		break;
	case SIM_EV_OWNED:
		sim_action_owned(h);
		break;
	case SIM_EV_RESUME:
		sim_host_resume(h, e->what != 0, n->slept_ns, n->rtc_err_ns);
		free(e->ptr);
		break;
	default:
		role_event(h, e);
	}
}

/* A machine that sleeps does nothing until it wakes up. */
static bool
put_off(struct sim_world *w, struct sim_event *e)
{
	struct sim_host	*h = w->host[e->host];

	if (!h->off || e->kind == SIM_EV_RESUME)
		return false;
	/* Its timers stood still as well. */
	e->t_ns = h->off_until_ns + (e->t_ns - h->off_from_ns);
	sim_event_add(&w->events, *e);
	return true;
}

/* What a process that does not run is to do, it does then. */
static bool
is_frozen(struct sim_world *w, struct sim_event *e)
{
	const struct sim_host	*h = w->host[e->host];
	const struct sim_role	*r;

	switch (e->kind) {
	case SIM_EV_READ:
		r = &h->role[ROLE_NET];
		break;
	case SIM_EV_WAKE:
	case SIM_EV_TIMER:
		r = &h->role[e->what];
		break;
	default:
		return false;
	}
	if (w->t_ns >= r->frozen_ns)
		return false;
	e->t_ns = r->frozen_ns;
	sim_event_add(&w->events, *e);
	return true;
}

static void
dispatch(struct sim_world *w, struct sim_event *e)
{
	struct sim_host	*h;

	switch (e->kind) {
	case SIM_EV_SERVER:
		sim_net_server(w, e->what, e->ptr);
		return;
	case SIM_EV_ACTION:
		sim_action_do(w, &w->action[e->what]);
		return;
	case SIM_EV_PROBE:
		sim_check_probe(w);
		e->t_ns += w->probe_ns;
		sim_event_add(&w->events, *e);
		return;
	}
	h = w->host[e->host];
	if (e->kind == SIM_EV_ARRIVE) {
		sim_net_arrive(h, e->ptr);
		return;
	}
	if (put_off(w, e) || is_frozen(w, e))
		return;
	sim_check_before(h);
	host_event(h, e);
	sim_check_after(h);
}

static void
begin(struct sim_world *w)
{
	struct sim_event	e = { .kind = SIM_EV_ACTION };
	unsigned int		i;

	for (i = 0; i < w->nactions; i++) {
		e.t_ns = w->action[i].t_ns;
		e.what = i;
		sim_event_add(&w->events, e);
	}
	for (i = 0; i < w->nhosts; i++) {
		/* like machines that people switch on */
		sim_parent_boot_in(w->host[i], (int64_t)i * 100 * TM_MS);
		e.kind = SIM_EV_CLIENT;
		e.host = (uint16_t)i;
		e.t_ns = w->host[i]->client.every_ns;
		if (e.t_ns > 0)
			sim_event_add(&w->events, e);
	}
	e.kind = SIM_EV_PROBE;
	e.t_ns = w->probe_ns;
	if (w->probe_ns > 0)
		sim_event_add(&w->events, e);
}

bool
sim_world_run(struct sim_world *w)
{
	struct sim_event	e;

	begin(w);
	while (!w->failed && sim_event_next(&w->events, &e)) {
		if (e.t_ns >= w->end_ns) {
			free(e.ptr);
			break;
		}
		w->t_ns = e.t_ns;
		if (++w->nevents > EVENTS_MOST)
			sim_world_fail(w, NULL, "too many events");
		dispatch(w, &e);
	}
	if (!w->failed) {
		w->t_ns = w->end_ns;
		sim_check_end(w);
	}
	return !w->failed;
}
