/* ISC licence, see LICENSE. */
/*
 * Options of sources that change how an exchange goes: xleave (RFC 9769),
 * presend, filter, delays, asymmetry, version, peers, keys, fast polls.
 */
#include <math.h>

#include "net_delay.h"
#include "net_one.h"
#include "net_poll.h"
#include "net_source.h"

static struct msg_cfg_source	s;

static int
fresh(void **state)
{
	(void)state;
	s = fake_source(1, "192.0.2.1");
	return 0;
}

/*
 * A server that knows RFC 9769: with a receive timestamp of its own as
 * origin it answers with the transmit timestamp of its former reply, as
 * it was when that really left: LATE_NS after what it had said.
 */
#define LATE_NS	(3 * TM_MS)

static struct {
	uint64_t	rec;		/* of the former reply */
	uint64_t	sent;		/* when that really left */
	bool		forgets;
	bool		passive;	/* it is a peer */
	unsigned int	interleaved;
} server;

static void
serve_xleave(struct fake *fk, struct fake_sent *sent)
{
	struct pkt	q, r = fake_good(fk, sent);
	uint64_t	real = r.xmt + (uint64_t)(LATE_NS * 4294967296.0 / 1e9);

	assert_int_equal(pkt_decode(sent->buf, sent->len, &q), 0);
	if (q.org != 0 && q.org == server.rec && !server.forgets) {
		assert_true(q.rec != 0 && q.rec != q.xmt);
		r.org = q.rec;
		r.xmt = server.sent;
		server.interleaved++;
	}
	if (server.passive)
		r.mode = PKT_PASSIVE;
	server.rec = r.rec;
	server.sent = real;
	fake_set_time(fk, sent->at_ns + fk->delay_ns + 60 * TM_US + LATE_NS);
	fake_deliver(fk, sent, &r);
}

static void
xleave(void **state)
{
	struct pkt	q;

	(void)state;
	memset(&server, 0, sizeof server);
	s.flags = SRC_XLEAVE;
	fake_start(&f, &s, 1);
	f.server = serve_xleave;
	f.offset_ns = 500 * TM_MS;
	fake_run(&f, TM_S);
	assert_int_equal(samples(), 1);
	/* the first is basic: the server's lateness is in its delay */
	assert_true(last_sample()->delay_ns > 22 * TM_MS);
	assert_int_equal(pkt_decode(f.sent[0].buf, PKT_HDR, &q), 0);
	assert_true(q.org == 0 && q.rec == 0);
	fake_run(&f, 66 * TM_S);
	/* the second completes the first: not a sample twice */
	assert_int_equal(server.interleaved, 1);
	assert_int_equal(samples(), 1);
	assert_int_equal(slot()->seen.interleaved, 1);
	fake_run(&f, 66 * TM_S);
	assert_int_equal(server.interleaved, 2);
	assert_int_equal(samples(), 2);
	/* of the exchange before, without the lateness */
	assert_in_range(last_sample()->raw_ns, f.sent[1].at_ns,
	    f.sent[1].at_ns + 25 * TM_MS);
	assert_in_range(last_sample()->delay_ns, 20 * TM_MS - 5 * TM_US,
	    20 * TM_MS + 5 * TM_US);
	assert_in_range(last_sample()->theta_ns - (FAKE_UTC - FAKE_START) -
	    500 * TM_MS + TM_MS, 0, 2 * TM_MS);
	/* a server that forgot answers plainly, and is no worse for it */
	server.forgets = true;
	fake_run(&f, 66 * TM_S);
	assert_int_equal(samples(), 3);
	assert_false(slot()->seen.interleaved);
	server.forgets = false;
	fake_run(&f, 66 * TM_S);
	assert_int_equal(samples(), 3);
	assert_true(slot()->seen.interleaved);
	/* silence: the next request is basic again */
	f.server = NULL;
	fake_run(&f, 66 * TM_S);
	f.answered = f.nsent;
	f.server = serve_xleave;
	fake_run(&f, 66 * TM_S);
	assert_int_equal(pkt_decode(fake_last(&f)->buf, PKT_HDR, &q), 0);
	assert_true(q.org == 0 && q.rec == 0);
	assert_int_equal(samples(), 4);
}

