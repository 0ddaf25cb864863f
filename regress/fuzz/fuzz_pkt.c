/* ISC licence, see LICENSE. */
/* Packets and their extension fields: decoded, walked, encoded again. */
#include <stdlib.h>
#include <string.h>

#include "pkt.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
claim(int holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct pkt	p, again;
	struct pkt_ext	ext;
	uint8_t		buf[PKT_HDR];
	size_t		pos = 0, sum = 0;

	if (pkt_decode(data, len, &p) == -1)
		return 0;
	claim(len >= PKT_HDR && len <= PKT_MAX);
	while (pkt_ext_next(data, &p, &pos, &ext)) {
		claim(ext.body >= data + PKT_HDR + 4);
		claim(ext.body + ext.len <= data + len);
		sum += 4u + ext.len;
	}
	claim(sum == p.ext_len);
	claim(PKT_HDR + p.ext_len + (size_t)p.mac_len == len);
	claim(p.mac_len == 0 || p.mac_off + (size_t)p.mac_len == len);
	pkt_encode(&p, buf);
	claim(memcmp(buf, data, PKT_HDR) == 0);
	claim(pkt_decode(buf, PKT_HDR, &again) == 0 && again.xmt == p.xmt);
	return 0;
}
