/* ISC licence, see LICENSE. */
/* Invariants of what processes say to each other. */
#include "sim_check.h"
#include "sim_shell.h"
#include "sim_world.h"

#define SMALL_NS	(10 * TM_MS)
#define TOLD_NS		(3 * TM_MS)	/* from ntp-clock to the page */
#define NOTICED_NS	(6 * 3600 * TM_S) /* at the next event, or so */

/*
 * It is in doubt and asks all at once: wall was moved by somebody, and that
 * is so, or it took its own parent's work for that.
 */
void
sim_check_control(struct sim_host *h, const struct msg_source_ctl *m)
{
	struct sim_watch	*x = &h->watch;

	/* before there is an f, a burst is a new beginning */
	if ((m->flags & CTL_BURST) == 0 || h->owned || !h->clk->track.open)
		return;
	x->doubt_ns = h->world->t_ns;
	if (x->touched_ns == 0 || h->world->t_ns > x->touched_ns + NOTICED_NS)
		sim_world_fail(h->world, h, "ntp-clock believes that somebody "
		    "moved wall");
}

void
sim_check_sample(struct sim_host *h)
{
	h->watch.doubt_ns = 0;
}

void
sim_check_doubt(struct sim_host *h)
{
	const struct page_truth	*f = &h->page.truth;
	int64_t			 from_ns = h->watch.doubt_ns;

	if (from_ns != 0 && h->running && f->sync == PAGE_SYNC && !f->local &&
	    h->world->t_ns > from_ns + TOLD_NS)
		sim_world_fail(h->world, h, "in doubt since %.6f s, it claims "
		    "to be synchronised", tm_s_from_ns(from_ns));
}

/*
 * What is granted is done.  What the parent has let itself in for may end
 * early, but a slew beyond the budget must not even be begun.
 */
void
sim_check_granted(struct sim_host *h, const struct ipc_msg *m)
{
	const struct msg_adj_freq	*f = (const void *)m->payload;
	const struct pol		*p = &h->par.pol;
	int64_t				 committed_ns = pol_committed(p);

	if (m->hdr.type == MSG_ADJ_FREQ && p->applied_ppb16 != f->freq_ppb16)
		sim_world_fail(h->world, h, "a frequency of %g ppm was "
		    "granted, and is not applied",
		    tm_ratio_from_ppb16(f->freq_ppb16) * 1e6);
	if (m->hdr.type == MSG_ADJ_SLEW &&
	    (committed_ns > p->conf.forward_ns + SMALL_NS ||
	    committed_ns < -p->conf.backward_ns - SMALL_NS))
		sim_world_fail(h->world, h, "%g s are committed, more than "
		    "the budget", tm_s_from_ns(committed_ns));
}

void
sim_check_overflow(struct sim_role *r, unsigned int to)
{
	if (!r->host->owned)
		sim_world_fail(r->host->world, r->host,
		    "queue from %s to %s is full", ipc_role_name(r->role),
		    ipc_role_name(to));
}

void
sim_check_violation(struct sim_role *r, unsigned int by, uint16_t type,
    enum ipc_fault fault)
{
	sim_world_fail(r->host->world, r->host, "%s from %s to %s: %s",
	    ipc_type_name(type), ipc_role_name(by), ipc_role_name(r->role),
	    ipc_fault_name(fault));
}
