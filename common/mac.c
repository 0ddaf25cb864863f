/* ISC licence, see LICENSE. */
/* Message authentication codes, by libmd and nettle.  Pure. */
#include <sys/types.h>

#include <md5.h>
#include <nettle/cmac.h>
#include <sha1.h>
#include <sha2.h>
#include <string.h>

#include "mac.h"

/* The digests of libmd, under one roof. */
union digest {
	MD5_CTX		md5;
	SHA1_CTX	sha1;
	SHA2_CTX	sha2;
};

static void
digest_md5(union digest *d, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t *out)
{
	MD5Init(&d->md5);
	MD5Update(&d->md5, key, key_len);
	MD5Update(&d->md5, data, len);
	MD5Final(out, &d->md5);
}

static void
digest_sha1(union digest *d, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t *out)
{
	SHA1Init(&d->sha1);
	SHA1Update(&d->sha1, key, key_len);
	SHA1Update(&d->sha1, data, len);
	SHA1Final(out, &d->sha1);
}

static void
digest_sha256(union digest *d, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t *out)
{
	SHA256Init(&d->sha2);
	SHA256Update(&d->sha2, key, key_len);
	SHA256Update(&d->sha2, data, len);
	SHA256Final(out, &d->sha2);
}

static void
digest_sha384(union digest *d, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t *out)
{
	SHA384Init(&d->sha2);
	SHA384Update(&d->sha2, key, key_len);
	SHA384Update(&d->sha2, data, len);
	SHA384Final(out, &d->sha2);
}

static void
digest_sha512(union digest *d, const uint8_t *key, size_t key_len,
    const uint8_t *data, size_t len, uint8_t *out)
{
	SHA512Init(&d->sha2);
	SHA512Update(&d->sha2, key, key_len);
	SHA512Update(&d->sha2, data, len);
	SHA512Final(out, &d->sha2);
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
	static void	(*const digests[MAC_TYPES])(union digest *,
			    const uint8_t *, size_t, const uint8_t *, size_t,
			    uint8_t *) = {
		[MAC_MD5] = digest_md5, [MAC_SHA1] = digest_sha1,
		[MAC_SHA256] = digest_sha256, [MAC_SHA384] = digest_sha384,
		[MAC_SHA512] = digest_sha512
	};
	union digest	d;

	if (!mac_key_fits(type, key_len))
		return 0;
	if (type == MAC_AES128)
		cmac_128(key, data, len, out);
	else if (type == MAC_AES256)
		cmac_256(key, data, len, out);
	else {
		digests[type](&d, key, key_len, data, len, out);
		explicit_bzero(&d, sizeof d);
	}
	return mac_octets(type);
}
