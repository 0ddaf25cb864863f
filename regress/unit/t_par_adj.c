/* ISC licence, see LICENSE. */
/* Which requests to the clock are answered, and whether anybody is woken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "par_adj.h"

#define START_RAW	(1000 * TM_S)
#define START_WALL	(INT64_C(1800000000) * TM_S + TM_S / 2)

struct rig {
	struct fake_kernel	k;
	struct par_clock_sys	sys;
	struct par_clock	c;
	struct par_conf		conf;
	struct par		p;
	int			results;
	int			accounts;
	uint32_t		seq;
	struct msg_adj_result	result;
	bool			violated;
	char			log[256];	/* the last line */
};

static struct rig	r;

static bool
rig_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	(void)arg;
	(void)gen;
	(void)len;
	(void)fd;
	if (type != MSG_ADJ_RESULT || to.role != ROLE_CLOCK)
		return true;
	memcpy(&r.result, payload, sizeof r.result);
	r.results++;
	r.seq = seq;
	return true;
}

static void
rig_log(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	strlcpy(r.log, text, sizeof r.log);
}

static void
rig_publish(void *arg, const struct page_data *d)
{
	(void)arg;
	(void)d;
}

static void
rig_account(void *arg)
{
	(void)arg;
	r.accounts++;
}

static void
rig_saved(void *arg, const struct msg_saved *m, bool synced)
{
	(void)arg;
	(void)m;
	(void)synced;
}

static void
rig_violation(void *arg, struct ipc_end end, const char *rule)
{
	(void)arg;
	(void)end;
	(void)rule;
	r.violated = true;
}

static void
rig_init(const struct par_clock_driver *drv)
{
	const struct par_ops	ops = {
		.core = { NULL, rig_send, rig_log, NULL },
		.publish = rig_publish, .account = rig_account,
		.saved = rig_saved, .violation = rig_violation
	};
	struct pol_conf		pol;

	memset(&r, 0, sizeof r);
	fake_init(&r.k, START_RAW, START_WALL);
	r.sys = fake_sys(&r.k);
	par_conf_init(&r.conf);
	pol = r.conf.policy;
	pol.makestep_ns = TM_S;
	pol.makestep_limit = 3;
	pol.maxslew_ppb16 = 1000 * TM_PPM16;
	pol.ceiling_ns = INT64_MAX;
	par_clock_new(&r.c, drv, &r.sys);
	assert_int_equal(drv->init(&r.c), 0);
	par_init(&r.p, &ops, PAR_KEEP, &r.conf, &r.c, &pol,
	    r.c.drv->now(&r.c));
}

static void
tell(uint16_t type, const void *payload, size_t len, uint32_t gen)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.hdr.gen = m.hdr.seq = gen;
	m.from.role = ROLE_CLOCK;
	m.fd = IPC_NOFD;
	memcpy(m.payload, payload, len);
	par_msg(&r.p, &m, r.c.drv->now(&r.c));
}

static void
freq(int64_t ppb16)
{
	struct msg_adj_freq	m = { ppb16 };

	tell(MSG_ADJ_FREQ, &m, sizeof m, r.p.gen);
}

static void
slew(int64_t offset_ns, int64_t rate_ppb16)
{
	struct msg_adj_slew	m = { offset_ns, rate_ppb16, r.k.raw_ns };

	tell(MSG_ADJ_SLEW, &m, sizeof m, r.p.gen);
}

static void
step(int64_t offset_ns)
{
	struct msg_adj_step	m = { .offset_ns = offset_ns,
				    .raw_ns = r.k.raw_ns };

	tell(MSG_ADJ_STEP, &m, sizeof m, r.p.gen);
}

/* The first is answered: ntp-clock may have come just now. */
static void
begin(const struct par_clock_driver *drv)
{
	rig_init(drv);
	freq(TM_PPM16);
	assert_int_equal(r.results, 1);
	assert_int_equal(r.result.freq_ppb16, TM_PPM16);
}

