/* ISC licence, see LICENSE. */
/* The clock room in a small world of virtual time. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "clk_world.h"

static struct world	w;

static void
within(int64_t ns, int64_t most_ns)
{
	if (llabs(ns) > most_ns)
		fail_msg("%lld ns is beyond %lld", (long long)ns,
		    (long long)most_ns);
}

/* at once after the first answers; then only ever smaller corrections */
static void
steps_once_and_converges(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 0.5);
	assert_int_equal(w.steps, 1);
	within(world_wall_error(&w), 10 * TM_MS);
	world_run(&w, 29.5);
	within(world_wall_error(&w), TM_MS);
	within(world_f_error(&w), TM_MS);
	world_run(&w, 2000);
	within(world_wall_error(&w), 100 * TM_US);
	within(world_f_error(&w), 50 * TM_US);
	assert_int_equal(w.steps, 1);
	assert_int_equal(w.bad, 0);
	assert_int_equal(w.refused, 0);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	assert_int_equal(w.truth.stratum, 2);
	assert_int_equal(w.truth.refid >> 8, 0xc00002);
	/* the claim holds: inside of root delay / 2 + dispersion */
	within(world_f_error(&w), w.truth.root_delay_ns / 2 +
	    page_root_disp(&w.truth, world_now(&w).raw));
	within(w.steer.rate_ppb16 + 60 * TM_PPM16, TM_PPM16 / 50);
}

/* Of samples that come together each counts, and the last has it said. */
static void
says_it_once(void **state)
{
	struct msg_cfg_clock	c;
	int64_t			sd_ns;
	int			i, truths, freqs;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 200);
	truths = w.truths;
	freqs = w.freqs;
	sd_ns = w.status.esterror_ns;
	w.more = true;
	for (i = 0; i < 4; i++)
		world_exchange(&w, i);
	assert_int_equal(w.truths, truths);
	assert_int_equal(w.freqs, freqs);
	w.more = false;
	world_tell_tried(&w);
	assert_int_equal(w.truths, truths + 1);
	assert_in_range(w.freqs, freqs, freqs + 1);
	assert_true(w.status.esterror_ns < sd_ns);
}

/* polltarget 64: as many samples as by default in eight times the time */
static void
asks_as_often_as_wanted(void **state)
{
	static const uint8_t	targets[] = { 8, 64 };
	struct msg_cfg_clock	c;
	int64_t			poll_ns[2];
	int			i;

	(void)state;
	for (i = 0; i < 2; i++) {
		world_init(&w, 4);
		w.polltarget = targets[i];
		c = world_conf(&w);
		world_policy(&w, &c);
		world_start(&w, &c, NULL);
		world_run(&w, 150);
		poll_ns[i] = w.srv[1].poll_ns;
	}
	assert_true(poll_ns[1] < poll_ns[0] / 2);
}

/* The clock runs 60 ppm fast, and 50 is all that may be taken off. */
static void
drifts_no_more_than_allowed(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	c.maxdrift_ppb16 = 50 * TM_PPM16;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	assert_int_equal(w.steer.rate_ppb16, -50 * TM_PPM16);
	/* the rest is slewed away again and again */
	within(world_wall_error(&w), 10 * TM_MS);
}

static void
logs_what_is_large(void **state)
{
	struct msg_cfg_clock	c;
	bool			said;
	int64_t			least_ns;

	(void)state;
	for (least_ns = 1; least_ns <= TM_S; least_ns += TM_S - 1) {
		world_init(&w, 4);
		c = world_conf(&w);
		c.logchange_ns = least_ns;
		world_policy(&w, &c);
		world_start(&w, &c, NULL);
		world_run(&w, 100);
		w.last_log[0] = '\0';	/* the first correction's */
		world_run(&w, 1000);
		said = strncmp(w.last_log, "clock wrong by", 14) == 0;
		assert_int_equal(said, least_ns == 1);
	}
}

