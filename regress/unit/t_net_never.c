/* ISC licence, see LICENSE. */
/*
 * What the client must never do; each test is named after the bug of
 * another daemon that it recalls.
 */
#include "net_fake.h"
#include "net_poll.h"

#define KEY	7
#define OTHER	8

static struct fake		f;
static struct msg_cfg_source	s;

static struct net_slot *
slot(void)
{
	return &f.net.slots[0];
}

static size_t
samples(void)
{
	return fake_count(&f, MSG_SAMPLE, NULL);
}

static int
fresh(void **state)
{
	(void)state;
	s = fake_source(1, "192.0.2.1");
	return 0;
}

/* A configuration with both keys, and one request that is under way. */
static void
start(void)
{
	struct msg_cfg_key	k = { .id = KEY, .type = MAC_SHA256,
		.len = 32, .octets = { 1, 2, 3 } };

	fake_init(&f);
	fake_peer(&f, ROLE_CLOCK);
	fake_peer(&f, ROLE_DNS);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_KEY, &k, sizeof k);
	k.id = OTHER;
	k.octets[0] = 9;
	fake_tell(&f, ROLE_PARENT, MSG_CFG_KEY, &k, sizeof k);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	fake_mark(&f, MSG_CFG_END);
	fake_run(&f, 0);
	assert_int_equal(f.nsent, 1);
	fake_set_time(&f, FAKE_START + f.delay_ns + 60 * TM_US);
}

/* Octets as they are, with a good stamp. */
static void
deliver(const uint8_t *buf, size_t len)
{
	struct net_stamp	st;

	memset(&st, 0, sizeof st);
	st.kind = NET_STAMP_KERNEL;
	st.real = f.now;
	st.wall_ns = f.now.wall.ns - 50 * TM_US;
	net_reply(&f.net, fake_last(&f)->handle, buf, len, &st, f.now);
}

static size_t
sign(const struct pkt *p, uint32_t key, uint8_t buf[PKT_HDR + NET_MAC])
{
	pkt_encode(p, buf);
	return key == 0 ? PKT_HDR : net_keys_sign(f.net.keys, key,
	    p->version, buf, PKT_HDR);
}

/* All that a packet could do to the source, but for counters. */
struct look {
	struct net_poll		poll;
	struct net_exchange	x;
	struct net_past		past;
	struct net_delay	delays;
	struct net_seen		seen;
	int64_t			last_rx_ns;
	uint8_t			stratum, want;
	size_t			samples, records;
};

static void
take_look(struct look *l)
{
	memset(l, 0, sizeof *l);
	l->poll = slot()->poll;
	l->x = slot()->x;
	l->past = slot()->past;
	l->delays = slot()->delays;
	l->seen = slot()->seen;
	l->last_rx_ns = slot()->last_rx_ns;
	l->stratum = slot()->stratum;
	l->want = slot()->want;
	l->samples = samples();
	l->records = f.nrecs;
}

/* The packet changes nothing. */
static void
expect_nothing(const uint8_t *buf, size_t len)
{
	struct look	before, after;

	take_look(&before);
	deliver(buf, len);
	take_look(&after);
	assert_memory_equal(&before, &after, sizeof before);
	assert_int_equal(fake_open(&f), 1);
}

static void
expect_nothing_of(const struct pkt *p, uint32_t key)
{
	uint8_t	buf[PKT_HDR + NET_MAC];

	expect_nothing(buf, sign(p, key, buf));
}

static void
expect_accepted(const struct pkt *p, uint32_t key)
{
	uint8_t	buf[PKT_HDR + NET_MAC];
	size_t	before = samples();

	deliver(buf, sign(p, key, buf));
	assert_int_equal(samples(), before + 1);
	assert_false(slot()->x.waiting);
}

/* Unauthenticated packets and the state of an authenticated peer. */
static void
cve_2015_1853(void **state)
{
	uint8_t		buf[PKT_HDR + NET_MAC];
	struct pkt	p;
	size_t		len, i;

	(void)state;
	s.kind = SOURCE_PEER;
	s.key = KEY;
	start();
	p = fake_good(&f, fake_last(&f));
	p.mode = PKT_PASSIVE;
	expect_nothing_of(&p, 0);
	p.mode = PKT_ACTIVE;
	expect_nothing_of(&p, 0);
	len = sign(&p, KEY, buf);
	for (i = 2; i < len; i++) {
		buf[i] ^= 0x40;
		expect_nothing(buf, len);
		buf[i] ^= 0x40;
	}
	for (i = 0; i < len; i++)
		expect_nothing(buf, i);
	expect_accepted(&p, KEY);
}

