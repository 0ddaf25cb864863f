/* ISC licence, see LICENSE. */
/* The server: what is answered, what is claimed, who is left in silence. */
#include "net_fake.h"
#include "net_server.h"

static struct fake	f;

static const struct addr	client = { .family = 4, .port = 40000,
	.ip = { 192, 0, 2, 9 } };
static const struct addr	us = { .family = 4, .port = 123,
	.ip = { 192, 0, 2, 1 } };

/* A synchronised clock of stratum 3, 2 s ahead of wall, on socket 0. */
static int
setup(void **state)
{
	struct msg_sock		sock = { SOCK_NTP, SOCK_ALLOW_ALL, us };
	struct page_truth	*t = &f.page.truth;

	(void)state;
	fake_start(&f, NULL, 0);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	t->raw_ns = FAKE_START;
	t->true_ns = FAKE_UTC + 2 * TM_S;
	t->rate_ppb16 = 10 * TM_PPM16;
	t->root_delay_ns = 30 * TM_MS;
	t->root_disp_ns = 4 * TM_MS;
	t->disp_ppb16 = 15 * TM_PPM16;
	t->ref_true_ns = FAKE_UTC;
	t->refid = 0xc0000201;
	t->sync = PAGE_SYNC;
	t->stratum = 3;
	fake_set_time(&f, FAKE_START + 100 * TM_S);
	return 0;
}

static size_t
ask_from(const struct addr *from, const struct addr *to, const uint8_t *buf,
    size_t len, int64_t late_ns, uint8_t out[PKT_HDR])
{
	struct net_stamp	st;

	memset(&st, 0, sizeof st);
	st.kind = NET_STAMP_KERNEL;
	st.real = f.now;
	st.wall_ns = f.now.wall.ns - late_ns;
	return net_request(&f.net, 0, from, to, buf, len, &st, f.now, out);
}

/* Asks with a header of these bits, 48 octets; returns the reply's length. */
static size_t
ask(unsigned int version, unsigned int mode, int64_t late_ns, struct pkt *r)
{
	struct pkt	q = { .version = (uint8_t)version,
		.mode = (uint8_t)mode, .poll = 9,
		.xmt = UINT64_C(0xdeadbeefcafe0001) };
	uint8_t		buf[PKT_HDR], out[PKT_HDR];
	size_t		n;

	pkt_encode(&q, buf);
	n = ask_from(&client, &us, buf, sizeof buf, late_ns, out);
	if (n > 0)
		assert_int_equal(pkt_decode(out, n, r), 0);
	return n;
}

static void
synchronised(void **state)
{
	int64_t		utc_ns = FAKE_UTC + 102 * TM_S + TM_MS;
	struct pkt	r;

	(void)state;
	assert_int_equal(ask(4, PKT_CLIENT, 300 * TM_US, &r), PKT_HDR);
	assert_int_equal(r.leap, 0);
	assert_int_equal(r.mode, PKT_SERVER);
	assert_int_equal(r.stratum, 3);
	assert_int_equal(r.poll, 9);
	assert_int_equal(r.precision, -24);
	assert_int_equal(r.refid, 0xc0000201);
	assert_true(r.org == UINT64_C(0xdeadbeefcafe0001));
	assert_int_equal(r.root_delay, tm_short_from_ns(30 * TM_MS));
	/* the dispersion has aged by 100 s at 15 ppm */
	assert_int_equal(r.root_disp, tm_short_from_ns(5500 * TM_US));
	assert_int_equal(tm_utc_from_ntp(r.ref, FAKE_UTC), FAKE_UTC);
	assert_in_range(tm_utc_from_ntp(r.xmt, FAKE_UTC) - utc_ns, 0, 1);
	/* T2 is of the same f: 300 us of raw are 3 ns more of true */
	assert_in_range(utc_ns - tm_utc_from_ntp(r.rec, FAKE_UTC),
	    300 * TM_US + 2, 300 * TM_US + 4);
}

static void
every_version(void **state)
{
	struct pkt	r;
	unsigned int	v;

	(void)state;
	for (v = 0; v < 8; v++) {
		if (v < 1 || v > 4) {
			assert_int_equal(ask(v, PKT_CLIENT, 0, &r), 0);
			continue;
		}
		assert_int_equal(ask(v, PKT_CLIENT, 0, &r), PKT_HDR);
		assert_int_equal(r.version, v);
	}
}

/* CVE-2009-3563, CVE-2010-0292: a reply to a reply never ends. */
static void
only_requests(void **state)
{
	struct pkt	r;
	unsigned int	mode;

	(void)state;
	for (mode = 0; mode < 8; mode++)
		assert_int_equal(ask(4, mode, 0, &r),
		    mode == PKT_CLIENT ? PKT_HDR : 0);
}

