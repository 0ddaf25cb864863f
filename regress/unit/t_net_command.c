/* ISC licence, see LICENSE. */
/* What administrators tell the client side, and what they are told. */
#include "net_fake.h"
#include "net_poll.h"
#include "net_source.h"

static struct fake	f;

static struct net_slot *
slot(unsigned int n)
{
	return &f.net.slots[n];
}

static void
start(void)
{
	struct msg_cfg_source	s[3];

	s[0] = fake_source(1, "192.0.2.1");
	s[1] = fake_source(2, "192.0.2.2");
	s[2] = fake_source(3, "198.51.100.1");
	fake_start(&f, s, 3);
	f.server = fake_serve;
	fake_run(&f, TM_S);
}

static struct msg_cmd
cmd(enum cmd_name name, const char *addr, int64_t bits)
{
	struct msg_cmd	c;

	memset(&c, 0, sizeof c);
	c.cmd = name;
	c.value[1] = bits;
	if (addr != NULL)
		assert_int_equal(addr_parse(addr, &c.addr), 0);
	return c;
}

static const struct msg_cmd_result *
give(const struct msg_cmd *c)
{
	const void	*last = NULL;

	fake_tell(&f, ROLE_PARENT, MSG_CMD, c, sizeof *c);
	assert_true(fake_count(&f, MSG_CMD_RESULT, &last) > 0);
	return last;
}

static struct stat_activity
activity(void)
{
	struct msg_stat_req	q;
	const void		*last = NULL;

	memset(&q, 0, sizeof q);
	q.table = STAT_ACTIVITY;
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &q, sizeof q);
	assert_true(fake_count(&f, MSG_STAT_ROW, &last) > 0);
	return ((const struct msg_stat_row *)last)->u.activity;
}

static void
onoff(void **state)
{
	struct msg_cfg_source	s[4];
	struct msg_cmd		c;
	size_t			before;

	(void)state;
	start();
	c = cmd(CMD_OFFLINE, "192.0.2.0", 24);
	assert_int_equal(give(&c)->status, CMD_OK);
	assert_int_equal(activity().offline, 2);
	assert_int_equal(activity().online, 1);
	before = f.nsent;
	fake_run(&f, 60 * TM_S);
	before = f.nsent;
	fake_run(&f, 600 * TM_S);
	/* only the third is asked */
	while (before < f.nsent)
		assert_int_equal(f.sent[before++].route.to.ip[0], 198);
	/* one that comes later is born offline, and says so */
	s[0] = fake_source(1, "192.0.2.1");
	s[1] = fake_source(2, "192.0.2.2");
	s[2] = fake_source(3, "198.51.100.1");
	s[3] = fake_source(4, "192.0.2.77");
	fake_config(&f, s, 4);
	assert_int_equal(activity().offline, 3);
	c = cmd(CMD_ONLINE, "192.0.2.2", 32);
	assert_int_equal(give(&c)->status, CMD_OK);
	assert_int_equal(activity().offline, 2);
	c = cmd(CMD_ONLINE, NULL, 0);
	assert_int_equal(give(&c)->status, CMD_OK);
	assert_int_equal(activity().offline, 0);
	assert_int_equal(f.net.nonoff, 1);
	before = f.nsent;
	fake_run(&f, 3 * TM_S);
	assert_true(f.nsent >= before + 3);
	c = cmd(CMD_OFFLINE, "203.0.113.9", 32);
	assert_int_equal(give(&c)->status, CMD_NOSOURCE);
	c = cmd(CMD_OFFLINE, "203.0.113.9", 33);
	assert_int_equal(give(&c)->status, CMD_INVALID);
}

