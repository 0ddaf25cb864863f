/* ISC licence, see LICENSE. */
/* allow and deny, by the examples of chrony.conf(5) and their corners. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net_access.h"

static int
rule(struct net_access *t, bool allow, bool all, const char *subnet)
{
	struct addr	a = { .family = 0 };
	uint8_t		bits = 0;

	if (subnet[0] != '\0')
		assert_int_equal(addr_parse_subnet(subnet, &a, &bits), 0);
	return net_access_add(t, &a, bits, allow, all);
}

static bool
may(const struct net_access *t, const char *host)
{
	struct addr	a;

	assert_int_equal(addr_parse(host, &a), 0);
	return net_access_allowed(t, &a);
}

static void
nobody_by_default(void **state)
{
	static struct net_access	t;

	(void)state;
	assert_false(may(&t, "192.0.2.1"));
	assert_false(may(&t, "127.0.0.1"));
	assert_false(may(&t, "::1"));
}

static void
both_families(void **state)
{
	static struct net_access	t;

	(void)state;
	rule(&t, true, false, "");
	assert_true(may(&t, "192.0.2.1"));
	assert_true(may(&t, "2001:db8::1"));
	rule(&t, false, false, "");
	assert_false(may(&t, "192.0.2.1"));
	assert_false(may(&t, "2001:db8::1"));
	assert_int_equal(t.n, 2);
}

/* The order of rules without `all' does not matter. */
static void
most_specific_wins(void **state)
{
	static const struct {
		bool		 allow;
		const char	*net;
	} rules[] = {
		{ true, "1.2.3.4" }, { false, "1.2.3.0/24" },
		{ true, "1.2.0.0/16" }, { false, "2001:db8::/32" },
		{ true, "2001:db8:1::/47" },
	};
	struct net_access	t;
	size_t			first, i, n = sizeof rules / sizeof rules[0];

	(void)state;
	for (first = 0; first < n; first++) {
		memset(&t, 0, sizeof t);
		for (i = 0; i < n; i++)
			rule(&t, rules[(first + i) % n].allow, false,
			    rules[(first + i) % n].net);
		assert_true(may(&t, "1.2.3.4"));
		assert_false(may(&t, "1.2.3.5"));
		assert_true(may(&t, "1.2.4.1"));
		assert_false(may(&t, "1.3.0.0"));
		assert_true(may(&t, "2001:db8:1::1"));
		assert_true(may(&t, "2001:db8:0:ffff::1"));
		assert_false(may(&t, "2001:db8:2::1"));
	}
}

static void
all_overrides_what_came_before(void **state)
{
	static struct net_access	t, u;

	(void)state;
	rule(&t, true, false, "1.2.3.4");
	rule(&t, true, false, "1.9.0.0/16");
	rule(&t, false, true, "1.2.3.0/24");
	rule(&t, true, false, "1.2.0.0/16");
	assert_false(may(&t, "1.2.3.4"));
	assert_true(may(&t, "1.2.4.4"));
	assert_true(may(&t, "1.9.0.1"));
	/* what is wider than it stays */
	rule(&t, true, true, "1.2.0.0/24");
	assert_true(may(&t, "1.2.4.4"));
	rule(&t, false, true, "1.2.0.0/24");
	assert_true(may(&t, "1.2.4.4"));
	assert_false(may(&t, "1.2.0.4"));
	/* and not what comes after */
	rule(&u, false, true, "1.2.3.0/24");
	rule(&u, true, false, "1.2.3.4");
	assert_true(may(&u, "1.2.3.4"));
	/* all without a subnet leaves nothing of either family */
	rule(&u, true, false, "2001:db8::1");
	rule(&u, false, true, "");
	assert_false(may(&u, "1.2.3.4"));
	assert_false(may(&u, "2001:db8::1"));
	assert_int_equal(u.n, 2);
}

/* Every prefix length, also those that are no multiple of 8 or 4. */
static void
every_length(void **state)
{
	struct net_access	t;
	struct addr		in, out;
	unsigned int		bits;

	(void)state;
	assert_int_equal(addr_parse("2001:db8:f0f0:1234:5678:9abc:def0:1234",
	    &in), 0);
	for (bits = 1; bits <= 128; bits++) {
		memset(&t, 0, sizeof t);
		assert_int_equal(net_access_add(&t, &in, (uint8_t)bits, true,
		    false), 0);
		out = in;
		assert_true(net_access_allowed(&t, &out));
		out.ip[(bits - 1) / 8] ^= (uint8_t)(0x80 >> (bits - 1) % 8);
		assert_false(net_access_allowed(&t, &out));
		if (bits == 128)
			continue;
		out = in;
		out.ip[bits / 8] ^= (uint8_t)(0x80 >> bits % 8);
		assert_true(net_access_allowed(&t, &out));
	}
}

