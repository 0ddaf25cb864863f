/* ISC licence, see LICENSE. */
/* True errors and root distances. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim_check.h"
#include "sim_claim.h"
#include "sim_net.h"
#include "sim_world.h"

#define SETTLE_NS	(100 * TM_MS)	/* from the news to the page */
#define POLLS_MOST	8		/* however many packets are lost */
#define WRONG_PART	1e-3		/* of the time it claims to be right */
#define WRONG_LEAST_NS	(4 * TM_S)	/* of an hour or less of that */
#define WRONG_MOST	2.0

void
sim_claim_start(struct sim_host *h)
{
	h->claim.checked_ns = h->world->t_ns;
}

void
sim_claim_configured(struct sim_host *h)
{
	struct sim_claim		*c = &h->claim;
	const struct msg_cfg_source	*s;
	struct addr			 a;
	unsigned int			 i;

	memset(c->voice, 0, sizeof c->voice);
	for (i = 0; i < h->conf.nsources && i < SIM_VOICES; i++) {
		s = &h->conf.source[i];
		c->voice[i].entry = s->entry;
		c->voice[i].row = addr_parse(s->name, &a) == 0 ?
		    sim_net_target(h->world, &a) : -1;
	}
	c->nvoices = i;
}

static int64_t
longest_poll_ns(const struct sim_host *h)
{
	int64_t		longest_ns = TM_S, ns;
	unsigned int	i;

	for (i = 0; i < h->conf.nsources; i++) {
		ns = TM_S << (h->conf.source[i].maxpoll > 0 ?
		    h->conf.source[i].maxpoll : 0);
		if (ns > longest_ns)
			longest_ns = ns;
	}
	return longest_ns;
}

static void
listen_anew(struct sim_host *h)
{
	unsigned int	i;

	h->claim.knows_ns = 0;
	for (i = 0; i < h->claim.nvoices; i++)
		h->claim.voice[i].heard = 0;
}

void
sim_claim_lost(struct sim_host *h)
{
	h->claim.lost = true;
	h->claim.lost_ns = h->world->t_ns;
	h->claim.lost_raw_ns = sim_host_now(h).raw.ns;
	h->claim.until_ns = h->world->t_ns + POLLS_MOST * longest_poll_ns(h);
	listen_anew(h);
}

void
sim_claim_told(struct sim_host *h)
{
	sim_claim_lost(h);
	h->claim.until_ns = h->world->t_ns + SETTLE_NS;
}

void
sim_claim_birth(struct sim_host *h)
{
	if (h->claim.lost)
		listen_anew(h);
}

void
sim_claim_heard(struct sim_host *h, const struct ipc_msg *m)
{
	const struct msg_sample	*s = (const void *)m->payload;
	struct sim_voice	*v = h->claim.voice;
	unsigned int		 i;

	if (!h->claim.lost || m->hdr.type != MSG_SAMPLE ||
	    s->raw_ns < h->claim.lost_raw_ns)
		return;
	for (i = 0; i < h->claim.nvoices; i++)
		if (v[i].entry == s->id >> 16 && v[i].heard < UINT8_MAX)
			v[i].heard++;
}

enum voice { TRUE, FALSE, MUTE };

/* Does this source answer the host, and is what it says right? */
static enum voice
voice_of(const struct sim_host *h, int row)
{
	const struct sim_world	*w = h->world;
	const struct sim_path	*p = w->path[h->ix][row];
	const struct sim_host	*up;

	if (w->t_ns < p[0].down_ns || w->t_ns < p[1].down_ns)
		return MUTE;
	if (row < SIM_HOSTS) {
		up = w->host[row];
		return !up->running || up->off ? MUTE :
		    up->claim.lost ? FALSE : TRUE;
	}
	switch (w->server[row - SIM_HOSTS].manner) {
	case SIM_HONEST:
	case SIM_COARSE:
		return TRUE;
	case SIM_FALSE:
	case SIM_LIAR:
	case SIM_GARBAGE:
		return FALSE;
	default:
		return MUTE;
	}
}

/*
 * While the frequency is still being learned, a jump between two samples
 * may as well be an oscillator that is a few hundred ppm off: the sample
 * after the next one tells.
 */
static unsigned int
rounds(const struct sim_host *h)
{
	const struct sim_claim	*c = &h->claim;

	return h->world->rounds + (c->first_sync_ns == -1 || c->lost_ns <
	    c->first_sync_ns + POLLS_MOST * longest_poll_ns(h));
}

/* Enough of all that it asks: who is mute is missed after some polls only. */
static void
count_heard(struct sim_host *h)
{
	struct sim_claim	*c = &h->claim;
	unsigned int		 i, heard = 0;

	for (i = 0; i < c->nvoices; i++)
		heard += c->voice[i].heard >= rounds(h) &&
		    (c->voice[i].row == -1 ||
		    voice_of(h, c->voice[i].row) == TRUE);
	if (c->knows_ns == 0 && 2 * heard > c->nvoices)
		c->knows_ns = h->world->t_ns + SETTLE_NS;
}