static void
silence_is_consent(void **state)
{
	struct msg_adj_status	st = { .esterror_ns = 1 };
	struct msg_adj_step	step = { .offset_ns = TM_MS };

	(void)state;
	begin(&par_clock_virtual);
	freq(2 * TM_PPM16);
	slew(20 * TM_US, 20 * TM_PPM16);
	tell(MSG_ADJ_STATUS, &st, sizeof st, r.p.gen);
	assert_int_equal(r.results, 1);
	assert_int_equal(r.p.pol.applied_ppb16, 2 * TM_PPM16);
	assert_true(r.c.slew_ns != 0);
	tell(MSG_ADJ_STEP, &step, sizeof step, r.p.gen);
	assert_int_equal(r.results, 2);
	assert_int_equal(r.result.request, MSG_ADJ_STEP);
	/* the account, from time to time */
	fake_run(&r.k, 601 * TM_S);
	freq(TM_PPM16);
	assert_int_equal(r.results, 3);
}

/* As slow a slew as may be asked for ends later than there is time. */
static void
endless_slew(void **state)
{
	(void)state;
	begin(&par_clock_virtual);
	slew(10 * TM_S, 1);
	assert_int_equal(r.results, 1);
	assert_true(r.c.slew_ns != 0);
	assert_true(r.c.steer.slew_end_ns == TM_NEVER);
}

static void
refusals_are_told(void **state)
{
	struct msg_adj_freq	old = { 0 };
	int			i;

	(void)state;
	begin(&par_clock_virtual);
	slew(TM_US, 2000 * TM_PPM16);
	assert_int_equal(r.results, 2);
	assert_int_equal(r.result.verdict, POL_RANGE);
	assert_int_equal(r.result.request, MSG_ADJ_SLEW);
	tell(MSG_ADJ_FREQ, &old, sizeof old, r.p.gen + 7);
	assert_int_equal(r.result.verdict, POL_STALE);
	/* by it the asker knows under which configuration he asked */
	assert_int_equal(r.seq, r.p.gen + 7);
	for (i = 0; i < 20 && !r.violated; i++)
		slew(TM_US, 2000 * TM_PPM16);
	assert_true(r.violated);
}

/* What the system refuses it has a reason for, and that is in the log. */
static void
the_system_says_why(void **state)
{
	(void)state;
	begin(par_clock_system());
	r.k.fail_at = r.k.calls + 1;
	r.k.fail_errno = EPERM;
	step(TM_S);
	assert_int_equal(r.result.verdict, POL_SYSTEM);
	assert_non_null(strstr(r.log, "ADJ_STEP refused: refused by the "
	    "system: Operation not permitted"));
}

/* What the kernel does at its own pace, its asker could not know. */
static void
another_pace_is_told(void **state)
{
	(void)state;
	begin(par_clock_system());
	slew(50 * TM_US, 50 * TM_PPM16);
	assert_int_equal(r.results, 1);
	fake_run(&r.k, 10 * TM_S);
	/* 4 ms in a second it does not do: 500 us in each of eight */
	slew(4 * TM_MS, 1000 * TM_PPM16);
	assert_int_equal(r.results, 2);
	assert_true(r.result.slew_end_ns > r.k.raw_ns + 7 * TM_S);
}

/* A timer is only set for what does not end by itself. */
static void
few_timers(void **state)
{
	(void)state;
	begin(&par_clock_virtual);
	slew(20 * TM_US, 20 * TM_PPM16);
	assert_true(par_adj_deadline(&r.p) > r.k.raw_ns + 500 * TM_S);
	begin(par_clock_system());
	slew(4 * TM_MS, 1000 * TM_PPM16);
	assert_true(par_adj_deadline(&r.p) > r.k.raw_ns + 500 * TM_S);
	/* a frequency for a while is ours to take back */
	slew(20 * TM_US, 20 * TM_PPM16);
	assert_in_range(par_adj_deadline(&r.p), r.k.raw_ns + 990 * TM_MS,
	    r.k.raw_ns + 1010 * TM_MS);
}

/* Updates use up makestep's rights; those beyond them are not worth a file. */
static void
few_accounts(void **state)
{
	struct msg_saved	m = { .raw_ns = 1 };
	int			before;

	(void)state;
	begin(&par_clock_virtual);
	before = r.accounts;
	for (m.updates = 1; m.updates <= 3; m.updates++) {
		tell(MSG_SAVE, &m, sizeof m, r.p.gen);
		assert_int_equal(r.accounts, before + (int)m.updates);
	}
	for (; m.updates < 20; m.updates++)
		tell(MSG_SAVE, &m, sizeof m, r.p.gen);
	assert_int_equal(r.accounts, before + 3);
	assert_int_equal(r.p.pol.steps_left, 0);
}

