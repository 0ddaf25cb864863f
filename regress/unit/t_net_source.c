/* ISC licence, see LICENSE. */
/* Names, pools, and addresses that are replaced. */
#include "net_named.h"
#include "net_poll.h"

static void
a_name(void **state)
{
	const void			*last = NULL;
	const struct msg_source_up	*up;
	const struct msg_dns_query	*q;

	(void)state;
	start("ntp.example.org", SOURCE_SERVER, 4);
	assert_int_equal(fake_count(&f, MSG_SOURCE_UP, &last), 1);
	up = last;
	assert_int_equal(up->addr.family, 0);
	assert_string_equal(up->name, "ntp.example.org");
	assert_int_equal(f.net.state.unresolved, 1);
	fake_run(&f, 0);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, &last), 1);
	q = last;
	assert_string_equal(q->name, "ntp.example.org");
	assert_int_equal(q->family, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 10, 11, 12 }, 3);
	assert_int_equal(fake_count(&f, MSG_SOURCE_GONE, NULL), 1);
	assert_int_equal(fake_count(&f, MSG_SOURCE_UP, &last), 2);
	up = last;
	assert_int_equal(up->id >> 16, 7);
	assert_int_equal(up->addr.ip[3], 10);
	assert_int_equal(up->addr.port, 123);
	assert_int_equal(f.net.state.unresolved, 0);
	assert_int_equal(f.net.state.online, 1);
	/* one address is enough for a server, and no more is asked */
	fake_run(&f, 5 * TM_S);
	assert_int_equal(using(10), 1);
	assert_int_equal(using(11) + using(12), 0);
	assert_int_equal(queries(), 1);
}

/* From two seconds doubling to minutes, and one line in the log. */
static void
retries(void **state)
{
	int64_t		last_ns = 0, gap_ns, was_ns = 0;
	unsigned int	i;

	(void)state;
	start("nowhere.example.org", SOURCE_SERVER, 4);
	for (i = 0; i < 12; i++) {
		while (queries() == i)
			fake_run(&f, 100 * TM_MS);
		gap_ns = f.now.raw.ns - last_ns;
		if (i == 1)
			assert_in_range(gap_ns, 1900 * TM_MS, 2200 * TM_MS);
		if (i > 1 && i < 9)
			assert_in_range(gap_ns, was_ns * 2 - 300 * TM_MS,
			    was_ns * 2 + 300 * TM_MS);
		if (i >= 9)
			assert_in_range(gap_ns, 255 * TM_S, 257 * TM_S);
		was_ns = gap_ns;
		last_ns = f.now.raw.ns;
		fake_dns(&f, i % 3 ? DNS_TRYAGAIN : DNS_NOTFOUND, NULL, 0);
	}
	assert_int_equal(f.nlog, 1);
	while (queries() == 12)
		fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 10 }, 1);
	assert_int_equal(using(10), 1);
	assert_int_equal(f.nlog, 2);
	fake_run(&f, 600 * TM_S);
	assert_int_equal(queries() <= 20, 1);
}

static void
pool(void **state)
{
	(void)state;
	start("pool.example.org", SOURCE_POOL, 3);
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1, 2, 3, 4, 5 }, 5);
	assert_int_equal(f.net.state.online, 3);
	assert_int_equal(using(1) + using(2) + using(3), 3);
	f.server = fake_serve;
	fake_run(&f, 30 * TM_S);
	assert_int_equal(f.nsent, 12);
	assert_int_equal(f.net.state.tried, 1);
	assert_int_equal(queries(), 1);
}

/* They begin together, and are asked in turn after their first samples. */
static void
pool_in_turn(void **state)
{
	int	i;

	(void)state;
	start("pool.example.org", SOURCE_POOL, 3);
	fake_run(&f, 0);
	f.net.entries[0].cfg.flags = 0;
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1, 2, 3 }, 3);
	f.server = fake_serve;
	fake_run(&f, 310 * TM_S);
	assert_int_equal(f.nsent, 15);
	for (i = 0; i < 11; i++)
		assert_true(f.sent[i + 1].at_ns - f.sent[i].at_ns < 3 * TM_S ||
		    i % 3 == 2);
	for (; i < 14; i++)
		assert_true(f.sent[i + 1].at_ns - f.sent[i].at_ns > 10 * TM_S);
}

/* Fewer addresses than wanted: used, and asked again for the rest. */
static void
pool_fills_up(void **state)
{
	(void)state;
	start("pool.example.org", SOURCE_POOL, 4);
	f.server = fake_serve;
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1, 2, 2 }, 3);
	assert_int_equal(f.net.state.online, 2);
	fake_run(&f, 3 * TM_S);
	assert_int_equal(queries(), 2);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 2, 3, 4, 5 }, 4);
	assert_int_equal(f.net.state.online, 4);
	assert_int_equal(using(2), 1);
	fake_run(&f, 3600 * TM_S);
	assert_int_equal(queries(), 2);
}