/* wall behind by less than makestep's threshold: no step, but a slew */
static void
slews_what_is_small(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	w.steer.wall_ns += 2500 * TM_MS;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1);
	within(world_wall_error(&w) + 500 * TM_MS, 100 * TM_MS);
	world_run(&w, 30);
	within(world_wall_error(&w), TM_MS);
	assert_int_equal(w.steps, 0);
	assert_int_equal(w.refused, 0);
}

/* a majority must have answered; a liar who is first changes nothing */
static void
waits_for_a_majority(void **state)
{
	struct msg_cfg_clock	c;
	int			i;

	(void)state;
	world_init(&w, 4);
	for (i = 1; i < 4; i++)
		w.srv[i].on = false;
	w.srv[0].lie_ns = 50 * TM_S;
	w.mute_tried = true;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 5);
	assert_int_equal(w.truths, 0);
	assert_int_equal(w.steps, 0);
	for (i = 1; i < 4; i++)
		w.srv[i].on = true;
	world_run(&w, 30);
	assert_int_equal(w.steps, 1);
	within(world_wall_error(&w), TM_MS);
	world_ask(&w, STAT_SOURCES);
	assert_int_equal(w.nrows, 4);
	assert_true(w.ended);
	assert_int_equal(w.rows[0].u.source.state, 'x');
	for (i = 1; i < 4; i++)
		assert_non_null(strchr("*+-", w.rows[i].u.source.state));
	/* what the first one said meanwhile is not lost to its statistics */
	world_ask(&w, STAT_SOURCESTATS);
	assert_true(w.srv[0].tries <= CLK_RECENT);
	assert_true(w.rows[0].u.sourcestats.samples + 1 >= w.srv[0].tries);
}

static void
names_the_falseticker(void **state)
{
	struct msg_cfg_clock		 c;
	const struct stat_source	*s;
	int				 i, stars = 0;

	(void)state;
	world_init(&w, 4);
	w.srv[2].lie_ns = 200 * TM_MS;
	w.srv[3].pool = true;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 600);
	within(world_wall_error(&w), 200 * TM_US);
	world_ask(&w, STAT_SOURCES);
	for (i = 0; i < 4; i++) {
		s = &w.rows[i].u.source;
		if (i == 2) {
			assert_int_equal(s->state, 'x');
			within(s->adjusted_ns - 200 * TM_MS, 2 * TM_MS);
		} else
			assert_int_not_equal(s->state, 'x');
		stars += s->state == '*';
		assert_int_equal((s->flags & STAT_POOL) != 0, i == 3);
		assert_int_equal(s->trust, 10);
		assert_int_equal(s->reach, 0xff);
		assert_true(s->next_ns <= s->poll_ns);
	}
	assert_int_equal(stars, 1);
	/* one that is asked no more has no next request */
	w.srv[2].next_ns = TM_NEVER;
	world_stat(&w, 2, 0);
	world_ask(&w, STAT_SOURCES);
	assert_true(w.rows[2].u.source.next_ns == TM_NEVER);
}

/* Two say one thing, two another: f may be as wrong as either says it is. */
static void
half_against_half(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 600);
	w.srv[2].lie_ns = w.srv[3].lie_ns = 200 * TM_MS;
	world_run(&w, 100);
	assert_true(w.truth.root_delay_ns / 2 +
	    page_root_disp(&w.truth, world_now(&w).raw) > 190 * TM_MS);
	/* while most agree, the fourth does not count */
	w.srv[2].lie_ns = 0;
	world_run(&w, 600);
	assert_true(w.truth.root_delay_ns / 2 +
	    page_root_disp(&w.truth, world_now(&w).raw) < 20 * TM_MS);
}

/* its first answer is enough; once all were tried, whoever answered is */
static void
one_source_is_enough(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 0.1);
	assert_int_equal(w.steps, 1);
	world_init(&w, 4);
	w.srv[0].on = w.srv[1].on = w.srv[2].on = false;
	world_policy(&w, &c);
	c.nsources = 4;
	world_start(&w, &c, NULL);
	world_run(&w, 5.9);
	assert_int_equal(w.steps, 0);
	world_run(&w, 1);
	assert_int_equal(w.steps, 1);
}

