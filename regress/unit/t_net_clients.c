/* ISC licence, see LICENSE. */
/* The client log and the token bucket. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "net_clients.h"
#include "net_rate.h"
#include "tm.h"

#define BYTES	524288			/* the default */
#define START	(1000 * TM_S)

static struct net_clients	log_;
static uint8_t			*room;	/* a page more than the log may use */

static int
setup(void **state)
{
	static const uint8_t	key[NET_CLIENTS_KEY] = { 1, 2, 3 };

	(void)state;
	free(room);
	assert_non_null(room = aligned_alloc(64, BYTES + 4096));
	memset(room, 0, BYTES);
	memset(room + BYTES, 0xee, 4096);
	net_clients_init(&log_, room, BYTES, key);
	return 0;
}

static struct addr
host(uint32_t n)
{
	struct addr	a = { .family = 4 };

	a.ip[0] = 10;
	a.ip[1] = (uint8_t)(n >> 16);
	a.ip[2] = (uint8_t)(n >> 8);
	a.ip[3] = (uint8_t)n;
	return a;
}

static void
counts_and_intervals(void **state)
{
	struct addr			a = host(1), b;
	struct net_clients_rec		*r;
	int				i;

	(void)state;
	assert_null(net_clients_find(&log_, &a));
	for (i = 0; i < 20; i++)
		r = net_clients_hit(&log_, &a, START + i * 4 * TM_S);
	assert_int_equal(r->hits, 20);
	assert_int_equal(r->hit_ns, START + 76 * TM_S);
	assert_true(r->mean_s > 3.99 && r->mean_s < 4.01);
	assert_ptr_equal(net_clients_find(&log_, &a), r);
	net_clients_addr(r, &b);
	assert_memory_equal(&a, &b, sizeof a);
	/* another family is another client */
	b = a;
	b.family = 6;
	assert_null(net_clients_find(&log_, &b));
	/* counts begin anew, and nothing else does */
	r->rx = 7;
	r->full_ns = START;
	r->drops = 3;
	r->hits = r->drops = 0;
	assert_ptr_equal(net_clients_find(&log_, &a), r);
	assert_ptr_equal(net_clients_hit(&log_, &a, START + 77 * TM_S), r);
	assert_int_equal(r->hits, 1);
	assert_int_equal(r->rx, 7);
	assert_int_equal(r->full_ns, START);
	assert_true(r->mean_s > 3.99 && r->mean_s < 4.01);
}

static void
off(void **state)
{
	static struct net_clients	none;
	struct addr			a = host(1);
	uint32_t			pos = 0;

	(void)state;
	assert_null(net_clients_hit(&none, &a, START));
	assert_null(net_clients_find(&none, &a));
	assert_null(net_clients_next(&none, &pos));
}

/* CVE-2010-0293: however many ask, the memory is what was given. */
static void
bounded(void **state)
{
	struct net_clients_rec	*r;
	struct addr		 a;
	uint32_t		 i, pos = 0, n = 0;

	(void)state;
	for (i = 0; i < 1000000; i++) {
		a = host(i);
		r = net_clients_hit(&log_, &a, START + i * TM_US);
		assert_non_null(r);
		assert_int_equal(r->hits, 1);
	}
	while (net_clients_next(&log_, &pos) != NULL)
		n++;
	assert_int_equal(n, BYTES / 512 * NET_CLIENTS_WAYS);
	assert_int_equal(log_.displaced, 1000000 - n);
	for (i = 0; i < 4096; i++)
		assert_int_equal(room[BYTES + i], 0xee);
}

/* What is counted as it changes is what a look at everything would find. */
static void
as_counted(void)
{
	const struct net_clients_rec	*r;
	uint32_t			 pos = 0, held = 0;
	int64_t				 first_ns = INT64_MAX;

	while ((r = net_clients_next(&log_, &pos)) != NULL)
		if (r->rx != 0) {
			held++;
			if (r->hit_ns < first_ns)
				first_ns = r->hit_ns;
		}
	assert_int_equal(log_.held, held);
	assert_int_equal(net_clients_oldest(&log_, START + TM_DAY), first_ns);
}

static void
what_is_held(void **state)
{
	struct net_clients_rec	*r;
	struct addr		 a;
	uint32_t		 i;

	(void)state;
	assert_int_equal(net_clients_oldest(&log_, START), START);
	for (i = 0; i < 30000; i++) {
		a = host(i * 7919 % 20000);
		r = net_clients_hit(&log_, &a, START + i * TM_MS);
		if (i % 3 > 0)
			net_clients_stamp(&log_, r, i, i);
		if (i % 1000 == 999)
			as_counted();
	}
	assert_true(log_.displaced > 10000);
}

/* A log of four parts: a call looks at one of them. */
static void
oldest_in_parts(void **state)
{
	static struct net_clients_bucket	big[4096];
	static const uint8_t			key[NET_CLIENTS_KEY];
	struct net_clients_rec			*r;
	struct addr				 a;
	uint32_t				 i;

	(void)state;
	net_clients_init(&log_, big, sizeof big, key);
	for (i = 10000; i-- > 0;) {
		a = host(i);
		r = net_clients_hit(&log_, &a, START + i * TM_MS);
		net_clients_stamp(&log_, r, 1, 1);
	}
	for (i = 0; i < 4; i++) {
		assert_int_equal(log_.looked, i * 1024);
		net_clients_oldest(&log_, START + TM_DAY);
	}
	as_counted();
	/* each part again: the oldest is none of them any more */
	for (i = 0; i < 5000; i++) {
		a = host(i);
		net_clients_hit(&log_, &a, START + TM_S * 3600);
	}
	for (i = 0; i < 10; i++)
		net_clients_oldest(&log_, START + TM_DAY);
	assert_int_equal(log_.oldest_ns, START + 5000 * TM_MS);
}

