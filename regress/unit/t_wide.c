/* ISC licence, see LICENSE. */
/* Sums and products beyond 64 bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wide.h"

static void
known(void **state)
{
	const int64_t	up_down[] = { INT64_MAX, INT64_MAX, INT64_MIN, -7 };
	const int64_t	down[] = { INT64_MIN, INT64_MIN, INT64_MAX };
	int64_t		rest = 0;

	(void)state;
	assert_true(wide_add(INT64_MAX, 1) == INT64_MAX);
	assert_true(wide_add(INT64_MIN, -1) == INT64_MIN);
	assert_true(wide_add(INT64_MAX, INT64_MIN) == -1);
	assert_true(wide_sub(0, INT64_MIN) == INT64_MAX);
	assert_true(wide_sub(-2, INT64_MAX) == INT64_MIN);
	assert_true(wide_sub(-1, INT64_MIN) == INT64_MAX);
	assert_true(wide_sum(up_down, 0) == 0);
	assert_true(wide_sum(up_down, 2) == INT64_MAX);
	assert_true(wide_sum(up_down, 4) == INT64_MAX - 8);
	assert_true(wide_sum(down, 2) == INT64_MIN);
	assert_true(wide_sum(down, 3) == INT64_MIN);
	/* 10^18 * 10^18 / (10^18 + 1) = 10^18 - 1, rest 1 */
	assert_true(wide_muldiv(INT64_C(1000000000000000000),
	    INT64_C(1000000000000000000), INT64_C(1000000000000000001),
	    &rest) == INT64_C(999999999999999999));
	assert_true(rest == 1);
	assert_true(wide_muldiv(7, 3, -2, &rest) == -11);
	assert_true(rest == 0);
	assert_true(wide_muldiv(-7, 3, 2, &rest) == -10);
	assert_true(rest == -1);
	rest = 22;
	assert_true(wide_muldiv(-7, 3, 2, &rest) == 0);
	assert_true(rest == 1);
	assert_true(wide_muldiv(INT64_MIN, -1, 1, &rest) == INT64_MAX);
	assert_true(rest == 0);
	assert_true(wide_muldiv(INT64_MIN, INT64_MIN, INT64_MIN, NULL) ==
	    INT64_MIN);
	assert_true(wide_muldiv(INT64_MAX, INT64_MAX, -1, &rest) ==
	    INT64_MIN);
}

#ifdef __SIZEOF_INT128__
static const int64_t	edges[] = {
	0, 1, -1, 2, -2, 3, 10, -10, 65536, 999999999, 1000000000,
	INT64_C(65536000000000), -INT64_C(65536000000000),
	INT64_C(65536000032768), INT64_C(3600000000000), INT32_MAX, INT32_MIN,
	INT64_C(1) << 32, (INT64_C(1) << 32) - 1, -(INT64_C(1) << 32),
	INT64_C(0x123456789abcdef), -INT64_C(0x123456789abcdef),
	INT64_MAX, INT64_MAX - 1, INT64_MIN, INT64_MIN + 1
};
#define EDGES	(sizeof edges / sizeof edges[0])

static int64_t
clamped(__int128 x)
{
	return x > INT64_MAX ? INT64_MAX : x < INT64_MIN ? INT64_MIN :
	    (int64_t)x;
}

static void
same(int64_t a, int64_t b, int64_t c, int64_t part)
{
	__int128	p = (__int128)a * b + part;
	int64_t		q;

	assert_true(wide_add(a, b) == clamped((__int128)a + b));
	assert_true(wide_sub(a, b) == clamped((__int128)a - b));
	assert_true(wide_sum((const int64_t [3]){ a, b, c }, 3) ==
	    clamped((__int128)a + b + c));
	if (c == 0)
		return;
	q = wide_muldiv(a, b, c, &part);
	assert_true(q == clamped(p / c));
	assert_true(part == (p / c == q ? (int64_t)(p % c) : 0));
}

/* Numbers of every length: xorshift64, cut. */
static int64_t
next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return (int64_t)*x >> (*x % 61);
}

static void
beside_the_compiler(void **state)
{
	uint64_t	x = 88172645463325252u;
	size_t		i, j, k;

	(void)state;
	for (i = 0; i < EDGES; i++)
		for (j = 0; j < EDGES; j++)
			for (k = 0; k < EDGES; k++)
				same(edges[i], edges[j], edges[k],
				    edges[(i + j) % EDGES]);
	for (i = 0; i < 300000; i++)
		same(next(&x), next(&x), next(&x), next(&x));
}
#endif

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(known),
#ifdef __SIZEOF_INT128__
		cmocka_unit_test(beside_the_compiler),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
