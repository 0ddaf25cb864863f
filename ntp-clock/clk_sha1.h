/* ISC licence, see LICENSE. */
/* SHA-1 (FIPS 180-4), for the checksum of leap second lists only. */
#ifndef CLK_SHA1_H
#define CLK_SHA1_H

#include <stddef.h>
#include <stdint.h>

struct clk_sha1 {
	uint32_t	h[5];
	uint32_t	w[16];		/* the block begun */
	uint64_t	len;		/* octets so far */
};

void	clk_sha1_begin(struct clk_sha1 *);
void	clk_sha1_add(struct clk_sha1 *, const void *, size_t);

/* The digest's five words. */
void	clk_sha1_end(struct clk_sha1 *, uint32_t digest[5]);

#endif
