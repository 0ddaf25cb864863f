/* ISC licence, see LICENSE. */
/* Leap seconds in the parent: the page, the kernel, TAI. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "par_core.h"
#include "par_leap.h"

#define NEW_YEAR_2027	(INT64_C(1798761600) * TM_S)
#define DAY_BEFORE	(NEW_YEAR_2027 - TM_DAY)

struct rig {
	struct fake_kernel	k;
	struct par_clock_sys	sys;
	struct par_clock	c;
	struct par_conf		conf;
	struct par		p;
	int			published;
	struct msg_adj_result	result;
	int			texts;
	size_t			octets;
};

static struct rig	r;

static bool
rig_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	const struct msg_leap_text	*t = payload;

	(void)arg;
	(void)to;
	(void)gen;
	(void)seq;
	(void)len;
	(void)fd;
	if (type == MSG_ADJ_RESULT)
		memcpy(&r.result, payload, sizeof r.result);
	if (type == MSG_LEAP_TEXT) {
		assert_int_equal(t->first, r.texts == 0);
		r.texts++;
		r.octets += t->len;
	}
	return true;
}

static void
rig_log(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	(void)text;
}

static void
rig_publish(void *arg, const struct page_data *d)
{
	(void)arg;
	(void)d;
	r.published++;
}

static void
rig_account(void *arg)
{
	(void)arg;
}

static struct tm_now
now_of(void)
{
	return r.c.drv->now(&r.c);
}

static void
rig_init(const struct par_clock_driver *drv, int64_t wall_ns, bool noset)
{
	const struct par_ops	ops = {
		.core = { NULL, rig_send, rig_log, NULL },
		.publish = rig_publish, .account = rig_account
	};
	struct pol_conf		pol;

	memset(&r, 0, sizeof r);
	fake_init(&r.k, 100 * TM_S, wall_ns);
	r.sys = fake_sys(&r.k);
	par_conf_init(&r.conf);
	r.conf.rtcsync = 1;
	pol = r.conf.policy;
	pol.maxslew_ppb16 = 1000 * TM_PPM16;
	pol.ceiling_ns = INT64_MAX;
	pol.noset = noset;
	par_clock_new(&r.c, drv, &r.sys);
	assert_int_equal(drv->init(&r.c), 0);
	par_init(&r.p, &ops, PAR_KEEP, &r.conf, &r.c, &pol, now_of());
}

static void
tell(uint16_t type, const void *payload, size_t len)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.hdr.gen = r.p.gen;
	m.from.role = ROLE_CLOCK;
	m.fd = IPC_NOFD;
	memcpy(m.payload, payload, len);
	par_msg(&r.p, &m, now_of());
}

static void
announce(int64_t utc_ns, int step)
{
	struct msg_leap	m = { utc_ns, step, 0 };

	tell(MSG_LEAP, &m, sizeof m);
}

static enum pol_verdict
status(int leap, int tai_s)
{
	struct msg_adj_status	m = { .synced = 1, .leap = leap,
				    .tai_s = tai_s };

	tell(MSG_ADJ_STATUS, &m, sizeof m);
	return (enum pol_verdict)r.result.verdict;
}

/* As the daemon does: the parent's deadlines, and time between them. */
static void
run(int64_t ns)
{
	int64_t	end_ns = r.k.raw_ns + ns, at_ns;

	while ((at_ns = par_deadline(&r.p)) < end_ns) {
		if (at_ns > r.k.raw_ns)
			fake_run(&r.k, at_ns - r.k.raw_ns);
		else
			fake_run(&r.k, TM_US);
		par_tick(&r.p, now_of());
	}
	if (end_ns > r.k.raw_ns)
		fake_run(&r.k, end_ns - r.k.raw_ns);
}

