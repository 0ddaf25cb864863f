/* ISC licence, see LICENSE. */
/* Packets and what follows their header: decoded, encoded again. */
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
	uint8_t		buf[PKT_HDR];

	if (pkt_decode(data, len, &p) == -1)
		return 0;
	claim(len >= PKT_HDR && len <= PKT_MAX);
	claim(PKT_HDR + p.ext_len + (size_t)p.mac_len == len);
	claim(p.mac_len == 0 || p.mac_off + (size_t)p.mac_len == len);
	pkt_encode(&p, buf);
	claim(memcmp(buf, data, PKT_HDR) == 0);
	claim(pkt_decode(buf, PKT_HDR, &again) == 0 && again.xmt == p.xmt);
	return 0;
}