/* Who keeps asking is not pushed out by those who ask once. */
static void
the_silent_go_first(void **state)
{
	struct addr	loyal = host(0xffffff), a;
	uint32_t	i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		a = host(i);
		net_clients_hit(&log_, &a, START + i * 10 * TM_MS);
		if (i % 100 == 0)
			assert_int_equal(net_clients_hit(&log_, &loyal,
			    START + i * 10 * TM_MS)->hits, i / 100 + 1);
	}
}

static int64_t
cost(uint32_t hosts)
{
	struct timespec	t0, t1;
	struct addr	a;
	uint32_t	i;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t0);
	for (i = 0; i < 1000000; i++) {
		a = host(i * 7919 % hosts);
		net_clients_hit(&log_, &a, START + i * TM_US);
	}
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t1);
	return (t1.tv_sec - t0.tv_sec) * TM_S + t1.tv_nsec - t0.tv_nsec;
}

/*
 * A million addresses cost no more each than ten thousand, which already
 * do not fit.  The least of several tries, for other work is going on.
 */
static void
a_million(void **state)
{
	int64_t	few = INT64_MAX, many = INT64_MAX, ns;
	int	i;

	(void)state;
	for (i = 0; i < 5; i++) {
		if ((ns = cost(10000)) < few)
			few = ns;
		if ((ns = cost(1000000)) < many)
			many = ns;
	}
	print_message("%.0f ns with 10,000, %.0f ns with 1,000,000\n",
	    (double)few / 1e6, (double)many / 1e6);
	/* a server spends thousands of ns on a packet */
	assert_true(many < few + few / 2 + 30 * TM_MS);
}

/* Where an address lies depends on the key: nobody can aim at a bucket. */
static void
key_decides(void **state)
{
	static struct net_clients	other;
	static uint8_t			more[8192], key[2 * NET_CLIENTS_KEY];
	struct addr			a;
	unsigned int			i, same = 0;
	size_t				at, at2;

	(void)state;
	key[0] = 9;
	net_clients_init(&other, more, sizeof more, key);
	net_clients_init(&log_, room, sizeof more, key + 1);
	for (i = 0; i < 100; i++) {
		a = host(i);
		at = (size_t)((uint8_t *)net_clients_hit(&log_, &a, START) -
		    room) / 512;
		at2 = (size_t)((uint8_t *)net_clients_hit(&other, &a, START) -
		    more) / 512;
		same += at == at2;
	}
	assert_in_range(same, 0, 25);	/* of 16 buckets: 6 by chance */
}

static void
bucket(void **state)
{
	const struct net_rate	r = { .on = true, .interval = 3, .burst = 4,
		.leak = 2 };
	int64_t			full_ns = 0;
	unsigned int		i, n;

	(void)state;
	for (n = 0; net_rate_take(&r, &full_ns, START); n++)
		assert_true(n < 4);
	assert_int_equal(n, 4);
	/* one more each eight seconds */
	assert_false(net_rate_take(&r, &full_ns, START + 8 * TM_S - 1));
	assert_true(net_rate_take(&r, &full_ns, START + 8 * TM_S));
	assert_false(net_rate_take(&r, &full_ns, START + 8 * TM_S));
	/* and no more than the burst after a long silence */
	for (n = 0; net_rate_take(&r, &full_ns, START + 1000 * TM_S); n++)
		;
	assert_int_equal(n, 4);
	/* asking for long, twice too often */
	for (n = i = 0; i < 1000; i++)
		n += net_rate_take(&r, &full_ns, START + 1000 * TM_S +
		    (i + 1) * 4 * TM_S);
	assert_in_range(n, 499, 501);
}

static void
extremes(void **state)
{
	struct net_rate	r = { .on = true, .interval = 12, .burst = 255,
		.leak = 1 };
	int64_t		full_ns = 0;
	unsigned int	n;

	(void)state;
	for (n = 0; net_rate_take(&r, &full_ns, START); n++)
		;
	assert_int_equal(n, 255);
	r.interval = -19;
	r.burst = 1;
	full_ns = 0;
	assert_true(net_rate_take(&r, &full_ns, START));
	assert_false(net_rate_take(&r, &full_ns, START + 1000));
	assert_true(net_rate_take(&r, &full_ns, START + 1908));
}

/* leak and kod are powers of 1/2. */
static void
leaks(void **state)
{
	struct net_rate	r = { .on = true, .leak = 2, .kod = 1 };
	unsigned int	n[3] = { 0 };
	uint32_t	dice = 1, i;

	(void)state;
	for (i = 0; i < 65536; i++) {
		dice = i * 2654435761u;
		n[net_rate_leak(&r, dice ^ dice >> 15)]++;
	}
	assert_in_range(n[NET_PACE_REPLY], 15000, 17800);
	assert_in_range(n[NET_PACE_KISS], 22000, 27000);
	r.kod = 0;
	for (i = 0; i < 65536; i++)
		assert_int_not_equal(net_rate_leak(&r, i * 2654435761u),
		    NET_PACE_KISS);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(counts_and_intervals, setup),
		cmocka_unit_test_setup(off, setup),
		cmocka_unit_test_setup(bounded, setup),
		cmocka_unit_test_setup(what_is_held, setup),
		cmocka_unit_test_setup(oldest_in_parts, setup),
		cmocka_unit_test_setup(the_silent_go_first, setup),
		cmocka_unit_test_setup(a_million, setup),
		cmocka_unit_test_setup(key_decides, setup),
		cmocka_unit_test_setup(bucket, setup),
		cmocka_unit_test_setup(extremes, setup),
		cmocka_unit_test_setup(leaks, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