/* A burst ends with so many good samples, or so many requests. */
static void
burst(void **state)
{
	struct msg_cmd	c;
	size_t		before;

	(void)state;
	start();
	fake_run(&f, 10 * TM_S);
	before = f.nsent;
	c = cmd(CMD_BURST, "192.0.2.1", 32);
	c.value[0] = INT64_C(3) << 32 | 5;
	assert_int_equal(give(&c)->status, CMD_OK);
	assert_int_equal(activity().burst_online, 1);
	fake_run(&f, 30 * TM_S);
	assert_int_equal(f.nsent - before, 3);
	/* silence: the most requests */
	f.server = NULL;
	f.answered = before = f.nsent;
	assert_int_equal(give(&c)->status, CMD_OK);
	fake_run(&f, 16 * TM_S);
	assert_int_equal(f.nsent - before, 5);
	/* offline: the burst, and then nothing */
	c = cmd(CMD_OFFLINE, NULL, 0);
	give(&c);
	fake_run(&f, 10 * TM_S);
	f.server = fake_serve;
	f.answered = before = f.nsent;
	c = cmd(CMD_BURST, NULL, 0);
	c.value[0] = INT64_C(2) << 32 | 4;
	assert_int_equal(give(&c)->status, CMD_OK);
	assert_int_equal(activity().burst_offline, 3);
	fake_run(&f, 600 * TM_S);
	assert_int_equal(f.nsent - before, 6);
	assert_int_equal(activity().offline, 3);
	c.value[0] = 4;
	assert_int_equal(give(&c)->status, CMD_INVALID);
	c.value[0] = INT64_C(5) << 32 | 4;
	assert_int_equal(give(&c)->status, CMD_INVALID);
	c.value[0] = INT64_C(1) << 32 | 256;
	assert_int_equal(give(&c)->status, CMD_INVALID);
	c.value[0] = INT64_MIN;
	assert_int_equal(give(&c)->status, CMD_INVALID);
}

/* Names and addresses lead to the entry; the parent does the rest. */
static void
entries(void **state)
{
	struct msg_cfg_source	s = fake_source(9, "ntp.example");
	struct msg_cmd		c = cmd(CMD_MINPOLL, NULL, 0);

	(void)state;
	fake_start(&f, &s, 1);
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5 }, 1);
	strlcpy(c.text, "NTP.example", sizeof c.text);
	assert_int_equal(give(&c)->entry, 9);
	c = cmd(CMD_DELETE, "192.0.2.5", 0);
	assert_int_equal(give(&c)->entry, 9);
	c = cmd(CMD_DELETE, "192.0.2.6", 0);
	assert_int_equal(give(&c)->status, CMD_NOSOURCE);
	assert_int_equal(give(&c)->entry, 0);
	c = cmd(CMD_MAKESTEP, NULL, 0);
	assert_int_equal(give(&c)->status, CMD_INVALID);
}

/* A line that is an address of a pool's waits for it. */
static void
literal_of_pool(void **state)
{
	struct msg_cfg_source	s[2];
	struct msg_cmd		c = cmd(CMD_DELETE, "192.0.2.5", 0);

	(void)state;
	s[0] = fake_source(9, "pool.example");
	s[0].kind = SOURCE_POOL;
	s[0].maxsources = 2;
	fake_start(&f, s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5, 6 }, 2);
	s[1] = fake_source(10, "192.0.2.5");
	fake_config(&f, s, 2);
	assert_int_equal(activity().online, 2);
	assert_int_equal(activity().unresolved, 1);
	/* whose name it is, is meant */
	assert_int_equal(give(&c)->entry, 10);
	/* without it the pool goes on */
	fake_config(&f, s, 1);
	assert_int_equal(activity().online, 2);
	assert_int_equal(activity().unresolved, 0);
	/* without the pool it is asked */
	fake_config(&f, s, 2);
	s[0] = s[1];
	fake_config(&f, s, 1);
	assert_int_equal(activity().online, 1);
	assert_int_equal(activity().unresolved, 0);
	assert_non_null(strstr(f.log, "it is asked from now on"));
}

