/* ISC licence, see LICENSE. */
/* The client log.  Pure. */
#include <sodium/crypto_shorthash.h>
#include <string.h>

#include "net_clients.h"
#include "tm.h"

#define HIT_SHIFT	26		/* ns to the coarse units of a bucket */
#define MEAN_SHARE	4		/* of the newest interval in the mean */
#define PART		1024		/* buckets: 512 KiB, the default */

_Static_assert(NET_CLIENTS_KEY == crypto_shorthash_KEYBYTES, "SipHash");

void
net_clients_init(struct net_clients *c, void *memory, size_t len,
    const uint8_t key[NET_CLIENTS_KEY])
{
	size_t	n = len / sizeof(struct net_clients_bucket);

	memset(c, 0, sizeof *c);
	c->turn_ns = c->oldest_ns = INT64_MAX;
	if (memory == NULL || n == 0)
		return;
	c->buckets = memory;
	c->n = n > UINT32_MAX / NET_CLIENTS_WAYS ?
	    UINT32_MAX / NET_CLIENTS_WAYS : (uint32_t)n;
	memcpy(c->key, key, sizeof c->key);
}

/* Both families in one form: an IPv4 address as its mapped one. */
static void
key_of(const struct addr *a, uint8_t ip[16])
{
	static const uint8_t	mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (a->family == 6) {
		memcpy(ip, a->ip, 16);
		return;
	}
	memcpy(ip, mapped, sizeof mapped);
	memcpy(ip + 12, a->ip, 4);
}

/* Where an address belongs, and its tag there, never 0. */
static struct net_clients_bucket *
place(const struct net_clients *c, const uint8_t ip[16], uint32_t *tag)
{
	uint64_t	hash;

	crypto_shorthash((unsigned char *)&hash, ip, 16, c->key);
	*tag = (uint32_t)hash | 1;
	return &c->buckets[((hash >> 32) * c->n) >> 32];
}

static int
search(const struct net_clients_bucket *b, const uint8_t ip[16], uint32_t tag)
{
	int	i;

	for (i = 0; i < NET_CLIENTS_WAYS; i++)
		if (b->tag[i] == tag && memcmp(b->rec[i].ip, ip, 16) == 0)
			return i;
	return -1;
}

/* A free place, or that of whoever has been silent longest. */
static int
victim(const struct net_clients_bucket *b, uint32_t now)
{
	int	i, oldest = 0;

	for (i = 0; i < NET_CLIENTS_WAYS; i++) {
		if (b->tag[i] == 0)
			return i;
		if (now - b->hit[i] > now - b->hit[oldest])
			oldest = i;
	}
	return oldest;
}

static void
average(float *mean_s, float s)
{
	*mean_s = *mean_s == 0 ? s : *mean_s + (s - *mean_s) / MEAN_SHARE;
}

struct net_clients_rec *
net_clients_hit(struct net_clients *c, const struct addr *a, int64_t now_ns)
{
	struct net_clients_bucket	*b;
	struct net_clients_rec		*r;
	uint32_t			 tag, now;
	uint8_t				 ip[16];
	float				 s;
	int				 i;

	if (c->buckets == NULL)
		return NULL;
	key_of(a, ip);
	b = place(c, ip, &tag);
	now = (uint32_t)(now_ns >> HIT_SHIFT);
	if ((i = search(b, ip, tag)) == -1) {
		i = victim(b, now);
		c->displaced += b->tag[i] != 0;
		c->held -= b->rec[i].rx != 0;
		b->tag[i] = tag;
		memset(&b->rec[i], 0, sizeof b->rec[i]);
		memcpy(b->rec[i].ip, ip, sizeof ip);
	}
	r = &b->rec[i];
	if (r->hits > 0) {
		/* two in the same nanosecond are still two */
		s = (float)(now_ns - r->hit_ns) / (float)TM_S;
		average(&r->mean_s, s > 1e-9f ? s : 1e-9f);
		if (r->drops > 0)
			average(&r->drop_s, s > 1e-9f ? s : 1e-9f);
	}
	if (r->hits < UINT32_MAX)
		r->hits++;
	r->hit_ns = now_ns;
	b->hit[i] = now;
	return r;
}

struct net_clients_rec *
net_clients_find(const struct net_clients *c, const struct addr *a)
{
	struct net_clients_bucket	*b;
	uint32_t			 tag;
	uint8_t				 ip[16];
	int				 i;

	if (c->buckets == NULL)
		return NULL;
	key_of(a, ip);
	b = place(c, ip, &tag);
	return (i = search(b, ip, tag)) == -1 ? NULL : &b->rec[i];
}

void
net_clients_stamp(struct net_clients *c, struct net_clients_rec *r,
    uint64_t rx, uint64_t tx)
{
	c->held += (rx != 0) - (r->rx != 0);
	r->rx = rx;
	r->tx = tx;
}

static int64_t
oldest_of(const struct net_clients_bucket *b, int64_t oldest_ns)
{
	int	i;

	for (i = 0; i < NET_CLIENTS_WAYS; i++)
		if (b->tag[i] != 0 && b->rec[i].rx != 0 &&
		    b->rec[i].hit_ns < oldest_ns)
			oldest_ns = b->rec[i].hit_ns;
	return oldest_ns;
}

int64_t
net_clients_oldest(struct net_clients *c, int64_t now_ns)
{
	uint32_t	i;

	if (c->held == 0)
		return now_ns;
	for (i = 0; i < PART && c->looked < c->n; i++)
		c->turn_ns = oldest_of(&c->buckets[c->looked++], c->turn_ns);
	if (c->looked == c->n) {
		c->oldest_ns = c->turn_ns;
		c->turn_ns = INT64_MAX;
		c->looked = 0;
	}
	if (c->oldest_ns < now_ns)
		now_ns = c->oldest_ns;
	return c->turn_ns < now_ns ? c->turn_ns : now_ns;
}

struct net_clients_rec *
net_clients_next(const struct net_clients *c, uint32_t *pos)
{
	struct net_clients_bucket	*b;
	uint32_t			 i;

	for (; *pos < c->n * NET_CLIENTS_WAYS; (*pos)++) {
		b = &c->buckets[*pos / NET_CLIENTS_WAYS];
		i = *pos % NET_CLIENTS_WAYS;
		if (b->tag[i] == 0)
			continue;
		(*pos)++;
		return &b->rec[i];
	}
	return NULL;
}

void
net_clients_addr(const struct net_clients_rec *r, struct addr *a)
{
	static const uint8_t	mapped[12] = { [10] = 0xff, [11] = 0xff };

	memset(a, 0, sizeof *a);
	if (memcmp(r->ip, mapped, sizeof mapped) == 0) {
		a->family = 4;
		memcpy(a->ip, r->ip + 12, 4);
	} else {
		a->family = 6;
		memcpy(a->ip, r->ip, 16);
	}
}