/* The random origin of either mode must be echoed, whatever else is right. */
static void
xleave_forged(void **state)
{
	struct pkt	q, r;
	struct net_past	past;

	(void)state;
	memset(&server, 0, sizeof server);
	s.flags = SRC_XLEAVE;
	fake_start(&f, &s, 1);
	f.server = serve_xleave;
	fake_run(&f, TM_S);
	f.server = NULL;
	fake_run(&f, 66 * TM_S);
	if (!slot()->x.waiting)
		fake_run(&f, 1 * TM_S);
	assert_int_equal(f.nsent, 2);
	/* sent, and given up by now: ask again with what is known */
	fresh(NULL);
	memset(&server, 0, sizeof server);
	s.flags = SRC_XLEAVE;
	fake_start(&f, &s, 1);
	f.server = serve_xleave;
	fake_run(&f, TM_S);
	f.server = NULL;
	while (f.nsent < 2) {
		fake_set_time(&f, net_deadline(&f.net));
		net_tick(&f.net, f.now);
	}
	assert_true(slot()->x.waiting && slot()->x.second != 0);
	assert_int_equal(pkt_decode(fake_last(&f)->buf, PKT_HDR, &q), 0);
	past = slot()->past;
	r = fake_good(&f, fake_last(&f));
	r.xmt = server.sent;
	r.org = q.org;			/* the server's own timestamp */
	fake_deliver(&f, fake_last(&f), &r);
	r.org = q.rec ^ 1;
	fake_deliver(&f, fake_last(&f), &r);
	r.org = 0;
	fake_deliver(&f, fake_last(&f), &r);
	assert_int_equal(samples(), 1);
	assert_true(slot()->x.waiting);
	assert_memory_equal(&past, &slot()->past, sizeof past);
	r.org = q.rec;
	fake_set_time(&f, f.now.raw.ns + 25 * TM_MS);
	fake_deliver(&f, fake_last(&f), &r);
	assert_false(slot()->x.waiting);
	assert_true(slot()->seen.interleaved);
}

/* The kernel's stamp of a request counts, not when we asked for it. */
static void
kernel_tx(void **state)
{
	struct net_stamp	st;
	struct pkt		r;

	(void)state;
	fake_start(&f, &s, 1);
	fake_run(&f, 0);
	memset(&st, 0, sizeof st);
	st.kind = NET_STAMP_KERNEL;
	fake_set_time(&f, FAKE_START + 100 * TM_US);
	st.real = f.now;
	st.wall_ns = f.now.wall.ns - 20 * TM_US;	/* 80 us after t1 */
	net_sent(&f.net, fake_last(&f)->handle, &st);
	net_sent(&f.net, 4711, &st);
	r = fake_good(&f, fake_last(&f));
	fake_set_time(&f, FAKE_START + f.delay_ns + 60 * TM_US);
	fake_deliver(&f, fake_last(&f), &r);
	assert_int_equal(last_sample()->stamps,
	    STAMP_RX_KERNEL | STAMP_TX_KERNEL);
	assert_in_range(last_sample()->delay_ns, 20 * TM_MS - 80 * TM_US - 5,
	    20 * TM_MS - 80 * TM_US + 5);
	assert_int_equal(slot()->tally.kernel_tx, 1);
	assert_int_equal(slot()->tally.kernel_rx, 1);
}

static void
presend(void **state)
{
	size_t	i;

	(void)state;
	s.presend = 8;
	s.minpoll = 8;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, 1000 * TM_S);
	assert_true(f.nsent >= 8);
	assert_int_equal(samples(), f.nsent / 2);
	for (i = 0; i + 1 < f.nsent; i += 2)
		assert_in_range(f.sent[i + 1].at_ns - f.sent[i].at_ns,
		    2 * TM_S, 2 * TM_S + TM_MS);
	/* unanswered ones cost no reach */
	f.server = NULL;
	fake_run(&f, 260 * TM_S);
	assert_in_range(slot()->poll.silent, 0, 2);
	/* shorter polls do without */
	s.presend = 9;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, 1000 * TM_S);
	assert_int_equal(samples(), f.nsent);
}

