/* ISC licence, see LICENSE. */
/* Leap seconds.  Pure. */
#include "clk_leap.h"
#include "pol_leap.h"

/* A list that has expired says nothing; a time zone never does. */
static bool
is_usable(const struct clk_leap_table *t, int64_t utc_ns)
{
	return t->n > 0 && (t->until_ns == 0 || utc_ns < t->until_ns);
}

/* The change that it has at this instant. */
static int
sign_at(const struct clk_leap_table *t, int64_t at_ns)
{
	uint32_t	i;

	for (i = 1; i < t->n; i++)
		if (t->row[i].utc_ns == at_ns)
			return t->row[i].tai_s - t->row[i - 1].tai_s;
	return 0;
}

static int
majority(const struct clk_leap_votes *v)
{
	if (2 * v->insert > v->all)
		return 1;
	return 2 * v->remove > v->all ? -1 : 0;
}

int64_t
clk_leap_utc(const struct clk_leap *l, int sign)
{
	return l->at_ns - (sign < 0 ? TM_S : 0);
}

/* After an inserted second the day's last one comes again. */
static bool
is_past(const struct clk_leap *l, int64_t at_ns)
{
	uint32_t	i;
	int64_t		utc_ns, sum_s = 0;

	for (i = 0; i < l->past.n && i < TM_LEAPS; i++) {
		utc_ns = l->past.true_ns[i] - sum_s * TM_S;
		if (utc_ns > at_ns - TM_DAY && utc_ns <= at_ns)
			return true;
		sum_s += l->past.step[i];
	}
	return false;
}

bool
clk_leap_review(struct clk_leap *l, const struct clk_leap_votes *v,
    struct tm_raw raw, int64_t utc_ns)
{
	int64_t	at_ns = (utc_ns / TM_DAY + 1) * TM_DAY;
	int	sign = majority(v);

	if (is_usable(&l->list, utc_ns) && l->list.until_ns >= at_ns)
		sign = sign_at(&l->list, at_ns);
	else if (sign == 0 && is_usable(&l->zone, utc_ns))
		sign = sign_at(&l->zone, at_ns);
	if (!pol_is_leap_day(utc_ns) || is_past(l, at_ns) ||
	    l->past.n == TM_LEAPS)
		sign = 0;
	if (sign == l->sign)
		return false;
	l->sign = sign;
	l->at_ns = at_ns;
	l->due_ns = raw.ns + clk_leap_utc(l, sign) - utc_ns;
	return true;
}

bool
clk_leap_pass(struct clk_leap *l, struct tm_raw raw, int64_t utc_ns)
{
	if (l->sign == 0)
		return false;
	if (raw.ns < l->due_ns) {
		l->due_ns = raw.ns + clk_leap_utc(l, l->sign) - utc_ns;
		if (raw.ns < l->due_ns)
			return false;
	}
	tm_leap_add(&l->past, clk_leap_utc(l, l->sign), l->sign);
	l->sign = 0;
	l->passed_ns = raw.ns;
	return true;
}

int64_t
clk_leap_quiet(const struct clk_leap *l, struct tm_raw raw)
{
	if (l->sign != 0 && l->due_ns - raw.ns < CLK_LEAP_QUIET)
		return l->due_ns + CLK_LEAP_QUIET;
	if (l->passed_ns != 0 && raw.ns - l->passed_ns < CLK_LEAP_QUIET)
		return l->passed_ns + CLK_LEAP_QUIET;
	return 0;
}

int64_t
clk_leap_defer(const struct clk_leap *l, int64_t raw_ns)
{
	/* Twice as early: whoever waits may be late. */
	if (l->sign != 0 && raw_ns > l->due_ns - 2 * CLK_LEAP_QUIET &&
	    raw_ns < l->due_ns + CLK_LEAP_QUIET)
		return l->due_ns + CLK_LEAP_QUIET;
	if (l->passed_ns != 0 && raw_ns < l->passed_ns + CLK_LEAP_QUIET)
		return l->passed_ns + CLK_LEAP_QUIET;
	return raw_ns;
}

void
clk_leap_restore(struct clk_leap *l, const struct tm_leaps *past,
    struct tm_raw raw, int64_t utc_ns)
{
	int64_t		sum_s = 0, at_ns;
	uint32_t	i;

	l->past = *past;
	l->sign = 0;
	for (i = 0; i < past->n && i < TM_LEAPS; i++) {
		at_ns = past->true_ns[i] - sum_s * TM_S;
		if (at_ns > utc_ns) {
			l->past.n = i;
			l->sign = past->step[i];
			l->at_ns = at_ns + (l->sign < 0 ? TM_S : 0);
			l->due_ns = raw.ns + at_ns - utc_ns;
			return;
		}
		sum_s += past->step[i];
	}
}

int
clk_leap_tai(const struct clk_leap *l, int64_t utc_ns)
{
	const struct clk_leap_table	*t = &l->list;
	uint32_t			 i;

	if (!is_usable(t, utc_ns))
		t = &l->zone;
	if (!is_usable(t, utc_ns))
		return 0;
	for (i = t->n; i > 0; i--)
		if (utc_ns >= t->row[i - 1].utc_ns)
			return t->row[i - 1].tai_s;
	return 0;
}

uint8_t
clk_leap_bits(const struct clk_leap *l)
{
	return l->sign > 0 ? 1 : l->sign < 0 ? 2 : 0;
}