static void
local_only_when_all_were_tried(void **state)
{
	struct msg_cfg_clock	c;
	int			i;

	(void)state;
	world_init(&w, 2);
	w.srv[0].on = w.srv[1].on = false;
	w.mute_tried = true;
	c = world_conf(&w);
	c.local_stratum = 10;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 120);
	assert_int_equal(w.truths, 0);
	world_tell_tried(&w);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	assert_int_equal(w.truth.stratum, 10);
	assert_int_equal(w.truth.local, 1);
	assert_int_equal(w.truth.refid, CLK_LOCAL_REFID);
	/* f is wall, wherever that is put */
	world_anchor(&w);
	w.steer.wall_ns += 100 * TM_S;
	world_run(&w, 130);
	within(world_f_error(&w) - world_wall_error(&w), TM_US);
	assert_int_equal(w.steps + w.slews, 0);
	/* and gives way to a real source */
	for (i = 0; i < 2; i++)
		w.srv[i].on = true;
	world_run(&w, 60);
	assert_int_equal(w.truth.local, 0);
	assert_int_equal(w.truth.stratum, 2);
	within(world_wall_error(&w), 5 * TM_MS);
}

/* A new process of the same boot: f goes on, nothing jumps. */
static void
restart_goes_on(void **state)
{
	struct msg_cfg_clock	c;
	struct msg_saved	saved;
	int64_t			before_ns;
	int			i;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	assert_true(w.have_saved);
	assert_int_equal(w.saved.have_freq, 1);
	for (i = 0; i < 50; i++) {
		saved = w.saved;
		before_ns = world_f_error(&w);
		w.raw_ns += 100 * TM_MS;
		w.steps = 0;
		world_start(&w, &c, &saved);
		world_run(&w, 20);
		assert_int_equal(w.steps, 0);
		within(world_f_error(&w) - before_ns, 300 * TM_US);
		within(world_wall_error(&w), 300 * TM_US);
		assert_int_equal(w.truth.sync, PAGE_SYNC);
	}
	assert_true(w.clk.steer.updates >= 3);
	assert_int_equal(w.bad, 0);
}

/*
 * A new process that knows nothing, 20 s after its start, whoever speaks
 * first may be the liar.  Returns its error, s.
 */
static double
restarted_beside_liar(unsigned int seed)
{
	struct msg_cfg_clock	c;
	int			i;

	world_init(&w, 4);
	w.seed = seed;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	w.srv[0].lie_ns = 20 * TM_S;
	w.steps = 0;
	world_start(&w, &c, NULL);
	/* what ntp-net says again to a new ntp-clock */
	for (i = 0; i < 4; i++)
		world_stat(&w, i, 0);
	world_tell_tried(&w);
	world_run(&w, 20);
	assert_int_equal(w.steps, 0);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	return tm_s_from_ns(world_f_error(&w));
}

/* How well its rate is known by then is partly luck: many of them. */
static void
restart_waits_for_others(void **state)
{
	double		e, sum = 0;
	unsigned int	i;

	(void)state;
	for (i = 0; i < 50; i++) {
		e = restarted_beside_liar(7 + 7919 * i);
		sum += e * e;
	}
	assert_true(sqrt(sum / i) < 250e-6);
}

/* The drift file: the right frequency before the first sample. */
static void
frequency_from_the_drift_file(void **state)
{
	struct msg_saved	saved;
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	memset(&saved, 0, sizeof saved);
	saved.have_freq = 1;
	saved.freq_ppb16 = -60 * TM_PPM16;
	saved.skew_ppb16 = TM_PPM16 / 10;
	c = world_conf(&w);
	world_policy(&w, &c);
	w.srv[0].on = false;
	world_start(&w, &c, &saved);
	world_run(&w, 3);
	assert_int_equal(w.freqs, 1);
	assert_int_equal(w.steer.rate_ppb16, -60 * TM_PPM16);
	assert_int_equal(w.truths, 0);
}

