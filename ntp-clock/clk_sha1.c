/* ISC licence, see LICENSE. */
/* SHA-1.  Pure. */
#include <string.h>

#include "clk_sha1.h"

static uint32_t
rol(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

void
clk_sha1_begin(struct clk_sha1 *s)
{
	static const uint32_t	h[5] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
	};

	memset(s, 0, sizeof *s);
	memcpy(s->h, h, sizeof s->h);
}

/* The function and constant of each 20 rounds. */
static uint32_t
mix(int t, uint32_t b, uint32_t c, uint32_t d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void
block(struct clk_sha1 *s)
{
	uint32_t	a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3];
	uint32_t	e = s->h[4], *w = s->w, next;
	int		t;

	for (t = 0; t < 80; t++) {
		if (t >= 16)
			w[t & 15] = rol(w[(t + 13) & 15] ^ w[(t + 8) & 15] ^
			    w[(t + 2) & 15] ^ w[t & 15], 1);
		next = rol(a, 5) + mix(t, b, c, d) + e + w[t & 15];
		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = next;
	}
	s->h[0] += a;
	s->h[1] += b;
	s->h[2] += c;
	s->h[3] += d;
	s->h[4] += e;
	memset(s->w, 0, sizeof s->w);
}

static void
add(struct clk_sha1 *s, uint8_t octet)
{
	s->w[s->len / 4 % 16] |= (uint32_t)octet << (24 - s->len % 4 * 8);
	if (++s->len % 64 == 0)
		block(s);
}

void
clk_sha1_add(struct clk_sha1 *s, const void *data, size_t len)
{
	const uint8_t	*p = data;

	while (len-- > 0)
		add(s, *p++);
}

void
clk_sha1_end(struct clk_sha1 *s, uint32_t digest[5])
{
	uint64_t	bits = s->len * 8;

	add(s, 0x80);
	while (s->len % 64 != 56)
		add(s, 0);
	s->w[14] = (uint32_t)(bits >> 32);
	s->w[15] = (uint32_t)bits;
	block(s);
	memcpy(digest, s->h, sizeof s->h);
}
