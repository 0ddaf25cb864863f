/* ISC licence, see LICENSE. */
/* The reference ID of an address.  Pure. */
#include <sys/types.h>

#include <md5.h>
#include <string.h>

#include "addr_refid.h"

uint32_t
addr_refid(const struct addr *a)
{
	uint8_t	d[MD5_DIGEST_LENGTH];
	MD5_CTX	ctx;

	if (a->family == 6) {
		MD5Init(&ctx);
		MD5Update(&ctx, a->ip, sizeof a->ip);
		MD5Final(d, &ctx);
	} else
		memcpy(d, a->ip, 4);
	return (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 |
	    (uint32_t)d[2] << 8 | d[3];
}
