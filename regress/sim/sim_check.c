/* ISC licence, see LICENSE. */
/* Invariants. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim_check.h"
#include "sim_claim.h"
#include "sim_shell.h"
#include "sim_world.h"

#define SLACK_S		0.1		/* of the account: see was_charged */
#define SMALL_NS	(10 * TM_MS)
#define FOLLOW		10e-6		/* trust follows by 10 ppm a day */
#define PAGE_SLACK_NS	TM_US		/* the page against wall */
#define ADJTIME_SLACK_NS (2 * TM_MS)	/* where the kernel's adjtime works */
#define TIMER_LATE_NS	(2 * TM_MS)
#define WAIT_SLACK_NS	(10 * TM_MS)

static void
look(struct sim_watch *x, const struct sim_host *h)
{
	x->raw_ns = h->kernel.raw_ns;
	x->wall_ns = h->kernel.wall_ns;
	x->leaps = h->kernel.leaps;
	x->excused_ns = 0;
}

void
sim_check_start(struct sim_host *h)
{
	look(&h->watch, h);
	sim_claim_start(h);
	h->watch.checked_ns = h->world->t_ns;
	h->watch.level_ns = h->world->t_ns;
}

void
sim_check_booted(struct sim_host *h)
{
	struct sim_watch	*x = &h->watch;
	int32_t			 limit = h->conf.policy.makestep_limit;

	x->unlimited = limit < 0 && h->conf.policy.makestep_ns > 0;
	if (h->starts == 1)
		x->limit = h->conf.policy.makestep_ns > 0 && limit > 0 ?
		    (uint32_t)limit : 0;
	/* What a kill leaves of a slew is not the new daemon's. */
	x->trusted_known = h->par.pol.trusted_known;
	x->trusted_ppb16 = h->par.pol.trusted_ppb16;
}

void
sim_check_renewed(struct sim_host *h)
{
	if (h->conf.policy.makestep_limit > 0)
		h->watch.limit = h->watch.granted +
		    (uint32_t)h->conf.policy.makestep_limit;
}

void
sim_check_by_hand(struct sim_host *h)
{
	h->watch.by_hand = true;
	h->watch.level_s = 0;
	h->watch.level_ns = h->world->t_ns;
}

void
sim_check_slept(struct sim_host *h)
{
	h->watch.limit += h->conf.policy.makestep_limit > 0;
}

/*
 * Was the step charged to the budget, or granted by a right?  The account
 * tells, where the step is not lost in what slews moved.
 */
static bool
was_charged(const struct sim_host *h, int64_t delta_ns)
{
	int64_t	charge_ns = pol_charged(&h->par.pol) - h->watch.charged_ns;

	if (h->watch.rights == 0 && !h->watch.by_hand)
		return true;
	return llabs(delta_ns) > SMALL_NS &&
	    llabs(charge_ns - delta_ns) < llabs(delta_ns) / 2;
}

void
sim_check_stepped(struct sim_host *h, int64_t delta_ns)
{
	struct sim_watch	*x = &h->watch;
	bool			 charged = was_charged(h, delta_ns);

	x->steps++;
	x->stepped = true;
	x->back = true;
	x->charged_ns = pol_charged(&h->par.pol);
	x->rights = h->par.pol.steps_left;
	if (!charged) {
		x->excused_ns += delta_ns;
		x->granted += !x->by_hand;
		x->by_hand = false;
		if (!x->unlimited && x->granted > x->limit)
			sim_world_fail(h->world, h, "stepped by %g s without "
			    "a right", tm_s_from_ns(delta_ns));
	}
	if (h->kernel.wall_ns < h->par.pol.conf.floor_ns ||
	    h->kernel.wall_ns > h->par.pol.conf.ceiling_ns)
		sim_world_fail(h->world, h, "stepped outside of the limits");
}

void
sim_check_excused(struct sim_host *h, int64_t delta_ns)
{
	h->watch.back = true;
	h->watch.excused_ns += delta_ns;
	h->watch.foreign = true;
	h->watch.touched_ns = h->world->t_ns;
	h->watch.foreign_anchor_ns = h->clock.steer.raw_ns;
}