/* All but the server that ends in .1 answer. */
static void
serve_but_1(struct fake *w, struct fake_sent *s)
{
	if (s->route.to.ip[3] != 1)
		fake_serve(w, s);
}

static void
silent_one_is_replaced(void **state)
{
	(void)state;
	start("pool.example.org", SOURCE_POOL, 2);
	f.server = serve_but_1;
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1, 2, 3 }, 3);
	fake_run(&f, 14 * TM_S);
	assert_int_equal(using(1), 1);
	fake_run(&f, 10 * TM_S);
	assert_int_equal(using(1), 0);
	assert_int_equal(using(2) + using(3), 2);
	assert_string_equal(f.log, "pool.example.org: 192.0.2.1 does not "
	    "answer, 192.0.2.3 is asked instead");
	assert_int_equal(f.nlog, 1);
}

/* Without another address it is kept, the name is asked, with patience. */
static void
nothing_better(void **state)
{
	size_t	n;

	(void)state;
	start("ntp.example.org", SOURCE_SERVER, 4);
	f.server = serve_but_1;
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1 }, 1);
	fake_run(&f, 24 * TM_S);
	assert_int_equal(using(1), 1);
	for (n = 2; n < 12; n++) {
		while (queries() < n)
			fake_run(&f, TM_S);
		fake_dns(&f, DNS_OK, (uint8_t[]){ 1 }, 1);
		assert_int_equal(using(1), 1);
	}
	assert_true(f.now.raw.ns - FAKE_START > 1000 * TM_S);
	while (queries() < 12)
		fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1, 2 }, 2);
	assert_int_equal(using(2), 1);
	assert_int_equal(using(1), 0);
}

static void
false_one_is_replaced(void **state)
{
	struct msg_source_ctl	c = { 7 << 16, CTL_REPLACE, 0 };

	(void)state;
	start("pool.example.org", SOURCE_POOL, 2);
	f.server = fake_serve;
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 1, 2, 3 }, 3);
	fake_run(&f, 20 * TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	assert_int_equal(using(1), 0);
	assert_int_equal(using(3), 1);
	/* the next time no candidate is left: the name is asked */
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	assert_int_equal(using(3), 1);
	fake_run(&f, 3 * TM_S);
	assert_int_equal(queries(), 2);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 2, 3, 9 }, 3);
	assert_int_equal(using(3), 0);
	assert_int_equal(using(9), 1);
}

static void
literal_is_kept(void **state)
{
	struct msg_source_ctl	c = { 7 << 16, CTL_REPLACE, 0 };

	(void)state;
	start("192.0.2.1", SOURCE_SERVER, 4);
	fake_run(&f, 3600 * TM_S);
	fake_tell(&f, ROLE_CLOCK, MSG_SOURCE_CTL, &c, sizeof c);
	fake_run(&f, 3600 * TM_S);
	assert_int_equal(using(1), 1);
	assert_int_equal(queries(), 0);
}

static void
same_address_twice(void **state)
{
	struct msg_cfg_source	s[2] = {
		fake_source(1, "192.0.2.1"), fake_source(2, "192.0.2.1")
	};

	(void)state;
	fake_start(&f, s, 2);
	assert_int_equal(using(1), 1);
	assert_int_equal(f.nlog, 1);
	/* another port is another server */
	s[1].port = 1123;
	fake_start(&f, s, 2);
	assert_int_equal(using(1), 2);
}

static void
families(void **state)
{
	struct msg_cfg_source	s[3] = {
		fake_source(1, "2001:db8::1"), fake_source(2, "192.0.2.1"),
		fake_source(3, "ntp.example.org")
	};
	struct msg_cfg_net	n = { .ipv4 = 1 };
	const void		*last = NULL;

	(void)state;
	fake_init(&f);
	fake_peer(&f, ROLE_CLOCK);
	fake_peer(&f, ROLE_DNS);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_NET, &n, sizeof n);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s[0], sizeof s[0]);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s[1], sizeof s[0]);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s[2], sizeof s[0]);
	fake_mark(&f, MSG_CFG_END);
	fake_run(&f, 0);
	assert_int_equal(f.net.state.online, 1);
	assert_int_equal(f.net.state.unresolved, 2);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, &last), 1);
	assert_int_equal(((const struct msg_dns_query *)last)->family, 4);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(a_name),
		cmocka_unit_test(retries),
		cmocka_unit_test(pool),
		cmocka_unit_test(pool_in_turn),
		cmocka_unit_test(pool_fills_up),
		cmocka_unit_test(silent_one_is_replaced),
		cmocka_unit_test(nothing_better),
		cmocka_unit_test(false_one_is_replaced),
		cmocka_unit_test(literal_is_kept),
		cmocka_unit_test(same_address_twice),
		cmocka_unit_test(families),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