/* One of another machine: wrong by 120 ppm, and sure of itself. */
static void
wrong_drift_file(void **state)
{
	struct msg_saved	saved;
	struct msg_cfg_clock	c;
	int			n;

	(void)state;
	for (n = 1; n <= 4; n += 3) {
		world_init(&w, n);
		memset(&saved, 0, sizeof saved);
		saved.have_freq = 1;
		saved.freq_ppb16 = 60 * TM_PPM16;
		saved.skew_ppb16 = TM_PPM16 / 10;
		c = world_conf(&w);
		world_policy(&w, &c);
		world_start(&w, &c, &saved);
		world_run(&w, 1200);
		within(world_f_error(&w), 500 * TM_US);
		within(world_wall_error(&w), 500 * TM_US);
		within(w.truth.rate_ppb16 + 60 * TM_PPM16, TM_PPM16);
		assert_int_equal(w.steps, 1);
	}
}

static void
makestep_steps_what_is_left(void **state)
{
	struct msg_cfg_clock	c;
	struct msg_cmd		m;

	(void)state;
	world_init(&w, 4);
	memset(&m, 0, sizeof m);
	m.cmd = CMD_MAKESTEP;
	c = world_conf(&w);
	c.makestep_ns = 0;
	c.maxslewrate_ppb16 = 100 * TM_PPM16;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	/* nothing is known yet */
	world_tell(&w, ROLE_PARENT, MSG_CMD, 41, &m, sizeof m);
	assert_int_equal(w.cmd_seq, 41);
	assert_int_equal(w.cmd.status, CMD_FAILED);
	world_run(&w, 60);
	assert_int_equal(w.steps, 0);
	within(world_wall_error(&w) + 3 * TM_S, 20 * TM_MS);
	world_tell(&w, ROLE_PARENT, MSG_CMD, 42, &m, sizeof m);
	assert_int_equal(w.cmd_seq, 42);
	assert_int_equal(w.cmd.status, CMD_OK);
	assert_int_equal(w.steps, 1);
	within(world_wall_error(&w), 2 * TM_MS);
	world_run(&w, 30);
	within(world_wall_error(&w), 2 * TM_MS);
	assert_int_equal(w.steps, 1);
}

/* date(1): seen, not believed, undone within policy */
static void
outside_step_is_undone(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 500);
	world_anchor(&w);
	w.steer.wall_ns += 400 * TM_MS;
	world_run(&w, 60);
	assert_true(w.bursts >= 4);
	within(world_wall_error(&w), 500 * TM_US);
	within(world_f_error(&w), 500 * TM_US);
	assert_int_equal(w.steps, 1);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
}

/* Suspend: raw stands still for an hour, wall and true go on. */
static void
suspend_takes_a_new_phase(void **state)
{
	struct msg_cfg_clock	c;
	int			i;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 500);
	world_anchor(&w);
	w.theta_ns += 3600 * TM_S;
	w.steer.wall_ns += 3600 * TM_S + 700 * TM_US;
	/* any event shows it */
	world_ask(&w, STAT_TRACKING);
	assert_int_equal(w.truth.sync, PAGE_UNSYNC);
	for (i = 0; i < 600; i++) {
		world_run(&w, 1);
		/* nobody is told the time of an hour ago */
		if (w.truth.sync == PAGE_SYNC)
			within(world_f_error(&w), 5 * TM_MS);
		within(world_wall_error(&w), 20 * TM_MS);
	}
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	within(world_wall_error(&w), 300 * TM_US);
	assert_int_equal(w.steps, 1);
	/* and the frequency was kept */
	within(w.truth.rate_ppb16 + 60 * TM_PPM16, TM_PPM16 / 5);
}

/* All clocks of a virtual machine stop for a minute: no step of wall. */
static void
pause_is_survived(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	c.makestep_limit = -1;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	assert_int_equal(w.steps, 1);
	w.theta_ns += 60 * TM_S;
	world_run(&w, 200);
	within(world_f_error(&w), TM_MS);
	within(world_wall_error(&w), TM_MS);
	assert_int_equal(w.steps, 2);
	within(w.truth.rate_ppb16 + 60 * TM_PPM16, TM_PPM16 / 5);
}