/* Trust moves slowly, once there is any. */
static void
follow_trust(struct sim_host *h, double raw_s)
{
	struct sim_watch	*x = &h->watch;
	const struct pol	*p = &h->par.pol;
	double			 moved;

	if (!h->running)
		return;
	moved = fabs(tm_ratio_from_ppb16(p->trusted_ppb16 -
	    x->trusted_ppb16));
	x->trust_room = fmin(x->trust_room + raw_s * FOLLOW / 86400, FOLLOW);
	if (x->trusted_known) {
		if (moved > x->trust_room + 1e-12)
			sim_world_fail(h->world, h, "trusted frequency moved "
			    "by %g at once", moved);
		x->trust_room -= moved;
	}
	x->trusted_known = p->trusted_known;
	x->trusted_ppb16 = p->trusted_ppb16;
}

/* What wall did since it was last looked at, charged to the account. */
static void
account(struct sim_host *h)
{
	struct sim_watch	*x = &h->watch;
	const struct pol_conf	*c = &h->conf.policy;
	int64_t			 raw_ns = h->kernel.raw_ns - x->raw_ns;
	int64_t			 wall_ns = h->kernel.wall_ns - x->wall_ns;
	int64_t			 leap_ns;
	double			 days, s;

	leap_ns = (int64_t)(h->kernel.leaps - x->leaps) * -h->world->leap *
	    TM_S;
	if (wall_ns - leap_ns < 0 && !x->back)
		sim_world_fail(h->world, h, "wall went back by %g s",
		    -tm_s_from_ns(wall_ns));
	s = tm_s_from_ns(wall_ns - raw_ns - x->excused_ns - leap_ns) -
	    tm_s_from_ns(raw_ns) * tm_ratio_from_ppb16(x->trusted_ppb16);
	if (h->running && !h->noset)
		x->level_s += s;
	x->back = false;
	days = 1 + tm_s_from_ns(h->world->t_ns - x->level_ns) / 86400;
	if (x->level_s > tm_s_from_ns(c->forward_ns) * days + SLACK_S ||
	    x->level_s < -tm_s_from_ns(c->backward_ns) * days - SLACK_S)
		sim_world_fail(h->world, h, "wall was led away by %g s",
		    x->level_s);
	follow_trust(h, tm_s_from_ns(raw_ns));
	look(x, h);
}

/* Children believe the page: it must say what wall does. */
static void
page_is_true(struct sim_host *h)
{
	struct sim_watch	*x = &h->watch;
	struct tm_raw		 raw = { h->kernel.raw_ns };
	int64_t			 off_ns, slack_ns = PAGE_SLACK_NS;

	if (!h->running || h->noset)
		return;
	if (x->foreign && x->foreign_anchor_ns == h->page.steer.raw_ns)
		return;
	x->foreign = false;
	/* An hour at the kernel's resolution of the frequency. */
	slack_ns += (raw.ns - h->page.steer.raw_ns) / 50000000;
	/* The kernel goes on with what it took up for a second. */
	if (h->clock.by_kernel || h->kernel.second_us != 0)
		x->adjtime_anchor_ns = h->page.steer.raw_ns;
	if (x->adjtime_anchor_ns == h->page.steer.raw_ns)
		slack_ns += ADJTIME_SLACK_NS;
	/* Whoever ends a slew may be late by a millisecond or two. */
	if (h->clock.slew_ns != 0 && raw.ns > h->page.steer.slew_end_ns)
		slack_ns += llabs(tm_scale(TIMER_LATE_NS,
		    h->page.steer.slew_ppb16));
	off_ns = page_wall(&h->page.steer, raw).ns - h->kernel.wall_ns;
	if (h->kernel.leaps > 0)
		off_ns = 0;
	if (llabs(off_ns) > slack_ns)
		sim_world_fail(h->world, h, "the page is off wall by %g s",
		    tm_s_from_ns(off_ns));
}

int64_t
sim_check_wall_error(struct sim_host *h)
{
	return sim_world_utc(h->world, h->world->t_ns) -
	    sim_host_now(h).wall.ns;
}

