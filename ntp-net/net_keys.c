/* ISC licence, see LICENSE. */
/* The table of symmetric keys.  Pure. */
#include <sodium.h>
#include <string.h>

#include "net_keys.h"

/* How many keys have a lesser id. */
static uint32_t
rank(const struct net_keys *k, uint32_t id)
{
	uint32_t	lo = 0, hi = k->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (k->key[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct net_key *
net_keys_find(const struct net_keys *k, uint32_t id)
{
	uint32_t	i = rank(k, id);

	return i < k->n && k->key[i].id == id ? &k->key[i] : NULL;
}

bool
net_keys_add(struct net_keys *k, uint32_t id, unsigned int type,
    const uint8_t *octets, size_t len)
{
	uint32_t	i = rank(k, id);
	bool		fresh = i == k->n || k->key[i].id != id;

	if (id == 0 || !mac_key_fits(type, len) ||
	    len > NET_KEY_ROOM - k->used || (fresh && k->n == NET_KEYS))
		return false;
	if (fresh) {
		memmove(&k->key[i + 1], &k->key[i],
		    (k->n - i) * sizeof k->key[0]);
		k->n++;
	}
	k->key[i] = (struct net_key){ .id = id, .at = (uint16_t)k->used,
	    .len = (uint16_t)len, .type = (uint16_t)type };
	memcpy(k->room + k->used, octets, len);
	k->used += (uint32_t)len;
	return true;
}

void
net_keys_wipe(struct net_keys *k)
{
	sodium_memzero(k->room, k->used);
	sodium_memzero(k->key, k->n * sizeof k->key[0]);
	k->n = k->used = 0;
}

size_t
net_keys_sign(const struct net_keys *k, uint32_t id, unsigned int version,
    uint8_t *buf, size_t len)
{
	const struct net_key	*key = net_keys_find(k, id);
	uint8_t			 code[MAC_OCTETS];
	size_t			 n;

	if (key == NULL || mac_make(key->type, k->room + key->at, key->len,
	    buf, len, code) == 0)
		return 0;
	n = mac_sent(key->type, version);
	buf[len] = (uint8_t)(id >> 24);
	buf[len + 1] = (uint8_t)(id >> 16);
	buf[len + 2] = (uint8_t)(id >> 8);
	buf[len + 3] = (uint8_t)id;
	memcpy(buf + len + 4, code, n);
	return len + 4 + n;
}

bool
net_keys_check(const struct net_keys *k, const uint8_t *buf,
    const struct pkt *p)
{
	const struct net_key	*key = net_keys_find(k, p->key);
	uint8_t			 code[MAC_OCTETS];
	size_t			 n;

	if (key == NULL)
		return false;
	n = mac_sent(key->type, p->version);
	if (p->mac_len != 4 + n || mac_make(key->type, k->room + key->at,
	    key->len, buf, p->mac_off, code) == 0)
		return false;
	return sodium_memcmp(code, buf + p->mac_off + 4, n) == 0;
}