bool
sim_claim_can_know(struct sim_host *h)
{
	struct sim_claim	*c = &h->claim;
	unsigned int		 i, honest = 0, false_ = 0;
	enum voice		 v;

	if (h->off)
		return false;
	for (i = 0; i < c->nvoices; i++) {
		v = c->voice[i].row == -1 ? TRUE :
		    voice_of(h, c->voice[i].row);
		honest += v == TRUE;
		false_ += v == FALSE;
	}
	if (honest <= false_ || h->owned)
		sim_claim_lost(h);
	if (!c->lost)
		return true;
	count_heard(h);
	c->lost = h->world->t_ns <= c->until_ns &&
	    (c->knows_ns == 0 || h->world->t_ns <= c->knows_ns);
	return !c->lost;
}

static void
dump_source(FILE *out, const struct sim_host *h, const struct clk_source *s)
{
	const struct clk_recent	*r = clk_source_recent(s, 0);
	int64_t			 theta_ns;

	if (!s->used || r == NULL)
		return;
	theta_ns = sim_world_utc(h->world, h->world->t_ns) - h->kernel.raw_ns;
	fprintf(out, "  %c %u.%u samples %u, last %.1f s old, off %g s, "
	    "delay %g s, claims %g s\n", s->state, s->addr.ip[1],
	    s->addr.ip[3], s->samples,
	    tm_s_from_ns(h->kernel.raw_ns - r->raw_ns),
	    tm_s_from_ns(r->theta_ns - theta_ns), tm_s_from_ns(r->delay_ns),
	    tm_s_from_ns(r->root_delay_ns / 2 + r->root_disp_ns));
}

/* For who looks into a failure: when it begins, and what sources said. */
static void
dump(const struct sim_host *h, double error_s, double distance_s,
    enum sim_verdict verdict)
{
	static const char *const words[] = { "right again", "cannot know",
	    "wrong" };
	FILE	*out = h->world->trace;
	int	 i;

	if (out == NULL || verdict == h->claim.verdict)
		return;
	fprintf(out, "%14.6f %-6s %s: f is off by %g s, claims %g s; "
	    "oscillator %g ppm\n", tm_s_from_ns(h->world->t_ns), h->name,
	    words[verdict], error_s, distance_s,
	    sim_osc_ratio(&h->osc) * 1e6);
	for (i = 0; i < CLK_SOURCES && verdict != CLAIM_RIGHT; i++)
		dump_source(out, h, &h->clk->sources.src[i]);
}

/* Off by error_s, a claim of distance_s, for so long. */
static void
judge(struct sim_host *h, double error_s, double distance_s, int64_t dt_ns)
{
	struct sim_claim	*c = &h->claim;
	enum sim_verdict	 verdict = error_s <= distance_s ?
				    CLAIM_RIGHT : sim_claim_can_know(h) ?
				    CLAIM_WRONG : CLAIM_EXCUSED;

	dump(h, error_s, distance_s, verdict);
	c->verdict = verdict;
	if (verdict == CLAIM_EXCUSED)
		c->excused_ns += dt_ns;
	if (verdict != CLAIM_WRONG)
		return;
	c->wrong_ns += dt_ns;
	if (error_s > c->worst * distance_s)
		c->worst = error_s / fmax(distance_s, 1e-9);
	if (error_s > WRONG_MOST * distance_s)
		sim_world_fail(h->world, h, "true error %g s, root distance "
		    "%g s", error_s, distance_s);
}

/* Whose time is as near as that to a leap may be before or behind it. */
static bool
is_leaping(const struct sim_world *w, double distance_s)
{
	return w->leap != 0 && fabs(tm_s_from_ns(w->t_ns - w->leap_ns)) <=
	    distance_s;
}

void
sim_claim_check(struct sim_host *h)
{
	struct sim_claim	*c = &h->claim;
	const struct page_truth	*f = &h->page.truth;
	struct tm_raw		 raw = { h->kernel.raw_ns };
	int64_t			 dt_ns = h->world->t_ns - c->checked_ns;
	double			 error_s, distance_s;

	c->checked_ns = h->world->t_ns;
	if (!h->running || f->sync != PAGE_SYNC || f->local)
		return;
	if (c->first_sync_ns == -1)
		c->first_sync_ns = h->world->t_ns;
	error_s = fabs(tm_s_from_ns(sim_check_f_error(h)));
	distance_s = tm_s_from_ns(f->root_delay_ns / 2 +
	    page_root_disp(f, raw));
	c->synced_ns += dt_ns;
	c->sum_dist_s += distance_s * tm_s_from_ns(dt_ns);
	if (h->world->strict && !is_leaping(h->world, distance_s))
		judge(h, error_s, distance_s, dt_ns);
}

void
sim_claim_end(struct sim_host *h)
{
	struct sim_world	*w = h->world;
	struct sim_claim	*c = &h->claim;
	double			 most_ns = WRONG_PART * (double)c->synced_ns;

	w->wrong_s += tm_s_from_ns(c->wrong_ns);
	w->excused_s += tm_s_from_ns(c->excused_ns);
	w->synced_s += tm_s_from_ns(c->synced_ns);
	if ((double)c->wrong_ns > fmax(most_ns, WRONG_LEAST_NS))
		sim_world_fail(w, h, "root distance was too small for %g of "
		    "%g s, at worst by %g", tm_s_from_ns(c->wrong_ns),
		    tm_s_from_ns(c->synced_ns), c->worst);
}
