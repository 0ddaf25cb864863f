/* ISC licence, see LICENSE. */
/* What role_io.c does with processes, done in virtual time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim_child.h"
#include "sim_check.h"
#include "sim_ctl.h"
#include "sim_net.h"
#include "sim_parent.h"
#include "sim_record.h"
#include "sim_shell.h"
#include "sim_world.h"

#define FAIR		32

/* Where what this role is told is written down, or NULL. */
static FILE *
record_of(const struct sim_role *r)
{
	const struct sim_world	*w = r->host->world;

	return r->role == ROLE_CLOCK && r->host->ix == w->recorded &&
	    !r->host->owned ? w->record : NULL;
}

static bool
op_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct sim_role	*r = arg;
	FILE		*f = record_of(r);
	bool		 ok;

	if (r->role == ROLE_CLOCK && type == MSG_SOURCE_CTL)
		sim_check_control(r->host, payload);
	ok = sim_shell_send(r, to, type, gen, seq, payload, len, fd) == 0;
	r->sent++;
	if (f != NULL && type == MSG_TRUTH)
		sim_record_truth(f,
		    &((const struct msg_truth *)payload)->truth);
	if (f != NULL && !ok)
		sim_record_lost(f, r->sent);
	return ok;
}

static void
op_log(void *arg, int priority, const char *text)
{
	struct sim_role	*r = arg;

	sim_world_log(r->host, ipc_role_name(r->role), priority, text);
}

static void
op_random(void *arg, void *buf, size_t len)
{
	struct sim_role	*r = arg;

	sim_rand_fill(&r->host->rand, buf, len);
}

/* The core of a role, as role_io.h's table has it. */
static void
core_msg(struct sim_role *r, const struct ipc_msg *m, struct tm_now now)
{
	struct sim_host	*h = r->host;

	switch (r->role) {
	case ROLE_NET:
		net_msg(h->net, m, now);
		break;
	case ROLE_CLOCK:
		sim_record_msg(record_of(r), now, m);
		sim_claim_heard(h, m);
		if (m->hdr.type == MSG_SAMPLE)
			sim_check_sample(h);
		if (!h->owned)
			clk_msg(h->clk, m, now);
		break;
	case ROLE_CTL:
		ctl_msg(h->ctl, m, now);
		break;
	case ROLE_DNS:
		dns_msg(&h->dns, m, now);
		break;
	default:
		break;
	}
}

static int64_t
core_deadline(const struct sim_role *r)
{
	const struct sim_host	*h = r->host;

	switch (r->role) {
	case ROLE_PARENT:
		return par_deadline(&h->par);
	case ROLE_NET:
		return net_deadline(h->net);
	case ROLE_CLOCK:
		return h->owned ? TM_NEVER : clk_deadline(h->clk);
	case ROLE_CTL:
		return ctl_deadline(h->ctl);
	default:
		return dns_deadline(&h->dns);
	}
}

static void
core_tick(struct sim_role *r, struct tm_now now)
{
	struct sim_host	*h = r->host;

	switch (r->role) {
	case ROLE_PARENT:
		par_tick(&h->par, now);
		break;
	case ROLE_NET:
		net_tick(h->net, now);
		break;
	case ROLE_CLOCK:
		sim_record_tick(record_of(r), now);
		clk_tick(h->clk, now);
		break;
	case ROLE_CTL:
		ctl_tick(h->ctl, now);
		break;
	default:
		dns_tick(&h->dns, now);
	}
}

void
sim_shell_birth(struct sim_role *r)
{
	struct sim_host		*h = r->host;
	struct sim_world	*w = h->world;
	struct sim_event	 e = { .kind = SIM_EV_HELLO };

	r->alive = true;
	r->ready = r->have_page = r->waking = false;
	r->token++;
	r->deadline_ns = TM_NEVER;
	r->sent = 0;
	r->frozen_ns = 0;
	if (r->role == ROLE_CLOCK)
		h->watch.doubt_ns = 0;
	r->ops = (struct core_ops){ r, op_send, op_log, op_random };
	switch (r->role) {
	case ROLE_NET:
		sim_net_birth(h);
		break;
	case ROLE_CLOCK:
		sim_record_birth(record_of(r), sim_host_now(h));
		clk_init(h->clk, &r->ops);
		sim_claim_birth(h);
		break;
	case ROLE_CTL:
		sim_ctl_birth(h);
		break;
	case ROLE_DNS:
		sim_net_dns_birth(h);
		break;
	default:
		break;
	}
	e.t_ns = w->t_ns + TM_MS + sim_rand_below(&h->rand, 3000000);
	e.host = (uint16_t)h->ix;
	e.what = r->role;
	e.token = r->token;
	sim_event_add(&w->events, e);
}

void
sim_shell_hello(struct sim_role *r)
{
	struct ipc_end		parent = { ROLE_PARENT, 0 };
	struct msg_hello	m;

	memset(&m, 0, sizeof m);
	m.role = r->role;
	m.catalogue = ipc_catalogue_hash();
	sim_shell_send(r, parent, MSG_HELLO, 0, 0, &m, sizeof m, IPC_NOFD);
}