static void
full(void **state)
{
	static struct net_access	t;
	char				host[16];
	unsigned int			i;

	(void)state;
	for (i = 0; i < NET_RULES; i++) {
		snprintf(host, sizeof host, "10.0.%u.%u", i / 200, i % 200);
		assert_int_equal(rule(&t, true, false, host), 0);
	}
	assert_int_equal(rule(&t, true, false, "10.9.9.9"), -1);
	assert_false(may(&t, "10.9.9.9"));
	/* an existing rule can still change */
	assert_int_equal(rule(&t, false, false, "10.0.0.7"), 0);
	assert_false(may(&t, "10.0.0.7"));
	assert_true(may(&t, "10.0.0.8"));
}

/* The same rules as a list: of those that hold the last longest wins. */
struct list {
	struct addr	net[64];
	uint8_t		bits[64];
	bool		allow[64];
	bool		gone[64];
	unsigned int	n;
};

static void
list_add(struct list *l, const struct addr *a, uint8_t bits, bool allow,
    bool all)
{
	unsigned int	i;

	for (i = 0; i < l->n; i++)
		if ((l->bits[i] == bits || (all && l->bits[i] > bits)) &&
		    addr_in_subnet(&l->net[i], a, bits))
			l->gone[i] = true;
	l->net[l->n] = *a;
	l->bits[l->n] = bits;
	l->allow[l->n] = allow;
	l->gone[l->n++] = false;
}

static bool
list_allowed(const struct list *l, const struct addr *a)
{
	unsigned int	i;
	int		best = -1;

	for (i = 0; i < l->n; i++)
		if (!l->gone[i] && addr_in_subnet(a, &l->net[i], l->bits[i]) &&
		    (best == -1 || l->bits[i] > l->bits[best]))
			best = (int)i;
	return best != -1 && l->allow[best];
}

/* Addresses of few different bits, so that prefixes nest and branch. */
static uint32_t
draw(struct addr *a, uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	memset(a, 0, sizeof *a);
	a->family = 4;
	a->ip[0] = (uint8_t)(*seed >> 30);
	a->ip[1] = (uint8_t)(*seed >> 24 & 0x81);
	a->ip[3] = (uint8_t)(*seed >> 16 & 0x03);
	return *seed >> 8;
}

static void
as_a_plain_list(void **state)
{
	static struct net_access	t;
	struct list			l;
	struct addr			a;
	uint32_t			seed = 1, r, round, i;

	(void)state;
	for (round = 0; round < 200; round++) {
		net_access_clear(&t);
		memset(&l, 0, sizeof l);
		for (i = 0; i < 64; i++) {
			r = draw(&a, &seed);
			list_add(&l, &a, (uint8_t)(r % 33), r >> 6 & 1,
			    r % 11 == 0);
			assert_int_equal(net_access_add(&t, &a,
			    (uint8_t)(r % 33), r >> 6 & 1, r % 11 == 0), 0);
		}
		for (i = 0; i < 200; i++) {
			draw(&a, &seed);
			assert_int_equal(net_access_allowed(&t, &a),
			    list_allowed(&l, &a));
		}
	}
}

/* Rules that come and go leave no node behind. */
static void
nothing_is_lost(void **state)
{
	static struct net_access	t;
	char				host[20];
	unsigned int			i, round;

	(void)state;
	for (round = 0; round < 20; round++) {
		for (i = 0; i < NET_RULES - 2; i++) {
			snprintf(host, sizeof host, "10.%u.%u.%u", round,
			    i / 200, i % 200);
			assert_int_equal(rule(&t, true, false, host), 0);
		}
		assert_int_equal(rule(&t, false, true, ""), 0);
		assert_int_equal(t.n, 2);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(nobody_by_default),
		cmocka_unit_test(both_families),
		cmocka_unit_test(most_specific_wins),
		cmocka_unit_test(all_overrides_what_came_before),
		cmocka_unit_test(every_length),
		cmocka_unit_test(full),
		cmocka_unit_test(as_a_plain_list),
		cmocka_unit_test(nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
