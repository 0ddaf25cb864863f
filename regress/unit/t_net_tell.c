/* ISC licence, see LICENSE. */
/* Configurations and siblings that come and go: what is told, and kept. */
#include "net_named.h"
#include "net_poll.h"

/* Who has not changed keeps his state; who has, starts anew. */
static void
reload(void **state)
{
	struct msg_cfg_source	s[3] = {
		fake_source(1, "192.0.2.1"), fake_source(2, "192.0.2.2"),
		fake_source(3, "192.0.2.3")
	};

	(void)state;
	fake_start(&f, s, 3);
	f.server = fake_serve;
	fake_run(&f, 200 * TM_S);
	assert_int_equal(f.net.slots[0].poll.tries, 4);
	s[1].maxpoll = 8;
	s[2] = fake_source(4, "192.0.2.4");
	f.nrecs = 0;
	fake_config(&f, s, 3);
	assert_int_equal(f.net.slots[0].poll.tries, 4);
	assert_int_equal(using(2), 1);
	assert_int_equal(using(3), 0);
	assert_int_equal(using(4), 1);
	assert_int_equal(fake_count(&f, MSG_SOURCE_GONE, NULL), 1);
	assert_int_equal(fake_open(&f), 0);
	fake_run(&f, TM_S);
	assert_int_equal(f.net.slots[0].poll.tries, 4);
}

/* tried: four requests each, or ten seconds, names included. */
static void
tried(void **state)
{
	(void)state;
	fake_start(&f, NULL, 0);
	assert_int_equal(f.net.state.tried, 1);
	start("ntp.example.org", SOURCE_SERVER, 4);
	fake_run(&f, 9900 * TM_MS);
	assert_int_equal(f.net.state.tried, 0);
	fake_run(&f, 200 * TM_MS);
	assert_int_equal(f.net.state.tried, 1);
	start("192.0.2.1", SOURCE_SERVER, 4);
	fake_run(&f, 6500 * TM_MS);
	assert_int_equal(f.nsent, 4);
	assert_int_equal(f.net.state.tried, 0);
	fake_run(&f, 2 * TM_S);
	assert_int_equal(f.net.state.tried, 1);
}

/* A new ntp-clock hears everything; a full queue is made up for. */
static void
clock_restarts(void **state)
{
	struct msg_cfg_source	s[2] = {
		fake_source(1, "192.0.2.1"), fake_source(2, "192.0.2.2")
	};
	const void		*last = NULL;

	(void)state;
	fake_start(&f, s, 2);
	f.server = fake_serve;
	fake_run(&f, TM_S);
	f.deaf[ROLE_CLOCK] = true;
	f.nrecs = 0;
	fake_run(&f, 300 * TM_S);
	assert_int_equal(f.nrecs, 0);
	f.deaf[ROLE_CLOCK] = false;
	fake_run(&f, TM_S);
	assert_int_equal(fake_count(&f, MSG_SOURCE_UP, NULL), 0);
	assert_int_equal(fake_count(&f, MSG_SOURCE_STAT, NULL), 2);
	f.nrecs = 0;
	fake_peer(&f, ROLE_CLOCK);
	assert_int_equal(fake_count(&f, MSG_SOURCE_UP, NULL), 2);
	assert_int_equal(fake_count(&f, MSG_SOURCE_STAT, NULL), 2);
	assert_int_equal(fake_count(&f, MSG_NET_STATE, &last), 1);
	assert_int_equal(((const struct msg_net_state *)last)->online, 2);
	assert_int_equal(((const struct msg_net_state *)last)->tried, 1);
}

static void
resolver_restarts(void **state)
{
	(void)state;
	start("ntp.example.org", SOURCE_SERVER, 4);
	fake_run(&f, 5 * TM_S);
	assert_int_equal(queries(), 1);
	fake_peer(&f, ROLE_DNS);
	fake_run(&f, 0);
	assert_int_equal(queries(), 2);
	/* and one that never answers is asked again */
	fake_run(&f, 130 * TM_S);
	assert_int_equal(queries(), 3);
}

/* Answers for 192.0.2.1 only. */
static void
serve_first(struct fake *fk, struct fake_sent *s)
{
	if (s->route.to.ip[3] == 1)
		fake_serve(fk, s);
}

static size_t
samples(void)
{
	return fake_count(&f, MSG_SAMPLE, NULL);
}

/* Until that many requests were sent in all, and those answered. */
static void
run_until_sent(size_t n)
{
	int64_t	end_ns = f.now.raw.ns + 100 * TM_S;

	while (f.nsent < n && f.now.raw.ns < end_ns)
		fake_run(&f, TM_MS);
	assert_int_equal(f.nsent, n);
}

/*
 * Sources that are asked at about the same time are told of at once: when
 * the last of them has answered, or would have had to.
 */