static void
add_channel(struct sim_role *r, const struct ipc_msg *m)
{
	const struct msg_peer_chan	*p = (const void *)m->payload;
	struct ipc_end			 peer = {
		(uint16_t)p->role, (uint16_t)p->instance
	};
	struct sim_chan			*c;

	if ((c = sim_shell_chan(r, peer.role)) != NULL)
		sim_shell_drop(r, c);
	if (!sim_shell_attach(r, SIM_FD_IX(m->fd), SIM_FD_SIDE(m->fd), peer,
	    IPC_RUN))
		sim_pipe_close(&r->host->pipes, SIM_FD_IX(m->fd),
		    SIM_FD_SIDE(m->fd));
}

static void
say_ready(struct sim_role *r)
{
	struct ipc_end		parent = { ROLE_PARENT, 0 };
	struct msg_ready	m = { 1, 0 };

	sim_shell_send(r, parent, MSG_READY, 0, 0, &m, sizeof m, IPC_NOFD);
	sim_shell_chan(r, ROLE_PARENT)->state = IPC_RUN;
	r->ready = true;
}

static void
deliver(struct sim_role *r, const struct ipc_msg *m)
{
	if (m->hdr.type == MSG_PEER_CHAN)
		add_channel(r, m);
	else if (m->hdr.type == MSG_CLOCK_PAGE) {
		r->have_page = true;
		return;
	}
	core_msg(r, m, sim_host_now(r->host));
	if (m->hdr.type == MSG_CFG_END && !r->ready && r->alive)
		say_ready(r);
}

static void
on_violation(struct sim_role *r, struct sim_chan *c, const struct ipc_msg *m,
    enum ipc_fault fault)
{
	struct ipc_end		parent = { ROLE_PARENT, 0 };
	struct msg_violation	v;

	memset(&v, 0, sizeof v);
	v.role = c->peer.role;
	v.instance = c->peer.instance;
	v.type = m->hdr.type;
	v.fault = fault;
	sim_check_violation(r, c->peer.role, m->hdr.type, fault);
	sim_shell_drop(r, c);
	sim_shell_send(r, parent, MSG_VIOLATION, 0, 0, &v, sizeof v,
	    IPC_NOFD);
}

/* Reads a channel; false when the role has died of it. */
static bool
read_channel(struct sim_role *r, unsigned int n, struct ipc_msg *m)
{
	struct sim_chan	*c = &r->chans[n];
	int		 pipe = c->pipe, i;
	uint32_t	 token = r->token;
	enum ipc_fault	 fault;

	for (i = 0; i < FAIR && c->pipe == pipe; i++) {
		if (!sim_shell_receive(r, n, m, &fault))
			break;
		if (r->role == ROLE_PARENT)
			sim_child_record(r->host, c, m, fault);
		else if (fault != IPC_OK)
			on_violation(r, c, m, fault);
		else
			deliver(r, m);
		if (!r->alive || r->token != token)
			return false;
	}
	if (c->pipe != pipe)
		return true;
	if (r->host->pipes.pipe[pipe].to[c->side].n > 0)
		sim_shell_wake(r);
	else if (sim_pipe_eof(&r->host->pipes, pipe, c->side)) {
		if (r->role == ROLE_PARENT)
			sim_child_eof(r->host, c);
		else
			sim_shell_drop(r, c);
	}
	return true;
}

void
sim_shell_read(struct sim_role *r)
{
	unsigned int	i;

	r->waking = false;
	for (i = 0; i < SIM_CHANS; i++)
		if (r->chans[i].pipe != -1 &&
		    !read_channel(r, i, &r->host->world->msg))
			return;
	sim_shell_idle(r);
}

void
sim_shell_idle(struct sim_role *r)
{
	struct sim_host		*h = r->host;
	struct sim_event	 e = { .kind = SIM_EV_TIMER };
	int64_t			 at_ns;

	if (!r->alive || !r->ready)
		return;
	if ((at_ns = core_deadline(r)) == r->deadline_ns)
		return;
	r->deadline_ns = at_ns;
	r->timer_token++;
	if (at_ns == TM_NEVER)
		return;
	sim_host_now(h);
	e.t_ns = sim_osc_when(&h->osc, at_ns);
	if (e.t_ns == TM_NEVER)
		return;
	/* poll(2) waits for whole milliseconds, and wakes a little later */
	e.t_ns += 50 * TM_US + sim_rand_below(&h->rand, 1000000);
	e.host = (uint16_t)h->ix;
	e.what = r->role;
	e.token = r->timer_token;
	sim_event_add(&h->world->events, e);
}

void
sim_shell_retime(struct sim_role *r)
{
	r->deadline_ns = INT64_MIN;
	sim_shell_idle(r);
}

void
sim_shell_timer(struct sim_role *r)
{
	r->deadline_ns = TM_NEVER;
	core_tick(r, sim_host_now(r->host));
	sim_shell_idle(r);
}

void
sim_shell_death(struct sim_role *r)
{
	unsigned int	i;

	r->alive = r->ready = r->waking = false;
	r->token++;
	r->timer_token++;
	for (i = 0; i < SIM_CHANS; i++)
		sim_shell_drop(r, &r->chans[i]);
	if (r->role == ROLE_NET)
		sim_net_death(r->host);
	else if (r->role == ROLE_CTL)
		sim_ctl_death(r->host);
}
