/* ISC licence, see LICENSE. */
/* When the client asks: bursts, loss, kisses that slow, sub-second polls. */
#include "net_one.h"
#include "net_poll.h"

static struct pkt
kiss(const struct fake_sent *s, uint32_t code)
{
	struct pkt	p = fake_good(&f, s);

	p.leap = PKT_NOSYNC;
	p.stratum = 0;
	p.refid = code;
	return p;
}

static void
serve_rate(struct fake *w, struct fake_sent *s)
{
	struct pkt	p = kiss(s, PKT_RATE);

	fake_deliver(w, s, &p);
}

static void
kiss_slows(void **state)
{
	struct pkt	p;
	size_t		n;

	(void)state;
	start_with(SRC_IBURST);
	fake_run(&f, 0);
	p = kiss(&f.sent[0], PKT_RATE);
	fake_deliver(&f, &f.sent[0], &p);
	fake_deliver(&f, &f.sent[0], &p);	/* heard once a request */
	assert_int_equal(slot()->poll.floor_ns, 128 * TM_S);
	fake_run(&f, 120 * TM_S);
	assert_int_equal(f.nsent, 1);
	/* an on-path forger can slow us, and stop us he cannot */
	f.server = serve_rate;
	for (n = 1; n < 20; n++) {
		fake_run(&f, 1024 * TM_S);
		assert_true(f.nsent > n);
	}
	assert_int_equal(slot()->poll.floor_ns, 1024 * TM_S);
	/* when it answers again there is no burst, but the pace comes back */
	f.server = fake_serve;
	fake_run(&f, 1024 * TM_S);
	assert_int_equal(slot()->poll.reach & 1, 1);
	assert_int_equal(slot()->poll.burst, 0);
	assert_false(slot()->poll.armed);
	fake_run(&f, 80 * 1024 * TM_S);
	assert_int_equal(slot()->poll.floor_ns, 0);
	assert_int_equal(slot()->poll.reach, 0xff);
}

static int64_t
gap_ns(size_t i)
{
	return f.sent[i + 1].at_ns - f.sent[i].at_ns;
}

/* That long, or a little more. */
static bool
is_gap(size_t i, int64_t want_ns)
{
	return gap_ns(i) >= want_ns && gap_ns(i) <= want_ns + 100 * TM_MS;
}

/*
 * iburst: four samples, the first at once, ever longer apart, in the time of
 * one interval.
 */
static void
iburst(void **state)
{
	(void)state;
	start_with(SRC_IBURST);
	f.server = fake_serve;
	fake_run(&f, 0);
	assert_int_equal(f.nsent, 1);
	fake_run(&f, 30 * TM_S);
	assert_int_equal(f.nsent, 4);
	assert_int_equal(samples(), 4);
	assert_true(is_gap(0, 2 * TM_S) && is_gap(1, 4 * TM_S) &&
	    is_gap(2, 16 * TM_S));
	fake_run(&f, 60 * TM_S);
	assert_int_equal(f.nsent, 5);
	assert_in_range(f.sent[4].at_ns - f.sent[0].at_ns, 64 * TM_S,
	    66 * TM_S);
	assert_false(last_sample()->in_burst);
}

/* Where polls are quicker than the burst's gaps, it keeps to theirs. */
static void
iburst_quick_polls(void **state)
{
	static const struct {
		int8_t	poll;
		int64_t	gap_s[4];
	}			 t[] = {
		{ 0, { 1, 1, 1, 1 } },
		{ 3, { 2, 4, 8, 8 } },
		{ 4, { 2, 4, 16, 16 } },
		{ 5, { 2, 4, 16, 16 } },
	};
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");
	size_t			i, k;

	(void)state;
	s.flags = SRC_IBURST;
	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		s.minpoll = s.maxpoll = t[i].poll;
		fake_start(&f, &s, 1);
		f.server = fake_serve;
		fake_run(&f, 60 * TM_S);
		for (k = 0; k < 4; k++)
			assert_in_range(gap_ns(k), t[i].gap_s[k] * TM_S,
			    t[i].gap_s[k] * TM_S * 103 / 100);
	}
}

/* Lost requests are repeated as soon as that is known, as in chrony. */
static void
serve_but_some(struct fake *w, struct fake_sent *s)
{
	if (s != &w->sent[2] && s != &w->sent[4])
		fake_serve(w, s);
}

