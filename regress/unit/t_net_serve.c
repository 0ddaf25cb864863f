/* ISC licence, see LICENSE. */
/* The server's memory of its clients: rates, interleaved mode, keys. */
#include "net_fake.h"

#define KEY	7

static struct fake	f;

static const struct addr	client = { .family = 4, .port = 40000,
	.ip = { 192, 0, 2, 9 } };
static const struct addr	us = { .family = 4, .port = 123,
	.ip = { 192, 0, 2, 1 } };
static const uint8_t		secret[32] = { 1, 2, 3, 4, 5, 6, 7, 8 };

/* A configuration with a log, a key, and what else the test wants. */
static void
configure(struct msg_cfg_net net)
{
	struct msg_sock		sock = { SOCK_NTP, SOCK_ALLOW_ALL, us };
	struct msg_cfg_key	key = { .id = KEY, .type = MAC_SHA256,
		.len = sizeof secret };

	net.ipv4 = net.ipv6 = 1;
	net.clientlog = 16384;
	memcpy(key.octets, secret, sizeof secret);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_NET, &net, sizeof net);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_KEY, &key, sizeof key);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
}

static int
setup(void **state)
{
	struct page_truth	*t = &f.page.truth;

	(void)state;
	fake_start(&f, NULL, 0);
	configure((struct msg_cfg_net){ .ipv4 = 1 });
	t->raw_ns = FAKE_START;
	t->true_ns = FAKE_UTC;
	t->sync = PAGE_SYNC;
	t->stratum = 2;
	fake_set_time(&f, FAKE_START + 100 * TM_S);
	return 0;
}

/* Asks with all of a header; late_ns before now. */
static bool
ask(const struct addr *from, const struct pkt *q, bool sign, struct pkt *r,
    struct net_answer *a)
{
	struct net_view	v;
	struct net_ask	k = { .from = *from, .to = us };
	uint8_t		buf[PKT_HDR + NET_MAC];

	pkt_encode(q, buf);
	k.buf = buf;
	k.len = PKT_HDR;
	if (sign)
		k.len = net_keys_sign(f.net.keys, KEY, q->version, buf,
		    PKT_HDR);
	k.st.kind = NET_STAMP_KERNEL;
	k.st.real = f.now;
	k.st.wall_ns = f.now.wall.ns - 20 * TM_US;
	net_view(&f.net, &v, f.now);
	if (!net_hear(&f.net, &v, 0, &k, a))
		return false;
	net_server_seal(&f.net.server, &v, f.now, a, 1);
	assert_true(a->len <= k.len);
	assert_int_equal(pkt_decode(a->buf, a->len, r), 0);
	return true;
}

static struct pkt
request(uint64_t org, uint64_t rec, uint64_t xmt)
{
	struct pkt	q = { .version = 4, .mode = PKT_CLIENT,
		.org = org, .rec = rec, .xmt = xmt };

	return q;
}

static int64_t
utc(uint64_t ntp)
{
	return tm_utc_from_ntp(ntp, FAKE_UTC);
}

/* RFC 9769: the reply tells when the one before it was sent. */
/* clockprecision, and what was measured without it */
static void
precision_as_told(void **state)
{
	struct net_answer	a;
	struct pkt		q = request(0, 0, 111), r;

	(void)state;
	assert_true(ask(&client, &q, false, &r, &a));
	assert_int_equal(r.precision, f.net.precision);
	configure((struct msg_cfg_net){ .precision = -10 });
	assert_true(ask(&client, &q, false, &r, &a));
	assert_int_equal(r.precision, -10);
}

static void
interleaved(void **state)
{
	struct net_answer	a;
	struct pkt		q, r1, r2, r3;
	int64_t			t1_ns = f.now.wall.ns;

	(void)state;
	q = request(0, 0, 111);
	assert_true(ask(&client, &q, false, &r1, &a));
	assert_false(a.interleaved);
	assert_true(r1.org == 111);
	fake_set_time(&f, f.now.raw.ns + 64 * TM_S);
	q = request(r1.rec, 222, 333);
	assert_true(ask(&client, &q, false, &r2, &a));
	assert_true(a.interleaved);
	assert_true(r2.org == 222);
	assert_in_range(utc(r2.xmt), t1_ns - 2, t1_ns + 2);
	assert_in_range(utc(r2.rec), t1_ns + 64 * TM_S - 21 * TM_US,
	    t1_ns + 64 * TM_S);
	/* the stamps of a reply that is not the last one are not there */
	q = request(r1.rec, 444, 555);
	assert_true(ask(&client, &q, false, &r3, &a));
	assert_false(a.interleaved);
	assert_true(r3.org == 555);
	/* one that echoes the server in basic mode is not interleaved */
	q = request(r3.rec, 666, 666);
	assert_true(ask(&client, &q, false, &r3, &a));
	assert_false(a.interleaved);
	assert_int_equal(f.net.server.counts.interleaved, 1);
}