/*
 * To and fro within the budget: what each must leave on the disk before it is
 * done bounds how often it is.
 */
static void
to_and_fro(void **state)
{
	int	way, i, sign;

	(void)state;
	for (way = 0; way < 4; way++) {
		begin(&par_clock_virtual);
		r.p.pol.conf.maxslew_ppb16 = POL_FREQ_MAX;
		r.accounts = 0;
		for (i = 0; i < 3000; i++) {
			sign = i % 2 ? -1 : 1;
			if (way == 0)
				step(sign * TM_S);
			else if (way == 1)
				slew(sign * TM_S, POL_FREQ_MAX);
			else if (way == 2)
				freq(sign * POL_FREQ_MAX / 2);
			else
				freq(i / 50 % 2 ? -POL_FREQ_MAX : POL_FREQ_MAX);
			fake_run(&r.k, 200 * TM_MS);
		}
		if (r.accounts < 20 || r.accounts > 32 + 2 * 60 + 1)
			fail_msg("way %d: %d writings in ten minutes", way,
			    r.accounts);
		/* what an administrator asks for comes first */
		r.p.kept_full_ns = 0;
		fake_run(&r.k, 2 * TM_S);
		step(-TM_S / 2);
		assert_int_equal(r.result.verdict, POL_OK);
	}
}

/* 400 s in the longest slews that an honest ntp-clock asks for. */
static void
far_slews(void **state)
{
	int	i;

	(void)state;
	begin(&par_clock_virtual);
	r.p.pol.conf.maxslew_ppb16 = POL_FREQ_MAX;
	for (i = 0; i < 300; i++) {
		slew(1333 * TM_MS, 83333 * TM_PPM16);
		assert_int_equal(r.result.verdict, POL_OK);
		fake_run(&r.k, 16 * TM_S);
	}
	assert_true(pol_charged(&r.p.pol) > 390 * TM_S);
}

/* A sleep, unlike a set clock, makes f and the phase that was saved past. */
static void
a_sleep_withdraws(void **state)
{
	struct msg_saved	m = { .raw_ns = 1, .have_freq = 1 };
	struct tm_now		now;

	(void)state;
	begin(&par_clock_virtual);
	now = r.c.drv->now(&r.c);
	par_woke(&r.p, TM_S, now);
	assert_int_equal(r.p.page.truth.sync, PAGE_NONE);
	m.raw_ns = now.raw.ns;
	tell(MSG_SAVE, &m, sizeof m, r.p.gen);
	r.p.page.truth.sync = PAGE_SYNC;
	par_woke(&r.p, 0, now);
	assert_int_equal(r.p.page.truth.sync, PAGE_SYNC);
	assert_int_equal(r.p.saved.raw_ns, now.raw.ns);
	par_woke(&r.p, TM_S, now);
	assert_int_equal(r.p.page.truth.sync, PAGE_UNSYNC);
	assert_int_equal(r.p.saved.raw_ns, 0);
	assert_int_equal(r.p.saved.have_freq, 1);
}

static void
claim(int64_t raw_ns)
{
	struct msg_truth	t = { .truth = { .raw_ns = raw_ns,
				    .sync = PAGE_SYNC, .stratum = 2 } };

	t.truth.true_ns = START_WALL + raw_ns - START_RAW;
	tell(MSG_TRUTH, &t, sizeof t, r.p.gen);
}