/* One address of a pool is deleted: it asks others, and never that one. */
static void
delete_of_pool(void **state)
{
	struct msg_cfg_source	s = fake_source(9, "pool.example");
	struct msg_cmd		c = cmd(CMD_DELETE, "192.0.2.5", 0), r;
	const struct msg_cmd_result *a;

	(void)state;
	s.kind = SOURCE_POOL;
	s.maxsources = 2;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5, 6 }, 2);
	assert_int_equal(activity().online, 2);
	a = give(&c);
	assert_int_equal(a->status, CMD_OK);
	assert_int_equal(a->entry, 0);
	assert_int_equal(activity().online, 1);
	assert_int_equal(give(&c)->status, CMD_NOSOURCE);
	/* another is asked for */
	fake_run(&f, 10 * TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5, 6, 7 }, 3);
	assert_int_equal(activity().online, 2);
	assert_int_equal(slot(0)->addr.ip[3], 7);
	/* a name means the line, as does the address of a server's name */
	c = cmd(CMD_DELETE, NULL, 0);
	strlcpy(c.text, "pool.example", sizeof c.text);
	assert_int_equal(give(&c)->entry, 9);
	/* a new process is told before it knows any address */
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	r = cmd(CMD_DELETE, "192.0.2.5", 0);
	r.value[0] = 1;
	assert_int_equal(give(&r)->status, CMD_OK);
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5, 6 }, 2);
	assert_int_equal(activity().online, 1);
	assert_int_equal(slot(0)->addr.ip[3], 6);
	/* and again with each configuration, which does not fill the table */
	assert_int_equal(give(&r)->status, CMD_OK);
	assert_int_equal(f.net.ndropped, 1);
	for (r.addr.ip[3] = 100; r.addr.ip[3] < 131; r.addr.ip[3]++)
		assert_int_equal(give(&r)->status, CMD_OK);
	assert_int_equal(give(&r)->status, CMD_TOOMANY);
}

/* The pool gives the address up: refresh finds others. */
static void
literal_of_pool_replaced(void **state)
{
	struct msg_cfg_source	s[2];
	struct msg_cmd		c = cmd(CMD_REFRESH, NULL, 0);

	(void)state;
	s[0] = fake_source(9, "pool.example");
	s[0].kind = SOURCE_POOL;
	s[0].maxsources = 1;
	fake_start(&f, s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5 }, 1);
	s[1] = fake_source(10, "192.0.2.5");
	fake_config(&f, s, 2);
	assert_int_equal(activity().online, 1);
	give(&c);
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 7 }, 1);
	assert_int_equal(activity().online, 2);
	assert_int_equal(activity().unresolved, 0);
}

/* A changed setting keeps what is known of the source. */
static void
changed(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");
	size_t			before, ups;

	(void)state;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, 200 * TM_S);
	assert_true(slot(0)->poll.reach != 0);
	before = f.nsent;
	ups = fake_count(&f, MSG_SOURCE_UP, NULL);
	s.minpoll = s.maxpoll = 2;
	s.flags = SRC_PREFER;
	fake_config(&f, &s, 1);
	assert_true(slot(0)->poll.reach != 0);
	assert_int_equal(fake_count(&f, MSG_SOURCE_GONE, NULL), 0);
	assert_int_equal(fake_count(&f, MSG_SOURCE_UP, NULL), ups + 1);
	fake_run(&f, 41 * TM_S);
	assert_in_range(f.nsent - before, 9, 11);
	/* another port is another source */
	s.port = 124;
	fake_config(&f, &s, 1);
	assert_int_equal(slot(0)->poll.reach, 0);
}

/* refresh: an address that its name has no longer is replaced. */
static void
refresh(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "ntp.example");
	struct msg_cmd		c = cmd(CMD_REFRESH, NULL, 0);
	size_t			asked;

	(void)state;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5 }, 1);
	fake_run(&f, 100 * TM_S);
	assert_int_equal(slot(0)->addr.ip[3], 5);
	asked = fake_count(&f, MSG_DNS_QUERY, NULL);
	assert_int_equal(give(&c)->status, CMD_OK);
	fake_run(&f, 0);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, NULL), asked + 1);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 6, 5 }, 2);
	assert_int_equal(slot(0)->addr.ip[3], 5);
	give(&c);
	fake_run(&f, 0);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 7, 8 }, 2);
	assert_int_equal(slot(0)->addr.ip[3], 7);
	assert_non_null(strstr(f.log, "no address of that name"));
	/* a failing resolver takes nothing away */
	give(&c);
	fake_run(&f, 0);
	fake_dns(&f, DNS_TRYAGAIN, NULL, 0);
	assert_int_equal(slot(0)->addr.ip[3], 7);
}

