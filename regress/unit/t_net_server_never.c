/* ISC licence, see LICENSE. */
/*
 * What the server must never do; each test is named after the bug of
 * another daemon that it recalls.
 */
#include <stdlib.h>

#include "net_fake.h"

static struct fake	f;

static const struct addr	client = { .family = 4, .port = 40000,
	.ip = { 192, 0, 2, 9 } };
static const struct addr	us = { .family = 4, .port = 123,
	.ip = { 192, 0, 2, 1 } };

static int
setup(void **state)
{
	struct msg_sock		sock = { SOCK_NTP, SOCK_ALLOW_ALL, us };
	struct msg_cfg_net	net = { .ipv4 = 1, .ipv6 = 1,
		.clientlog = 8192 };
	struct page_truth	*t = &f.page.truth;

	(void)state;
	fake_start(&f, NULL, 0);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_NET, &net, sizeof net);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	t->raw_ns = FAKE_START;
	t->true_ns = FAKE_UTC;
	t->sync = PAGE_SYNC;
	t->stratum = 2;
	fake_set_time(&f, FAKE_START + 100 * TM_S);
	return 0;
}

/* Returns the reply's length, 0 for silence. */
static size_t
send_to(const struct addr *from, const struct addr *to, const uint8_t *buf,
    size_t len, struct net_answer *a)
{
	struct net_view	v;
	struct net_ask	k = { .buf = buf, .len = len, .from = *from,
		.to = *to };

	k.st.kind = NET_STAMP_KERNEL;
	k.st.real = f.now;
	k.st.wall_ns = f.now.wall.ns - TM_US;
	net_view(&f.net, &v, f.now);
	if (!net_hear(&f.net, &v, 0, &k, a))
		return 0;
	net_server_seal(&f.net.server, &v, f.now, a, 1);
	return a->len;
}

static void
plain(uint8_t buf[PKT_HDR])
{
	memset(buf, 0, PKT_HDR);
	buf[0] = 4 << 3 | PKT_CLIENT;
	buf[47] = 1;
}

/* CVE-2010-0292, CVE-2009-3563: replies to replies go round for ever. */
static void
ping_pong(void **state)
{
	struct net_answer	a, b;
	uint8_t			buf[PKT_HDR];
	unsigned int		first;

	(void)state;
	for (first = 0; first < 256; first++) {
		plain(buf);
		buf[0] = (uint8_t)first;
		if (send_to(&client, &us, buf, PKT_HDR, &a) > 0)
			assert_int_equal(send_to(&client, &us, a.buf, a.len,
			    &b), 0);
	}
	assert_true(f.net.server.counts.replies > 0);
}

/* CVE-2013-5211 (monlist): modes 6 and 7 do not exist. */
static void
monlist(void **state)
{
	struct net_answer	a;
	uint8_t			buf[PKT_MAX];
	unsigned int		mode, version, len;

	(void)state;
	memset(buf, 0, sizeof buf);
	for (mode = 6; mode <= 7; mode++)
		for (version = 0; version < 8; version++)
			for (len = 0; len < 400; len += 4) {
				buf[0] = (uint8_t)(version << 3 | mode);
				buf[3] = 42;
				assert_int_equal(send_to(&client, &us, buf,
				    len, &a), 0);
			}
}

/* CVE-2014-0021, CVE-2013-5211: an answer longer than its question. */
static void
amplification(void **state)
{
	struct net_answer	a;
	uint8_t			buf[PKT_MAX];
	unsigned int		i, replies = 0;
	size_t			len, n;

	(void)state;
	srandom(1);
	for (i = 0; i < 200000; i++) {
		len = (size_t)random() % 200;
		for (n = 0; n < len; n++)
			buf[n] = (uint8_t)(random() % 4 ? 0 : random());
		buf[0] = (uint8_t)((1 + i % 4) << 3 | PKT_CLIENT);
		n = send_to(&client, &us, buf, len, &a);
		assert_true(n <= len);
		replies += n > 0;
	}
	assert_true(replies > 100);
}

/* CVE-2012-4503: octets of the stack in a reply. */
static void
uninitialised_bytes(void **state)
{
	struct net_answer	a, b;
	uint8_t			buf[PKT_HDR];

	(void)state;
	plain(buf);
	memset(&a, 0x00, sizeof a);
	memset(&b, 0xff, sizeof b);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR, &a), PKT_HDR);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR, &b), PKT_HDR);
	assert_memory_equal(a.buf, b.buf, PKT_HDR);
	/* without a clock there is nothing to say but that */
	f.page.truth.sync = PAGE_NONE;
	memset(&b, 0xff, sizeof b);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR, &b), PKT_HDR);
	assert_int_equal(b.buf[0] >> 6, PKT_NOSYNC);
	assert_int_equal(b.buf[1], 0);
	memset(buf, 0, 8);
	assert_memory_equal(b.buf + 12, buf, 8);
}

