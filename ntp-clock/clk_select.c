/* ISC licence, see LICENSE. */
/* Selection: which sources may be right, and which are used.  Pure. */
#include <math.h>
#include <string.h>

#include "clk_select.h"
#include "clk_stretch.h"
#include "ipc.h"

#define STAY		0.8	/* the reference changes for so much less */

static double
lo(const struct clk_candidate *c)
{
	return c->offset_s - c->distance_s;
}

static double
hi(const struct clk_candidate *c)
{
	return c->offset_s + c->distance_s;
}

static void
mark(struct clk_candidate *c, char state, char detail)
{
	c->state = state;
	c->detail = detail;
}

/* What a candidate is before it is compared with the others. */
static void
first_look(struct clk_candidate *c, const struct clk_select_conf *conf)
{
	if (c->flags & SRC_NOSELECT)
		mark(c, '?', 'N');
	else if (!c->usable)
		mark(c, '?', c->detail);
	else if (!isfinite(c->offset_s) ||
	    !(c->distance_s >= 0 && c->distance_s <= conf->maxdistance_s))
		mark(c, '?', 'd');
	else if (!(c->jitter_s <= conf->maxjitter_s))
		mark(c, '~', '~');
	else
		mark(c, 'x', 'x');
}

/* A fallback is looked at only where there is nothing else. */
static void
hold_fallbacks(struct clk_candidate *c, int n)
{
	bool	others = false;
	int	i;

	for (i = 0; i < n; i++)
		others |= c[i].state == 'x' && !(c[i].flags & SRC_FALLBACK);
	for (i = 0; i < n && others; i++)
		if (c[i].state == 'x' && (c[i].flags & SRC_FALLBACK))
			mark(&c[i], '?', 'P');
}

/*
 * Of hosts that have nobody but each other one leads: that with the
 * smallest refid.  The others follow it, and it follows nobody.
 */
static void
hold_orphans(struct clk_candidate *c, int n,
    const struct clk_select_conf *conf)
{
	int	i, least = -1;
	bool	better = false;

	if (conf->orphan == 0)
		return;
	for (i = 0; i < n; i++) {
		if (c[i].state != 'x')
			continue;
		if (c[i].stratum < conf->orphan)
			better = true;
		else if (least == -1 || c[i].refid < c[least].refid)
			least = i;
	}
	if (better || (least != -1 && c[least].self != 0 &&
	    c[least].self < c[least].refid))
		least = -1;
	for (i = 0; i < n; i++)
		if (c[i].state == 'x' && c[i].stratum >= conf->orphan &&
		    i != least)
			mark(&c[i], '?', 'O');
}

/*
 * The stretch inside most intervals of those that vote.  Returns how many
 * intervals contain it.
 */
static unsigned int
intersect(const struct clk_candidate *c, int n, uint32_t voters,
    struct clk_selection *out)
{
	struct clk_stretch	s[SOURCES_MAX], most = { 0, 0 };
	int			i, votes = 0, best;

	for (i = 0; i < n; i++)
		if (c[i].state == 'x' && (c[i].flags & voters) == voters)
			s[votes++] = (struct clk_stretch){ lo(&c[i]),
			    hi(&c[i]) };
	best = clk_stretch_most(s, votes, &most);
	out->lo_s = most.lo;
	out->hi_s = most.hi;
	return (unsigned int)best;
}

static unsigned int
count(const struct clk_candidate *c, int n, char state, uint32_t flags)
{
	unsigned int	sum = 0;
	int		i;

	for (i = 0; i < n; i++)
		sum += c[i].state == state && (c[i].flags & flags) == flags;
	return sum;
}

