/* ISC licence, see LICENSE. */
/* The real-time clock at the start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "par_rtc.h"
#include "tm.h"

static int
give(void *arg, struct tm *t)
{
	if (arg == NULL) {
		errno = EIO;
		return -1;
	}
	*t = *(const struct tm *)arg;
	return 0;
}

/* Two hours east. */
static int64_t
local_s(void *arg, const struct tm *t)
{
	struct tm	copy = *t;

	(void)arg;
	return timegm(&copy) - 7200;
}

static void
reads(void **state)
{
	struct par_rtc_driver	drv = {
		.read = give, .local_s = local_s
	};
	struct tm		t;
	int64_t			ns;
	time_t			s;

	(void)state;
	assert_int_equal(par_rtc_read(&drv, true, &ns), -1);
	assert_int_equal(errno, EIO);
	drv.arg = &t;
	for (s = 0; s < INT64_C(4100000000); s += 86400 * 13 + 12345) {
		gmtime_r(&s, &t);
		assert_int_equal(par_rtc_read(&drv, true, &ns), 0);
		assert_int_equal(ns, s * TM_S + TM_S / 2);
		if (s > 7200) {
			assert_int_equal(par_rtc_read(&drv, false, &ns), 0);
			assert_int_equal(ns, (s - 7200) * TM_S + TM_S / 2);
		}
	}
	t.tm_mon = 12;
	assert_int_equal(par_rtc_read(&drv, true, &ns), -1);
	assert_int_equal(errno, ERANGE);
	t.tm_mon = 0;
	t.tm_mday = 0;
	assert_int_equal(par_rtc_read(&drv, true, &ns), -1);
	t.tm_mday = 1;
	t.tm_year = 69;
	assert_int_equal(par_rtc_read(&drv, true, &ns), -1);
}

static void
starts(void **state)
{
	struct par_rtc_start	in = {
		.floor_ns = 1000 * TM_S, .ceiling_ns = 9000 * TM_S
	};
	const char		*why;

	(void)state;
	/* nothing is known */
	assert_int_equal(par_rtc_start(&in, 2000 * TM_S, &why), 0);
	in.saved_ns = 3000 * TM_S;
	assert_int_equal(par_rtc_start(&in, 2000 * TM_S, &why), 1000 * TM_S);
	assert_string_equal(why, "the last saved time");
	assert_int_equal(par_rtc_start(&in, 4000 * TM_S, &why), 0);
	/* the RTC goes before it, both ways */
	in.have_rtc = true;
	in.rtc_ns = 2500 * TM_S;
	assert_int_equal(par_rtc_start(&in, 2000 * TM_S, &why), 500 * TM_S);
	assert_string_equal(why, "the RTC");
	assert_int_equal(par_rtc_start(&in, 4000 * TM_S, &why),
	    -1500 * TM_S);
	assert_int_equal(par_rtc_start(&in, 2500 * TM_S - TM_S / 2, &why), 0);
	/* an impossible one does not */
	in.rtc_ns = 999 * TM_S;
	assert_int_equal(par_rtc_start(&in, 2000 * TM_S, &why), 1000 * TM_S);
	in.rtc_ns = 9001 * TM_S;
	assert_int_equal(par_rtc_start(&in, 4000 * TM_S, &why), 0);
}

static void
adjtime_file(void **state)
{
	static const char	local[] = "0.0 0 0.0\n0\nLOCAL\n";
	static const char	utc[] = "0.0 0 0.0\n0\nUTC\n";

	(void)state;
	assert_false(par_rtc_text_utc(local, sizeof local - 1));
	assert_true(par_rtc_text_utc(utc, sizeof utc - 1));
	assert_true(par_rtc_text_utc(local, 16));
	assert_true(par_rtc_text_utc("", 0));
	assert_true(par_rtc_text_utc("LOCAL", 5));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(starts),
		cmocka_unit_test(adjtime_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
