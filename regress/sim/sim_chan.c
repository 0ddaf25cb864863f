/* ISC licence, see LICENSE. */
/* Channels as a role holds them: attached, written, read, dropped. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim_chan.h"
#include "sim_check.h"
#include "sim_world.h"

#define LATE_NS		1500000		/* of a process that is woken */

struct sim_chan *
sim_shell_chan(struct sim_role *r, unsigned int peer)
{
	unsigned int	i;

	for (i = 0; i < SIM_CHANS; i++)
		if (r->chans[i].pipe != -1 && r->chans[i].peer.role == peer)
			return &r->chans[i];
	return NULL;
}

void
sim_shell_wake(struct sim_role *r)
{
	struct sim_world	*w = r->host->world;
	struct sim_event	 e = { .kind = SIM_EV_WAKE };

	if (!r->alive || r->waking)
		return;
	r->waking = true;
	e.t_ns = w->t_ns + 10 * TM_US + sim_rand_below(&r->host->rand, 40000);
	/* now and then another has the processor */
	if (sim_rand_below(&r->host->rand, 32) == 0)
		e.t_ns += sim_rand_below(&r->host->rand, LATE_NS);
	e.host = (uint16_t)r->host->ix;
	e.what = r->role;
	e.token = r->token;
	sim_event_add(&w->events, e);
}

bool
sim_shell_attach(struct sim_role *r, int pipe, int side, struct ipc_end peer,
    enum ipc_state state)
{
	unsigned int	i;

	for (i = 0; i < SIM_CHANS && r->chans[i].pipe != -1; i++)
		;
	if (i == SIM_CHANS)
		return false;
	r->chans[i].pipe = pipe;
	r->chans[i].side = side;
	r->chans[i].peer = peer;
	r->chans[i].state = state;
	r->host->pipes.pipe[pipe].reader[side] = (int)r->role;
	if (r->host->pipes.pipe[pipe].to[side].n > 0)
		sim_shell_wake(r);
	return true;
}

/* Who holds the other end of a pipe may have something to read: EOF too. */
static void
wake_other(struct sim_host *h, int pipe, int side)
{
	int	reader = h->pipes.pipe[pipe].reader[!side];

	if (reader != -1)
		sim_shell_wake(&h->role[reader]);
}

void
sim_shell_drop(struct sim_role *r, struct sim_chan *c)
{
	int	pipe = c->pipe;

	if (pipe == -1)
		return;
	c->pipe = -1;
	wake_other(r->host, pipe, c->side);
	r->host->pipes.pipe[pipe].reader[c->side] = -1;
	sim_pipe_close(&r->host->pipes, pipe, c->side);
}

int
sim_shell_send(struct sim_role *r, struct ipc_end to, uint16_t type,
    uint32_t gen, uint32_t seq, const void *payload, size_t len, int fd)
{
	struct sim_chan	*c = sim_shell_chan(r, to.role);
	struct ipc_hdr	 hdr = { type, fd != IPC_NOFD, (uint32_t)len, gen,
	    seq };
	int		 error = EPIPE;

	if (c != NULL)
		error = sim_pipe_put(&r->host->pipes, c->pipe, c->side, &hdr,
		    payload, fd);
	if (error == ENOBUFS)
		sim_check_overflow(r, to.role);
	if (error != 0) {
		if (SIM_FD_IS_PIPE(fd))
			sim_pipe_close(&r->host->pipes, SIM_FD_IX(fd),
			    SIM_FD_SIDE(fd));
		return error;
	}
	wake_other(r->host, c->pipe, c->side);
	return 0;
}

bool
sim_shell_receive(struct sim_role *r, unsigned int nchan, struct ipc_msg *m,
    enum ipc_fault *fault)
{
	struct sim_chan	*c = &r->chans[nchan];
	struct sim_rec	*rec = sim_pipe_get(&r->host->pipes, c->pipe, c->side);

	if (rec == NULL)
		return false;
	*fault = ipc_judge(&rec->hdr, rec->payload, sizeof rec->hdr +
	    rec->hdr.len, rec->fd != IPC_NOFD, c->peer.role, r->role,
	    c->state);
	m->hdr = rec->hdr;
	m->from = c->peer;
	m->fd = rec->fd;
	if (rec->hdr.len <= sizeof m->payload)
		memcpy(m->payload, rec->payload, rec->hdr.len);
	sim_world_trace(r->host, r->role, m);
	free(rec);
	return true;
}
