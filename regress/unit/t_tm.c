/* ISC licence, see LICENSE. */
/* Timescales and wire formats of time. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "tm.h"
#include "tm_ntp.h"

#define NS(s)	(INT64_C(s) * TM_S)

static void
ntp_epoch(void **state)
{
	(void)state;
	/* RFC 5905 figure 4: the first day of Unix, and of era 1 */
	assert_int_equal(tm_ntp_from_utc(0), UINT64_C(2208988800) << 32);
	assert_int_equal(tm_ntp_from_utc(NS(2085978496)), 0);
	assert_int_equal(tm_ntp_from_utc(-1), (UINT64_C(2208988799) << 32) +
	    UINT64_C(4294967292));
}

static void
ntp_eras(void **state)
{
	static const int64_t pivots[] = {
		NS(0), NS(1795000000), NS(2085978495), NS(2085978497),
		NS(2147483647), NS(2147483649), NS(4102444800), NS(6380945791)
	};
	static const int64_t away[] = {
		0, 1, NS(1), -NS(1), NS(86400), NS(2147483000), -NS(2147483000)
	};
	int64_t	t, back;

	(void)state;
	for (size_t i = 0; i < sizeof pivots / sizeof *pivots; i++)
		for (size_t k = 0; k < sizeof away / sizeof *away; k++) {
			t = pivots[i] + away[k];
			back = tm_utc_from_ntp(tm_ntp_from_utc(t), pivots[i]);
			assert_int_equal(back, t);
		}
}

static void
ntp_fraction_carries(void **state)
{
	(void)state;
	for (int64_t ns = NS(1) - 3; ns <= NS(1) + 3; ns++)
		assert_int_equal(tm_utc_from_ntp(tm_ntp_from_utc(ns), 0), ns);
}

static void
short_format_is_a_bound(void **state)
{
	(void)state;
	assert_int_equal(tm_short_from_ns(-5), 0);
	assert_int_equal(tm_short_from_ns(1), 1);
	assert_int_equal(tm_short_from_ns(NS(1)), 65536);
	assert_int_equal(tm_short_from_ns(NS(65536)), UINT32_MAX);
	assert_int_equal(tm_short_from_ns(INT64_MAX), UINT32_MAX);
	for (int64_t ns = 1; ns < NS(60000); ns = ns * 3 + 7)
		assert_true(tm_ns_from_short(tm_short_from_ns(ns)) >= ns - 1);
}

static void
scaling(void **state)
{
	(void)state;
	assert_int_equal(tm_scale(NS(1), TM_PPM16), 1000);
	assert_int_equal(tm_scale(NS(1000000), -TM_PPM16), -NS(1));
	assert_int_equal(tm_scale(INT64_MAX, INT64_MAX), INT64_MAX);
	assert_int_equal(tm_scale(INT64_MIN, INT64_MAX), INT64_MIN);
	assert_int_equal(tm_scale(0, INT64_MIN), 0);
}

static void
doubles_saturate(void **state)
{
	(void)state;
	assert_int_equal(tm_ns_from_s(NAN), 0);
	assert_true(tm_ns_from_s(1e300) > NS(9000000000));
	assert_true(tm_ns_from_s(-INFINITY) < -NS(9000000000));
	assert_int_equal(tm_ns_from_s(-1.5e-9), -2);
	assert_int_equal(tm_ppb16_from_ratio(1e-6), TM_PPM16);
	assert_true(fabs(tm_ratio_from_ppb16(TM_PPM16) - 1e-6) < 1e-18);
}

static void
leap_inserted(void **state)
{
	struct tm_leaps	leaps = { .n = 0 };
	const int64_t	at = NS(1798761600);	/* 2027-01-01 */
	struct tm_true	t;

	(void)state;
	assert_int_equal(tm_leap_add(&leaps, at, 1), 0);
	t.ns = at - 1;
	assert_int_equal(tm_utc_from_true(&leaps, t), at - 1);
	t.ns = at;
	assert_int_equal(tm_utc_from_true(&leaps, t), at - NS(1));
	t.ns = at + NS(1);
	assert_int_equal(tm_utc_from_true(&leaps, t), at);
	/* unambiguous readings come back */
	assert_int_equal(tm_true_from_utc(&leaps, at - NS(2)).ns, at - NS(2));
	assert_int_equal(tm_true_from_utc(&leaps, at).ns, at + NS(1));
	assert_int_equal(tm_true_from_utc(&leaps, at + 5).ns, at + NS(1) + 5);
}

static void
leap_deleted(void **state)
{
	struct tm_leaps	leaps = { .n = 0 };
	const int64_t	at = NS(1798761600);
	struct tm_true	t = { at };

	(void)state;
	assert_int_equal(tm_leap_add(&leaps, at, -1), 0);
	assert_int_equal(tm_utc_from_true(&leaps, t), at + NS(1));
	assert_int_equal(tm_true_from_utc(&leaps, at + NS(1)).ns, at);
	assert_int_equal(tm_true_from_utc(&leaps, at - 1).ns, at - 1);
}

static void
leap_table_is_bounded(void **state)
{
	struct tm_leaps	leaps = { .n = 0 };
	int		i;

	(void)state;
	for (i = 0; i < TM_LEAPS; i++)
		assert_int_equal(tm_leap_add(&leaps, NS(1000) * (i + 1), 1), 0);
	assert_int_equal(tm_leap_add(&leaps, NS(9000), 1), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ntp_epoch),
		cmocka_unit_test(ntp_eras),
		cmocka_unit_test(ntp_fraction_carries),
		cmocka_unit_test(short_format_is_a_bound),
		cmocka_unit_test(scaling),
		cmocka_unit_test(doubles_saturate),
		cmocka_unit_test(leap_inserted),
		cmocka_unit_test(leap_deleted),
		cmocka_unit_test(leap_table_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