/* Replies that leave together wait for each other, and say so. */
static void
in_turn(void **state)
{
	struct net_server	*s = &f.net.server;
	struct net_answer	a[4];
	struct net_view		v;
	struct pkt		q = request(0, 0, 111), r[4];
	int			i;

	(void)state;
	/* a lone reply's time is none that another one waits */
	for (i = 0; i < 2000; i++)
		net_server_took(s, 9 * TM_US, 1);
	assert_int_equal(s->turn_ns, 0);
	/* nor is that of the first few to leave together */
	net_server_took(s, 16 * 9 * TM_US, 16);
	assert_in_range(s->turn_ns, 0, 10);
	for (i = 0; i < 2000; i++)
		net_server_took(s, 16 * 2 * TM_US, 16);
	/* who was interrupted has not become slower by that */
	for (i = 0; i < 20; i++)
		net_server_took(s, 50 * TM_MS, 16);
	assert_in_range(s->turn_ns, 1900, 2450);
	for (i = 0; i < 4; i++)
		assert_true(ask(&client, &q, false, &r[i], &a[i]));
	net_view(&f.net, &v, f.now);
	net_server_seal(s, &v, f.now, a, 4);
	for (i = 0; i < 4; i++)
		assert_int_equal(pkt_decode(a[i].buf, a[i].len, &r[i]), 0);
	assert_in_range(utc(r[3].xmt) - utc(r[0].xmt), 3 * 1890, 3 * 2460);
	/* the quickest fifth counts */
	for (i = 0; i < 10000; i++)
		net_server_took(s, i % 4 == 0 ? 4000 : 12000, 4);
	assert_in_range(s->turn_ns, 900, 1200);
	for (i = 0; i < 10000; i++)
		net_server_took(s, 0, 4);
	assert_int_equal(s->turn_ns, 0);
}

/* A configured peer gets the same in symmetric mode. */
static void
interleaved_peer(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.9");
	struct msg_sock		sock = { SOCK_NTP, SOCK_ALLOW_ALL, us };
	struct net_answer	a;
	struct pkt		q, r1, r2;

	(void)state;
	q = request(0, 0, 111);
	q.mode = PKT_ACTIVE;
	assert_false(ask(&client, &q, false, &r1, &a));
	s.kind = SOURCE_PEER;
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	assert_true(ask(&client, &q, false, &r1, &a));
	assert_int_equal(r1.mode, PKT_PASSIVE);
	q = request(r1.rec, 222, 333);
	q.mode = PKT_ACTIVE;
	assert_true(ask(&client, &q, false, &r2, &a));
	assert_true(a.interleaved);
	assert_int_equal(r2.mode, PKT_PASSIVE);
	assert_true(r2.org == 222 && r2.xmt == r1.xmt);
}

/* What the kernel says of a reply is told with the next one. */
static void
kernel_stamp(void **state)
{
	struct net_answer	a;
	struct net_stamp	st = { .kind = NET_STAMP_KERNEL };
	struct pkt		q, r1, r2;
	int64_t			t1_ns = f.now.wall.ns;

	(void)state;
	q = request(0, 0, 1);
	assert_true(ask(&client, &q, false, &r1, &a));
	st.wall_ns = t1_ns + 30 * TM_US;
	fake_set_time(&f, f.now.raw.ns + 100 * TM_US);
	st.real = f.now;
	net_server_left(&f.net.server, &f.page, &client, a.buf, &st);
	fake_set_time(&f, f.now.raw.ns + 64 * TM_S);
	q = request(r1.rec, 2, 3);
	assert_true(ask(&client, &q, false, &r2, &a));
	assert_true(a.interleaved);
	assert_in_range(utc(r2.xmt), t1_ns + 30 * TM_US - 2,
	    t1_ns + 30 * TM_US + 2);
	assert_int_equal(f.net.server.counts.tx_kernel, 1);
	/* a stamp that cannot be of it: before it was sealed, or of another */
	st.wall_ns = f.now.wall.ns - TM_MS;
	st.real = f.now;
	net_server_left(&f.net.server, &f.page, &client, a.buf, &st);
	net_server_left(&f.net.server, &f.page, &us, a.buf, &st);
	q = request(r2.rec, 4, 5);
	assert_true(ask(&client, &q, false, &r1, &a));
	assert_true(a.interleaved);
	assert_int_equal(f.net.server.counts.tx_kernel, 1);
}