/* CVE-2010-0293: memory for each client without bound. */
static void
client_memory(void **state)
{
	struct net_clients	*log = &f.net.server.clients;
	struct net_answer	 a;
	struct addr		 from = client;
	uint8_t			 buf[PKT_HDR];
	uint32_t		 i, pos = 0, held = 0;

	(void)state;
	plain(buf);
	for (i = 0; i < 100000; i++) {
		from.ip[1] = (uint8_t)(i >> 16);
		from.ip[2] = (uint8_t)(i >> 8);
		from.ip[3] = (uint8_t)i;
		assert_int_equal(send_to(&from, &us, buf, PKT_HDR, &a),
		    PKT_HDR);
	}
	while (net_clients_next(log, &pos) != NULL)
		held++;
	assert_int_equal(held, 8192 / 512 * NET_CLIENTS_WAYS);
	assert_int_equal(log->displaced, 100000 - held);
}

/* CVE-2010-0294: what strangers send fills the log. */
static void
syslog_flood(void **state)
{
	struct net_answer	a;
	uint8_t			buf[PKT_MAX];
	unsigned int		i, n, before = f.nlog;
	size_t			k;

	(void)state;
	srandom(2);
	for (i = 0; i < 20000; i++) {
		n = (unsigned int)random() % 300;
		for (k = 0; k < n; k++)
			buf[k] = (uint8_t)random();
		send_to(&client, &us, buf, n, &a);
	}
	assert_int_equal(f.nlog, before);
}

/* To broadcast and multicast addresses, from nowhere, to ourselves. */
static void
broadcast(void **state)
{
	static const struct addr	bad[] = {
		{ .family = 0 },
		{ .family = 4, .port = 123, .ip = { 255, 255, 255, 255 } },
		{ .family = 4, .port = 123, .ip = { 224, 0, 1, 1 } },
		{ .family = 4, .port = 123, .ip = { 0, 0, 0, 0 } },
		{ .family = 4, .port = 123, .ip = { 127, 127, 1, 1 } },
		{ .family = 6, .port = 123, .ip = { 0xff, 2, [15] = 1 } },
	};
	struct net_answer		a;
	uint8_t				buf[PKT_HDR];
	size_t				i;

	(void)state;
	plain(buf);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(send_to(&bad[i], &us, buf, PKT_HDR, &a), 0);
		assert_int_equal(send_to(&client, &bad[i], buf, PKT_HDR, &a),
		    0);
	}
}

/* CVE-2016-1551: no address has a meaning of its own. */
static void
refclock_address(void **state)
{
	struct addr		from = { .family = 4, .port = 5000,
		.ip = { 127, 127, 28, 0 } };
	struct net_answer	a;
	uint8_t			buf[PKT_HDR];

	(void)state;
	plain(buf);
	assert_int_equal(send_to(&from, &us, buf, PKT_HDR, &a), 0);
}

/* CVE-2015-1853 and its kin: state changed by what was not verified. */
static void
unverified_state(void **state)
{
	struct net_clients_rec	before;
	struct net_answer	a;
	uint8_t			buf[PKT_HDR + 24];

	(void)state;
	plain(buf);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR, &a), PKT_HDR);
	before = *net_clients_find(&f.net.server.clients, &client);
	/* a MAC by a key that nobody has; a crypto-NAK; rubbish behind */
	memset(buf + PKT_HDR, 9, 24);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR + 24, &a), 0);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR + 4, &a), 0);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR + 3, &a), 0);
	assert_true(net_clients_find(&f.net.server.clients, &client)->rx ==
	    before.rx);
	assert_true(net_clients_find(&f.net.server.clients, &client)->tx ==
	    before.tx);
}

