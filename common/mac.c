/* ISC licence, see LICENSE. */
/* Message authentication codes, by nettle.  Pure. */
#include <sys/types.h>

#include <nettle/cmac.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

#include "mac.h"

/* Where a digest is in the making, of whichever type. */
union digest {
	struct md5_ctx		md5;
	struct sha1_ctx		sha1;
	struct sha256_ctx	sha256;
	struct sha512_ctx	sha512;
};

/*
 * Nettle's rather than libmd's: it has the processor's instructions for
 * SHA, which is five times as fast where a server signs all day.
 */
static const struct nettle_hash *
hash_of(unsigned int type)
{
	switch (type) {
	case MAC_MD5:
		return &nettle_md5;
	case MAC_SHA1:
		return &nettle_sha1;
	case MAC_SHA256:
		return &nettle_sha256;
	case MAC_SHA384:
		return &nettle_sha384;
	case MAC_SHA512:
		return &nettle_sha512;
	}
	return NULL;
}

static size_t
digest(const struct nettle_hash *h, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t *out)
{
	union digest	d;

	if (h == NULL || h->context_size > sizeof d)
		return 0;
	h->init(&d);
	h->update(&d, key_len, key);
	h->update(&d, len, data);
	h->digest(&d, h->digest_size, out);
	explicit_bzero(&d, sizeof d);
	return h->digest_size;
}

static void
cmac_128(const uint8_t *key, const uint8_t *data, size_t len, uint8_t *out)
{
	struct cmac_aes128_ctx	c;

	cmac_aes128_set_key(&c, key);
	cmac_aes128_update(&c, len, data);
	cmac_aes128_digest(&c, CMAC128_DIGEST_SIZE, out);
	explicit_bzero(&c, sizeof c);
}

static void
cmac_256(const uint8_t *key, const uint8_t *data, size_t len, uint8_t *out)
{
	struct cmac_aes256_ctx	c;

	cmac_aes256_set_key(&c, key);
	cmac_aes256_update(&c, len, data);
	cmac_aes256_digest(&c, CMAC128_DIGEST_SIZE, out);
	explicit_bzero(&c, sizeof c);
}

size_t
mac_make(unsigned int type, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t out[MAC_OCTETS])
{
	if (!mac_key_fits(type, key_len))
		return 0;
	switch (type) {
	case MAC_AES128:
		cmac_128(key, data, len, out);
		break;
	case MAC_AES256:
		cmac_256(key, data, len, out);
		break;
	default:
		return digest(hash_of(type), key, key_len, data, len, out);
	}
	return mac_octets(type);
}

size_t
mac_sent(unsigned int type, unsigned int version)
{
	size_t	octets = mac_octets(type);

	return version >= 4 && octets > MAC_V4 ? MAC_V4 : octets;
}