static void
holdover_grows_honestly(void **state)
{
	struct msg_cfg_clock	c;
	int64_t			disp_ns;
	int			i;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 3000);
	disp_ns = page_root_disp(&w.truth, world_now(&w).raw);
	for (i = 0; i < 4; i++)
		w.srv[i].on = false;
	world_run(&w, 10000);
	assert_true(page_root_disp(&w.truth, world_now(&w).raw) >
	    disp_ns + 10 * TM_MS);
	within(world_f_error(&w), 2 * TM_MS);
	within(world_wall_error(&w) - world_f_error(&w), 10 * TM_US);
	world_ask(&w, STAT_SOURCES);
	assert_int_equal(w.rows[0].u.source.state, '?');
	assert_true(w.rows[0].u.source.trust < 6);
}

/* after the loss of all sources, not before root distance is `distance' */
static void
local_after_holdover(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	c = world_conf(&w);
	c.local_stratum = 8;
	c.local_distance_ns = 20 * TM_MS;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	w.srv[0].on = false;
	world_run(&w, 1000);
	assert_int_equal(w.truth.local, 0);
	assert_int_equal(w.truth.stratum, 2);
	world_run(&w, 20000);
	assert_int_equal(w.truth.local, 1);
	assert_int_equal(w.truth.stratum, 8);
	within(world_f_error(&w), 5 * TM_MS);
}

/* The parent withdraws f after a sleep: who is alone says it anew, at once. */
static void
local_after_a_sleep(void **state)
{
	struct msg_cfg_clock	c;
	struct msg_woke		m = { 3600 * TM_S };

	(void)state;
	world_init(&w, 1);
	c = world_conf(&w);
	c.local_stratum = 8;
	w.srv[0].on = false;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	assert_int_equal(w.truth.local, 1);
	memset(&w.truth, 0, sizeof w.truth);
	world_tell(&w, ROLE_PARENT, MSG_WOKE, 0, &m, sizeof m);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	assert_int_equal(w.truth.local, 1);
}

/* As above, but once it had sources. */
static void
local_after_holdover_and_sleep(void **state)
{
	struct msg_woke	m = { 3600 * TM_S };

	local_after_holdover(state);
	memset(&w.truth, 0, sizeof w.truth);
	world_tell(&w, ROLE_PARENT, MSG_WOKE, 0, &m, sizeof m);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	assert_int_equal(w.truth.local, 1);
}

static void
noset_touches_nothing(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	c.noset = 1;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 1000);
	assert_int_equal(w.steps + w.slews + w.freqs + w.refused, 0);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	within(world_f_error(&w), 200 * TM_US);
	assert_int_equal(w.bad, 0);
}

/* requests of an older configuration are asked again in the new one */
static void
stale_is_asked_again(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	w.gen = 2;
	world_run(&w, 10);
	assert_int_equal(w.steps, 0);
	world_configure(&w, &c);
	world_run(&w, 3);
	assert_int_equal(w.steps, 1);
	within(world_wall_error(&w), 10 * TM_MS);
}

/* The budget is spent: wall stays, f goes on, nobody is misled. */
static void
beyond_the_budget(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	w.steer.wall_ns += 103 * TM_S;
	c = world_conf(&w);
	c.makestep_ns = 0;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 2);
	assert_non_null(strstr(w.last_log, "more than may be slewed"));
	world_run(&w, 300);
	assert_int_equal(w.steps, 0);
	assert_int_equal(w.refused, 0);
	assert_true(world_wall_error(&w) > 85 * TM_S);
	assert_int_equal(w.truth.sync, PAGE_UNSYNC);
	within(world_f_error(&w), TM_MS);
}

