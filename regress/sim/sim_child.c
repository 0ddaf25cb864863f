/* ISC licence, see LICENSE. */
/* What par_child_io.c does: children's births, channels, words and deaths. */
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "sim_chan.h"
#include "sim_check.h"
#include "sim_child.h"
#include "sim_parent.h"
#include "sim_shell.h"
#include "sim_world.h"

#define QUEUE		(PAR_SOURCES + PAR_ACCESS + 64)
#define BIRTH		(30 * TM_S)

void
sim_child_later(struct sim_host *h, enum sim_kind kind, unsigned int role,
    uint32_t token, int64_t in_ns)
{
	struct sim_event	e = { .kind = (uint16_t)kind };

	e.t_ns = h->world->t_ns + in_ns;
	e.host = (uint16_t)h->ix;
	e.what = role;
	e.token = token;
	sim_event_add(&h->world->events, e);
}

static const struct {
	enum role	a, b;
} pairs[] = {
	{ ROLE_NET, ROLE_CLOCK }, { ROLE_NET, ROLE_DNS },
	{ ROLE_CTL, ROLE_NET }, { ROLE_CTL, ROLE_CLOCK }
};

static bool
talk(unsigned int a, unsigned int b)
{
	size_t	i;

	for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if ((pairs[i].a == a && pairs[i].b == b) ||
		    (pairs[i].a == b && pairs[i].b == a))
			return true;
	return false;
}

static void
wire(struct sim_host *h, unsigned int a, unsigned int b)
{
	const unsigned int	role[2] = { a, b };
	struct msg_peer_chan	m;
	struct ipc_end		to = { 0, 0 };
	int			pipe, side;

	if ((pipe = sim_pipe_new(&h->pipes, 64)) == -1) {
		sim_world_fail(h->world, h, "too many channels");
		return;
	}
	for (side = 0; side < 2; side++) {
		to.role = (uint16_t)role[side];
		m.role = role[!side];
		m.instance = 0;
		sim_parent_send(h, to, MSG_PEER_CHAN, 0, 0, &m, sizeof m,
		    SIM_FD_PIPE(pipe, side));
	}
}

static void
on_hello(struct sim_host *h, struct ipc_end from)
{
	const struct msg_empty	empty = { 0 };
	unsigned int		i;

	if (h->life[from.role].life.hello) {
		sim_parent_violation(h, from, "HELLO again");
		return;
	}
	h->life[from.role].life.hello = true;
	if (from.role != ROLE_DNS)
		sim_parent_send(h, from, MSG_CLOCK_PAGE, 0, 0, &empty,
		    sizeof empty, SIM_FD_PAGE);
	for (i = ROLE_PARENT + 1; i < ROLES; i++)
		if (talk(from.role, i) && h->life[i].life.hello &&
		    sim_shell_chan(&h->role[ROLE_PARENT], i) != NULL)
			wire(h, from.role, i);
	sim_parent_configure(h, from);
}

void
sim_child_record(struct sim_host *h, struct sim_chan *c, struct ipc_msg *m,
    enum ipc_fault fault)
{
	const struct msg_log	*l = (const void *)m->payload;
	const struct msg_violation *v = (const void *)m->payload;
	struct ipc_end		 end;
	uint32_t		 refusals;

	if (h->life[c->peer.role].killed)
		return;
	if (fault != IPC_OK) {
		sim_check_violation(&h->role[ROLE_PARENT], c->peer.role,
		    m->hdr.type, fault);
		sim_parent_violation(h, c->peer, ipc_fault_name(fault));
		return;
	}
	switch (m->hdr.type) {
	case MSG_HELLO:
		on_hello(h, m->from);
		break;
	case MSG_READY:
		c->state = IPC_RUN;
		par_life_ready(&h->life[m->from.role].life);
		break;
	case MSG_LOG:
		sim_world_log(h, ipc_role_name(m->from.role), l->priority,
		    l->text);
		break;
	case MSG_VIOLATION:
		end = (struct ipc_end){ (uint16_t)v->role, 0 };
		sim_parent_violation(h, end, ipc_fault_name(v->fault));
		break;
	default:
		refusals = h->par.pol.refusals;
		par_msg(&h->par, m, sim_host_now(h));
		if (h->par.pol.refusals == refusals &&
		    m->hdr.gen == h->par.gen)
			sim_check_granted(h, m);
	}
}

void
sim_child_eof(struct sim_host *h, struct sim_chan *c)
{
	enum role	role = (enum role)c->peer.role;

	sim_shell_drop(&h->role[ROLE_PARENT], c);
	sim_child_kill(h, role, PAR_KILLED);
}

void
sim_child_kill(struct sim_host *h, enum role role, enum par_death how)
{
	struct sim_role	*r = &h->role[role];

	if (!r->alive || h->life[role].killed)
		return;
	h->life[role].killed = true;
	h->life[role].reason = how;
	sim_shell_death(r);
	sim_child_later(h, SIM_EV_REAP, role, r->token, 200 * TM_US);
}

void
sim_child_reap(struct sim_host *h, enum role role)
{
	struct ipc_end	 end = { (uint16_t)role, 0 };
	struct sim_life	*l = &h->life[role];
	struct sim_chan	*c;

	if ((c = sim_shell_chan(&h->role[ROLE_PARENT], role)) != NULL)
		sim_shell_drop(&h->role[ROLE_PARENT], c);
	h->par.restarts = ++h->restarts;
	h->par.violations = h->violations;
	if (!par_life_died(&l->life, &h->bucket, l->reason,
	    sim_host_now(h).raw.ns)) {
		sim_world_log(h, "chimed", LOG_CRIT,
		    "children crash or break rules too often: ending");
		sim_parent_end(h, false);
		sim_parent_boot_in(h, TM_S);
		return;
	}
	par_child_died(&h->par, end, sim_host_now(h));
	sim_child_later(h, SIM_EV_START, role, h->role[role].token,
	    l->life.delay_ns);
	sim_shell_idle(&h->role[ROLE_PARENT]);
}

void
sim_child_start(struct sim_host *h, enum role role)
{
	struct ipc_end	 parent = { ROLE_PARENT, 0 }, end = { 0, 0 };
	struct sim_life	*l = &h->life[role];
	int		 pipe;

	if ((pipe = sim_pipe_new(&h->pipes, QUEUE)) == -1) {
		sim_world_fail(h->world, h, "too many channels");
		return;
	}
	par_life_started(&l->life, sim_host_now(h).raw.ns);
	l->killed = false;
	end.role = (uint16_t)role;
	sim_shell_birth(&h->role[role]);
	sim_shell_attach(&h->role[ROLE_PARENT], pipe, 0, end, IPC_START);
	sim_shell_attach(&h->role[role], pipe, 1, parent, IPC_START);
	sim_child_later(h, SIM_EV_HUNG, role, h->role[role].token, BIRTH);
}

void
sim_child_hung(struct sim_host *h, enum role role)
{
	if (h->life[role].life.ready)
		return;
	sim_world_fail(h->world, h, "%s did not get ready",
	    ipc_role_name(role));
	sim_child_kill(h, role, PAR_HUNG);
}
