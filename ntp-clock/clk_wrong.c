/* ISC licence, see LICENSE. */
/* How wrong f may be, by what its sources say.  Pure. */
#include <math.h>

#include "clk_drift.h"
#include "clk_f.h"
#include "clk_stretch.h"
#include "clk_wrong.h"

/* Those who are asked, and which errors of f's rate (s/s) each allows. */
struct witnesses {
	int			 n;
	const struct clk_source	*source[CLK_SOURCES];
	struct clk_stretch	 allows[CLK_SOURCES];
	double			 proves[CLK_SOURCES];
};

/*
 * After a restart of this process they speak one by one, and the liar may be
 * the first.  Of those that answer ntp-net nothing is known yet.
 */
static bool
will_speak(const struct clk *c, const struct clk_source *s, struct tm_now now)
{
	return c->track.restored && s->samples == 0 &&
	    s->stat.reach != 0 && !(s->flags & SRC_NOSELECT) &&
	    now.raw.ns - c->start_ns < 2 * s->stat.poll_ns;
}

/* Those that were compared with the others, or will be. */
static void
call(const struct clk *c, const struct clk_carry *carry, struct tm_now now,
    struct witnesses *w)
{
	const struct clk_source	*s;
	struct clk_drift	 d;

	w->n = 0;
	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (!clk_source_judged(s) && !will_speak(c, s, now))
			continue;
		clk_drift(s, carry, &d);
		w->source[w->n] = s;
		w->allows[w->n].lo = d.lo;
		w->allows[w->n].hi = d.hi;
		w->proves[w->n++] = d.most;
	}
}

/*
 * How wrong f's rate may well be, s/s, if it is between lo and hi: as far as
 * that goes, but no more than twice as wrong as is proved.  More than any
 * oscillator's is none, but a jump.
 */
static double
likely(double lo, double hi)
{
	double	least = lo > 0 ? lo : hi < 0 ? -hi : 0;

	return least > CLK_FREQ_MOST ? 0 : fmin(fmax(-lo, hi), 2 * least);
}

/*
 * How wrong f's rate is, s/s, unless most allow that it is right: by what is
 * allowed by the most of them, and of several such stretches the largest.
 * Long delays allow much and prove little, but who has no opinion does not
 * speak for f.
 */
static double
agreed_drift(const struct witnesses *w)
{
	double	end, rate, drift = 0;
	int	i, sum, best = 0;

	if (2 * clk_stretch_count(w->allows, w->n, 0, &end) > w->n)
		return 0;
	for (i = 0; i < w->n; i++) {
		sum = clk_stretch_count(w->allows, w->n, w->allows[i].lo,
		    &end);
		rate = likely(w->allows[i].lo, end);
		if (sum > best || (sum == best && rate > drift)) {
			best = sum;
			drift = rate;
		}
	}
	return drift;
}

/*
 * f's distance from the source's sample and that from the truth (RFC 5905
 * section 11.2, THETA).  Where the source moves away from f, or most do, f's
 * rate is wrong by as much.
 */
static void
limit_by(const struct clk *c, const struct clk_source *s,
    const struct clk_carry *carry, double drift, struct clk_wrong *l)
{
	struct clk_candidate	cand;
	double			age_s;

	l->most_s = INFINITY;
	l->sample = clk_source_candidate(s, carry, &cand);
	l->growth = tm_ratio_from_ppb16(c->conf.clock.maxclockerror_ppb16) +
	    fmax(CLK_SIGMAS * carry->freq_sd, drift);
	if (l->sample == NULL)
		return;
	age_s = fmax(0, tm_s_from_ns(carry->raw_ns - l->sample->raw_ns));
	l->most_s = fabs(cand.offset_s) + cand.base_s + age_s * l->growth;
}

bool
clk_wrong_f(const struct clk *c, struct tm_now now, struct clk_wrong *least,
    struct clk_wrong *median)
{
	struct clk_carry	carry;
	struct witnesses	w;
	struct clk_wrong	all[CLK_SOURCES], l;
	double			drift;
	int			i, k;

	clk_f_carry(c, now, &carry);
	call(c, &carry, now, &w);
	drift = agreed_drift(&w);
	least->sample = median->sample = NULL;
	for (k = 0; k < w.n; k++) {
		limit_by(c, w.source[k], &carry, fmax(w.proves[k], drift), &l);
		if (l.sample != NULL && (w.source[k]->state != 'x' ||
		    c->track.ref == NULL) &&
		    (least->sample == NULL || l.most_s < least->most_s))
			*least = l;
		for (i = k; i > 0 && all[i - 1].most_s > l.most_s; i--)
			all[i] = all[i - 1];
		all[i] = l;
	}
	if (w.n > 0)
		*median = all[(c->track.ref == NULL ? w.n : w.n - 1) / 2];
	return least->sample != NULL && median->sample != NULL;
}