static int64_t	delays[8] = { 30, 25, 22, 27, 24, 21, 29, 26 };

static void
serve_delays(struct fake *fk, struct fake_sent *sent)
{
	fk->delay_ns = delays[(fk->nsent - 1) % 8] * TM_MS;
	fake_serve(fk, sent);
}

/* One of four: that with the least delay. */
static void
filter(void **state)
{
	(void)state;
	s.filter = 4;
	fake_start(&f, &s, 1);
	f.server = serve_delays;
	fake_run(&f, 9 * 66 * TM_S);
	assert_true(f.nsent >= 8);
	assert_int_equal(samples(), f.nsent / 4);
	assert_in_range(last_sample()->delay_ns, 21 * TM_MS - 10,
	    21 * TM_MS + 10);
}

static struct msg_sample
delayed(int64_t ms)
{
	struct msg_sample	m;

	memset(&m, 0, sizeof m);
	m.delay_ns = ms * TM_MS;
	return m;
}

static uint16_t
test_of(struct net_delay *d, int64_t ms, double resid_s)
{
	struct msg_sample	m = delayed(ms);

	return net_delay_test(d, &s, &m, resid_s);
}

#define ALL	(NET_TEST_A | NET_TEST_B | NET_TEST_C)

static void
delay_tests(void **state)
{
	struct net_delay	d;
	int			i;

	(void)state;
	memset(&d, 0, sizeof d);
	s.maxdelay_ns = 100 * TM_MS;
	assert_int_equal(test_of(&d, 100, NAN), ALL);
	assert_int_equal(test_of(&d, 101, NAN), ALL & ~NET_TEST_A);
	/* ratio to the least */
	memset(&d, 0, sizeof d);
	s.maxdelayratio_e6 = 1500000;
	for (i = 0; i < 4; i++)
		assert_int_equal(test_of(&d, 10 + i, NAN), ALL);
	assert_int_equal(test_of(&d, 15, NAN), ALL);
	assert_int_equal(test_of(&d, 16, NAN), ALL & ~NET_TEST_B);
	s.mindelay_ns = 12 * TM_MS;
	assert_int_equal(test_of(&d, 18, NAN), ALL);
	s.mindelay_ns = 0;
	/* a new way is longer for good: not refused for ever */
	for (i = 0; i < 3 * NET_DELAY_PATIENCE; i++)
		if (test_of(&d, 50, NAN) == ALL)
			break;
	assert_in_range(i, 4, NET_DELAY_PATIENCE);
	s.maxdelayratio_e6 = 0;
	/* quantile */
	memset(&d, 0, sizeof d);
	s.maxdelayquant_e6 = 500000;
	for (i = 0; i < NET_DELAYS; i++)
		test_of(&d, 10 + i % 4, NAN);
	assert_int_equal(test_of(&d, 11, NAN), ALL);
	assert_int_equal(test_of(&d, 13, NAN), ALL & ~NET_TEST_C);
}

static void
delay_deviation(void **state)
{
	struct net_delay	d;
	int			i;

	(void)state;
	memset(&d, 0, sizeof d);
	s.maxdelaydevratio_e6 = 10 * 1000000;
	/* offsets of +-10 us: 200 us and more of extra delay is too much */
	for (i = 0; i < 64; i++)
		assert_int_equal(test_of(&d, 10, i % 2 ? 10e-6 : -10e-6), ALL);
	assert_int_equal(test_of(&d, 11, 400e-6), ALL & ~NET_TEST_C);
	/* an offset that the delay cannot explain is news */
	assert_int_equal(test_of(&d, 11, 0.1), ALL);
	/* nothing is known of f: nothing is refused */
	assert_int_equal(test_of(&d, 90, NAN), ALL);
	s.maxdelaydevratio_e6 = 0;
	assert_int_equal(test_of(&d, 90, 400e-6), ALL);
}

