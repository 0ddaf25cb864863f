/* ISC licence, see LICENSE. */
/* Types of symmetric keys.  Pure, and without the libraries that use them. */
#include <strings.h>

#include "mac.h"

#define AES128_OCTETS	16
#define AES256_OCTETS	32

static const struct {
	const char	*name;
	uint8_t		 octets;	/* of the code */
} types[MAC_TYPES] = {
	[MAC_MD5] = { "MD5", 16 },
	[MAC_SHA1] = { "SHA1", 20 },
	[MAC_SHA256] = { "SHA256", 32 },
	[MAC_SHA384] = { "SHA384", 48 },
	[MAC_SHA512] = { "SHA512", 64 },
	[MAC_AES128] = { "AES128", 16 },
	[MAC_AES256] = { "AES256", 16 },
};

const char *
mac_type_name(unsigned int type)
{
	return type < MAC_TYPES ? types[type].name : NULL;
}

enum mac_type
mac_type_of(const char *name)
{
	unsigned int	i;

	for (i = 0; i < MAC_TYPES; i++)
		if (types[i].name != NULL &&
		    strcasecmp(types[i].name, name) == 0)
			return (enum mac_type)i;
	return MAC_NONE;
}

bool
mac_key_fits(unsigned int type, size_t octets)
{
	switch (type) {
	case MAC_AES128:
		return octets == AES128_OCTETS;
	case MAC_AES256:
		return octets == AES256_OCTETS;
	}
	return mac_octets(type) > 0 && octets > 0 && octets <= MAC_KEY_MAX;
}

size_t
mac_octets(unsigned int type)
{
	return type < MAC_TYPES ? types[type].octets : 0;
}
