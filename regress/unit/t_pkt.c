/* ISC licence, see LICENSE. */
/* The packet codec: what is taken, what is refused, and nothing beyond. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pkt.h"
#include "tm.h"

/*
 * Decodes a copy of exactly len octets on the heap, so that a sanitizer
 * sees any octet read beyond, at an odd address.
 */
static int
decode_exact(const uint8_t *buf, size_t len, struct pkt *p)
{
	uint8_t	*copy = malloc(len + 1);
	int	 ret;

	assert_non_null(copy);
	memcpy(copy + 1, buf, len);
	ret = pkt_decode(copy + 1, len, p);
	free(copy);
	return ret;
}

static void
set_version(uint8_t *buf, unsigned int version)
{
	memset(buf, 0, PKT_MAX);
	buf[0] = (uint8_t)(version << 3 | PKT_CLIENT);
}

static void
put_ext(uint8_t *buf, size_t off, uint16_t type, uint16_t len)
{
	buf[off] = (uint8_t)(type >> 8);
	buf[off + 1] = (uint8_t)type;
	buf[off + 2] = (uint8_t)(len >> 8);
	buf[off + 3] = (uint8_t)len;
}

static void
round_trip(void **state)
{
	const struct pkt	p = {
		.leap = 3, .version = 4, .mode = 4, .stratum = 200,
		.poll = -7, .precision = -30, .mac_off = PKT_HDR,
		.root_delay = 0x01020304, .root_disp = 0xf1f2f3f4,
		.refid = 0x7f7f0101, .ref = UINT64_C(0x8182838485868788),
		.org = UINT64_C(0x1112131415161718), .rec = UINT64_MAX,
		.xmt = 1
	};
	uint8_t			buf[PKT_HDR + 2], again[PKT_HDR];
	struct pkt		q;

	(void)state;
	memset(buf, 0xa5, sizeof buf);
	pkt_encode(&p, buf + 1);
	assert_int_equal(buf[0], 0xa5);
	assert_int_equal(buf[PKT_HDR + 1], 0xa5);
	assert_int_equal(decode_exact(buf + 1, PKT_HDR, &q), 0);
	assert_memory_equal(&p, &q, sizeof p);
	pkt_encode(&q, again);
	assert_memory_equal(again, buf + 1, PKT_HDR);
}

/* An octet string written by hand from RFC 5905 figure 8. */
static void
known_octets(void **state)
{
	static const uint8_t	buf[PKT_HDR] = {
		0x24, 0x02, 0x06, 0xe8, 0x00, 0x00, 0x01, 0x00,
		0x00, 0x00, 0x00, 0x80, 0xc0, 0x00, 0x02, 0x01,
		0xe9, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00,
		0xe9, 0x00, 0x00, 0x01, 0x40, 0x00, 0x00, 0x00,
		0xe9, 0x00, 0x00, 0x02, 0x20, 0x00, 0x00, 0x00,
		0xe9, 0x00, 0x00, 0x03, 0x10, 0x00, 0x00, 0x00,
	};
	struct pkt		p;

	(void)state;
	assert_int_equal(pkt_decode(buf, sizeof buf, &p), 0);
	assert_int_equal(p.leap, 0);
	assert_int_equal(p.version, 4);
	assert_int_equal(p.mode, PKT_SERVER);
	assert_int_equal(p.stratum, 2);
	assert_int_equal(p.poll, 6);
	assert_int_equal(p.precision, -24);
	assert_int_equal(tm_ns_from_short(p.root_delay), 3906250);
	assert_int_equal(p.root_disp, 0x80);
	assert_int_equal(p.refid, 0xc0000201);
	assert_true(p.ref == UINT64_C(0xe900000080000000));
	assert_true(p.org == UINT64_C(0xe900000140000000));
	assert_true(p.rec == UINT64_C(0xe900000220000000));
	assert_true(p.xmt == UINT64_C(0xe900000310000000));
}

/* Timestamps on either side of the era's end (2036) and of 2038. */
static void
eras(void **state)
{
	static const int64_t	utc_s[] = {
		2085978495, 2085978496, 2147483647, 2147483648, 1800000000,
		4000000000
	};
	uint8_t			buf[PKT_HDR];
	struct pkt		p;
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof utc_s / sizeof utc_s[0]; i++) {
		memset(&p, 0, sizeof p);
		p.version = 4;
		p.xmt = tm_ntp_from_utc(utc_s[i] * TM_S + 250000000);
		pkt_encode(&p, buf);
		assert_int_equal(pkt_decode(buf, sizeof buf, &p), 0);
		assert_int_equal(tm_utc_from_ntp(p.xmt, INT64_C(3000000000) *
		    TM_S), utc_s[i] * TM_S + 250000000);
	}
}