/* CVE-2018-7185: a packet without MAC does not undo what signed ones set. */
static void
signed_stamps_stay(void **state)
{
	struct net_answer	a;
	struct pkt		q, r1, r2;

	(void)state;
	q = request(0, 0, 1);
	assert_true(ask(&client, &q, true, &r1, &a));
	assert_int_equal(a.len, PKT_HDR + 24);
	assert_true(net_keys_check(f.net.keys, a.buf, &r1));
	q = request(0, 0, 2);
	assert_true(ask(&client, &q, false, &r2, &a));
	assert_int_equal(a.len, PKT_HDR);
	/* nor may it read them */
	q = request(r1.rec, 3, 4);
	assert_true(ask(&client, &q, false, &r2, &a));
	assert_false(a.interleaved);
	q = request(r1.rec, 5, 6);
	assert_true(ask(&client, &q, true, &r2, &a));
	assert_true(a.interleaved);
	assert_int_equal(f.net.server.counts.proven, 2);
}

static void
keys(void **state)
{
	struct net_answer	a;
	struct net_view		v;
	struct net_ask		k = { .from = client, .to = us };
	uint8_t			buf[PKT_HDR + NET_MAC];
	struct pkt		q = request(0, 0, 1);
	size_t			i, len;

	(void)state;
	pkt_encode(&q, buf);
	len = net_keys_sign(f.net.keys, KEY, 4, buf, PKT_HDR);
	k.buf = buf;
	k.len = len;
	k.st.real = f.now;
	net_view(&f.net, &v, f.now);
	assert_true(net_hear(&f.net, &v, 0, &k, &a));
	/* any octet changed: silence */
	for (i = 1; i < len; i++) {
		buf[i] ^= 1;
		assert_false(net_hear(&f.net, &v, 0, &k, &a));
		buf[i] ^= 1;
	}
	/* crypto-NAK, and a MAC cut short */
	k.len = PKT_HDR + 4;
	assert_false(net_hear(&f.net, &v, 0, &k, &a));
	k.len = PKT_HDR + 20;
	assert_false(net_hear(&f.net, &v, 0, &k, &a));
	assert_int_equal(f.net.server.counts.unproven, len - 1 + 2);
	assert_int_equal(f.net.server.counts.replies, 1);
}

static void
limits(void **state)
{
	struct net_answer	a;
	struct net_served	*c = &f.net.server.counts;
	struct addr		other = client;
	struct pkt		q = request(0, 0, 1), r;
	unsigned int		i, kisses = 0;

	(void)state;
	configure((struct msg_cfg_net){ .rate_on = 1, .rate_interval = 3,
	    .rate_burst = 4, .rate_leak = 2, .rate_kod = 2 });
	for (i = 0; i < 4000; i++) {
		if (!ask(&client, &q, false, &r, &a) || r.refid != PKT_RATE)
			continue;
		assert_int_equal(r.leap, PKT_NOSYNC);
		assert_int_equal(r.stratum, 0);
		assert_true(r.org == 1);
		kisses++;
	}
	assert_int_equal(c->hits, 4000);
	assert_int_equal(c->replies + c->kissed + c->limited, 4000);
	assert_int_equal(c->kissed, kisses);
	assert_in_range(c->replies, 900, 1100);		/* 1 of 4 leaks */
	assert_in_range(kisses, 650, 850);		/* 1 of 4 of the rest */
	/* others are not concerned */
	other.ip[3]++;
	assert_true(ask(&other, &q, false, &r, &a));
	assert_int_equal(net_clients_find(&f.net.server.clients,
	    &client)->drops, c->limited);
	/* kod 0: nobody is kissed */
	configure((struct msg_cfg_net){ .rate_on = 1, .rate_interval = 3,
	    .rate_burst = 4, .rate_leak = 2 });
	for (i = 0; i < 1000; i++)
		if (ask(&client, &q, false, &r, &a))
			assert_int_equal(r.stratum, 2);
	assert_int_equal(c->kissed, kisses);
}

/* A reload forgets nobody, unless the log gets another size. */
static void
over_reload(void **state)
{
	struct net_answer	a;
	struct pkt		q = request(0, 0, 1), r;

	(void)state;
	assert_true(ask(&client, &q, false, &r, &a));
	configure((struct msg_cfg_net){ .rate_on = 1, .rate_burst = 1,
	    .rate_leak = 1 });
	assert_non_null(net_clients_find(&f.net.server.clients, &client));
}

