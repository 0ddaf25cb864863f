/* ISC licence, see LICENSE. */
/* The client: exchanges, forgeries, and replies of no use. */
#include "net_client.h"
#include "net_one.h"
#include "net_poll.h"
#include "net_source.h"

/* Only version, mode, poll and a random number leave this host. */
static void
minimal_request(void **state)
{
	struct pkt	q, r;
	uint8_t		plain[PKT_HDR];

	(void)state;
	start_with(0);
	fake_run(&f, 70 * TM_S);
	assert_int_equal(f.nsent, 2);
	assert_int_equal(pkt_decode(f.sent[0].buf, PKT_HDR, &q), 0);
	assert_int_equal(pkt_decode(f.sent[1].buf, PKT_HDR, &r), 0);
	assert_true(q.xmt != 0 && r.xmt != 0 && q.xmt != r.xmt);
	assert_int_equal(q.poll, 6);
	memset(plain, 0, sizeof plain);
	plain[0] = 4 << 3 | PKT_CLIENT;
	plain[2] = 6;
	assert_memory_equal(f.sent[0].buf, plain, 40);
	assert_int_equal(f.sent[0].route.to.port, 123);
}

static void
sample(void **state)
{
	const struct msg_sample	*m;

	(void)state;
	start_with(0);
	f.server = fake_serve;
	f.offset_ns = -1500 * TM_MS;
	fake_run(&f, TM_S);
	assert_int_equal(samples(), 1);
	m = last_sample();
	assert_int_equal(m->id, 1 << 16);
	assert_int_equal(m->stratum, 2);
	assert_int_equal(m->refid, 0xc0000263);
	assert_int_equal(m->stamps, STAMP_RX_KERNEL);
	/* t4 is the kernel's stamp, 20 ms and 10 us after t1 */
	assert_in_range(m->delay_ns, 20 * TM_MS - 5, 20 * TM_MS + 5);
	assert_int_equal(m->raw_ns, FAKE_START + 10 * TM_MS + 5 * TM_US);
	assert_in_range(m->theta_ns - (FAKE_UTC - FAKE_START) + 1500 * TM_MS,
	    0, 5);
	assert_int_equal(fake_open(&f), 0);
	assert_int_equal(last_stat()->reach, 1);
	assert_int_equal(last_stat()->tries, 1);
}

static void
expect_rejected(const struct pkt *p)
{
	uint64_t	origin = slot()->x.origin;

	fake_deliver(&f, fake_last(&f), p);
	assert_int_equal(samples(), 0);
	assert_true(slot()->x.waiting);
	assert_true(slot()->x.origin == origin);
	assert_int_equal(fake_open(&f), 1);
	assert_int_equal(slot()->poll.reach, 0);
}

/* Each test of a reply by itself; after all, the true one is accepted. */
static void
forgeries(void **state)
{
	struct pkt	good, p;
	unsigned int	mode;

	(void)state;
	start_with(0);
	fake_run(&f, 0);
	fake_set_time(&f, FAKE_START + 25 * TM_MS);
	good = fake_good(&f, fake_last(&f));
	for (mode = 0; mode < 8; mode++) {
		p = good;
		p.mode = (uint8_t)mode;
		if (mode != PKT_SERVER)
			expect_rejected(&p);
	}
	p = good, p.org++;
	expect_rejected(&p);
	p = good, p.org = 0;		/* CVE-2015-8138 */
	expect_rejected(&p);
	p = good, p.version = 5;
	expect_rejected(&p);
	p = good, p.leap = PKT_NOSYNC;
	expect_rejected(&p);
	p = good, p.stratum = 0;
	expect_rejected(&p);
	p = good, p.stratum = 16;
	expect_rejected(&p);
	p = good, p.root_disp = tm_short_from_ns(16 * TM_S);
	expect_rejected(&p);
	p = good, p.root_delay = 0xffffffff;	/* CVE-2016-7433 */
	expect_rejected(&p);
	p = good, p.precision = -20, p.xmt = p.rec - (1 << 12) - 16;
	expect_rejected(&p);
	p = good, p.precision = 0, p.xmt = p.rec - 16;
	expect_rejected(&p);
	p = good, p.xmt = 0;
	expect_rejected(&p);
	p = good, p.rec = 0;
	expect_rejected(&p);
	p = good, p.ref = p.xmt + (UINT64_C(2) << 32);
	expect_rejected(&p);
	fake_deliver(&f, fake_last(&f), &good);
	assert_int_equal(samples(), 1);
	assert_int_equal(slot()->poll.reach, 1);
	assert_int_equal(fake_open(&f), 0);
}