static void
versions(void **state)
{
	uint8_t		buf[PKT_MAX];
	struct pkt	p;
	unsigned int	v;

	(void)state;
	for (v = 0; v < 8; v++) {
		set_version(buf, v);
		assert_int_equal(pkt_decode(buf, PKT_HDR, &p),
		    v >= 1 && v <= 4 ? 0 : -1);
	}
}

/* Which lengths are a packet when all that follows the header is zeros. */
static void
mac_lengths(void **state)
{
	uint8_t		buf[PKT_MAX];
	struct pkt	p;
	size_t		len, more;
	unsigned int	v;
	int		want;

	(void)state;
	for (v = 1; v <= 4; v++)
		for (len = 0; len <= 200; len++) {
			set_version(buf, v);
			more = len - PKT_HDR;
			want = len == PKT_HDR || (len > PKT_HDR &&
			    (more == 4 || (more % 4 == 0 && more >= 20 &&
			    more <= (v == 4 ? 24 : 68)))) ? 0 : -1;
			assert_int_equal(decode_exact(buf, len, &p), want);
			if (want == 0) {
				assert_int_equal(p.mac_len, more);
				assert_int_equal(p.ext_len, 0);
			}
		}
}

static void
mac_key(void **state)
{
	uint8_t		buf[PKT_MAX];
	struct pkt	p;

	(void)state;
	set_version(buf, 4);
	memcpy(buf + PKT_HDR, "\x80\x00\x00\x07", 4);
	assert_int_equal(decode_exact(buf, PKT_HDR + 20, &p), 0);
	assert_int_equal(p.mac_off, PKT_HDR);
	assert_int_equal(p.key, 0x80000007);
}

static void
extensions(void **state)
{
	uint8_t		buf[PKT_MAX];
	struct pkt	p;

	(void)state;
	set_version(buf, 4);
	put_ext(buf, 48, 0x0104, 16);
	put_ext(buf, 64, 0xf323, 28);
	memset(buf + 68, 0x5a, 24);
	assert_int_equal(decode_exact(buf, 92, &p), 0);
	assert_int_equal(p.ext_len, 44);
	assert_int_equal(p.mac_len, 0);
	/* the same with a MAC behind */
	assert_int_equal(decode_exact(buf, 92 + 20, &p), 0);
	assert_int_equal(p.ext_len, 44);
	assert_int_equal(p.mac_off, 92);
	assert_int_equal(p.mac_len, 20);
}

static void
bad_extensions(void **state)
{
	static const uint16_t	bad[] = { 0, 4, 12, 15, 17, 30, 56, 0xffff };
	uint8_t			buf[PKT_MAX];
	struct pkt		p;
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		set_version(buf, 4);
		put_ext(buf, 48, 1, bad[i]);
		assert_int_equal(decode_exact(buf, 48 + 52, &p), -1);
	}
	/* versions before 4 have none */
	set_version(buf, 3);
	put_ext(buf, 48, 1, 100);
	assert_int_equal(decode_exact(buf, 148, &p), -1);
}

/* No prefix of a valid packet is read beyond its end. */
static void
truncated(void **state)
{
	uint8_t		buf[PKT_MAX + 1];
	struct pkt	p;
	size_t		len;
	unsigned int	good = 0;

	(void)state;
	set_version(buf, 4);
	put_ext(buf, 48, 0x0204, 32);
	put_ext(buf, 80, 0x0304, 200);
	put_ext(buf, 280, 0x0404, 28);
	for (len = 0; len <= 332; len++) {
		if (decode_exact(buf, len, &p) == -1)
			continue;
		good++;
		assert_int_equal(p.mac_off + p.mac_len, len);
	}
	/* the header and a MAC of 3 kinds after 0, 1, 2, 3 extensions */
	assert_int_equal(good, 4 * 4);
	memset(buf, 0x23, sizeof buf);
	assert_int_equal(pkt_decode(buf, PKT_MAX + 1, &p), -1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(known_octets),
		cmocka_unit_test(eras),
		cmocka_unit_test(versions),
		cmocka_unit_test(mac_lengths),
		cmocka_unit_test(mac_key),
		cmocka_unit_test(extensions),
		cmocka_unit_test(bad_extensions),
		cmocka_unit_test(truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