static void
iburst_loss(void **state)
{
	(void)state;
	start_with(SRC_IBURST);
	f.server = serve_but_some;
	fake_run(&f, 60 * TM_S);
	assert_int_equal(f.nsent, 6);
	assert_int_equal(samples(), 4);
	assert_true(is_gap(0, 2 * TM_S) && is_gap(1, 4 * TM_S) &&
	    is_gap(2, 3 * TM_S) && is_gap(3, 16 * TM_S) &&
	    is_gap(4, 3 * TM_S));
}

/* But no more of them than requests of an ordinary burst. */
static void
serve_first(struct fake *w, struct fake_sent *s)
{
	if (s == &w->sent[0])
		fake_serve(w, s);
}

static void
iburst_silence(void **state)
{
	(void)state;
	start_with(SRC_IBURST);
	f.server = serve_first;
	fake_run(&f, 70 * TM_S);
	assert_int_equal(f.nsent, 8);
	assert_in_range(f.sent[7].at_ns - f.sent[0].at_ns, 20 * TM_S,
	    46 * TM_S);
}

/* Who is in a hurry later than that does not wait for the long gap. */
static void
hurry_in_iburst(void **state)
{
	struct msg_source_ctl	c = { 1 << 16, CTL_BURST, 0 };
	size_t			i;

	(void)state;
	start_with(SRC_IBURST);
	f.server = fake_serve;
	fake_run(&f, 10 * TM_S);
	assert_int_equal(f.nsent, 3);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	fake_run(&f, 20 * TM_S);
	assert_int_equal(f.nsent, 7);
	assert_in_range(gap_ns(2), 4 * TM_S, 4 * TM_S + 500 * TM_MS);
	for (i = 3; i < 6; i++)
		assert_true(is_gap(i, 2 * TM_S));
}

/* The burst waits for a server that answers late, at a bounded pace. */
static void
iburst_not_spent(void **state)
{
	size_t	before;
	int	i;

	(void)state;
	start_with(SRC_IBURST);
	fake_run(&f, 60 * TM_S);
	assert_int_equal(f.nsent, 8);
	fake_run(&f, 600 * TM_S);
	assert_in_range(f.nsent, 15, 16);
	assert_int_equal(last_stat()->reach, 0);
	before = f.nsent;
	f.answered = f.nsent;
	f.server = fake_serve;
	for (i = 0; samples() < 4 && i < 74; i++)
		fake_run(&f, TM_S);
	assert_int_equal(f.nsent, before + 4);
	assert_int_equal(samples(), 4);
	assert_in_range(f.sent[f.nsent - 1].at_ns - f.sent[before].at_ns,
	    22 * TM_S, 22 * TM_S + 500 * TM_MS);
}

/* Loss of every other reply: each is a miss, none stops the next. */
static void
serve_every_other(struct fake *w, struct fake_sent *s)
{
	if ((s->handle & 1) == 0)
		fake_serve(w, s);
}

static void
loss(void **state)
{
	(void)state;
	start_with(0);
	f.server = serve_every_other;
	fake_run(&f, 64 * 16 * TM_S);
	assert_in_range(f.nsent, 16, 18);
	assert_in_range(samples(), 8, 9);
	assert_true(slot()->poll.reach == 0xaa || slot()->poll.reach == 0x55);
	assert_int_equal(fake_open(&f), 0);
}

/*
 * A server that goes away is asked ever more rarely, as rarely as maxpoll
 * allows; when it is back all is as it was.
 */
static void
absence(void **state)
{
	struct msg_source_ctl	c = { 1 << 16, 0, 256 * TM_S };
	size_t			i;

	(void)state;
	start_with(0);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	f.server = NULL;
	fake_run(&f, 30 * 1040 * TM_S);
	assert_int_equal(last_stat()->reach, 0);
	for (i = 2; i < 35; i++)
		assert_in_range(gap_ns(i), gap_ns(i - 1) * 97 / 100,
		    gap_ns(i - 1) * 113 / 100);
	assert_in_range(gap_ns(7), 400 * TM_S, 440 * TM_S);
	assert_in_range(gap_ns(34), 1024 * TM_S, 1046 * TM_S);
	f.server = fake_serve;
	f.answered = f.nsent;
	fake_run(&f, 1100 * TM_S);
	assert_int_equal(last_stat()->reach & 1, 1);
	assert_int_equal(last_stat()->poll_ns, 256 * TM_S);
}