static void
duplicate_and_late(void **state)
{
	struct pkt	good;

	(void)state;
	start_with(0);
	fake_run(&f, 0);
	good = fake_good(&f, &f.sent[0]);
	fake_set_time(&f, FAKE_START + 25 * TM_MS);
	fake_deliver(&f, &f.sent[0], &good);
	fake_deliver(&f, &f.sent[0], &good);
	assert_int_equal(samples(), 1);
	/* one that comes after 3 s meets no socket any more */
	fake_run(&f, 66 * TM_S);
	assert_int_equal(f.nsent, 2);
	fake_run(&f, 4 * TM_S);
	assert_int_equal(fake_open(&f), 0);
	assert_int_equal(slot()->poll.reach, 2);
	good = fake_good(&f, &f.sent[1]);
	fake_deliver(&f, &f.sent[1], &good);
	assert_int_equal(samples(), 1);
	assert_int_equal(slot()->poll.reach, 2);
}

/* The answer to a former request is no answer to this one. */
static void
former_origin(void **state)
{
	struct pkt	old;

	(void)state;
	start_with(0);
	fake_run(&f, 70 * TM_S);
	assert_int_equal(f.nsent, 2);
	old = fake_good(&f, &f.sent[0]);
	slot()->x.waiting = true;
	slot()->x.handle = f.sent[1].handle;
	f.sent[1].open = true;
	fake_deliver(&f, &f.sent[1], &old);
	assert_int_equal(samples(), 0);
	assert_true(slot()->x.waiting);
}

/* Random bits below the server's precision: it seems to answer early. */
static void
fuzz(void **state)
{
	struct pkt	p;

	(void)state;
	start_with(0);
	fake_run(&f, 0);
	fake_set_time(&f, FAKE_START + 10 * TM_MS);
	p = fake_good(&f, &f.sent[0]);
	p.precision = -20;
	p.xmt = p.rec - (1 << 12) + 16;
	fake_deliver(&f, &f.sent[0], &p);
	assert_int_equal(samples(), 1);
	assert_int_equal(slot()->poll.reach, 1);
}

/* A reply that took less than no time: somebody's clock was stepped. */
static void
impossible_delay(void **state)
{
	struct pkt	p;

	(void)state;
	start_with(0);
	fake_run(&f, 0);
	fake_set_time(&f, FAKE_START + 10 * TM_MS);
	p = fake_good(&f, &f.sent[0]);
	p.rec = tm_ntp_from_utc(FAKE_UTC);
	p.xmt = tm_ntp_from_utc(FAKE_UTC + 10 * TM_MS + 100 * TM_US);
	fake_deliver(&f, &f.sent[0], &p);
	assert_int_equal(samples(), 0);
	/* the server is there all the same */
	assert_int_equal(slot()->poll.reach, 1);
}

/* A wall stepped between request and reply makes the stamp worthless. */
static void
step_in_between(void **state)
{
	(void)state;
	start_with(0);
	fake_run(&f, 0);
	f.now.wall.ns += 500 * TM_MS;
	f.server = fake_serve;
	f.answered = 0;
	fake_answer(&f);
	assert_int_equal(samples(), 0);
	assert_int_equal(slot()->poll.reach, 1);
}

static void
loop_with_us(void **state)
{
	struct pkt	p;

	(void)state;
	start_with(0);
	fake_run(&f, 0);
	fake_set_time(&f, FAKE_START + 25 * TM_MS);
	p = fake_good(&f, &f.sent[0]);
	p.refid = 0xc00002c8;	/* 192.0.2.200, which is us */
	fake_deliver(&f, &f.sent[0], &p);
	fake_run(&f, TM_S);
	assert_int_equal(samples(), 0);
	assert_int_equal(slot()->poll.reach, 1);
	assert_int_equal(last_stat()->self, 0xc00002c8);
	assert_true(last_stat()->looped);
}

