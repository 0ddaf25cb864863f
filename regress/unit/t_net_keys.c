/* ISC licence, see LICENSE. */
/*
 * Codes against published vectors (RFC 1321, FIPS 180, RFC 4493, SP
 * 800-38B), and the table of keys.
 */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net_keys.h"

static struct net_keys	keys;

static size_t
unhex(const char *s, uint8_t *out)
{
	size_t		n = 0;
	unsigned int	x;

	for (; *s != '\0'; s += 2) {
		assert_int_equal(sscanf(s, "%2x", &x), 1);
		out[n++] = (uint8_t)x;
	}
	return n;
}

static void
expect(unsigned int type, const uint8_t *key, size_t key_len,
    const void *data, size_t len, const char *want)
{
	uint8_t	code[MAC_OCTETS], good[MAC_OCTETS];
	size_t	n = unhex(want, good);

	assert_int_equal(mac_make(type, key, key_len, data, len, code), n);
	assert_int_equal(mac_octets(type), n);
	assert_memory_equal(code, good, n);
}

/* A digest of key and data is the digest of both: "a" and "bc". */
static void
digests(void **state)
{
	const uint8_t	a[] = "a";

	(void)state;
	expect(MAC_MD5, a, 1, "bc", 2, "900150983cd24fb0d6963f7d28e17f72");
	expect(MAC_SHA1, a, 1, "bc", 2,
	    "a9993e364706816aba3e25717850c26c9cd0d89d");
	expect(MAC_SHA256, a, 1, "bc", 2, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	expect(MAC_SHA384, a, 1, "bc", 2, "cb00753f45a35e8bb5a03d699ac65007"
	    "272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
	expect(MAC_SHA512, a, 1, "bc", 2, "ddaf35a193617abacc417349ae204131"
	    "12e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
	    "454d4423643ce80e2a9ac94fa54ca49f");
}

static void
cmac(void **state)
{
	uint8_t	key[32], msg[64];
	size_t	n;

	(void)state;
	n = unhex("6bc1bee22e409f96e93d7e117393172a"
	    "ae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411", msg);
	unhex("2b7e151628aed2a6abf7158809cf4f3c", key);
	expect(MAC_AES128, key, 16, msg, 0,
	    "bb1d6929e95937287fa37d129b756746");
	expect(MAC_AES128, key, 16, msg, 16,
	    "070a16b46b4d4144f79bdd9dd04a287c");
	expect(MAC_AES128, key, 16, msg, n,
	    "dfa66747de9ae63030ca32611497c827");
	unhex("603deb1015ca71be2b73aef0857d7781"
	    "1f352c073b6108d72d9810a30914dff4", key);
	expect(MAC_AES256, key, 32, msg, 16,
	    "28a7023f452e8f82bd4bf28d8c37c35c");
	expect(MAC_AES256, key, 32, msg, n,
	    "aaf3d8f1de5640c232f5b169b9c911e6");
}

static void
types(void **state)
{
	uint8_t	out[MAC_OCTETS];

	(void)state;
	assert_int_equal(mac_type_of("sha256"), MAC_SHA256);
	assert_int_equal(mac_type_of("AES128"), 13);
	assert_int_equal(mac_type_of("SHA"), MAC_NONE);
	assert_string_equal(mac_type_name(MAC_AES256), "AES256");
	assert_null(mac_type_name(MAC_NONE));
	assert_null(mac_type_name(9));
	assert_null(mac_type_name(UINT32_MAX));
	assert_true(mac_key_fits(MAC_AES128, 16));
	assert_false(mac_key_fits(MAC_AES128, 32));
	assert_false(mac_key_fits(MAC_MD5, 0));
	assert_false(mac_key_fits(MAC_MD5, MAC_KEY_MAX + 1));
	assert_false(mac_key_fits(7, 16));
	assert_int_equal(mac_sent(MAC_SHA512, 4), MAC_V4);
	assert_int_equal(mac_sent(MAC_SHA512, 3), 64);
	assert_int_equal(mac_sent(MAC_MD5, 4), 16);
	assert_int_equal(mac_make(MAC_AES256, out, 16, out, 4, out), 0);
	assert_int_equal(mac_make(MAC_NONE, out, 16, out, 4, out), 0);
}

static void
add(uint32_t id, unsigned int type, uint8_t fill, size_t len)
{
	uint8_t	octets[MAC_KEY_MAX];

	memset(octets, fill, sizeof octets);
	assert_true(net_keys_add(&keys, id, type, octets, len));
}

static void
table(void **state)
{
	uint8_t		octets[MAC_KEY_MAX] = { 1 };
	uint32_t	i;

	(void)state;
	memset(&keys, 0, sizeof keys);
	assert_null(net_keys_find(&keys, 1));
	for (i = 0; i < 300; i++)
		add(i * 7 % 300 * 1000 + 1, MAC_MD5, (uint8_t)i, 16);
	for (i = 0; i < 300; i++) {
		assert_non_null(net_keys_find(&keys, i * 1000 + 1));
		assert_null(net_keys_find(&keys, i * 1000));
	}
	assert_false(net_keys_add(&keys, 0, MAC_MD5, octets, 16));
	assert_false(net_keys_add(&keys, 5, MAC_NONE, octets, 16));
	/* the later of one id counts */
	add(1, MAC_SHA1, 9, 20);
	assert_int_equal(net_keys_find(&keys, 1)->type, MAC_SHA1);
	assert_int_equal(keys.n, 300);
	net_keys_wipe(&keys);
	assert_null(net_keys_find(&keys, 1));
	for (i = 0; i < sizeof keys; i++)
		assert_int_equal(((uint8_t *)&keys)[i], 0);
	for (i = 1; i <= NET_KEY_ROOM / MAC_KEY_MAX; i++)
		add(i, MAC_SHA512, 1, MAC_KEY_MAX);
	assert_false(net_keys_add(&keys, i, MAC_MD5, octets, 1));
	net_keys_wipe(&keys);
	for (i = 1; i <= NET_KEYS; i++)
		add(i, MAC_MD5, 1, 1);
	assert_false(net_keys_add(&keys, i, MAC_MD5, octets, 1));
}

/* Signed and checked; every octet and every bit of it counts. */
static void
sign(unsigned int type, size_t key_len, unsigned int version)
{
	uint8_t		buf[PKT_HDR + NET_MAC + 4] = { 0 };
	struct pkt	p, q = { .version = (uint8_t)version, .mode = 3,
		.xmt = 0x1234 };
	size_t		len, i;

	memset(&keys, 0, sizeof keys);
	add(0xdeadbeef, type, 0x55, key_len);
	add(7, type, 0x55, key_len);
	add(8, type, 0x56, key_len);
	pkt_encode(&q, buf);
	assert_int_equal(net_keys_sign(&keys, 9, version, buf, PKT_HDR), 0);
	len = net_keys_sign(&keys, 0xdeadbeef, version, buf, PKT_HDR);
	assert_int_equal(len, PKT_HDR + 4 + mac_sent(type, version));
	assert_int_equal(pkt_decode(buf, len, &p), 0);
	assert_int_equal(p.key, 0xdeadbeef);
	assert_true(net_keys_check(&keys, buf, &p));
	for (i = 0; i < len; i++) {
		buf[i] ^= 1;
		if (i >= PKT_HDR || i > 1)
			assert_false(pkt_decode(buf, len, &p) == 0 &&
			    net_keys_check(&keys, buf, &p));
		buf[i] ^= 1;
	}
	/* the right key of another number, the wrong of none */
	p.key = 7;
	assert_true(net_keys_check(&keys, buf, &p));
	p.key = 8;
	assert_false(net_keys_check(&keys, buf, &p));
	p.key = 0;
	assert_false(net_keys_check(&keys, buf, &p));
	/* a shorter code is no code */
	assert_int_equal(pkt_decode(buf, len, &p), 0);
	for (i = 0; i < p.mac_len; i++) {
		struct pkt	cut = p;

		cut.mac_len = (uint16_t)i;
		assert_false(net_keys_check(&keys, buf, &cut));
	}
}

static void
packets(void **state)
{
	(void)state;
	sign(MAC_MD5, 16, 4);
	sign(MAC_SHA1, 20, 4);
	sign(MAC_SHA256, 32, 4);
	sign(MAC_SHA384, 48, 4);
	sign(MAC_SHA512, 64, 4);
	sign(MAC_SHA256, 32, 3);
	sign(MAC_SHA384, 48, 3);
	sign(MAC_SHA512, 64, 3);
	sign(MAC_AES128, 16, 4);
	sign(MAC_AES256, 32, 4);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(digests),
		cmocka_unit_test(cmac),
		cmocka_unit_test(types),
		cmocka_unit_test(table),
		cmocka_unit_test(packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
