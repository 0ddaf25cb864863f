/* ISC licence, see LICENSE. */
/* Selection: which sources may be right, and which are used.  Pure. */
#include <math.h>
#include <string.h>

#include "clk_select.h"
#include "ipc.h"

#define JITTER_MAX_S	1.0
#define COMBINE		3.0	/* distance of a used source to the least */
#define STRATUM_S	1e-3	/* a stratum more weighs as much distance */
#define STAY		0.8	/* the reference changes for so much less */
#define STAY_S		1e-4	/* and at least this less */

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

/* What a candidate is before it is compared with the others. */
static char
first_look(const struct clk_candidate *c, const struct clk_select_conf *conf)
{
	if (!c->usable || (c->flags & SRC_NOSELECT) ||
	    !isfinite(c->offset_s) ||
	    !(c->distance_s >= 0 && c->distance_s <= conf->maxdistance_s))
		return '?';
	if (!(c->jitter_s <= JITTER_MAX_S))
		return '~';
	return 'x';
}

/*
 * The stretch inside most intervals of those that vote.  It begins at some
 * interval's low end, so it is enough to look there (n is small).  Returns
 * how many intervals contain it.
 */
static unsigned int
intersect(const struct clk_candidate *c, int n, uint32_t voters,
    struct clk_selection *out)
{
	unsigned int	in, best = 0;
	double		end;
	int		i, j;

	for (i = 0; i < n; i++) {
		if (c[i].state != 'x' || (c[i].flags & voters) != voters)
			continue;
		end = INFINITY;
		for (in = 0, j = 0; j < n; j++) {
			if (c[j].state != 'x' ||
			    (c[j].flags & voters) != voters ||
			    lo(&c[j]) > lo(&c[i]) || hi(&c[j]) < lo(&c[i]))
				continue;
			in++;
			end = fmin(end, hi(&c[j]));
		}
		if (in > best) {
			best = in;
			out->lo_s = lo(&c[i]);
			out->hi_s = end;
		}
	}
	return best;
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
			c[i].state = '-';
	out->agree = count(c, n, '-', 0);
	return true;
}

static double
score(const struct clk_candidate *c)
{
	return c->distance_s + STRATUM_S * c->stratum;
}

/* The least distance wins, but the reference stays for little. */
static int
choose(const struct clk_candidate *c, int n, uint32_t preferred)
{
	int	i, best = -1, current = -1;

	for (i = 0; i < n; i++) {
		if (c[i].state != '-' || (c[i].flags & preferred) != preferred)
			continue;
		if (c[i].current)
			current = i;
		if (best == -1 || score(&c[i]) < score(&c[best]))
			best = i;
	}
	if (current != -1 && c[current].stratum <= c[best].stratum &&
	    score(&c[best]) > fmin(STAY * score(&c[current]),
	    score(&c[current]) - STAY_S))
		return current;
	return best;
}

bool
clk_select(struct clk_candidate *c, int n, const struct clk_select_conf *conf,
    struct clk_selection *out)
{
	uint32_t	preferred;
	bool		required = false;
	int		i;

	memset(out, 0, sizeof *out);
	out->ref = -1;
	for (i = 0; i < n; i++) {
		c[i].state = first_look(&c[i], conf);
		required |= (c[i].flags & SRC_REQUIRE) != 0;
	}
	if (!find_truechimers(c, n, out) || out->agree < conf->minsources ||
	    (required && count(c, n, '-', SRC_REQUIRE) == 0))
		return false;
	preferred = count(c, n, '-', SRC_PREFER) ? SRC_PREFER : 0;
	out->ref = choose(c, n, preferred);
	for (i = 0; i < n; i++)
		if (c[i].state == '-' && i != out->ref &&
		    (c[i].flags & preferred) == preferred &&
		    c[i].distance_s <= COMBINE * c[out->ref].distance_s)
			c[i].state = '+';
	c[out->ref].state = '*';
	out->used = count(c, n, '+', 0) + 1;
	return true;
}
