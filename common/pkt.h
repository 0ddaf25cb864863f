/* ISC licence, see LICENSE. */
/*
 * NTP packets: the 48-octet header, where extension fields and MAC lie.
 * Fields are the integers of the wire; their meaning is tm_ntp.h's.
 */
#ifndef PKT_H
#define PKT_H

#include <stddef.h>
#include <stdint.h>

#include "tm_ntp.h"

#define PKT_HDR		48
#define PKT_MAX		2048	/* longest datagram that is looked at */
#define PKT_NOSYNC	3	/* leap indicator: clock not synchronised */

enum pkt_mode {
	PKT_ACTIVE = 1, PKT_PASSIVE, PKT_CLIENT, PKT_SERVER, PKT_BROADCAST
};

/* Kiss codes (RFC 5905 section 7.4), as they stand in the refid. */
#define PKT_KISS(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))
#define PKT_RATE	PKT_KISS('R', 'A', 'T', 'E')
#define PKT_DENY	PKT_KISS('D', 'E', 'N', 'Y')
#define PKT_RSTR	PKT_KISS('R', 'S', 'T', 'R')

/* RFC 5905 section 7.3.  Timestamps 32.32 s, delays 16.16 s. */
struct pkt {
	uint8_t		leap;		/* 0..3 */
	uint8_t		version;	/* 0..7 */
	uint8_t		mode;		/* 0..7 */
	uint8_t		stratum;
	int8_t		poll;		/* log2 s */
	int8_t		precision;	/* log2 s */
	uint16_t	ext_len;	/* octets of extension fields */
	uint16_t	mac_off;	/* of the MAC in the datagram */
	uint16_t	mac_len;	/* key identifier included; 0: none */
	uint32_t	root_delay;
	uint32_t	root_disp;
	uint32_t	refid;
	uint32_t	key;		/* 0 without MAC */
	uint64_t	ref;		/* reference timestamp */
	uint64_t	org;		/* origin */
	uint64_t	rec;		/* receive */
	uint64_t	xmt;		/* transmit */
};

/*
 * Reads a datagram of len octets.  Versions 1 to 4 only.  What follows
 * the header must be extension fields (version 4: RFC 7822, each at
 * least 16 octets, the last without a MAC at least 28) and then nothing,
 * a crypto-NAK of 4, or a MAC: 20 or 24 octets in version 4, 20 to 68
 * before.  Returns 0, or -1 for anything else; *p is then undefined.
 */
int	 pkt_decode(const uint8_t *buf, size_t len, struct pkt *p);

/* Writes all 48 octets of the header; trailers are not its business. */
void	 pkt_encode(const struct pkt *p, uint8_t buf[PKT_HDR]);

#endif
