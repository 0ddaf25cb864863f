/* ISC licence, see LICENSE. */
/* The sources as ntp-net told of them.  Pure. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "addr_refid.h"
#include "clk_f.h"
#include "clk_source.h"

#define ENTRY(id)	((id) >> 16)
#define REACH_BITS	8	/* of the register (RFC 5905 section 9.2) */

struct clk_source *
clk_source_find(struct clk_sources *t, uint32_t id)
{
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, t)
		if (s->id == id)
			return s;
	return NULL;
}

/* The row that this source had before, under whatever slot. */
static struct clk_source *
find_history(struct clk_sources *t, const struct msg_source_up *m)
{
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, t) {
		if (ENTRY(s->id) != ENTRY(m->id))
			continue;
		if (s->id == m->id && s->addr.family == 0)
			return s;
		if (s->id != m->id && !s->absent)
			continue;
		if (addr_same_ip(&s->addr, &m->addr) &&
		    s->addr.port == m->addr.port)
			return s;
	}
	return NULL;
}

/* A free row, or one of a source that a restarted ntp-net never named. */
static struct clk_source *
find_room(struct clk_sources *t)
{
	struct clk_source	*s;

	for (s = t->src; s < t->src + t->n; s++)
		if (!s->used)
			return s;
	if (t->n < CLK_SOURCES)
		return &t->src[t->n++];
	CLK_SOURCE_FOREACH(s, t)
		if (s->absent && !s->fed)
			return s;
	return NULL;
}

struct clk_source *
clk_source_up(struct clk_sources *t, const struct msg_source_up *m)
{
	struct clk_source	*s;

	if ((s = find_history(t, m)) == NULL) {
		if ((s = find_room(t)) == NULL)
			return NULL;
		memset(s, 0, sizeof *s);
		s->key = t->next_key++;
		s->state = '?';
		s->detail = 'M';
	}
	s->used = true;
	s->absent = false;
	s->id = m->id;
	s->flags = m->flags;
	s->addr = m->addr;
	memcpy(s->name, m->name, sizeof s->name);
	return s;
}

const char *
clk_source_title(const struct clk_source *s, char buf[CLK_SOURCE_TITLE])
{
	size_t	n;

	addr_str(&s->addr, buf);
	n = strlen(buf);
	if (strcmp(buf, s->name) != 0)
		snprintf(buf + n, CLK_SOURCE_TITLE - n, " (%s)", s->name);
	return buf;
}

void
clk_source_free(struct clk_source *s)
{
	s->used = false;
}

void
clk_source_absent(struct clk_sources *t, struct tm_raw raw)
{
	struct clk_source	*s;

	CLK_SOURCE_FOREACH(s, t)
		if (!s->absent) {
			s->absent = true;
			s->absent_ns = raw.ns;
		}
}

void
clk_source_stat(struct clk_source *s, const struct msg_source_stat *m)
{
	if (s->stat.id == 0)
		s->first_tries = m->tries;
	/* OpenNTPD's rule: a miss halves the trust. */
	if (m->tries != s->stat.tries) {
		if (s->stat.tries > 0 && s->since_try == 0)
			s->trust /= 2;
		s->since_try = 0;
	}
	s->stat = *m;
}

/* How finely the server tells the time (RFC 5905 section 7.3). */
static int64_t
precision_ns(int8_t log2_s)
{
	if (log2_s > 4)
		log2_s = 4;
	return log2_s >= 0 ? TM_S << log2_s : log2_s > -30 ?
	    TM_S >> -log2_s : 0;
}

void
clk_source_sample(struct clk_source *s, const struct msg_sample *m,
    int64_t measured_ns)
{
	struct clk_recent	*r = &s->recent[s->samples % CLK_RECENT];

	r->raw_ns = m->raw_ns;
	r->theta_ns = m->theta_ns;
	r->delay_ns = m->delay_ns > 0 ? m->delay_ns : 0;
	r->noise_ns = m->noise_ns + precision_ns(m->precision);
	r->root_delay_ns = m->root_delay_ns;
	r->root_disp_ns = m->root_disp_ns;
	s->samples++;
	s->since_try++;
	s->last = *m;
	s->measured_ns = measured_ns;
	if (s->trust < CLK_TRUST_MAX)
		s->trust++;
}

const struct clk_recent *
clk_source_recent(const struct clk_source *s, unsigned int n)
{
	if (n >= s->samples || n >= CLK_RECENT)
		return NULL;
	return &s->recent[(s->samples - 1 - n) % CLK_RECENT];
}