/* Any valid key for any source: key impersonation; also 2015-7974. */
static void
cve_2016_1567(void **state)
{
	struct pkt	p;

	(void)state;
	s.key = KEY;
	start();
	p = fake_good(&f, fake_last(&f));
	expect_nothing_of(&p, OTHER);
	expect_accepted(&p, KEY);
	/* nor a MAC where none was asked for */
	s.key = 0;
	start();
	p = fake_good(&f, fake_last(&f));
	expect_nothing_of(&p, KEY);
	expect_accepted(&p, 0);
}

/* A source whose key is gone asks nothing, rather than without a key. */
static void
no_key_no_request(void **state)
{
	(void)state;
	s.key = 99;
	fake_start(&f, &s, 1);
	fake_run(&f, 600 * TM_S);
	assert_int_equal(f.nsent, 0);
	assert_non_null(strstr(f.log, "not in the keyfile"));
	assert_int_equal(f.nlog, 1);
}

/* The origin that is expected is never zero; also CVE-2016-7431. */
static void
cve_2015_8138(void **state)
{
	struct pkt	p, good;

	(void)state;
	start();
	p = good = fake_good(&f, fake_last(&f));
	p.org = 0;
	expect_nothing_of(&p, 0);
	expect_accepted(&good, 0);
	/* and afterwards, when nothing is expected at all */
	deliver((uint8_t[PKT_HDR]){ 0x24, 2 }, PKT_HDR);
	good.org = 0;
	fake_deliver(&f, fake_last(&f), &good);
	assert_int_equal(samples(), 1);
}

/* A bad packet resets the expected origin: the true reply is lost. */
static void
talos_2016_0260(void **state)
{
	struct pkt	p, good;
	int		i;

	(void)state;
	start();
	good = fake_good(&f, fake_last(&f));
	for (i = 0; i < 64; i++) {
		p = good;
		p.org ^= UINT64_C(1) << i;
		expect_nothing_of(&p, 0);
	}
	expect_accepted(&good, 0);
}

/* A forged kiss stops a client. */
static void
cve_2015_7704(void **state)
{
	static const uint32_t	codes[] = { PKT_RATE, PKT_DENY, PKT_RSTR };
	struct pkt		p;
	size_t			i;

	(void)state;
	start();
	for (i = 0; i < 3; i++) {
		p = fake_good(&f, fake_last(&f));
		p.stratum = 0;
		p.refid = codes[i];
		p.org ^= 1;
		expect_nothing_of(&p, 0);
	}
	assert_int_equal(f.nlog, 0);
}

/* A true kiss slows, up to a bound; it neither stops nor redirects. */
static void
cve_2015_7705(void **state)
{
	struct pkt	p;
	size_t		i, n;

	(void)state;
	s.maxpoll = 6;
	start();
	for (i = 0; i < 64; i++) {
		p = fake_good(&f, fake_last(&f));
		p.stratum = 0;
		p.refid = i % 2 ? PKT_RATE : PKT_DENY;
		deliver((uint8_t[PKT_HDR]){ 0 }, PKT_HDR);
		fake_deliver(&f, fake_last(&f), &p);
		n = f.nsent;
		fake_run(&f, 1024 * TM_S + 1024 * TM_S / 40);
		assert_true(f.nsent > n);
	}
	assert_int_equal(fake_last(&f)->route.to.ip[3], 1);
	f.server = fake_serve;
	fake_run(&f, 2048 * TM_S);
	assert_true(samples() > 0);
}

/* Crypto-NAKs, forged or true, cost nothing; CVE-2016-4953 to 4957. */
static void
cve_2016_4957(void **state)
{
	uint8_t		buf[PKT_HDR + 4];
	struct pkt	p;

	(void)state;
	s.key = KEY;
	start();
	p = fake_good(&f, fake_last(&f));
	memset(buf, 0, sizeof buf);
	pkt_encode(&p, buf);
	expect_nothing(buf, sizeof buf);
	assert_int_equal(slot()->tally.naks, 1);
	p.org++;
	pkt_encode(&p, buf);
	expect_nothing(buf, sizeof buf);
	assert_int_equal(slot()->tally.naks, 1);
	buf[PKT_HDR + 3] = KEY;
	expect_nothing(buf, sizeof buf);
	p.org--;
	expect_accepted(&p, KEY);
}

