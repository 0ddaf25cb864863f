/* ISC licence, see LICENSE. */
/*
 * Symmetric keys of NTP: their types, and the message authentication codes
 * made with them (RFC 5905 section 7.3, RFC 8573).
 */
#ifndef MAC_H
#define MAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbered as chronyc(1) prints them in authdata. */
enum mac_type {
	MAC_NONE = 0,
	MAC_MD5 = 1, MAC_SHA1, MAC_SHA256, MAC_SHA384, MAC_SHA512,
	MAC_AES128 = 13, MAC_AES256,
	MAC_TYPES
};

#define MAC_KEY_MAX	512	/* octets of a key */
#define MAC_OCTETS	64	/* of the longest code */
#define MAC_V4		20	/* what RFC 7822 leaves room for */

/* "SHA256"; NULL where there is no such type. */
const char	*mac_type_name(unsigned int type);

/* The type of a name in any case, MAC_NONE if there is none. */
enum mac_type	 mac_type_of(const char *name);

/* Whether a key of that type may have so many octets. */
bool		 mac_key_fits(unsigned int type, size_t octets);

/* Octets of the code as it is made, and as it is sent in a version. */
size_t		 mac_octets(unsigned int type);
size_t		 mac_sent(unsigned int type, unsigned int version);

/*
 * The code of len octets of data: the digest of key and data, or for AES
 * the CMAC of RFC 8573.  Returns its octets, 0 for a type or a key that
 * cannot be.
 */
size_t		 mac_make(unsigned int type, const uint8_t *key,
		    size_t key_len, const uint8_t *data, size_t len,
		    uint8_t out[MAC_OCTETS]);

#endif