/* No reply to our own reply: with every header bit pattern. */
static void
no_loop(void **state)
{
	uint8_t		buf[PKT_HDR], out[PKT_HDR], again[PKT_HDR];
	unsigned int	first;

	(void)state;
	memset(buf, 0, sizeof buf);
	for (first = 0; first < 256; first++) {
		buf[0] = (uint8_t)first;
		if (ask_from(&client, &us, buf, sizeof buf, 0, out) > 0)
			assert_int_equal(ask_from(&client, &us, out,
			    sizeof out, 0, again), 0);
	}
}

static void
silence(void **state)
{
	static const struct addr	none, port0 = { .family = 4,
		.ip = { 192, 0, 2, 9 } };
	static const struct addr	many = { .family = 4, .port = 123,
		.ip = { 224, 0, 1, 1 } };
	static const struct addr	many6 = { .family = 6, .port = 123,
		.ip = { 0xff, 2, [15] = 1 } };
	static const struct addr	refclock = { .family = 4, .port = 123,
		.ip = { 127, 127, 1, 0 } };
	const struct addr		*bad[] = { &none, &port0, &many,
		&many6, &refclock };
	uint8_t				buf[PKT_HDR + 20], out[PKT_HDR];
	size_t				i;

	(void)state;
	memset(buf, 0, sizeof buf);
	buf[0] = 4 << 3 | PKT_CLIENT;
	assert_int_equal(ask_from(&client, &us, buf, PKT_HDR, 0, out),
	    PKT_HDR);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(ask_from(bad[i], &us, buf, PKT_HDR, 0, out),
		    0);
	assert_int_equal(ask_from(&client, &many, buf, PKT_HDR, 0, out), 0);
	assert_int_equal(ask_from(&client, &none, buf, PKT_HDR, 0, out), 0);
	/* signed with a key that nobody has */
	assert_int_equal(ask_from(&client, &us, buf, PKT_HDR + 20, 0, out),
	    0);
	for (i = 0; i < PKT_HDR; i++)
		assert_int_equal(ask_from(&client, &us, buf, i, 0, out), 0);
}

/* CVE-2013-5211, CVE-2014-0021: long questions, short answers. */
static void
never_longer(void **state)
{
	uint8_t		buf[PKT_MAX], out[PKT_HDR];
	size_t		len, n, replies = 0;

	(void)state;
	memset(buf, 0, sizeof buf);
	buf[0] = 4 << 3 | PKT_CLIENT;
	for (len = 0; len <= PKT_MAX - PKT_HDR; len += 4) {
		buf[PKT_HDR + 2] = (uint8_t)(len >> 8);
		buf[PKT_HDR + 3] = (uint8_t)len;
		n = ask_from(&client, &us, buf, PKT_HDR + len, 0, out);
		assert_true(n == 0 || n <= PKT_HDR + len);
		replies += n > 0;
	}
	/* the bare header, and one extension of 28 to 2000 octets */
	assert_int_equal(replies, 1 + (2000 - 28) / 4 + 1);
}

static void
stale(void **state)
{
	uint8_t		buf[PKT_HDR] = { 4 << 3 | PKT_CLIENT }, out[PKT_HDR];
	struct net_stamp st = { .kind = NET_STAMP_NONE, .real = f.now };
	struct pkt	r;

	(void)state;
	assert_int_equal(net_request(&f.net, 0, &client, &us, buf, sizeof buf,
	    &st, f.now, out), PKT_HDR);
	st.real.raw.ns -= TM_S + 1;
	assert_int_equal(net_request(&f.net, 0, &client, &us, buf, sizeof buf,
	    &st, f.now, out), 0);
	assert_int_equal(f.net.server.counts.stale, 1);
	assert_int_equal(ask(4, PKT_CLIENT, 999 * TM_MS, &r), PKT_HDR);
	assert_int_equal(ask(4, PKT_CLIENT, TM_S + TM_MS, &r), 0);
	assert_int_equal(f.net.server.counts.stale, 2);
	f.no_page = true;
	assert_int_equal(ask(4, PKT_CLIENT, 0, &r), 0);
}

static void
expect_unsynced(int64_t utc_ns)
{
	struct pkt	r;

	assert_int_equal(ask(4, PKT_CLIENT, 100 * TM_US, &r), PKT_HDR);
	assert_int_equal(r.leap, PKT_NOSYNC);
	assert_int_equal(r.stratum, 0);
	assert_int_equal(r.refid, 0);
	assert_true(r.ref == 0);
	assert_in_range(tm_utc_from_ntp(r.xmt, FAKE_UTC), utc_ns - 1,
	    utc_ns + 1);
	assert_in_range((r.xmt - r.rec) >> 2, 107000, 108000);
}

static void
unsynchronised(void **state)
{
	(void)state;
	f.page.truth.sync = PAGE_UNSYNC;
	expect_unsynced(FAKE_UTC + 102 * TM_S + TM_MS);
	f.page.truth.sync = PAGE_SYNC;
	f.page.truth.leap = 3;
	expect_unsynced(FAKE_UTC + 102 * TM_S + TM_MS);
	f.page.truth.leap = 0;
	f.page.truth.stratum = 16;
	expect_unsynced(FAKE_UTC + 102 * TM_S + TM_MS);
	/* before the first sample f is wall */
	f.page.truth.sync = PAGE_NONE;
	expect_unsynced(FAKE_UTC + 100 * TM_S);
}