/* What it asks of clocks that have slept since is not done. */
static void
requests_of_before_a_sleep(void **state)
{
	struct msg_adj_slew	slew = { 20 * TM_US, 20 * TM_PPM16, 0 };
	struct msg_adj_step	step = { .offset_ns = TM_MS };
	struct msg_adj_status	st = { .esterror_ns = 1 };

	(void)state;
	begin(par_clock_system());
	slew.raw_ns = step.raw_ns = st.raw_ns = r.k.raw_ns;
	fake_run(&r.k, TM_US);
	par_woke(&r.p, TM_S, r.c.drv->now(&r.c));
	tell(MSG_ADJ_SLEW, &slew, sizeof slew, r.p.gen);
	assert_int_equal(r.result.verdict, POL_STALE);
	/* of no generation: to be asked anew, nothing is on its way */
	assert_int_equal(r.seq, 0);
	tell(MSG_ADJ_STEP, &step, sizeof step, r.p.gen);
	tell(MSG_ADJ_STATUS, &st, sizeof st, r.p.gen);
	assert_int_equal(r.results, 4);
	assert_int_equal(r.result.verdict, POL_STALE);
	assert_int_equal(r.c.slew_ns, 0);
	assert_int_equal(r.p.pol.steps, 0);
	assert_false(r.c.have_last);
	/* a frequency is that of before */
	freq(2 * TM_PPM16);
	slew.raw_ns = step.raw_ns = st.raw_ns = r.k.raw_ns;
	tell(MSG_ADJ_STATUS, &st, sizeof st, r.p.gen);
	assert_true(r.c.have_last);
	tell(MSG_ADJ_SLEW, &slew, sizeof slew, r.p.gen);
	assert_int_equal(r.c.slew_ns, 20 * TM_US);
	tell(MSG_ADJ_STEP, &step, sizeof step, r.p.gen);
	assert_int_equal(r.p.pol.steps, 1);
}

/* An ntp-clock that died, or has not heard yet, speaks of before. */
static void
words_of_before_a_sleep(void **state)
{
	struct msg_saved	m = { .have_freq = 1, .updates = 2 };
	int64_t			before_ns;

	(void)state;
	begin(&par_clock_virtual);
	before_ns = r.k.raw_ns;
	claim(before_ns);
	assert_int_equal(r.p.page.truth.sync, PAGE_SYNC);
	fake_run(&r.k, TM_US);
	par_woke(&r.p, TM_S, r.c.drv->now(&r.c));
	claim(before_ns);
	assert_int_equal(r.p.page.truth.sync, PAGE_UNSYNC);
	m.raw_ns = before_ns;
	tell(MSG_SAVE, &m, sizeof m, r.p.gen);
	assert_int_equal(r.p.saved.raw_ns, 0);
	assert_int_equal(r.p.saved.have_freq, 1);
	assert_int_equal(r.p.pol.rights_used, 2);
	claim(r.k.raw_ns);
	assert_int_equal(r.p.page.truth.sync, PAGE_SYNC);
	m.raw_ns = r.k.raw_ns;
	tell(MSG_SAVE, &m, sizeof m, r.p.gen);
	assert_int_equal(r.p.saved.raw_ns, r.k.raw_ns);
}

static void
ask_the_impossible(void)
{
	int	i;

	for (i = 0; i < PAR_IMPOSSIBLE; i++)
		slew(TM_US, 2000 * TM_PPM16);
	assert_true(r.violated);
}

/* Runs until nothing is left of the day's 10 s backward. */
static void
use_up_the_budget(void)
{
	freq(-500 * TM_PPM16);
	fake_run(&r.k, 20001 * TM_S);
	par_adj_tick(&r.p, r.c.drv->now(&r.c));
	assert_int_equal(r.result.verdict, POL_BUDGET);
}

/* Where there is no f, wall is what is told: none that is made of zeros. */
static void
only_claims_are_withdrawn(void **state)
{
	static void	(*const why[])(void) = {
		ask_the_impossible, use_up_the_budget
	};
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof why / sizeof why[0]; i++) {
		begin(&par_clock_virtual);
		why[i]();
		assert_int_equal(r.p.page.truth.sync, PAGE_NONE);
		begin(&par_clock_virtual);
		claim(r.k.raw_ns);
		why[i]();
		assert_int_equal(r.p.page.truth.sync, PAGE_UNSYNC);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(silence_is_consent),
		cmocka_unit_test(endless_slew),
		cmocka_unit_test(refusals_are_told),
		cmocka_unit_test(the_system_says_why),
		cmocka_unit_test(another_pace_is_told),
		cmocka_unit_test(few_timers),
		cmocka_unit_test(few_accounts),
		cmocka_unit_test(to_and_fro),
		cmocka_unit_test(far_slews),
		cmocka_unit_test(a_sleep_withdraws),
		cmocka_unit_test(words_of_before_a_sleep),
		cmocka_unit_test(requests_of_before_a_sleep),
		cmocka_unit_test(only_claims_are_withdrawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