static void
in_step(void **state)
{
	struct msg_cfg_source	s[2] = {
		fake_source(1, "192.0.2.1"), fake_source(2, "192.0.2.2")
	};
	struct msg_stat_req	q = { STAT_ACTIVITY, 0 };
	int64_t			first_ns;

	(void)state;
	fake_start(&f, s, 2);
	f.server = fake_serve;
	fake_run(&f, TM_MS);
	/* the first ones are waited for */
	assert_int_equal(samples(), 2);
	run_until_sent(3);
	first_ns = f.now.raw.ns;
	assert_int_equal(samples(), 2);
	assert_int_equal(fake_count(&f, MSG_SOURCE_STAT, NULL), 4);
	run_until_sent(4);
	assert_int_equal(samples(), 4);
	assert_int_equal(fake_count(&f, MSG_SOURCE_STAT, NULL), 6);
	assert_in_range(f.now.raw.ns - first_ns, 0, 64 * TM_S / 48);
	/* who is silent is not waited for any longer than that */
	f.server = serve_first;
	run_until_sent(6);
	fake_run(&f, 64 * TM_S / 48);
	assert_int_equal(samples(), 5);
	/* nor is one who asks */
	f.server = fake_serve;
	run_until_sent(7);
	assert_int_equal(samples(), 5);
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &q, sizeof q);
	assert_int_equal(samples(), 6);
}

/* An answer to a question of before the reload finds nobody. */
static void
late_answer(void **state)
{
	struct msg_cfg_source	s = fake_source(8, "192.0.2.8");

	(void)state;
	start("ntp.example.org", SOURCE_SERVER, 4);
	fake_run(&f, 0);
	fake_config(&f, &s, 1);
	fake_dns(&f, DNS_OK, (uint8_t[]){ 10 }, 1);
	assert_int_equal(using(10), 0);
}

static void
activity(void **state)
{
	struct msg_cfg_source		s[3] = {
		fake_source(1, "192.0.2.1"), fake_source(2, "192.0.2.2"),
		fake_source(3, "ntp.example.org")
	};
	struct msg_stat_req		q = { STAT_ACTIVITY, 0 };
	const struct msg_stat_row	*row;

	(void)state;
	s[1].flags = SRC_OFFLINE;
	fake_start(&f, s, 3);
	f.nrecs = 0;
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &q, sizeof q);
	assert_int_equal(f.nrecs, 2);
	assert_int_equal(f.recs[0].type, MSG_STAT_ROW);
	assert_int_equal(f.recs[0].seq, 77);
	row = (const void *)f.recs[0].payload;
	assert_int_equal(row->u.activity.online, 1);
	assert_int_equal(row->u.activity.offline, 1);
	assert_int_equal(row->u.activity.unresolved, 1);
	assert_int_equal(f.recs[1].type, MSG_STAT_END);
	assert_int_equal(f.recs[1].seq, 77);
	q.table = STAT_TRACKING;
	f.nrecs = 0;
	fake_tell(&f, ROLE_CTL, MSG_STAT_REQ, &q, sizeof q);
	assert_int_equal(f.nrecs, 1);
}

/* As many lines, and as many pool members, as there is room for. */
static void
room(void **state)
{
	struct msg_cfg_source	s;
	uint8_t			hosts[16];
	uint32_t		i, k;

	(void)state;
	fake_init(&f);
	fake_peer(&f, ROLE_DNS);
	fake_mark(&f, MSG_CFG_BEGIN);
	for (i = 1; i <= NET_ENTRIES + 2; i++) {
		s = fake_source(i, "pool.example.org");
		s.kind = SOURCE_POOL;
		s.maxsources = 16;
		fake_tell(&f, ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	}
	fake_mark(&f, MSG_CFG_END);
	assert_int_equal(f.nlog, 1);
	assert_int_equal(f.net.nentries, NET_ENTRIES);
	f.no_route = true;
	for (i = 0; i < 15; i++) {
		f.nrecs = 0;
		f.net.entries[i].ask_ns = f.now.raw.ns;
		net_tick(&f.net, f.now);
		for (k = 0; k < 16; k++)
			hosts[k] = (uint8_t)(16 * i + k + 1);
		for (k = 0; k < NET_ENTRIES; k++)
			f.net.entries[k].asking = k == i;
		f.recs[0].type = MSG_DNS_QUERY;
		((struct msg_dns_query *)(void *)f.recs[0].payload)->id =
		    (uint32_t)f.net.entries[i].asked << 16 | (i + 1);
		f.nrecs = 1;
		fake_dns(&f, DNS_OK, hosts, 16);
	}
	assert_int_equal(f.net.nslots, NET_SLOTS);
	assert_int_equal(f.net.crowded, true);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(reload),
		cmocka_unit_test(tried),
		cmocka_unit_test(clock_restarts),
		cmocka_unit_test(resolver_restarts),
		cmocka_unit_test(in_step),
		cmocka_unit_test(late_answer),
		cmocka_unit_test(activity),
		cmocka_unit_test(room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