/* Those that share the majority's stretch become '-': right, not yet used. */
static bool
find_truechimers(struct clk_candidate *c, int n, struct clk_selection *out)
{
	uint32_t	voters = count(c, n, 'x', SRC_TRUST) ? SRC_TRUST : 0;
	unsigned int	electors = count(c, n, 'x', voters);
	int		i;

	out->candidates = count(c, n, 'x', 0);
	if (2 * intersect(c, n, voters, out) <= electors)
		return false;
	for (i = 0; i < n; i++)
		if (c[i].state == 'x' && lo(&c[i]) <= out->hi_s &&
		    hi(&c[i]) >= out->lo_s)
			mark(&c[i], '-', '-');
		else if (c[i].state == 'x' && voters != 0 &&
		    !(c[i].flags & SRC_TRUST))
			c[i].detail = 'T';
	out->agree = count(c, n, '-', 0);
	return true;
}

/*
 * Whose sample happens to be the younger one is no reason to change: age
 * does not count here.
 */
static double
score(const struct clk_candidate *c, const struct clk_select_conf *conf)
{
	return c->base_s + conf->stratumweight_s * c->stratum;
}

/* The least distance wins, but the reference stays for little. */
static int
choose(const struct clk_candidate *c, int n, uint32_t preferred,
    const struct clk_select_conf *conf)
{
	int	i, best = -1, current = -1;
	double	stays;

	for (i = 0; i < n; i++) {
		if (c[i].state != '-' || (c[i].flags & preferred) != preferred)
			continue;
		if (c[i].current)
			current = i;
		if (best == -1 || score(&c[i], conf) < score(&c[best], conf))
			best = i;
	}
	if (current == -1 || c[current].stratum > c[best].stratum)
		return best;
	stays = score(&c[current], conf);
	stays = fmin(STAY * stays, stays - conf->reselectdist_s);
	return score(&c[best], conf) > stays ? current : best;
}

/* There is a majority; what else was asked for and is not there?  NULL */
static const char *
missing(const struct clk_candidate *c, int n,
    const struct clk_select_conf *conf, unsigned int agree)
{
	bool	required = false;
	int	i;

	if (agree < conf->minsources)
		return "fewer sources agree than minsources";
	for (i = 0; i < n; i++)
		required |= (c[i].flags & SRC_REQUIRE) != 0;
	return required && count(c, n, '-', SRC_REQUIRE) == 0 ?
	    "no source with require is usable" : NULL;
}

static void
wait_for_more(struct clk_candidate *c, int n)
{
	int	i;

	for (i = 0; i < n; i++)
		if (c[i].state == '-')
			c[i].detail = 'W';
}

/* The rest of those that are right: used beside the reference, or why not. */
static void
combine(struct clk_candidate *c, int n, uint32_t preferred,
    const struct clk_candidate *ref, const struct clk_select_conf *conf)
{
	int	i;

	for (i = 0; i < n; i++) {
		if (c[i].state != '-' || &c[i] == ref)
			continue;
		if ((c[i].flags & preferred) != preferred)
			c[i].detail = 'P';
		else if (c[i].distance_s <= conf->combinelimit *
		    ref->distance_s)
			mark(&c[i], '+', '+');
		else
			c[i].detail = 'D';
	}
}

bool
clk_select(struct clk_candidate *c, int n, const struct clk_select_conf *conf,
    struct clk_selection *out)
{
	uint32_t	preferred;
	int		i;

	memset(out, 0, sizeof *out);
	out->ref = -1;
	for (i = 0; i < n; i++)
		first_look(&c[i], conf);
	hold_fallbacks(c, n);
	hold_orphans(c, n, conf);
	if (!find_truechimers(c, n, out)) {
		out->lack = out->candidates == 0 ? "no usable sources" :
		    "no majority of usable sources";
		return false;
	}
	if ((out->lack = missing(c, n, conf, out->agree)) != NULL) {
		wait_for_more(c, n);
		return false;
	}
	preferred = count(c, n, '-', SRC_PREFER) ? SRC_PREFER : 0;
	out->ref = choose(c, n, preferred, conf);
	combine(c, n, preferred, &c[out->ref], conf);
	mark(&c[out->ref], '*', '*');
	out->used = count(c, n, '+', 0) + 1;
	return true;
}
