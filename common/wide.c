/* ISC licence, see LICENSE. */
/* Arithmetic beyond 64 bits, without a compiler's 128: many have none. */
#include <stdbool.h>

#include "wide.h"

int64_t
wide_add(int64_t a, int64_t b)
{
	int64_t	sum;

	if (__builtin_add_overflow(a, b, &sum))
		return b < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

int64_t
wide_sub(int64_t a, int64_t b)
{
	int64_t	diff;

	if (__builtin_sub_overflow(a, b, &diff))
		return b < 0 ? INT64_MAX : INT64_MIN;
	return diff;
}

int64_t
wide_sum(const int64_t *x, size_t n)
{
	int64_t	high = 0, low = 0;
	size_t	i;

	for (i = 0; i < n; i++) {
		low += x[i] & 0xffffffff;
		high += (x[i] - (x[i] & 0xffffffff)) / (INT64_C(1) << 32);
	}
	high += low >> 32;
	if (high > INT32_MAX)
		return INT64_MAX;
	if (high < INT32_MIN)
		return INT64_MIN;
	return high * (INT64_C(1) << 32) + (low & 0xffffffff);
}

static uint64_t
magnitude(int64_t x)
{
	return x < 0 ? -(uint64_t)x : (uint64_t)x;
}

/* The high half of a product; the low one is a * b. */
static uint64_t
high_half(uint64_t a, uint64_t b)
{
	uint64_t	a0 = (uint32_t)a, a1 = a >> 32;
	uint64_t	b0 = (uint32_t)b, b1 = b >> 32;
	uint64_t	mid = a1 * b0 + (a0 * b0 >> 32);
	uint64_t	mid_low = a0 * b1 + (uint32_t)mid;

	return a1 * b1 + (mid >> 32) + (mid_low >> 32);
}

/*
 * 32 bits of a quotient: *rest, less than c, and the next 32 bits divided by
 * c, whose top bit is set.  Knuth 4.3.1, D3 to D6: the guess by c's upper
 * half is at most two too large.
 */
static uint64_t
digit(uint64_t *rest, uint32_t next, uint64_t c)
{
	uint64_t	c1 = c >> 32, c0 = (uint32_t)c;
	uint64_t	q = *rest / c1, left = *rest % c1;

	while (left >> 32 == 0 && (q >> 32 != 0 ||
	    q * c0 > (left << 32 | next))) {
		q--;
		left += c1;
	}
	*rest = (*rest << 32 | next) - q * c;
	return q;
}

/* high is less than c. */
static uint64_t
divide(uint64_t high, uint64_t low, uint64_t c, uint64_t *rest)
{
	int		n = __builtin_clzll(c);
	uint64_t	q;

	c <<= n;
	*rest = high << n | (low >> 1) >> (63 - n);
	low <<= n;
	q = digit(rest, (uint32_t)(low >> 32), c) << 32;
	q |= digit(rest, (uint32_t)low, c);
	*rest >>= n;
	return q;
}

static void
negate(uint64_t *high, uint64_t *low)
{
	*low = -*low;
	*high = ~*high + (*low == 0);
}

int64_t
wide_muldiv(int64_t a, int64_t b, int64_t c, int64_t *part)
{
	uint64_t	ua = magnitude(a), ub = magnitude(b), uc = magnitude(c);
	uint64_t	low = ua * ub, high = high_half(ua, ub);
	int64_t		more = part == NULL ? 0 : *part;
	uint64_t	most, q = UINT64_MAX, rest = 0;
	bool		negative;

	if ((a < 0) != (b < 0))
		negate(&high, &low);
	low += (uint64_t)more;
	high += (low < (uint64_t)more) - (uint64_t)(more < 0);
	if ((negative = high >> 63))
		negate(&high, &low);
	if (high == 0) {
		q = low / uc;
		rest = low % uc;
	} else if (high < uc)
		q = divide(high, low, uc, &rest);
	if (part != NULL)
		*part = (int64_t)(negative ? -rest : rest);
	negative = negative != (c < 0);
	most = (uint64_t)INT64_MAX + negative;
	if (q > most) {
		q = most;
		if (part != NULL)
			*part = 0;
	}
	return (int64_t)(negative ? -q : q);
}