static void
asymmetry(void **state)
{
	struct net_delay	d;

	(void)state;
	memset(&d, 0, sizeof d);
	s.asymmetry_e6 = -500000;
	test_of(&d, 10, NAN);
	assert_int_equal(net_delay_asymmetry(&d, &s, 10 * TM_MS), 0);
	assert_int_equal(net_delay_asymmetry(&d, &s, 30 * TM_MS),
	    -10 * TM_MS);
	s.asymmetry_e6 = 1000000;
	assert_int_equal(net_delay_asymmetry(&d, &s, 30 * TM_MS), 0);
}

static void
plain_options(void **state)
{
	struct pkt	q;

	(void)state;
	s.version = 3;
	s.offset_ns = -250 * TM_MS;
	s.minstratum = 7;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	assert_int_equal(pkt_decode(f.sent[0].buf, PKT_HDR, &q), 0);
	assert_int_equal(q.version, 3);
	assert_int_equal(last_sample()->stratum, 7);
	assert_in_range(last_sample()->theta_ns - (FAKE_UTC - FAKE_START) +
	    250 * TM_MS, 0, 10);
}

static void
serve_passive(struct fake *fk, struct fake_sent *sent)
{
	struct pkt	p = fake_good(fk, sent);

	fake_set_time(fk, sent->at_ns + fk->delay_ns + 60 * TM_US);
	p.mode = PKT_SERVER;
	fake_deliver(fk, sent, &p);
	assert_true(slot()->x.waiting);
	p.mode = PKT_PASSIVE;
	fake_deliver(fk, sent, &p);
	assert_false(slot()->x.waiting);
}

static void
peer(void **state)
{
	struct pkt	q;

	(void)state;
	s.kind = SOURCE_PEER;
	fake_start(&f, &s, 1);
	f.server = serve_passive;
	fake_run(&f, 66 * TM_S);
	assert_int_equal(samples(), 2);
	assert_int_equal(pkt_decode(f.sent[1].buf, PKT_HDR, &q), 0);
	assert_int_equal(q.mode, PKT_ACTIVE);
	assert_true(q.org == 0 && q.rec == 0);
}

/* The same between peers: in mode 1, and answered in mode 2. */
static void
peer_xleave(void **state)
{
	struct pkt	q;

	(void)state;
	memset(&server, 0, sizeof server);
	server.passive = true;
	s.kind = SOURCE_PEER;
	s.flags = SRC_XLEAVE;
	fake_start(&f, &s, 1);
	f.server = serve_xleave;
	fake_run(&f, 200 * TM_S);
	assert_int_equal(pkt_decode(f.sent[2].buf, PKT_HDR, &q), 0);
	assert_int_equal(q.mode, PKT_ACTIVE);
	assert_true(server.interleaved >= 2);
	assert_true(slot()->seen.interleaved);
	assert_in_range(last_sample()->delay_ns, 20 * TM_MS - 5 * TM_US,
	    20 * TM_MS + 5 * TM_US);
}

/* 128 requests a second, each of them answered. */
static void
fast(void **state)
{
	struct pkt	q;

	(void)state;
	s.minpoll = s.maxpoll = -7;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	f.delay_ns = 5 * TM_MS;
	fake_run(&f, 4 * TM_S);
	assert_in_range(f.nsent, 4 * 124, 4 * 128 + 1);
	assert_true(samples() >= f.nsent - 1);
	assert_int_equal(pkt_decode(f.sent[0].buf, PKT_HDR, &q), 0);
	assert_int_equal(q.poll, -7);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest	tests[] = {
		T(xleave), T(xleave_forged), T(kernel_tx), T(presend),
		T(filter), T(delay_tests), T(delay_deviation), T(asymmetry),
		T(plain_options), T(peer), T(peer_xleave), T(fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
