/* ISC licence, see LICENSE. */
/* Both tables of units at and next to their boundaries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "chimectl_units.h"
#include "tm.h"

#define MINUTE	(60 * TM_S)
#define HOUR	(3600 * TM_S)

static void
test_interval(void **state)
{
	static const struct {
		uint32_t	 s;
		const char	*text;
	} cases[] = {
		{ 0, "   0" }, { 9, "   9" }, { 1199, "1199" },
		{ 1200, " 20m" }, { 35999, "599m" }, { 36000, " 10h" },
		{ 345599, " 95h" }, { 345600, "  4d" },
		{ 999 * 86400 + 86399, "999d" }, { 1000 * 86400, "  2y" },
		{ UINT32_MAX - 1, "136y" }, { UINT32_MAX, "   -" },
	};
	char	buf[CTL_FMT];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(ctl_fmt_interval(buf, cases[i].s),
		    cases[i].text);
}

static void
test_age(void **state)
{
	(void)state;
	assert_int_equal(ctl_age_s(-1), CTL_NEVER_S);
	assert_int_equal(ctl_age_s(INT64_MIN), CTL_NEVER_S);
	assert_int_equal(ctl_age_s(0), 0);
	assert_int_equal(ctl_age_s(TM_S - 1), 0);
	assert_int_equal(ctl_age_s(3 * TM_S), 3);
	assert_int_equal(ctl_age_s(INT64_MAX), CTL_NEVER_S - 1);
}

/* offset and error of the same magnitude, the offset of either sign */
static void
test_offset(void **state)
{
	static const struct {
		int64_t		 ns;
		const char	*offset;
		const char	*error;
	} cases[] = {
		{ 0, "   +0ns", "   0ns" },
		{ 171, " +171ns", " 171ns" },
		{ 9999, "+9999ns", "9999ns" },
		{ 10000, "  +10us", "  10us" },
		{ 9999499, "+9999us", "9999us" },
		{ 9999500, "  +10ms", "  10ms" },
		{ INT64_C(9999499999), "+9999ms", "9999ms" },
		{ INT64_C(9999500000), " +10.0s", " 10.0s" },
		{ INT64_C(999499999999), "+999.5s", "999.5s" },
		{ INT64_C(999500000000), " +1000s", " 1000s" },
		{ INT64_C(99999499999999), "+99999s", "99999s" },
		{ INT64_C(99999500000000), " +1667m", " 1667m" },
		{ 99999 * MINUTE, "+99999m", "99999m" },
		{ 100000 * MINUTE, " +1667h", " 1667h" },
		{ 99999 * HOUR, "+99999h", "99999h" },
		{ 100000 * HOUR, " +4167d", " 4167d" },
		{ 99999 * TM_DAY, "+99999d", "99999d" },
		{ 100000 * TM_DAY, "  +274y", "  274y" },
		{ INT64_MAX, "  +292y", "  292y" },
	};
	char	buf[CTL_FMT], minus[CTL_FMT];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_string_equal(ctl_fmt_offset(buf, cases[i].ns),
		    cases[i].offset);
		assert_string_equal(ctl_fmt_error(buf, cases[i].ns),
		    cases[i].error);
		assert_string_equal(ctl_fmt_error(buf, -cases[i].ns),
		    cases[i].error);
		if (cases[i].ns == 0)
			continue;
		strlcpy(minus, cases[i].offset, sizeof minus);
		*strchr(minus, '+') = '-';
		assert_string_equal(ctl_fmt_offset(buf, -cases[i].ns), minus);
	}
	assert_string_equal(ctl_fmt_offset(buf, INT64_MIN), "  -292y");
	assert_string_equal(ctl_fmt_error(buf, INT64_MIN), "  292y");
}

static void
test_ppm(void **state)
{
	char	buf[CTL_FMT];

	(void)state;
	assert_string_equal(ctl_fmt_ppm(buf, 0, true), "    +0.000");
	assert_string_equal(ctl_fmt_ppm(buf, -1, true), "    -0.000");
	assert_string_equal(ctl_fmt_ppm(buf, 2000 * TM_PPM16, false),
	    "  2000.000");
	assert_string_equal(ctl_fmt_ppm(buf, 99999 * TM_PPM16, true),
	    "+99999.000");
	assert_string_equal(ctl_fmt_ppm(buf, 100000 * TM_PPM16, true),
	    "   +100000");
}

static void
test_seconds(void **state)
{
	char	buf[CTL_FMT];

	(void)state;
	assert_string_equal(ctl_fmt_seconds(buf, 0, true), "+0.000000000");
	assert_string_equal(ctl_fmt_seconds(buf, -51, true), "-0.000000051");
	assert_string_equal(ctl_fmt_seconds(buf, 1058, false), "0.000001058");
	assert_string_equal(ctl_fmt_seconds(buf, INT64_MIN, false),
	    "-9223372036.854775808");
	assert_string_equal(ctl_fmt_magnitude(buf, INT64_MIN),
	    "9223372036.854775808");
	assert_string_equal(ctl_fmt_magnitude(buf, -546), "0.000000546");
}

static void
test_utc(void **state)
{
	char	buf[CTL_FMT];

	(void)state;
	assert_string_equal(ctl_fmt_utc(buf, 0), "Thu Jan 01 00:00:00 1970");
	assert_string_equal(ctl_fmt_utc(buf, -1), "Wed Dec 31 23:59:59 1969");
	/* past the end of the first NTP era, and of 32 bits */
	assert_string_equal(ctl_fmt_utc(buf, INT64_C(2085978496) * TM_S),
	    "Thu Feb 07 06:28:16 2036");
	assert_string_equal(ctl_fmt_utc(buf, INT64_C(2147483648) * TM_S),
	    "Tue Jan 19 03:14:08 2038");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_ppm),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