/* CVE-2026-26076: the cost of a packet that its sender chooses. */
static void
extension_fields(void **state)
{
	struct net_answer	a;
	uint8_t			buf[PKT_MAX];
	size_t			at;

	(void)state;
	memset(buf, 0, sizeof buf);
	plain(buf);
	/* as many fields as fit are walked once, and change nothing */
	for (at = PKT_HDR; at + 28 <= sizeof buf; at += 16)
		buf[at + 3] = 16;
	buf[at - 16 + 3] = (uint8_t)(sizeof buf - at + 16);
	assert_int_equal(send_to(&client, &us, buf, sizeof buf, &a), PKT_HDR);
	/* lengths of nothing and beyond the end */
	buf[PKT_HDR + 3] = 0;
	assert_int_equal(send_to(&client, &us, buf, sizeof buf, &a), 0);
	buf[PKT_HDR + 2] = 0xff;
	buf[PKT_HDR + 3] = 0xfc;
	assert_int_equal(send_to(&client, &us, buf, sizeof buf, &a), 0);
}

/* Denied hosts: nothing is said, nothing is kept, nothing else is looked at. */
static void
deny_first(void **state)
{
	struct msg_sock		sock = { SOCK_NTP, 0, us };
	struct net_answer	a;
	uint8_t			buf[PKT_HDR];

	(void)state;
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	plain(buf);
	assert_int_equal(send_to(&client, &us, buf, PKT_HDR, &a), 0);
	buf[0] = 0xff;
	assert_int_equal(send_to(&client, &us, buf, 3, &a), 0);
	assert_int_equal(f.net.server.counts.denied, 2);
	assert_int_equal(f.net.server.counts.invalid, 0);
	assert_null(net_clients_find(&f.net.server.clients, &client));
}

/* CVE-2016-1549, CVE-2018-7170: strangers make themselves associations. */
static void
sybil(void **state)
{
	struct net_answer	a;
	struct addr		from = client;
	uint8_t			buf[PKT_HDR];
	unsigned int		i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		from.ip[2] = (uint8_t)(i >> 8);
		from.ip[3] = (uint8_t)i;
		plain(buf);
		buf[0] = (uint8_t)(4 << 3 | (i % 2 ? PKT_ACTIVE :
		    PKT_PASSIVE));
		buf[1] = 1;
		assert_int_equal(send_to(&from, &us, buf, PKT_HDR, &a), 0);
	}
	assert_int_equal(f.net.nslots, 0);
	assert_int_equal(f.net.nentries, 0);
	assert_int_equal(f.nsent, 0);
}

/* CVE-2016-1550: a code that is right in part is as wrong as any. */
static void
guessed_code(void **state)
{
	struct msg_cfg_key	key = { .id = 9, .type = MAC_AES128,
		.len = 16 };
	struct msg_sock		sock = { SOCK_NTP, SOCK_ALLOW_ALL, us };
	struct net_answer	a;
	uint8_t			buf[PKT_HDR + NET_MAC];
	size_t			len, at;

	(void)state;
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_KEY, &key, sizeof key);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	plain(buf);
	len = net_keys_sign(f.net.keys, 9, 4, buf, PKT_HDR);
	assert_int_equal(send_to(&client, &us, buf, len, &a), len);
	for (at = PKT_HDR; at < len; at++) {
		buf[at] ^= 1;
		assert_int_equal(send_to(&client, &us, buf, len, &a), 0);
		buf[at] ^= 1;
	}
	assert_int_equal(f.net.server.counts.unproven, len - PKT_HDR);
}

/* CVE-2020-15025: memory lost with each configuration of a CMAC key. */
static void
key_leak(void **state)
{
	struct msg_cfg_key	key = { .id = 1, .type = MAC_AES256,
		.len = 32 };
	uint32_t		i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		key.id = i % 7 + 1;
		fake_mark(&f, MSG_CFG_BEGIN);
		fake_tell(&f, ROLE_PARENT, MSG_CFG_KEY, &key, sizeof key);
		fake_mark(&f, MSG_CFG_END);
		assert_int_equal(f.net.keys->n, 1);
		assert_int_equal(f.net.keys->used, 32);
		assert_non_null(net_keys_find(f.net.keys, key.id));
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(ping_pong, setup),
		cmocka_unit_test_setup(monlist, setup),
		cmocka_unit_test_setup(amplification, setup),
		cmocka_unit_test_setup(uninitialised_bytes, setup),
		cmocka_unit_test_setup(client_memory, setup),
		cmocka_unit_test_setup(syslog_flood, setup),
		cmocka_unit_test_setup(broadcast, setup),
		cmocka_unit_test_setup(refclock_address, setup),
		cmocka_unit_test_setup(unverified_state, setup),
		cmocka_unit_test_setup(extension_fields, setup),
		cmocka_unit_test_setup(deny_first, setup),
		cmocka_unit_test_setup(sybil, setup),
		cmocka_unit_test_setup(guessed_code, setup),
		cmocka_unit_test_setup(key_leak, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