static void
limits_of_the_line(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");

	(void)state;
	s.maxdelay_ns = 19 * TM_MS;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	assert_int_equal(samples(), 0);
	s.maxdelay_ns = 21 * TM_MS;
	s.minstratum = 5;
	s.offset_ns = 3 * TM_MS;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	assert_int_equal(samples(), 1);
	assert_int_equal(last_sample()->stratum, 5);
	assert_in_range(last_sample()->theta_ns - (FAKE_UTC - FAKE_START),
	    3 * TM_MS - 5, 3 * TM_MS + 5);
}

static void
local_reference(void **state)
{
	static const uint32_t	refid[] = { 0x7f7f0101, 0x4c4f434c,
		0x4c434c00, 0x47505300 };
	struct pkt		p;
	size_t			i;

	(void)state;
	for (i = 0; i < 4; i++) {
		start_with(0);
		fake_run(&f, 0);
		fake_set_time(&f, FAKE_START + 25 * TM_MS);
		p = fake_good(&f, &f.sent[0]);
		p.refid = refid[i];
		fake_deliver(&f, &f.sent[0], &p);
		assert_int_equal(last_sample()->local, i < 3);
	}
}

/* T2 and T3 of 2040, while our wall believes it is 2027. */
static void
next_era(void **state)
{
	(void)state;
	start_with(0);
	f.net.pivot_ns = INT64_C(2700000000) * TM_S;
	f.offset_ns = INT64_C(420000000) * TM_S;
	f.server = fake_serve;
	fake_run(&f, TM_S);
	assert_in_range(last_sample()->theta_ns - (FAKE_UTC - FAKE_START) -
	    f.offset_ns, 0, 5);
}

static struct pkt
kiss(const struct fake_sent *s, uint32_t code)
{
	struct pkt	p = fake_good(&f, s);

	p.leap = PKT_NOSYNC;
	p.stratum = 0;
	p.refid = code;
	return p;
}

/* CVE-2015-7704, CVE-2015-7705: a forged kiss does nothing at all. */
static void
forged_kiss(void **state)
{
	struct pkt	p;

	(void)state;
	start_with(0);
	fake_run(&f, 0);
	p = kiss(&f.sent[0], PKT_RATE);
	p.org++;
	fake_deliver(&f, &f.sent[0], &p);
	p.refid = PKT_DENY;
	fake_deliver(&f, &f.sent[0], &p);
	assert_int_equal(slot()->poll.floor_ns, 0);
	assert_int_equal(f.nlog, 0);
	assert_int_equal(fake_open(&f), 1);
}

static void
denied_once_in_the_log(void **state)
{
	struct pkt	p;
	size_t		n;

	(void)state;
	start_with(0);
	for (n = 0; n < 5; n++) {
		fake_run(&f, 65 * TM_S);
		p = kiss(fake_last(&f), n % 2 ? PKT_DENY : PKT_RSTR);
		slot()->x.waiting = true;
		slot()->x.handle = fake_last(&f)->handle;
		fake_last(&f)->open = true;
		fake_deliver(&f, fake_last(&f), &p);
		net_client_cancel(&f.net, slot());
	}
	assert_int_equal(f.nlog, 1);
	assert_non_null(strstr(f.log, "192.0.2.1: the server denies"));
	assert_true(f.nsent >= 5);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(minimal_request),
		cmocka_unit_test(sample),
		cmocka_unit_test(forgeries),
		cmocka_unit_test(duplicate_and_late),
		cmocka_unit_test(former_origin),
		cmocka_unit_test(fuzz),
		cmocka_unit_test(impossible_delay),
		cmocka_unit_test(step_in_between),
		cmocka_unit_test(loop_with_us),
		cmocka_unit_test(limits_of_the_line),
		cmocka_unit_test(local_reference),
		cmocka_unit_test(next_era),
		cmocka_unit_test(forged_kiss),
		cmocka_unit_test(denied_once_in_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