static void
burst_option(void **state)
{
	struct msg_source_ctl	c = { 1 << 16, 0, 256 * TM_S };

	(void)state;
	start_with(SRC_BURST);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	assert_int_equal(last_stat()->poll_ns, 256 * TM_S);
	fake_run(&f, 66 * TM_S);
	assert_int_equal(f.nsent, 2);
	/* silence: three more tries, since 256 s are four times minpoll */
	f.server = NULL;
	fake_run(&f, 270 * TM_S);
	assert_int_equal(f.nsent, 6);
	assert_in_range(f.sent[5].at_ns - f.sent[2].at_ns, 6 * TM_S,
	    10 * TM_S);
}

static void
asked_for_a_burst(void **state)
{
	struct msg_source_ctl	c = { 1 << 16, CTL_BURST, 0 };

	(void)state;
	start_with(0);
	f.server = fake_serve;
	fake_run(&f, 10 * TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	fake_run(&f, 20 * TM_S);
	assert_int_equal(f.nsent, 5);
	assert_true(last_sample()->in_burst || samples() == 5);
}

/* What that burst cost is saved later, and no interval is longer for it. */
static void
burst_is_paid(void **state)
{
	static const int	hours = 12;
	struct msg_source_ctl	c = { 1 << 16, CTL_BURST, 0 };
	size_t			i, plain;

	(void)state;
	start_with(0);
	f.server = fake_serve;
	fake_run(&f, hours * 3600 * TM_S);
	plain = f.nsent;
	start_with(0);
	f.server = fake_serve;
	fake_run(&f, 10 * TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	fake_run(&f, 10 * TM_S);
	assert_int_equal(f.nsent, 5);
	fake_run(&f, hours * 3600 * TM_S - 20 * TM_S);
	assert_in_range(f.nsent, plain - 1, plain + 1);
	for (i = 4; i + 1 < f.nsent; i++)
		assert_in_range(gap_ns(i), 64 * TM_S,
		    64 * TM_S * 49 / 48 + TM_S / 10);
}

static void
interval_is_clamped(void **state)
{
	struct msg_source_ctl	c = { 1 << 16, 0, TM_S };

	(void)state;
	start_with(0);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	assert_int_equal(last_stat()->poll_ns, 64 * TM_S);
	c.poll_ns = 100000 * TM_S;
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	assert_int_equal(last_stat()->poll_ns, 1024 * TM_S);
	/* one that has gone is no reason to stumble */
	c.id = 9 << 16;
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
}

static void
subsecond(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");

	(void)state;
	s.minpoll = s.maxpoll = -7;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	f.delay_ns = TM_MS;
	fake_run(&f, TM_S);
	assert_in_range(f.nsent, 127, 131);
	assert_int_equal(samples(), f.nsent);
}

static void
offline(void **state)
{
	(void)state;
	start_with(SRC_OFFLINE | SRC_IBURST);
	fake_run(&f, 3600 * TM_S);
	assert_int_equal(f.nsent, 0);
	assert_int_equal(last_stat()->online, 0);
	assert_int_equal(f.net.state.offline, 1);
	assert_int_equal(f.net.state.tried, 1);
}

/* No network: said once, tried at its pace, all well when it returns. */
static void
no_route(void **state)
{
	(void)state;
	start_with(0);
	f.no_route = true;
	fake_run(&f, 3600 * TM_S);
	assert_int_equal(f.nlog, 1);
	assert_string_equal(f.log, "192.0.2.1: cannot send: no route to host");
	assert_in_range(slot()->poll.tries, 56, 58);
	f.no_route = false;
	f.server = fake_serve;
	fake_run(&f, 65 * TM_S);
	assert_int_equal(samples(), 1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(kiss_slows),
		cmocka_unit_test(iburst),
		cmocka_unit_test(iburst_quick_polls),
		cmocka_unit_test(iburst_loss),
		cmocka_unit_test(iburst_silence),
		cmocka_unit_test(hurry_in_iburst),
		cmocka_unit_test(iburst_not_spent),
		cmocka_unit_test(loss),
		cmocka_unit_test(absence),
		cmocka_unit_test(burst_option),
		cmocka_unit_test(asked_for_a_burst),
		cmocka_unit_test(burst_is_paid),
		cmocka_unit_test(interval_is_clamped),
		cmocka_unit_test(subsecond),
		cmocka_unit_test(offline),
		cmocka_unit_test(no_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