static void
only_on_the_last_day(void **state)
{
	(void)state;
	rig_init(par_clock_system(), DAY_BEFORE - TM_S, false);
	announce(NEW_YEAR_2027, 1);
	assert_int_equal(r.p.page.leaps.n, 0);
	rig_init(par_clock_system(), DAY_BEFORE + TM_S, false);
	announce(NEW_YEAR_2027 + TM_S, 1);
	announce(NEW_YEAR_2027 - TM_S, 1);
	announce(NEW_YEAR_2027 - TM_DAY, 1);
	announce(NEW_YEAR_2027, -1);
	assert_int_equal(r.p.page.leaps.n, 0);
	announce(NEW_YEAR_2027, 1);
	announce(NEW_YEAR_2027, 1);
	assert_int_equal(r.p.page.leaps.n, 1);
	assert_int_equal(r.p.page.leaps.step[0], 1);
	announce(0, 0);
	assert_int_equal(r.p.page.leaps.n, 0);
	announce(NEW_YEAR_2027 - TM_S, -1);
	assert_int_equal(r.p.page.leaps.step[0], -1);
	r.conf.clock.leapmode = LEAP_IGNORE;
	announce(NEW_YEAR_2027, 1);
	assert_int_equal(r.p.page.leaps.n, 0);
	assert_true(r.published > 0);
}

/* What has passed cannot be withdrawn. */
static void
past_is_past(void **state)
{
	(void)state;
	rig_init(par_clock_system(), NEW_YEAR_2027 - 10 * TM_S, false);
	announce(NEW_YEAR_2027, 1);
	run(20 * TM_S);
	announce(0, 0);
	assert_int_equal(r.p.page.leaps.n, 1);
}

/* The kernel makes the second; the page and its step count follow. */
static void
kernel_leaps(void **state)
{
	uint32_t	steps;

	(void)state;
	rig_init(par_clock_system(), NEW_YEAR_2027 - 10 * TM_S, false);
	announce(NEW_YEAR_2027, 1);
	assert_int_equal(status(1, 37), POL_OK);
	assert_true(r.k.status & STA_INS);
	assert_false(r.k.status & STA_UNSYNC);
	assert_int_equal(r.k.tai, 37);
	steps = r.c.steer.steps;
	run(10 * TM_S + 100 * TM_MS);
	assert_int_equal(r.k.wall_ns, NEW_YEAR_2027 - TM_S + 100 * TM_MS);
	assert_int_equal(r.c.steer.steps, steps + 1);
	assert_int_equal(page_wall(&r.p.page.steer, now_of().raw).ns,
	    r.k.wall_ns);
	run(5 * TM_S);
	assert_int_equal(status(0, 37), POL_OK);
	assert_false(r.k.status & STA_INS);
	/* the list says 37 still; the page knows better */
	assert_int_equal(r.k.tai, 38);
	assert_int_equal(status(0, 50), POL_OK);
	assert_int_equal(r.k.tai, 38);
	run(TM_DAY);
	assert_int_equal(r.c.steer.steps, steps + 1);
}

static void
tai_is_bounded(void **state)
{
	(void)state;
	rig_init(par_clock_system(), NEW_YEAR_2027 - 40 * TM_DAY, false);
	assert_int_equal(status(0, 9), POL_OK);
	assert_int_equal(r.k.tai, 0);
	assert_int_equal(status(0, 101), POL_OK);
	assert_int_equal(r.k.tai, 0);
	assert_int_equal(status(0, 37), POL_OK);
	assert_int_equal(r.k.tai, 37);
	assert_int_equal(status(0, 38), POL_OK);
	assert_int_equal(r.k.tai, 37);
	assert_int_equal(status(1, 37), POL_LEAP);
}

static void
rtcsync_only(void **state)
{
	(void)state;
	rig_init(par_clock_system(), NEW_YEAR_2027 - 40 * TM_DAY, false);
	r.conf.rtcsync = 0;
	assert_int_equal(status(0, 0), POL_OK);
	assert_true(r.k.status & STA_UNSYNC);
}

/* The virtual clock does what the kernel does, both ways. */
static void
virtual_leaps(void **state)
{
	int	sign;

	(void)state;
	for (sign = -1; sign <= 1; sign += 2) {
		rig_init(&par_clock_virtual, NEW_YEAR_2027 - 10 * TM_S,
		    false);
		announce(NEW_YEAR_2027 - (sign < 0 ? TM_S : 0), sign);
		assert_int_equal(status(sign, 37), POL_OK);
		run(12 * TM_S);
		assert_int_equal(now_of().wall.ns, NEW_YEAR_2027 + 2 * TM_S -
		    sign * TM_S);
		assert_int_equal(r.c.steer.steps, 1);
		/* told again in its second, it does not come again */
		(void)status(sign, 37);
		run(20 * TM_S);
		assert_int_equal(r.c.steer.steps, 1);
	}
}