static void
tracking_has_chronycs_signs(void **state)
{
	const struct stat_tracking	*t = &w.rows[0].u.tracking;
	const struct stat_sourcestats	*s = &w.rows[0].u.sourcestats;
	struct msg_cfg_clock		 c;

	(void)state;
	world_init(&w, 2);
	c = world_conf(&w);
	c.makestep_ns = 0;
	c.maxslewrate_ppb16 = 100 * TM_PPM16;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_ask(&w, STAT_TRACKING);
	assert_int_equal(w.nrows, 1);
	assert_int_equal(t->leap, 3);
	/* as bad as chronyc says: who watches it must not think it good */
	assert_int_equal(t->root_delay_ns, TM_S);
	assert_int_equal(t->root_disp_ns, TM_S);
	world_run(&w, 300);
	world_ask(&w, STAT_TRACKING);
	assert_int_equal(t->synced, 1);
	/* wall is behind, so slow: the correction is positive */
	within(t->correction_ns - 3 * TM_S, 50 * TM_MS);
	/* the oscillator runs fast */
	within(t->freq_ppb16 - 60 * TM_PPM16, TM_PPM16);
	assert_int_equal(t->addr.ip[0], 192);
	assert_true(t->skew_ppb16 > 0 && t->root_disp_ns > 0);
	within(t->ref_utc_ns - world_true(&w, w.raw_ns), 70 * TM_S);
	world_ask(&w, STAT_SOURCESTATS);
	assert_int_equal(w.nrows, 2);
	assert_true(s->samples >= 8 && s->runs >= 2);
	within(s->offset_ns, 500 * TM_US);
	assert_true(s->sd_ns > 10 * TM_US && s->sd_ns < TM_MS);
}

/* makestep's count begins with a source that is not in local mode */
static void
local_sources_are_not_counted(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	w.srv[0].local = true;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 100);
	assert_int_equal(w.clk.steer.updates, 0);
	w.srv[0].local = false;
	world_run(&w, 400);
	assert_true(w.clk.steer.updates > 3);
}

static void
one_handler_per_message(void **state)
{
	const struct ipc_row	*row;
	size_t			 i;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++)
		/* the page is mapped by the shell of every role */
		if (row->type != MSG_CLOCK_PAGE)
			assert_int_equal(clk_handles(row->type),
			    (row->to & IPC_ROLE(ROLE_CLOCK)) != 0);
}

/* Four servers alike, a day long: there is no reason to change often. */
static void
reference_stays(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 86400);
	if (w.selected > 24)
		fail_msg("%d changes of the reference", w.selected);
	assert_int_equal(w.replaces, 0);
}

/* Another address is asked for in place of the silent and the wrong. */
static void
bad_ones_are_replaced(void **state)
{
	struct msg_cfg_clock		 c;
	const struct stat_selectdata	*d;

	(void)state;
	world_init(&w, 5);
	w.srv[1].lie_ns = 2 * TM_S;
	w.srv[2].on = false;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 60);
	assert_int_equal(w.replaces, 0);
	world_run(&w, 600);
	assert_in_range(w.replaces, 2, 16);
	world_ask(&w, STAT_SELECTDATA);
	assert_int_equal(w.nrows, 5);
	d = &w.rows[1].u.selectdata;
	assert_int_equal(d->state, 'x');
	assert_in_range(d->lo_ns, 1900 * TM_MS, 2000 * TM_MS);
	assert_in_range(d->hi_ns, 2000 * TM_MS, 2100 * TM_MS);
	assert_int_equal(w.rows[2].u.selectdata.state, 'M');
	d = &w.rows[0].u.selectdata;
	assert_non_null(strchr("*+D", d->state));
	assert_true(d->lo_ns < 0 && d->hi_ns > 0);
}

/* A fallback serves only while nobody else does. */
static void
falls_back(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 3);
	w.srv[2].flags = SRC_FALLBACK;
	w.srv[2].lie_ns = 3 * TM_MS;
	w.srv[1].key = 7;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 600);
	world_ask(&w, STAT_SELECTDATA);
	assert_int_equal(w.rows[2].u.selectdata.state, 'P');
	assert_int_equal(w.rows[2].u.selectdata.auth, 0);
	assert_int_equal(w.rows[1].u.selectdata.auth, 1);
	within(world_wall_error(&w), TM_MS);
	w.srv[0].on = w.srv[1].on = false;
	world_run(&w, 1500);
	world_ask(&w, STAT_SELECTDATA);
	assert_int_equal(w.rows[2].u.selectdata.state, '*');
	w.srv[0].on = w.srv[1].on = true;
	world_run(&w, 1500);
	world_ask(&w, STAT_SELECTDATA);
	assert_int_equal(w.rows[2].u.selectdata.state, 'P');
	within(world_wall_error(&w), TM_MS);
}

