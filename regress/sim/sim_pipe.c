/* ISC licence, see LICENSE. */
/* Channels in memory. */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim_pipe.h"

int
sim_pipe_new(struct sim_pipes *all, unsigned int most)
{
	struct sim_pipe	*p;
	int		 i, side;

	for (i = 0; i < SIM_PIPES && all->pipe[i].used; i++)
		;
	if (i == SIM_PIPES)
		return -1;
	p = &all->pipe[i];
	memset(p, 0, sizeof *p);
	p->used = true;
	p->most = most;
	for (side = 0; side < 2; side++) {
		p->to[side].last = &p->to[side].first;
		p->reader[side] = -1;
	}
	return i;
}

int
sim_pipe_put(struct sim_pipes *all, int ix, int from_side,
    const struct ipc_hdr *hdr, const void *payload, int fd)
{
	struct sim_pipe		*p = &all->pipe[ix];
	struct sim_queue	*q = &p->to[!from_side];
	struct sim_rec		*r;

	if (p->closed[!from_side])
		return EPIPE;
	if (q->n >= p->most + SIM_SOCKBUF)
		return ENOBUFS;
	if ((r = malloc(sizeof *r + hdr->len)) == NULL)
		err(1, NULL);
	r->next = NULL;
	r->hdr = *hdr;
	r->fd = fd;
	memcpy(r->payload, payload, hdr->len);
	*q->last = r;
	q->last = &r->next;
	if (++q->n > all->most_seen)
		all->most_seen = q->n;
	return 0;
}

struct sim_rec *
sim_pipe_get(struct sim_pipes *all, int ix, int side)
{
	struct sim_queue	*q = &all->pipe[ix].to[side];
	struct sim_rec		*r = q->first;

	if (r == NULL)
		return NULL;
	if ((q->first = r->next) == NULL)
		q->last = &q->first;
	q->n--;
	return r;
}

bool
sim_pipe_eof(const struct sim_pipes *all, int ix, int side)
{
	const struct sim_pipe	*p = &all->pipe[ix];

	return p->closed[!side] && p->to[side].first == NULL;
}

void
sim_pipe_close(struct sim_pipes *all, int ix, int side)
{
	struct sim_pipe	*p = &all->pipe[ix];
	struct sim_rec	*r;

	if (!p->used || p->closed[side])
		return;
	p->closed[side] = true;
	while ((r = sim_pipe_get(all, ix, side)) != NULL) {
		if (SIM_FD_IS_PIPE(r->fd))
			sim_pipe_close(all, SIM_FD_IX(r->fd),
			    SIM_FD_SIDE(r->fd));
		free(r);
	}
	if (p->closed[!side])
		p->used = false;
}
