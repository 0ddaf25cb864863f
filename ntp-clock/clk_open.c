/* ISC licence, see LICENSE. */
/* The first correction.  Pure. */
#include <math.h>
#include <stddef.h>

#include "clk_est_agree.h"
#include "clk_jump.h"
#include "clk_open.h"

static bool
can_vote(const struct clk_source *s)
{
	return s->addr.family != 0 &&
	    !addr_is_refclock(&s->addr) && !(s->flags & SRC_NOSELECT);
}

/*
 * It answers ntp-net, but has not been asked since this process began or
 * the machine slept, so that nothing of it is known here.
 */
static bool
will_speak(const struct clk_source *s)
{
	return can_vote(s) && s->stat.reach != 0 && s->samples == 0 &&
	    s->stat.tries == s->first_tries;
}

unsigned int
clk_open_electorate(const struct clk *c, unsigned int answered)
{
	const struct clk_entry	*e;
	const struct clk_source	*s;
	unsigned int		 sum, members;
	uint32_t		 i;
	bool			 named;

	if (c->tried) {
		CLK_SOURCE_FOREACH(s, &c->sources)
			answered += will_speak(s);
		return answered;
	}
	sum = c->conf.clock.nsources > c->conf.n ?
	    c->conf.clock.nsources - c->conf.n : 0;
	for (i = 0; i < c->conf.n; i++) {
		e = &c->conf.entry[i];
		members = 0;
		named = false;
		CLK_SOURCE_FOREACH(s, &c->sources)
			if (s->id >> 16 == e->entry) {
				named |= s->addr.family != 0;
				members += can_vote(s);
			}
		if (!(e->flags & SRC_NOSELECT))
			sum += named ? members : 1;
	}
	return sum;
}

/* The source's nth last sample, as the estimator wants it. */
static bool
nth_sample(const struct clk_source *s, unsigned int n,
    struct clk_est_sample *m)
{
	const struct clk_recent	*r = clk_source_recent(s, n);

	if (r == NULL)
		return false;
	m->src = s->key;
	m->raw_ns = r->raw_ns;
	m->theta_ns = r->theta_ns;
	m->delay_ns = r->delay_ns;
	m->precision_s = tm_s_from_ns(r->noise_ns);
	m->root_s = tm_s_from_ns(r->root_delay_ns / 2 + r->root_disp_ns);
	return true;
}

enum clk_verdict
clk_open_feed(struct clk *c, const struct clk_source *s, unsigned int n)
{
	struct clk_est_sample	 m;

	if (!nth_sample(s, n, &m))
		return CLK_EST_BAD;
	return clk_est_update(&c->est, &m);
}

/* The oldest sample not before (raw_ns, row) in the order of time. */
static const struct clk_source *
next_in_time(struct clk *c, int64_t *raw_ns, int *row, unsigned int *nth)
{
	const struct clk_source	*s, *best = NULL;
	const struct clk_recent	*r;
	int64_t			 best_ns = 0;
	unsigned int		 n;
	int			 i;

	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (!s->fed)
			continue;
		i = (int)(s - c->sources.src);
		for (n = 0; (r = clk_source_recent(s, n)) != NULL; n++)
			if ((r->raw_ns > *raw_ns ||
			    (r->raw_ns == *raw_ns && i > *row)) &&
			    (best == NULL || r->raw_ns < best_ns)) {
				best = s;
				best_ns = r->raw_ns;
				*nth = n;
			}
	}
	if (best != NULL) {
		*raw_ns = best_ns;
		*row = (int)(best - c->sources.src);
	}
	return best;
}

/* All kept samples of the sources it knows, as they came. */
static bool
replay(struct clk *c)
{
	const struct clk_source	*s;
	int64_t			 raw_ns = INT64_MIN;
	unsigned int		 n = 0;
	bool			 started = false;
	int			 row = -1;
	enum clk_verdict	 v;

	while ((s = next_in_time(c, &raw_ns, &row, &n)) != NULL) {
		v = clk_open_feed(c, s, n);
		started |= v == CLK_EST_STARTED || v == CLK_EST_USED;
	}
	return started;
}

/* With such a frequency what was said before a pause means nothing now. */
static bool
feed_all(struct clk *c, struct tm_now now)
{
	struct clk_source	*s;
	struct clk_estimate	 p;

	if (!replay(c))
		return false;
	if (clk_est_predict(&c->est, 0, &p) == -1 ||
	    !clk_jump_strange(c, p.freq, now))
		return true;
	CLK_SOURCE_FOREACH(s, &c->sources)
		clk_source_forget(s, 1);
	return false;
}

/* Those selected, or the reference alone, become known to the estimator. */
static void
introduce(struct clk *c, const struct clk_source *only)
{
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, &c->sources) {
		if (s->fed)
			clk_est_drop(&c->est, s->key);
		s->fed = only == NULL ? s->state == '*' || s->state == '+' :
		    s == only;
		if (s->fed && clk_est_add(&c->est, s->key) == -1)
			s->fed = false;
	}
}

/*
 * After a restart of this process sources speak one by one: the first may
 * be the liar.  Against what was known before counts only a majority of
 * those that answer ntp-net.
 */
static bool
more_will_speak(const struct clk *c)
{
	const struct clk_source	*s;
	unsigned int		 agree = 0, answer = 0;

	CLK_SOURCE_FOREACH(s, &c->sources) {
		answer += s->stat.reach != 0;
		agree += s->state == '*' || s->state == '+' ||
		    s->state == '-';
	}
	return 2 * agree <= answer;
}

/* Does its last sample deny what was restored? */
static bool
contradicts(const struct clk *c, const struct clk_source *s)
{
	struct clk_est_sample	 m;

	return !nth_sample(s, 0, &m) || clk_est_agrees(&c->est, &m) == 0;
}

bool
clk_open_start(struct clk *c, const struct clk_source *ref, struct tm_now now)
{
	struct clk_track	*t = &c->track;

	if (t->restored) {
		if (more_will_speak(c) && contradicts(c, ref))
			return false;
		introduce(c, NULL);
		if (feed_all(c, now))
			return true;
		t->restored = false;
	}
	clk_est_init(&c->est, t->freq, t->freq_sd);
	introduce(c, NULL);
	if (feed_all(c, now))
		return true;
	/*
	 * Selection allows for the servers' own errors, the estimator only
	 * for the paths: servers that differ by more than their delays are
	 * not contradictory.  Then the best one leads.
	 */
	clk_est_init(&c->est, t->freq, t->freq_sd);
	introduce(c, ref);
	if (feed_all(c, now))
		return true;
	clk_est_init(&c->est, t->freq, t->freq_sd);
	introduce(c, NULL);
	return false;
}
