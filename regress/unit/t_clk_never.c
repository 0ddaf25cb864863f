/* ISC licence, see LICENSE. */
/*
 * An ntp-net that has been taken over: whatever it may say about its
 * sources, ntp-clock lives on, breaks no rule itself, asks for nothing that
 * the parent would refuse, and finds the time again once it hears the truth.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "clk_world.h"

#define SEEDS	20
#define RECORDS	400

static struct world	w;

static uint64_t
below(uint64_t n)
{
	return (uint64_t)(world_uniform(&w) * (double)n);
}

/* A value at some limit, near one, or anywhere. */
static int64_t
extreme(void)
{
	static const int64_t	limits[] = {
		0, 1, -1, TM_S, -TM_S, 3600 * TM_S, -3600 * TM_S,
		1000 * TM_DAY, -1000 * TM_DAY, INT32_MAX, INT32_MIN,
		INT64_C(3155760000000000000), -INT64_C(3155760000000000000),
		INT64_C(9000000000000000000), -INT64_C(9000000000000000000),
		INT64_MAX, INT64_MIN
	};

	switch (below(4)) {
	case 0:
		return limits[below(sizeof limits / sizeof limits[0])];
	case 1:
		return (int64_t)below(1000) - 500;
	case 2:
		return (int64_t)(below(2000) - 1000) * TM_MS;
	default:
		return (int64_t)(world_uniform(&w) * 1.8e19 - 9e18) >>
		    below(60);
	}
}

/* One field or several are changed until the record is lawful again. */
static bool
spoil(void *p, size_t len, bool (*is_lawful)(const void *))
{
	uint8_t	good[256];
	int64_t	v;
	size_t	at;
	int	tries, n;

	assert_true(len <= sizeof good);
	memcpy(good, p, len);
	for (tries = 0; tries < 50; tries++) {
		memcpy(p, good, len);
		for (n = 1 + (int)below(3); n > 0; n--) {
			v = extreme();
			at = below(len / 8) * 8;
			if (below(3) == 0)
				((uint8_t *)p)[below(len)] = (uint8_t)v;
			else
				memcpy((uint8_t *)p + at, &v, sizeof v);
		}
		if (is_lawful(p))
			return true;
	}
	return false;
}

static void
say_sample(int i)
{
	struct msg_sample	m;

	memset(&m, 0, sizeof m);
	m.id = world_id(i);
	m.raw_ns = w.raw_ns;
	m.theta_ns = world_true(&w, w.raw_ns) - w.raw_ns;
	m.delay_ns = 10 * TM_MS;
	m.noise_ns = 100;
	m.stratum = 1;
	m.precision = -23;
	if (!spoil(&m, sizeof m, ipc_check_sample))
		return;
	m.id = world_id(i);
	world_tell(&w, ROLE_NET, MSG_SAMPLE, 0, &m, sizeof m);
}

static void
say_stat(int i)
{
	struct msg_source_stat	m;

	memset(&m, 0, sizeof m);
	m.id = world_id(i);
	m.online = 1;
	m.reach = 0xff;
	m.poll_ns = 16 * TM_S;
	if (!spoil(&m, sizeof m, ipc_check_source_stat))
		return;
	m.id = world_id(i);
	world_tell(&w, ROLE_NET, MSG_SOURCE_STAT, 0, &m, sizeof m);
}

static void
say_gone(int i)
{
	struct msg_source_id	m = { .id = world_id(i) };

	world_tell(&w, ROLE_NET, MSG_SOURCE_GONE, 0, &m, sizeof m);
	world_source_up(&w, i);
}

static void
say_something(void)
{
	int	i = (int)below((uint64_t)w.n);

	switch (below(20)) {
	case 0:
		say_gone(i);
		break;
	case 1:
	case 2:
	case 3:
		say_stat(i);
		break;
	default:
		say_sample(i);
	}
	if (clk_deadline(&w.clk) <= w.raw_ns) {
		clk_tick(&w.clk, world_now(&w));
		world_drain(&w);
	}
}

static void
attack(uint64_t seed, bool early)
{
	struct msg_cfg_clock	c;
	struct msg_peer_chan	peer = { ROLE_NET, 0 };
	int			n, i;

	world_init(&w, 4);
	w.seed = seed;
	c = world_conf(&w);
	world_policy(&w, &c);
	world_start(&w, &c, NULL);
	if (!early)
		world_run(&w, 600);
	for (n = 0; n < RECORDS; n++) {
		w.raw_ns += (int64_t)below(UINT64_C(1) << below(35));
		say_something();
	}
	if (w.bad != 0 || w.refused != 0)
		fail_msg("seed %u: %d bad records, %d refusals",
		    (unsigned int)seed, w.bad, w.refused);
	/* its successor tells the truth */
	world_tell(&w, ROLE_PARENT, MSG_PEER_CHAN, 0, &peer, sizeof peer);
	for (i = 0; i < w.n; i++) {
		w.srv[i].next_ns = w.raw_ns + (i + 1) * 10 * TM_MS;
		w.srv[i].tries = 0;
		world_source_up(&w, i);
	}
	world_run(&w, 4 * 3600);
	/* half of an honest delay: what no sample can say better */
	if (llabs(world_f_error(&w)) > 5 * TM_MS)
		fail_msg("seed %u: f is off by %g s", (unsigned int)seed,
		    tm_s_from_ns(world_f_error(&w)));
}

static void
from_the_start(void **state)
{
	uint64_t	seed;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++)
		attack(seed, true);
}

static void
after_a_while(void **state)
{
	uint64_t	seed;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++)
		attack(seed + 1000, false);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(from_the_start),
		cmocka_unit_test(after_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