double
clk_source_jitter(const struct clk_source *s)
{
	const struct clk_recent	*r;
	double			 least = INFINITY, sum = 0, d;
	unsigned int		 n;

	for (n = 0; (r = clk_source_recent(s, n)) != NULL; n++) {
		d = tm_s_from_ns(r->delay_ns);
		least = fmin(least, d);
		sum += d;
	}
	return n == 0 ? 0 : (sum / n - least) / 2;
}

bool
clk_source_judged(const struct clk_source *s)
{
	return s->samples > 0 && s->state != '\0' &&
	    strchr("*+-x", s->state) != NULL;
}

void
clk_source_forget(struct clk_source *s, unsigned int keep)
{
	struct clk_recent	last[2];
	unsigned int		n;

	if (keep > s->samples)
		keep = s->samples;
	for (n = 0; n < keep; n++)
		last[n] = *clk_source_recent(s, n);
	for (n = 0; n < keep; n++)
		s->recent[keep - 1 - n] = last[n];
	s->samples = keep;
	clk_stats_init(&s->stats);
}

/* What its age adds to the distance of a sample. */
static double
aged_s(const struct clk_recent *r, const struct clk_carry *c)
{
	double	age_s = tm_s_from_ns(c->raw_ns - r->raw_ns);

	return age_s > 0 ? age_s * (c->clock_error +
	    CLK_SIGMAS * c->freq_sd) : 0;
}

/* Root distance of a sample at now, s (RFC 5905 section 11.2). */
static double
distance_s(const struct clk_recent *r, const struct clk_carry *c)
{
	return tm_s_from_ns((r->delay_ns + r->root_delay_ns) / 2 +
	    r->root_disp_ns + r->noise_ns) + aged_s(r, c);
}

/*
 * A restarted ntp-net has reached nobody yet.  Whoever answers it first is not
 * alone for that: of the others what they said before still counts.
 */
static bool
is_silent(const struct clk_source *s)
{
	return s->stat.reach == 0 && s->stat.tries >= REACH_BITS;
}

double
clk_source_offset(const struct clk_recent *r, const struct clk_carry *c)
{
	return tm_s_from_ns(r->theta_ns - c->theta_ns) +
	    c->freq * tm_s_from_ns(c->raw_ns - r->raw_ns);
}

unsigned int
clk_source_current(const struct clk_source *s, const struct clk_carry *c)
{
	const struct clk_recent	*r;
	double			 off, half, lo = -INFINITY, hi = INFINITY;
	unsigned int		 n;

	for (n = 0; (r = clk_source_recent(s, n)) != NULL; n++) {
		off = clk_source_offset(r, c);
		half = tm_s_from_ns(r->delay_ns / 2 + r->noise_ns) +
		    aged_s(r, c);
		if (off - half > hi || off + half < lo)
			break;
		lo = off - half > lo ? off - half : lo;
		hi = off + half < hi ? off + half : hi;
	}
	return n;
}

bool
clk_source_agrees(const struct clk_source *s, const struct clk_carry *c)
{
	unsigned int	n = s->samples < CLK_RECENT ? s->samples : CLK_RECENT;

	return n > 1 && clk_source_current(s, c) == n;
}

const struct clk_recent *
clk_source_candidate(const struct clk_source *s, const struct clk_carry *c,
    struct clk_candidate *out)
{
	const struct clk_recent	*r, *best = NULL;
	double			 d, least = INFINITY, sum = 0, mean = 0;
	unsigned int		 n, count = clk_source_current(s, c);

	memset(out, 0, sizeof *out);
	out->flags = s->flags;
	out->state = '?';
	out->detail = 'M';
	out->refid = s->addr.family != 0 ? addr_refid(&s->addr) : 0;
	out->self = s->stat.self;
	for (n = 0; n < count; n++) {
		r = clk_source_recent(s, n);
		mean += tm_s_from_ns(r->delay_ns);
		if ((d = distance_s(r, c)) < least) {
			least = d;
			best = r;
		}
	}
	if (best == NULL)
		return NULL;
	mean /= count;
	while (n-- > 0) {
		d = tm_s_from_ns(clk_source_recent(s, n)->delay_ns) - mean;
		sum += d * d;
	}
	out->jitter_s = sqrt(sum / count) / 2;
	out->distance_s = least;
	out->base_s = least - aged_s(best, c);
	out->offset_s = clk_source_offset(best, c);
	out->stratum = s->last.stratum;
	out->local = s->last.local;
	out->current = s->state == '*';
	if (s->last.leap == 3)
		out->detail = 's';
	else if (s->stat.looped || is_silent(s))
		out->detail = 'S';
	/* ntpd's names for its own clocks answer as ourselves. */
	out->usable = s->last.leap != 3 && !addr_is_refclock(&s->addr) &&
	    !s->stat.looped && !is_silent(s);
	return best;
}
