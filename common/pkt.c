/* ISC licence, see LICENSE. */
/* NTP packets to struct and back, octet by octet.  Pure. */
#include <stdbool.h>
#include <string.h>

#include "pkt.h"

#define EXT_MIN		16	/* RFC 7822 section 7.5 */
#define MAC_NAK		4	/* a key identifier alone */
#define MAC_MIN		20	/* identifier and 128 bits */
#define MAC_MAX_V4	24	/* longer would look like an extension */
#define MAC_MAX_V3	68	/* identifier and 512 bits */

static uint16_t
get16(const uint8_t *b)
{
	return (uint16_t)(b[0] << 8 | b[1]);
}

static uint32_t
get32(const uint8_t *b)
{
	return (uint32_t)get16(b) << 16 | get16(b + 2);
}

static uint64_t
get64(const uint8_t *b)
{
	return (uint64_t)get32(b) << 32 | get32(b + 4);
}

static void
put32(uint8_t *b, uint32_t v)
{
	b[0] = (uint8_t)(v >> 24);
	b[1] = (uint8_t)(v >> 16);
	b[2] = (uint8_t)(v >> 8);
	b[3] = (uint8_t)v;
}

static void
put64(uint8_t *b, uint64_t v)
{
	put32(b, (uint32_t)(v >> 32));
	put32(b + 4, (uint32_t)v);
}

static bool
is_mac_len(size_t len, size_t max)
{
	return len == MAC_NAK || (len >= MAC_MIN && len <= max && len % 4 == 0);
}

/*
 * Walks extension fields while what is left is too long for a MAC.
 * Returns their octets, or -1.
 */
static long
ext_octets(const uint8_t *buf, size_t len)
{
	size_t	off = PKT_HDR, n;

	while (len - off > MAC_MAX_V4) {
		n = get16(buf + off + 2);
		if (n < EXT_MIN || n % 4 != 0 || n > len - off)
			return -1;
		off += n;
	}
	return (long)(off - PKT_HDR);
}

static int
find_trailers(const uint8_t *buf, size_t len, struct pkt *p)
{
	size_t	max = p->version == 4 ? MAC_MAX_V4 : MAC_MAX_V3, mac;
	long	ext = 0;

	if (p->version == 4 && (ext = ext_octets(buf, len)) == -1)
		return -1;
	p->ext_len = (uint16_t)ext;
	p->mac_off = (uint16_t)(PKT_HDR + ext);
	mac = len - p->mac_off;
	if (mac == 0)
		return 0;
	if (!is_mac_len(mac, max))
		return -1;
	p->mac_len = (uint16_t)mac;
	p->key = get32(buf + p->mac_off);
	return 0;
}

int
pkt_decode(const uint8_t *buf, size_t len, struct pkt *p)
{
	memset(p, 0, sizeof *p);
	if (len < PKT_HDR || len > PKT_MAX)
		return -1;
	p->leap = buf[0] >> 6;
	p->version = buf[0] >> 3 & 7;
	p->mode = buf[0] & 7;
	if (p->version < 1 || p->version > 4)
		return -1;
	p->stratum = buf[1];
	p->poll = (int8_t)buf[2];
	p->precision = (int8_t)buf[3];
	p->root_delay = get32(buf + 4);
	p->root_disp = get32(buf + 8);
	p->refid = get32(buf + 12);
	p->ref = get64(buf + 16);
	p->org = get64(buf + 24);
	p->rec = get64(buf + 32);
	p->xmt = get64(buf + 40);
	return find_trailers(buf, len, p);
}

void
pkt_encode(const struct pkt *p, uint8_t buf[PKT_HDR])
{
	buf[0] = (uint8_t)((p->leap & 3) << 6 | (p->version & 7) << 3 |
	    (p->mode & 7));
	buf[1] = p->stratum;
	buf[2] = (uint8_t)p->poll;
	buf[3] = (uint8_t)p->precision;
	put32(buf + 4, p->root_delay);
	put32(buf + 8, p->root_disp);
	put32(buf + 12, p->refid);
	put64(buf + 16, p->ref);
	put64(buf + 24, p->org);
	put64(buf + 32, p->rec);
	put64(buf + 40, p->xmt);
}