/* A request before the leap second and its reply after it. */
static void
across_a_leap(void **state)
{
	struct pkt	r;
	int64_t		d;

	(void)state;
	assert_int_equal(tm_leap_add(&f.page.leaps, FAKE_UTC + 102 * TM_S +
	    TM_MS - 50 * TM_US, 1), 0);
	assert_int_equal(ask(4, PKT_CLIENT, 100 * TM_US, &r), PKT_HDR);
	d = tm_utc_from_ntp(r.xmt, FAKE_UTC) - tm_utc_from_ntp(r.rec,
	    FAKE_UTC);
	assert_in_range(d, 99 * TM_US, 101 * TM_US);
	/* UTC shows that second a second time */
	assert_in_range(tm_utc_from_ntp(r.xmt, FAKE_UTC), FAKE_UTC + 101 *
	    TM_S + TM_MS - 1, FAKE_UTC + 101 * TM_S + TM_MS + 1);
}

static void
access(void **state)
{
	struct msg_cfg_access	a = { .net = { .family = 4,
		.ip = { 192, 0, 2 } }, .bits = 24, .allow = 1 };
	struct msg_sock		sock = { SOCK_NTP, 0, us };
	struct addr		other = client;
	uint8_t			buf[PKT_HDR] = { 4 << 3 | PKT_CLIENT };
	uint8_t			out[PKT_HDR];

	(void)state;
	other.ip[0] = 193;
	assert_int_equal(ask_from(&other, &us, buf, sizeof buf, 0, out),
	    PKT_HDR);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_ACCESS, &a, sizeof a);
	fake_mark(&f, MSG_CFG_END);
	assert_int_equal(ask_from(&client, &us, buf, sizeof buf, 0, out),
	    PKT_HDR);
	assert_int_equal(ask_from(&other, &us, buf, sizeof buf, 0, out), 0);
	assert_int_equal(f.net.server.counts.denied, 1);
}

static void
sockets_over_reload(void **state)
{
	struct msg_sock	a = { SOCK_NTP, 0, us }, b = a;

	(void)state;
	b.local.ip[3] = 2;
	assert_int_equal(f.socks[0], 7);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &b, sizeof b);
	assert_int_equal(f.socks[0], 7);
	assert_int_equal(f.socks[1], 7);
	fake_mark(&f, MSG_CFG_END);
	assert_int_equal(f.socks[0], 0);
	assert_int_equal(f.socks[1], 7);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &a, sizeof a);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &b, sizeof b);
	fake_mark(&f, MSG_CFG_END);
	assert_int_equal(f.socks[0], 7);
	assert_int_equal(f.socks[1], 7);
}

/* The daemon's own client must not be served by its own server. */
static void
not_ourselves(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");
	struct addr		self = us;
	uint8_t			out[PKT_HDR];
	size_t			i;

	(void)state;
	self.port = 50000;
	/* reload without naming the socket would close it */
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &(struct msg_sock){ SOCK_NTP,
	    SOCK_ALLOW_ALL, us }, sizeof(struct msg_sock));
	fake_mark(&f, MSG_CFG_END);
	net_tick(&f.net, f.now);
	assert_int_equal(f.nsent, 1);
	assert_int_equal(ask_from(&self, &us, f.sent[0].buf, PKT_HDR, 0,
	    out), 0);
	assert_int_equal(f.net.server.counts.looped, 1);
	/* another client on this host asks something else */
	f.sent[0].buf[47] ^= 1;
	assert_int_equal(ask_from(&self, &us, f.sent[0].buf, PKT_HDR, 0,
	    out), PKT_HDR);
	/* CVE-2012-4503: no octet of the reply is left to chance */
	for (i = 0; i < 2; i++) {
		memset(out, i ? 0xff : 0, sizeof out);
		ask_from(&self, &us, f.sent[0].buf, PKT_HDR, 0, out);
		assert_int_equal(out[1], 3);
		assert_int_equal(out[3], 0xe8);
		assert_int_equal(out[0], 4 << 3 | PKT_SERVER);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(synchronised, setup),
		cmocka_unit_test_setup(every_version, setup),
		cmocka_unit_test_setup(only_requests, setup),
		cmocka_unit_test_setup(no_loop, setup),
		cmocka_unit_test_setup(silence, setup),
		cmocka_unit_test_setup(never_longer, setup),
		cmocka_unit_test_setup(stale, setup),
		cmocka_unit_test_setup(unsynchronised, setup),
		cmocka_unit_test_setup(across_a_leap, setup),
		cmocka_unit_test_setup(access, setup),
		cmocka_unit_test_setup(sockets_over_reload, setup),
		cmocka_unit_test_setup(not_ourselves, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
