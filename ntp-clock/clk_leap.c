/* ISC licence, see LICENSE. */
/* Leap seconds.  Pure. */
#include "clk_leap.h"
#include "pol_leap.h"

bool
clk_leap_vote(struct clk_leap *l, const struct clk_leap_votes *v,
    int64_t utc_ns)
{
	int	sign = 0;

	if (2 * v->insert > v->all)
		sign = 1;
	else if (2 * v->remove > v->all)
		sign = -1;
	if (!pol_is_leap_day(utc_ns))
		sign = 0;
	if (sign == l->sign)
		return false;
	l->sign = sign;
	l->at_ns = (utc_ns / TM_DAY + 1) * TM_DAY;
	return true;
}

bool
clk_leap_pass(struct clk_leap *l, struct tm_true t)
{
	/* Until it is entered, true and UTC run alike. */
	if (l->sign == 0 || tm_utc_from_true(&l->past, t) <
	    l->at_ns - (l->sign < 0 ? TM_S : 0))
		return false;
	tm_leap_add(&l->past, l->at_ns - (l->sign < 0 ? TM_S : 0), l->sign);
	l->sign = 0;
	return true;
}

uint8_t
clk_leap_bits(const struct clk_leap *l)
{
	return l->sign > 0 ? 1 : l->sign < 0 ? 2 : 0;
}