static void
tables(void **state)
{
	struct net_answer	a;
	struct addr		who = client;
	struct pkt		q = request(0, 0, 1), r;
	struct msg_stat_req	req = { STAT_CLIENTS, 0 };
	const struct msg_stat_row *row;
	const void		*last = NULL;
	unsigned int		i, rows = 0, before, hits = 0;
	size_t			k;

	(void)state;
	for (i = 0; i < 100; i++) {
		who.ip[3] = (uint8_t)i;
		assert_true(ask(&who, &q, false, &r, &a));
	}
	do {
		before = rows;
		k = f.nrecs;
		fake_peer(&f, ROLE_CTL);
		fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &req, sizeof req);
		for (; k < f.nrecs; k++) {
			if (f.recs[k].type != MSG_STAT_ROW)
				continue;
			row = (const void *)f.recs[k].payload;
			assert_int_equal(row->u.client.hits, 1);
			assert_int_equal(row->u.client.interval, 127);
			assert_true(row->u.client.next > req.first);
			req.first = row->u.client.next;
			rows++;
		}
	} while (rows > before);
	assert_int_equal(rows + f.net.server.clients.displaced, 100);
	req = (struct msg_stat_req){ STAT_SERVERSTATS, 0 };
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &req, sizeof req);
	assert_true(fake_count(&f, MSG_STAT_ROW, &last) > 0);
	row = last;
	assert_int_equal(row->u.serverstats.ntp_hits, 100);
	assert_int_equal(row->u.serverstats.kernel_rx, 100);
	assert_int_equal(row->u.serverstats.daemon_tx, 100);
	assert_int_equal(row->u.serverstats.timestamps, rows);
	/* counted anew as it is told: only who asks after that is a client */
	req = (struct msg_stat_req){ STAT_CLIENTS_ANEW, 0 };
	for (i = 0; i < rows; i++) {
		k = f.nrecs;
		fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &req, sizeof req);
		if (i == 0)
			assert_true(ask(&who, &q, false, &r, &a));
		for (; k < f.nrecs; k++) {
			if (f.recs[k].type != MSG_STAT_ROW)
				continue;
			row = (const void *)f.recs[k].payload;
			assert_int_equal(row->table, STAT_CLIENTS_ANEW);
			hits += row->u.client.hits;
			req.first = row->u.client.next;
		}
	}
	req = (struct msg_stat_req){ STAT_CLIENTS, 0 };
	k = f.nrecs;
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &req, sizeof req);
	for (; k < f.nrecs; k++)
		if (f.recs[k].type == MSG_STAT_ROW)
			hits += ((const struct msg_stat_row *)(const void *)
			    f.recs[k].payload)->u.client.hits;
	assert_int_equal(hits, rows + 1);
	req.table = STAT_CLIENTS_ANEW;
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &req, sizeof req);
	assert_true(ask(&who, &q, false, &r, &a));
	req = (struct msg_stat_req){ STAT_CLIENTS, 0 };
	k = fake_count(&f, MSG_STAT_ROW, NULL);
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &req, sizeof req);
	assert_int_equal(fake_count(&f, MSG_STAT_ROW, &last), k + 1);
	row = last;
	assert_int_equal(row->u.client.hits, 1);
	assert_true(addr_same_ip(&row->u.client.addr, &who));
}

/* A name in the rules: asked for, asked again, and in force when found. */
static void
names(void **state)
{
	struct msg_cfg_access_name	n = { .allow = 1, .name = "ally" };
	struct addr			ally = client;
	struct msg_sock			sock = { SOCK_NTP, 0, us };
	struct net_answer		a;
	struct pkt			q = request(0, 0, 1), r;
	size_t				asked;

	(void)state;
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_ACCESS_NAME, &n, sizeof n);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	fake_run(&f, TM_S);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, NULL), 1);
	assert_false(ask(&ally, &q, false, &r, &a));
	fake_dns(&f, DNS_TRYAGAIN, NULL, 0);
	assert_int_equal(f.nlog, 1);
	fake_run(&f, 600 * TM_S);
	asked = fake_count(&f, MSG_DNS_QUERY, NULL);
	assert_in_range(asked, 2, 10);
	ally.ip[3] = 77;
	fake_dns(&f, DNS_OK, (uint8_t[]){ 77 }, 1);
	assert_int_equal(f.nlog, 2);
	assert_true(ask(&ally, &q, false, &r, &a));
	assert_false(ask(&client, &q, false, &r, &a));
	/* a reload keeps what is known until there is news */
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_ACCESS_NAME, &n, sizeof n);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	assert_true(ask(&ally, &q, false, &r, &a));
	/* and forgets it with the line */
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_SOCK, &sock, sizeof sock);
	fake_mark(&f, MSG_CFG_END);
	assert_false(ask(&ally, &q, false, &r, &a));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(precision_as_told, setup),
		cmocka_unit_test_setup(interleaved, setup),
		cmocka_unit_test_setup(interleaved_peer, setup),
		cmocka_unit_test_setup(in_turn, setup),
		cmocka_unit_test_setup(kernel_stamp, setup),
		cmocka_unit_test_setup(signed_stamps_stay, setup),
		cmocka_unit_test_setup(keys, setup),
		cmocka_unit_test_setup(limits, setup),
		cmocka_unit_test_setup(over_reload, setup),
		cmocka_unit_test_setup(tables, setup),
		cmocka_unit_test_setup(names, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