static void
step_mode(void **state)
{
	struct msg_adj_step	m = { .offset_ns = -TM_S, .leap = 1 };
	int64_t			charged_ns;

	(void)state;
	rig_init(&par_clock_virtual, NEW_YEAR_2027 - 10 * TM_S, false);
	r.conf.clock.leapmode = LEAP_STEP;
	announce(NEW_YEAR_2027, 1);
	tell(MSG_ADJ_STEP, &m, sizeof m);
	assert_int_equal(r.result.verdict, POL_LEAP);
	run(11 * TM_S);
	m.offset_ns = -2 * TM_S;
	tell(MSG_ADJ_STEP, &m, sizeof m);
	assert_int_equal(r.result.verdict, POL_LEAP);
	m.offset_ns = -TM_S;
	charged_ns = pol_charged(&r.p.pol);
	tell(MSG_ADJ_STEP, &m, sizeof m);
	assert_int_equal(r.result.verdict, POL_OK);
	assert_int_equal(pol_charged(&r.p.pol), charged_ns);
	assert_int_equal(now_of().wall.ns, NEW_YEAR_2027);
	/* once */
	tell(MSG_ADJ_STEP, &m, sizeof m);
	assert_int_equal(r.result.verdict, POL_LEAP);
}

static void
step(int64_t offset_ns, bool leap)
{
	struct msg_adj_step	m = { .offset_ns = offset_ns, .leap = leap };

	tell(MSG_ADJ_STEP, &m, sizeof m);
}

/* f, as ntp-clock tells it */
static void
believe(int64_t true_ns)
{
	struct msg_truth	m;

	memset(&m, 0, sizeof m);
	m.truth.sync = PAGE_SYNC;
	m.truth.stratum = 2;
	m.truth.raw_ns = now_of().raw.ns;
	m.truth.true_ns = true_ns;
	tell(MSG_TRUTH, &m, sizeof m);
}

/* How far wall has gone back for which no account was charged. */
static int64_t
gone_back(int64_t off_ns)
{
	return off_ns - (now_of().wall.ns - now_of().raw.ns) +
	    pol_charged(&r.p.pol);
}

/*
 * Who owns ntp-clock goes back over midnight again and again: each leap
 * second would be one more that is charged to nobody.
 */
static void
one_a_day(void **state)
{
	int64_t	off_ns;
	int	i;

	(void)state;
	rig_init(par_clock_system(), NEW_YEAR_2027 - 1500 * TM_MS, false);
	off_ns = now_of().wall.ns - now_of().raw.ns;
	for (i = 0; i < 30; i++) {
		(void)status(1, 37);
		run(NEW_YEAR_2027 + 10 * TM_MS - now_of().wall.ns);
		(void)status(0, 37);
		run(NEW_YEAR_2027 + 10 * TM_MS - now_of().wall.ns);
		step(NEW_YEAR_2027 - 10 * TM_MS - now_of().wall.ns, false);
	}
	assert_in_range(gone_back(off_ns), TM_S, 3 * TM_S);

	rig_init(&par_clock_virtual, NEW_YEAR_2027 - 10 * TM_S, false);
	r.conf.clock.leapmode = LEAP_STEP;
	off_ns = now_of().wall.ns - now_of().raw.ns;
	for (i = 0; i < TM_LEAPS; i++) {
		/* f is past it, so that the next one is one more */
		believe(NEW_YEAR_2027 + 10 * TM_S);
		announce(NEW_YEAR_2027, 1);
		step(-TM_S, true);
	}
	assert_in_range(gone_back(off_ns), 0, TM_S);
}

static void
text_in_parts(void **state)
{
	static char	text[10000];

	(void)state;
	rig_init(&par_clock_none, NEW_YEAR_2027, true);
	par_leap_send_text(&r.p, text, 0);
	assert_int_equal(r.texts, 1);
	r.texts = 0;
	par_leap_send_text(&r.p, text, sizeof text);
	assert_int_equal(r.texts, 5);
	assert_int_equal(r.octets, sizeof text);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(only_on_the_last_day),
		cmocka_unit_test(past_is_past),
		cmocka_unit_test(kernel_leaps),
		cmocka_unit_test(tai_is_bounded),
		cmocka_unit_test(rtcsync_only),
		cmocka_unit_test(virtual_leaps),
		cmocka_unit_test(step_mode),
		cmocka_unit_test(one_a_day),
		cmocka_unit_test(text_in_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
