/* ISC licence, see LICENSE. */
/* State and drift file: their text, and the rights that follow from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "par_drift.h"
#include "par_state.h"

#define PPM	TM_PPM16
#define RELEASE_S	INT64_C(1767225600)

static const struct pol_conf	conf = {
	.forward_ns = 1000 * TM_S,
	.backward_ns = 10 * TM_S,
	.makestep_ns = TM_S,
	.makestep_limit = 3,
	.maxslew_ppb16 = 83333 * PPM,
	.ceiling_ns = INT64_MAX,
};

static struct tm_now
at(int64_t s)
{
	struct tm_now	now = { { s * TM_S }, { (RELEASE_S + s) * TM_S } };

	return now;
}

/* a state with something in every field */
static void
sample(struct par_state *st)
{
	struct msg_saved	m = { -80 * PPM, 7, 123 * TM_S,
	    RELEASE_S * TM_S, 4567, INT64_MIN, 1, 42 };
	struct pol		p;

	memset(st, 0, sizeof *st);
	pol_init(&p, &conf, at(1000).raw);
	pol_trust(&p, -80 * PPM);
	assert_int_equal(pol_step(&p, at(1001), TM_S, false), POL_OK);
	assert_int_equal(pol_freq(&p, at(1001), -100 * PPM), POL_OK);
	pol_advance(&p, at(10000).raw);
	st->saved_wall_ns = RELEASE_S * TM_S + 1;
	par_state_set_clock(st, &m);
	par_state_collect(st, "boot-one", &p, false);
}

static void
round_trip(void **state)
{
	struct par_state	a, b;
	struct msg_saved	m;
	char			buf[PAR_STATE_MAX];
	size_t			len, i;

	(void)state;
	sample(&a);
	len = par_state_encode(&a, buf, sizeof buf);
	assert_in_range(len, 100, 1000);
	assert_true(par_state_decode(&b, buf, len));
	assert_memory_equal(&a, &b, sizeof a);
	assert_int_equal(b.serial, 1);
	assert_int_equal(b.rights_used, 1);
	assert_true(par_state_get_clock(&b, "boot-one", &m));
	assert_int_equal(m.covar, INT64_MIN);
	assert_int_equal(m.updates, 42);
	/* of another boot only the frequency means something */
	assert_true(par_state_get_clock(&b, "boot-two", &m));
	assert_int_equal(m.freq_ppb16, -80 * PPM);
	assert_int_equal(m.raw_ns, 0);
	assert_int_equal(m.updates, 0);
	b.clean = 1;
	assert_true(par_state_get_clock(&b, "boot-one", &m));
	assert_int_equal(m.raw_ns, 123 * TM_S);
	assert_int_equal(m.updates, 0);
	/* no buffer is too small to be safe */
	for (i = 1; i <= len; i++)
		assert_int_equal(par_state_encode(&a, buf, i), 0);
	assert_int_equal(par_state_encode(&a, buf, len + 1), len);
	/* the worst numbers fit */
	for (i = 0; i < POL_HOURS; i++)
		a.charge_ns[i] = INT64_MIN;
	len = par_state_encode(&a, buf, sizeof buf);
	assert_true(len > 0);
	assert_true(par_state_decode(&b, buf, len));
}

static void
truncated_and_damaged(void **state)
{
	struct par_state	a, b, zero;
	char			buf[PAR_STATE_MAX], bad[PAR_STATE_MAX + 1];
	size_t			len, i;
	int			bit;

	(void)state;
	memset(&zero, 0, sizeof zero);
	sample(&a);
	len = par_state_encode(&a, buf, sizeof buf);
	for (i = 0; i < len; i++) {
		assert_false(par_state_decode(&b, buf, i));
		assert_memory_equal(&b, &zero, sizeof b);
	}
	for (i = 0; i < len; i++)
		for (bit = 0; bit < 8; bit++) {
			memcpy(bad, buf, len);
			bad[i] = (char)(bad[i] ^ 1 << bit);
			assert_false(par_state_decode(&b, bad, len));
		}
	memcpy(bad, buf, len);
	bad[len] = '\n';
	assert_false(par_state_decode(&b, bad, len + 1));
	memset(bad, 'x', sizeof bad);
	assert_false(par_state_decode(&b, bad, sizeof bad));
}

/* the checksum is right, the values are not */
static void
bad_values(void **state)
{
	struct par_state	a, b;
	char			buf[PAR_STATE_MAX];
	struct {
		int64_t	*field;
		int64_t	 bad;
	} fields[] = {
		{ &a.serial, -1 }, { &a.clean, 2 }, { &a.saved_wall_ns, -1 },
		{ &a.trusted_known, -1 },
		{ &a.trusted_ppb16, POL_TRUST_MAX + 1 },
		{ &a.applied_ppb16, -POL_FREQ_MAX - 1 }, { &a.raw_ns, -1 },
		{ &a.hour_ns, INT64_MIN },
		{ &a.rights_used, INT64_C(1) << 31 }, { &a.have_clock, 3 },
	};
	size_t			i, len;

	(void)state;
	for (i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		sample(&a);
		*fields[i].field = fields[i].bad;
		len = par_state_encode(&a, buf, sizeof buf);
		assert_true(len > 0);
		assert_false(par_state_decode(&b, buf, len));
	}
}