/* Raw stood still for an hour; the kernel brought wall along, roughly. */
static void
machine_slept(void **state)
{
	struct msg_cfg_clock	c;
	struct msg_woke		m = { 3600 * TM_S };
	int			bursts;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 2000);
	bursts = w.bursts;
	w.theta_ns += 3600 * TM_S;
	world_anchor(&w);
	w.steer.wall_ns += 3600 * TM_S + 1500 * TM_MS;
	world_tell(&w, ROLE_PARENT, MSG_WOKE, 0, &m, sizeof m);
	assert_int_equal(w.truth.sync, PAGE_UNSYNC);
	assert_int_equal(w.bursts, bursts + 4);
	assert_null(strstr(w.last_log, "outside"));
	pol_grant(&w.pol);
	world_run(&w, 20);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	within(world_f_error(&w), TM_MS);
	within(world_wall_error(&w), TM_MS);
	/* stepped, though makestep's three updates are long over */
	assert_int_equal(w.steps, 2);
	world_run(&w, 600);
	within(w.steer.rate_ppb16 + 60 * TM_PPM16, TM_PPM16 / 20);
	assert_int_equal(w.bad, 0);
}

/* A paused guest: nobody says so, all of its clocks stood still. */
static void
guest_was_paused(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 2000);
	w.theta_ns += 90 * TM_S;
	world_run(&w, 200);
	within(world_f_error(&w), TM_MS);
	within(world_wall_error(&w), TM_MS);
	assert_int_equal(w.steps, 2);
	assert_int_equal(w.refused, 0);
	within(w.steer.rate_ppb16 + 60 * TM_PPM16, TM_PPM16 / 10);
}

/* maxchange: left out so often, then the end; not in the first updates. */
static void
too_large_to_be_true(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	c = world_conf(&w);
	c.maxchange_ns = 100 * TM_MS;
	c.maxchange_start = 1;
	c.maxchange_ignore = 2;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 600);
	within(world_wall_error(&w), TM_MS);
	assert_int_equal(w.gave_up, 0);
	w.theta_ns += 90 * TM_S;
	world_run(&w, 50);
	assert_int_equal(w.gave_up, 0);
	within(world_wall_error(&w) + 90 * TM_S, TM_MS);
	world_run(&w, 600);
	assert_in_range(w.gave_up, 1, 20);
	within(world_wall_error(&w) + 90 * TM_S, TM_MS);
}

/* -q: who asks once is told when nobody answers; a daemon goes on asking. */
static void
once_in_vain(void **state)
{
	struct msg_cfg_clock	c;
	int			once, answering;

	(void)state;
	for (once = 0; once <= 1; once++)
		for (answering = 0; answering <= 2; answering += 2) {
			world_init(&w, 2);
			w.srv[0].on = w.srv[1].on = answering > 0;
			c = world_conf(&w);
			c.once = (uint8_t)once;
			world_policy(&w, &c);
			world_start(&w, &c, NULL);
			world_run(&w, 200);
			assert_int_equal(w.gave_up > 0,
			    once == 1 && answering == 0);
		}
}

/* What is left of a long slew is not another change, whatever its size. */
static void
still_being_slewed(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 1);
	c = world_conf(&w);
	c.makestep_ns = 0;
	c.maxchange_ns = 100 * TM_MS;
	c.maxchange_start = 1;
	c.maxchange_ignore = 2;
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 100);
	assert_int_equal(w.gave_up, 0);
	within(world_wall_error(&w), TM_MS);
}