/* The configuration's refresh does the same from time to time. */
static void
refresh_by_itself(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "ntp.example");
	struct msg_cfg_net	n = { .ipv4 = 1, .ipv6 = 1,
		.refresh_ns = 1000 * TM_S };
	size_t			asked;

	(void)state;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 5 }, 1);
	asked = fake_count(&f, MSG_DNS_QUERY, NULL);
	fake_run(&f, 5000 * TM_S);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, NULL), asked);
	fake_mark(&f, MSG_CFG_BEGIN);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_NET, &n, sizeof n);
	fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	fake_mark(&f, MSG_CFG_END);
	assert_true(slot(0)->poll.reach != 0);
	fake_run(&f, 999 * TM_S);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, NULL), asked);
	fake_run(&f, TM_S);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, NULL), asked + 1);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 6 }, 1);
	assert_int_equal(slot(0)->addr.ip[3], 6);
}

/* It is quick also where its first answer is the first of all (iburst). */
static void
burst_before_iburst(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");
	struct msg_cmd		c = cmd(CMD_BURST, NULL, 0);
	size_t			i, before;

	(void)state;
	s.flags = SRC_IBURST;
	fake_start(&f, &s, 1);
	fake_run(&f, 600 * TM_S);
	f.answered = before = f.nsent;
	f.server = fake_serve;
	c.value[0] = INT64_C(5) << 32 | 6;
	assert_int_equal(give(&c)->status, CMD_OK);
	fake_run(&f, 20 * TM_S);
	assert_int_equal(f.nsent, before + 5);
	for (i = before; i < before + 4; i++)
		assert_in_range(f.sent[i + 1].at_ns - f.sent[i].at_ns,
		    2 * TM_S, 2 * TM_S + 100 * TM_MS);
	assert_false(net_poll_in_burst(&slot(0)->poll));
}

/* A burst while a request waits: neither spins nor is forgotten. */
static void
burst_waiting(void **state)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");
	struct msg_cmd		c = cmd(CMD_BURST, NULL, 0);

	(void)state;
	fake_start(&f, &s, 1);
	f.server = fake_serve;
	fake_run(&f, 10 * TM_S);
	f.server = NULL;
	fake_run(&f, 57 * TM_S);
	while (!slot(0)->x.waiting) {
		fake_set_time(&f, net_deadline(&f.net));
		net_tick(&f.net, f.now);
	}
	c.value[0] = INT64_C(2) << 32 | 2;
	assert_int_equal(give(&c)->status, CMD_OK);
	net_network(&f.net, f.now);
	fake_run(&f, 10 * TM_S);	/* fails where a tick moves nothing */
	assert_true(f.nsent >= 3);
}

/* The network returns: who did not answer is asked at once, once. */
static void
network(void **state)
{
	struct msg_cfg_source	s[2];
	size_t			before, asked;
	int			i;

	(void)state;
	s[0] = fake_source(1, "192.0.2.1");
	s[1] = fake_source(2, "ntp.example");
	s[0].flags = SRC_AUTO_OFFLINE;
	fake_start(&f, s, 2);
	f.no_route = true;
	fake_run(&f, TM_S);
	fake_dns(&f, DNS_TRYAGAIN, NULL, 0);
	fake_run(&f, 600 * TM_S);
	assert_int_equal(activity().offline, 1);
	fake_dns(&f, DNS_TRYAGAIN, NULL, 0);
	f.no_route = false;
	f.server = fake_serve;
	before = f.nsent;
	asked = fake_count(&f, MSG_DNS_QUERY, NULL);
	for (i = 0; i < 100; i++)
		net_network(&f.net, f.now);
	fake_run(&f, TM_S);
	assert_int_equal(f.nsent, before + 1);
	assert_int_equal(fake_count(&f, MSG_DNS_QUERY, NULL), asked + 1);
	assert_int_equal(fake_count(&f, MSG_SAMPLE, NULL), 1);
	assert_int_equal(activity().online, 1);
	/* what answers is not asked for it */
	fake_run(&f, 10 * TM_S);
	before = f.nsent;
	net_network(&f.net, f.now);
	fake_run(&f, TM_S);
	assert_int_equal(f.nsent, before);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(onoff),
		cmocka_unit_test(burst),
		cmocka_unit_test(burst_before_iburst),
		cmocka_unit_test(burst_waiting),
		cmocka_unit_test(entries),
		cmocka_unit_test(literal_of_pool),
		cmocka_unit_test(literal_of_pool_replaced),
		cmocka_unit_test(delete_of_pool),
		cmocka_unit_test(changed),
		cmocka_unit_test(refresh),
		cmocka_unit_test(refresh_by_itself),
		cmocka_unit_test(network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