/* Talked into the interleaved mode by a packet. */
static void
cve_2016_1548(void **state)
{
	struct pkt	q, p;

	(void)state;
	start();
	p = fake_good(&f, fake_last(&f));
	assert_int_equal(pkt_decode(fake_last(&f)->buf, PKT_HDR, &q), 0);
	assert_true(q.rec == 0 && q.org == 0);
	p.org = q.rec;
	expect_nothing_of(&p, 0);
	p.org = p.rec;
	expect_nothing_of(&p, 0);
	p.org = p.xmt;
	expect_nothing_of(&p, 0);
	assert_false(slot()->x.second != 0);
}

/* An unauthenticated packet resets an interleaved association. */
static void
cve_2018_7185(void **state)
{
	struct pkt	p, q;

	(void)state;
	s.key = KEY;
	s.flags = SRC_XLEAVE;
	start();
	p = fake_good(&f, fake_last(&f));
	expect_accepted(&p, KEY);
	assert_true(slot()->past.known);
	while (f.nsent < 2) {
		fake_set_time(&f, net_deadline(&f.net));
		net_tick(&f.net, f.now);
	}
	assert_true(slot()->x.second != 0);
	fake_set_time(&f, f.now.raw.ns + f.delay_ns + 60 * TM_US);
	p = fake_good(&f, fake_last(&f));
	expect_nothing_of(&p, 0);
	assert_int_equal(pkt_decode(fake_last(&f)->buf, fake_last(&f)->len,
	    &q), 0);
	p.org = q.rec;
	expect_nothing_of(&p, 0);
	expect_nothing_of(&p, OTHER);
	memset(&p, 0, sizeof p);
	p.version = 4;
	p.mode = PKT_SERVER;
	expect_nothing_of(&p, KEY);
	assert_true(slot()->past.known);
}

/* Broadcast and other modes; also CVE-2015-7973. */
static void
cve_2015_7979(void **state)
{
	struct pkt	p;
	uint8_t		mode;

	(void)state;
	start();
	for (mode = 0; mode < 8; mode++) {
		p = fake_good(&f, fake_last(&f));
		p.mode = mode;
		if (mode != PKT_SERVER)
			expect_nothing_of(&p, 0);
	}
}

/* A reply that is sent again is not another measurement. */
static void
cve_2015_7973(void **state)
{
	struct pkt	p;

	(void)state;
	s.key = KEY;
	start();
	p = fake_good(&f, fake_last(&f));
	expect_accepted(&p, KEY);
	fake_deliver(&f, fake_last(&f), &p);
	assert_int_equal(samples(), 1);
	while (f.nsent < 2) {
		fake_set_time(&f, net_deadline(&f.net));
		net_tick(&f.net, f.now);
	}
	expect_nothing_of(&p, KEY);
	assert_int_equal(samples(), 1);
}

/* Transmit timestamps that can be guessed; also CVE-2020-13817. */
static void
cve_2020_11868(void **state)
{
	uint64_t	seen[64], bits_and = UINT64_MAX, bits_or = 0;
	struct pkt	q;
	int		i, k;

	(void)state;
	s.minpoll = s.maxpoll = 0;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, 70 * TM_S);
	for (i = 0; i < 64; i++) {
		assert_int_equal(pkt_decode(f.sent[i].buf, PKT_HDR, &q), 0);
		seen[i] = q.xmt;
		bits_and &= q.xmt;
		bits_or |= q.xmt;
		for (k = 0; k < i; k++)
			assert_true(seen[k] != q.xmt);
	}
	/* every bit of them was 0, and was 1 */
	assert_true(bits_and == 0 && bits_or == UINT64_MAX);
}

/* Root distance miscalculated: the delay counts by half, the sum counts. */
static void
cve_2016_7433(void **state)
{
	struct pkt	p;

	(void)state;
	start();
	p = fake_good(&f, fake_last(&f));
	p.root_delay = tm_short_from_ns(17 * TM_S);
	p.root_disp = tm_short_from_ns(8 * TM_S);
	fake_deliver(&f, fake_last(&f), &p);
	assert_int_equal(samples(), 0);
	p.root_delay = tm_short_from_ns(14 * TM_S);
	expect_accepted(&p, 0);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup(f, fresh)
	const struct CMUnitTest	tests[] = {
		T(cve_2015_1853), T(cve_2016_1567), T(no_key_no_request),
		T(cve_2015_8138), T(talos_2016_0260), T(cve_2015_7704),
		T(cve_2015_7705), T(cve_2016_4957), T(cve_2016_1548),
		T(cve_2018_7185), T(cve_2015_7979), T(cve_2015_7973),
		T(cve_2020_11868), T(cve_2016_7433),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
