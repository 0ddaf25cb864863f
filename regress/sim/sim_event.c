/* ISC licence, see LICENSE. */
/* A binary heap of events. */
#include <err.h>
#include <stdlib.h>

#include "sim_event.h"

static bool
before(const struct sim_event *a, const struct sim_event *b)
{
	return a->t_ns < b->t_ns || (a->t_ns == b->t_ns && a->seq < b->seq);
}

void
sim_event_add(struct sim_events *q, struct sim_event e)
{
	size_t	i, up;

	if (q->n == q->room) {
		q->room = q->room == 0 ? 256 : q->room * 2;
		q->heap = reallocarray(q->heap, q->room, sizeof *q->heap);
		if (q->heap == NULL)
			err(1, NULL);
	}
	e.seq = q->seq++;
	for (i = q->n++; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!before(&e, &q->heap[up]))
			break;
		q->heap[i] = q->heap[up];
	}
	q->heap[i] = e;
}

bool
sim_event_next(struct sim_events *q, struct sim_event *e)
{
	struct sim_event	last;
	size_t			i = 0, down;

	if (q->n == 0)
		return false;
	*e = q->heap[0];
	last = q->heap[--q->n];
	while ((down = 2 * i + 1) < q->n) {
		if (down + 1 < q->n &&
		    before(&q->heap[down + 1], &q->heap[down]))
			down++;
		if (!before(&q->heap[down], &last))
			break;
		q->heap[i] = q->heap[down];
		i = down;
	}
	q->heap[i] = last;
	return true;
}
