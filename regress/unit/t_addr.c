/* ISC licence, see LICENSE. */
/* Addresses: parsing, text, subnets, reference IDs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>

#include "addr_refid.h"

static struct addr
addr_of(const char *s)
{
	struct addr	a;

	assert_int_equal(addr_parse(s, &a), 0);
	return a;
}

static void
text_round_trip(void **state)
{
	static const char *const good[] = {
		"192.168.31.110", "0.0.0.0", "::", "::1", "2001:db8::7",
		"fe80::1%3"
	};
	static const char *const bad[] = {
		"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "x", "fe80::1%",
		"fe80::1%0", "::1/64", "1.2.3.4%2"
	};
	char		buf[ADDR_STRLEN];
	struct addr	a;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		a = addr_of(good[i]);
		assert_string_equal(addr_str(&a, buf), good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(addr_parse(bad[i], &a), -1);
}

static void
sockaddr_round_trip(void **state)
{
	static const char *const list[] = { "10.1.2.3", "2001:db8::7%4" };
	struct sockaddr_storage	ss;
	struct addr		a, b;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		a = addr_of(list[i]);
		a.port = 123;
		assert_true(addr_to_sockaddr(&a, &ss) > 0);
		assert_int_equal(addr_from_sockaddr((struct sockaddr *)&ss,
		    &b), 0);
		assert_memory_equal(&a, &b, sizeof a);
	}
	memset(&a, 0, sizeof a);
	assert_int_equal(addr_to_sockaddr(&a, &ss), 0);
}

static void
subnets(void **state)
{
	struct addr	net, in = addr_of("192.168.31.7");
	uint8_t		bits;

	(void)state;
	assert_int_equal(addr_parse_subnet("192.168.31.0/24", &net, &bits), 0);
	assert_int_equal(bits, 24);
	assert_true(addr_in_subnet(&in, &net, bits));
	assert_int_equal(addr_parse_subnet("192.168", &net, &bits), 0);
	assert_int_equal(bits, 16);
	assert_true(addr_in_subnet(&in, &net, bits));
	assert_int_equal(addr_parse_subnet("10", &net, &bits), 0);
	assert_int_equal(bits, 8);
	assert_false(addr_in_subnet(&in, &net, bits));
	assert_int_equal(addr_parse_subnet("2001:db8::/33", &net, &bits), 0);
	assert_int_equal(bits, 33);
	assert_int_equal(addr_parse_subnet("127/8", &net, &bits), 0);
	assert_int_equal(bits, 8);
	assert_int_equal(addr_parse_subnet("1.2.3.4/33", &net, &bits), -1);
	assert_int_equal(addr_parse_subnet("1.2.3.4/", &net, &bits), -1);
	assert_int_equal(addr_parse_subnet("1.2.3.4.5", &net, &bits), -1);
	assert_int_equal(addr_parse_subnet("host.example", &net, &bits), -1);
}

/* prefix lengths that end inside an octet (recalls CVE-2015-1821) */
static void
odd_prefixes(void **state)
{
	struct addr	net = addr_of("10.1.170.0"), in;
	uint8_t		bits;

	(void)state;
	for (bits = 0; bits <= 32; bits++) {
		in = net;
		assert_true(addr_in_subnet(&in, &net, bits));
		if (bits == 0)
			continue;
		in.ip[(bits - 1) / 8] ^= (uint8_t)(0x80 >> (bits - 1) % 8);
		assert_false(addr_in_subnet(&in, &net, bits));
	}
	assert_false(addr_in_subnet(&net, &net, 33));
}

static void
kinds(void **state)
{
	struct addr	a;

	(void)state;
	a = addr_of("127.127.1.0");
	assert_true(addr_is_refclock(&a));
	a = addr_of("127.0.0.1");
	assert_true(addr_is_loopback(&a) && !addr_is_refclock(&a));
	a = addr_of("::1");
	assert_true(addr_is_loopback(&a));
	a = addr_of("::2");
	assert_false(addr_is_loopback(&a));
}

static void
refids(void **state)
{
	struct addr	a = addr_of("192.0.2.1");

	(void)state;
	assert_int_equal(addr_refid(&a), 0xc0000201);
	/* MD5 of sixteen zero octets begins so */
	a = addr_of("::");
	assert_int_equal(addr_refid(&a), 0x4ae71336);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_round_trip),
		cmocka_unit_test(sockaddr_round_trip),
		cmocka_unit_test(subnets),
		cmocka_unit_test(odd_prefixes),
		cmocka_unit_test(kinds),
		cmocka_unit_test(refids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