int64_t
sim_check_f_error(struct sim_host *h)
{
	struct tm_true	t = page_true(&h->page, sim_host_now(h));

	return sim_world_utc(h->world, h->world->t_ns) -
	    tm_utc_from_true(&h->page.leaps, t);
}

static void
errors(struct sim_host *h)
{
	struct sim_watch	*x = &h->watch;
	int64_t			 dt_ns = h->world->t_ns - x->checked_ns;
	double			 e_s;

	x->checked_ns = h->world->t_ns;
	sim_claim_check(h);
	e_s = fabs(tm_s_from_ns(sim_check_wall_error(h)));
	sim_expect_note(h, e_s, tm_s_from_ns(dt_ns));
	if (h->world->calib)
		sim_calib_note(h, tm_s_from_ns(dt_ns));
}

static void
policy_holds(struct sim_host *h)
{
	const struct pol	*p = &h->par.pol;
	int64_t			 slew = llabs(h->clock.steer.slew_ppb16);

	if (!h->running || h->noset)
		return;
	if (slew > p->conf.maxslew_ppb16 && !h->clock.by_kernel)
		sim_world_fail(h->world, h, "a slew at %g ppm",
		    tm_ratio_from_ppb16(slew) * 1e6);
}

/* A crash right after a step must find its right used up. */
static void
step_is_written(struct sim_host *h)
{
	struct par_state	disk;
	struct pol		after = h->par.pol;

	if (!h->watch.stepped || !h->running || h->noset)
		return;
	h->watch.stepped = false;
	if (par_state_decode(&disk, h->disk.text, h->disk.len)) {
		after.rights_used = 0;
		pol_updates(&after, (uint32_t)disk.rights_used);
	} else
		after.steps_left = INT32_MAX;
	if (after.steps_left != h->par.pol.steps_left)
		sim_world_fail(h->world, h, "a step was made and not written "
		    "down");
}

/* No request waits beyond its end; nothing is left out in the timer. */
static void
requests(struct sim_host *h)
{
	const struct net_slot	*s;
	uint32_t		 i;

	if (!h->role[ROLE_NET].ready ||
	    h->world->t_ns < h->role[ROLE_NET].frozen_ns + TM_S)
		return;
	/* raw may just have jumped over the end of one */
	if (h->watch.touched_ns != 0 &&
	    h->world->t_ns < h->watch.touched_ns + TM_S)
		return;
	for (i = 0; i < h->net->nslots; i++) {
		s = &h->net->slots[i];
		if (s->id != 0 && s->x.waiting &&
		    h->kernel.raw_ns > s->x.until_ns + WAIT_SLACK_NS &&
		    h->world->t_ns > h->off_until_ns + TM_S)
			sim_world_fail(h->world, h,
			    "a request waits longer than it may");
	}
}

void
sim_check_before(struct sim_host *h)
{
	if (!h->booted)
		return;
	sim_host_now(h);
	errors(h);
	account(h);
}

void
sim_check_after(struct sim_host *h)
{
	if (!h->booted)
		return;
	h->world->nchecks++;
	errors(h);
	account(h);
	page_is_true(h);
	policy_holds(h);
	step_is_written(h);
	requests(h);
	sim_check_doubt(h);
	h->watch.charged_ns = pol_charged(&h->par.pol);
	h->watch.rights = h->par.pol.steps_left;
}

void
sim_check_page(struct sim_host *h)
{
	if (h->page.truth.sync == PAGE_SYNC && (h->page.truth.stratum < 1 ||
	    h->page.truth.stratum > 15))
		sim_world_fail(h->world, h, "synchronised at stratum %u",
		    h->page.truth.stratum);
}

void
sim_check_probe(struct sim_world *w)
{
	unsigned int	i;

	for (i = 0; i < w->nhosts; i++)
		if (w->host[i]->booted && !w->host[i]->off)
			sim_check_before(w->host[i]);
}

void
sim_check_end(struct sim_world *w)
{
	unsigned int	i;

	sim_check_probe(w);
	for (i = 0; i < w->nhosts; i++)
		sim_claim_end(w->host[i]);
	sim_expect_judge(w);
}