static void
choosing(void **state)
{
	struct par_state	a, b, st;

	(void)state;
	sample(&a);
	b = a;
	b.serial = 9;
	assert_int_equal(par_state_choose(&st, &a, PAR_FOUND_OK, &b,
	    PAR_FOUND_OK), PAR_FOUND_OK);
	assert_int_equal(st.serial, 9);
	assert_int_equal(par_state_choose(&st, &a, PAR_FOUND_OK, &b,
	    PAR_FOUND_BAD), PAR_FOUND_OK);
	assert_int_equal(st.serial, 1);
	assert_int_equal(par_state_choose(&st, &a, PAR_FOUND_NONE, &b,
	    PAR_FOUND_BAD), PAR_FOUND_BAD);
	assert_int_equal(st.serial, 0);
	assert_int_equal(par_state_choose(&st, &a, PAR_FOUND_NONE, &b,
	    PAR_FOUND_NONE), PAR_FOUND_NONE);
}

/* rights left after a start that found this */
static int32_t
rights(const struct par_state *st, enum par_found found, const char *boot,
    int64_t raw_s, struct pol *p)
{
	pol_init(p, &conf, at(raw_s).raw);
	par_state_resume(st, found, boot, p, at(raw_s).raw);
	return p->steps_left;
}

static void
rights_over_restarts(void **state)
{
	struct par_state	st;
	struct pol		p;

	(void)state;
	sample(&st);
	/* a crash renews nothing, another boot and a clean stop do */
	assert_int_equal(rights(&st, PAR_FOUND_OK, "boot-one", 20000, &p), 2);
	assert_int_equal(p.trusted_ppb16, st.trusted_ppb16);
	assert_int_equal(rights(&st, PAR_FOUND_OK, "boot-two", 5, &p), 3);
	assert_int_equal(rights(&st, PAR_FOUND_NONE, "boot-one", 5, &p), 3);
	assert_int_equal(rights(&st, PAR_FOUND_BAD, "boot-one", 5, &p), 0);
	assert_int_equal(p.trusted_known, false);
	/* the same boot in whose past the file's raw time is not */
	assert_int_equal(rights(&st, PAR_FOUND_OK, "boot-one", 5, &p), 2);
	st.clean = 1;
	assert_int_equal(rights(&st, PAR_FOUND_OK, "boot-one", 20000, &p), 3);
	/* without a name of the boot none is the same */
	st.boot_id[0] = '\0';
	assert_int_equal(rights(&st, PAR_FOUND_OK, "", 20000, &p), 3);
}

static void
account_over_restarts(void **state)
{
	struct par_state	st;
	struct pol		p;
	int64_t			was;

	(void)state;
	sample(&st);
	was = st.charge_ns[0] + st.charge_ns[1] + st.charge_ns[2];
	/* 20 ppm for 8999 s, less what trust followed */
	assert_in_range(-was, 170 * TM_MS, 180 * TM_MS);
	/* the same boot: what the kernel did meanwhile is charged as well */
	(void)rights(&st, PAR_FOUND_OK, "boot-one", 11000, &p);
	pol_advance(&p, at(11000).raw);
	assert_true(pol_charged(&p) < was - 18 * TM_MS);
	/* and it expires when it would have */
	pol_advance(&p, at(200000).raw);
	p.applied_ppb16 = p.trusted_ppb16;
	pol_advance(&p, at(300000).raw);
	assert_int_equal(pol_charged(&p), 0);
	/* another boot: kept whole, it starts to age now */
	(void)rights(&st, PAR_FOUND_OK, "boot-two", 5, &p);
	assert_int_equal(pol_charged(&p), was);
	pol_advance(&p, at(70000).raw);
	assert_int_equal(pol_charged(&p), was);
	pol_advance(&p, at(100000).raw);
	assert_int_equal(pol_charged(&p), 0);
}

static void
limits(void **state)
{
	struct par_state	st;

	(void)state;
	memset(&st, 0, sizeof st);
	assert_int_equal(par_state_floor_ns(&st, RELEASE_S),
	    RELEASE_S * TM_S);
	st.saved_wall_ns = (RELEASE_S + 86401) * TM_S;
	assert_int_equal(par_state_floor_ns(&st, RELEASE_S),
	    (RELEASE_S + 1) * TM_S);
	assert_int_equal(par_state_ceiling_ns(RELEASE_S),
	    (RELEASE_S + 630720000) * TM_S);
}

static void
drift_text(void **state)
{
	static const char *const	bad[] = { "", "\n", "x", "nan 1",
		"inf", "1e9 1", "-100001", "1.0 -1.0", "1 nan", "1 inf" };
	int64_t	freq, skew;
	char	buf[64];
	size_t	i;

	(void)state;
	/* chrony's numbers say by how much the clock gains */
	assert_true(par_drift_encode(-12345678 * INT64_C(65536) / 1000,
	    PPM / 2, buf, sizeof buf) > 0);
	assert_string_equal(buf,
	    "           12.345678             0.500000\n");
	assert_true(par_drift_decode(buf, &freq, &skew));
	assert_true(llabs(freq + 12345678 * INT64_C(65536) / 1000) < 100);
	assert_int_equal(skew, PPM / 2);
	assert_true(par_drift_decode("  -3.5 1e6 and more\n", &freq, &skew));
	assert_int_equal(freq, 7 * PPM / 2);
	assert_int_equal(skew, 100000 * PPM);
	/* ntpd's single number is the correction */
	assert_true(par_drift_decode("-3.500\n", &freq, &skew));
	assert_int_equal(freq, -7 * PPM / 2);
	assert_int_equal(skew, -1);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(par_drift_decode(bad[i], &freq, &skew));
	assert_int_equal(par_drift_encode(0, 0, buf, 42), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(truncated_and_damaged),
		cmocka_unit_test(bad_values),
		cmocka_unit_test(choosing),
		cmocka_unit_test(rights_over_restarts),
		cmocka_unit_test(account_over_restarts),
		cmocka_unit_test(limits),
		cmocka_unit_test(drift_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