/* All sources are gone: what is claimed stays true, and grows. */
static void
holdover(void **state)
{
	struct msg_cfg_clock	c;
	int64_t			before_ns;
	int			i;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 3000);
	before_ns = page_root_disp(&w.truth, world_now(&w).raw);
	for (i = 0; i < 4; i++)
		w.srv[i].on = false;
	world_run(&w, 2 * 86400);
	assert_true(page_root_disp(&w.truth, world_now(&w).raw) >
	    before_ns + 2 * 86400 * 1000);
	within(world_f_error(&w), w.truth.root_delay_ns / 2 +
	    page_root_disp(&w.truth, world_now(&w).raw));
	assert_int_equal(w.bad, 0);
}

/* The lines of `log', and none that nobody wants. */
static void
log_lines(void **state)
{
	struct msg_cfg_clock	c;
	long long		raw, wall, theta;
	unsigned int		id, refid;
	int			i;

	(void)state;
	world_init(&w, 2);
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 100);
	for (i = 0; i < LOGF_KINDS; i++)
		assert_int_equal(w.rows_of[i], 0);
	c.log = (1 << LOGF_KINDS) - 1;
	world_init(&w, 2);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	world_run(&w, 100);
	for (i = 0; i < LOGF_RTC; i++)
		assert_true(w.rows_of[i] > 4);
	assert_int_equal(w.rows_of[LOGF_RTC], 0);
	assert_int_equal(sscanf(w.row[LOGF_SAMPLES],
	    "%lld %lld sample %u %u %lld %lld", &raw, &wall, &id, &refid, &raw,
	    &theta), 6);
	assert_true(llabs(theta - (world_true(&w, raw) - raw)) < TM_MS);
	assert_non_null(strstr(w.row[LOGF_TRACKING], " 192.0.2."));
	assert_non_null(strstr(w.row[LOGF_MEASUREMENTS], " 111 111 1111 "));
	assert_int_equal(w.row[LOGF_STATISTICS][10], ' ');
	assert_int_equal(w.bad, 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(steps_once_and_converges),
		cmocka_unit_test(asks_as_often_as_wanted),
		cmocka_unit_test(drifts_no_more_than_allowed),
		cmocka_unit_test(logs_what_is_large),
		cmocka_unit_test(slews_what_is_small),
		cmocka_unit_test(says_it_once),
		cmocka_unit_test(waits_for_a_majority),
		cmocka_unit_test(names_the_falseticker),
		cmocka_unit_test(half_against_half),
		cmocka_unit_test(one_source_is_enough),
		cmocka_unit_test(local_only_when_all_were_tried),
		cmocka_unit_test(local_after_holdover),
		cmocka_unit_test(local_after_a_sleep),
		cmocka_unit_test(local_after_holdover_and_sleep),
		cmocka_unit_test(restart_goes_on),
		cmocka_unit_test(restart_waits_for_others),
		cmocka_unit_test(frequency_from_the_drift_file),
		cmocka_unit_test(wrong_drift_file),
		cmocka_unit_test(makestep_steps_what_is_left),
		cmocka_unit_test(outside_step_is_undone),
		cmocka_unit_test(suspend_takes_a_new_phase),
		cmocka_unit_test(pause_is_survived),
		cmocka_unit_test(holdover_grows_honestly),
		cmocka_unit_test(noset_touches_nothing),
		cmocka_unit_test(stale_is_asked_again),
		cmocka_unit_test(beyond_the_budget),
		cmocka_unit_test(tracking_has_chronycs_signs),
		cmocka_unit_test(local_sources_are_not_counted),
		cmocka_unit_test(one_handler_per_message),
		cmocka_unit_test(reference_stays),
		cmocka_unit_test(bad_ones_are_replaced),
		cmocka_unit_test(falls_back),
		cmocka_unit_test(machine_slept),
		cmocka_unit_test(guest_was_paused),
		cmocka_unit_test(too_large_to_be_true),
		cmocka_unit_test(once_in_vain),
		cmocka_unit_test(still_being_slewed),
		cmocka_unit_test(holdover),
		cmocka_unit_test(log_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
