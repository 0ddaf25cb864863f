/* ISC licence, see LICENSE. */
/* Allow and deny: the most specific prefix wins.  Pure. */
#include <string.h>

#include "net_access.h"

void
net_access_clear(struct net_access *t)
{
	t->n = 0;
	t->root[0] = t->root[1] = 0;
	t->unused = t->clean = 0;
}

static unsigned int
bit(const uint8_t *ip, unsigned int n)
{
	return ip[n / 8] >> (7 - n % 8) & 1;
}

/* How many of the first most bits are the same. */
static unsigned int
common_bits(const uint8_t *a, const uint8_t *b, unsigned int most)
{
	unsigned int	n = 0;

	while (n + 8 <= most && a[n / 8] == b[n / 8])
		n += 8;
	while (n < most && bit(a, n) == bit(b, n))
		n++;
	return n;
}

/* Returns 0 when there is no room. */
static uint16_t
node_new(struct net_access *t, const uint8_t *ip, unsigned int bits)
{
	struct net_access_node	*nd;
	uint16_t		 i = t->unused;

	if (i != 0)
		t->unused = t->nodes[i].child[0];
	else if (t->clean < NET_ACCESS_NODES)
		i = ++t->clean;
	else
		return 0;
	nd = &t->nodes[i];
	memset(nd, 0, sizeof *nd);
	memcpy(nd->ip, ip, bits / 8);
	if (bits % 8 != 0)
		nd->ip[bits / 8] = ip[bits / 8] & (uint8_t)(0xff00 >> bits % 8);
	nd->bits = (uint8_t)bits;
	return i;
}

static void
node_free(struct net_access *t, uint16_t i)
{
	if (t->nodes[i].verdict != NET_NO_RULE)
		t->n--;
	t->nodes[i].child[0] = t->unused;
	t->unused = i;
}

/* Frees a whole subtree without a stack: leaves first, by their parent. */
static void
prune(struct net_access *t, uint16_t *link)
{
	uint16_t	*at;

	while (*link != 0) {
		at = link;
		while (t->nodes[*at].child[0] != 0 ||
		    t->nodes[*at].child[1] != 0)
			at = &t->nodes[*at].child[t->nodes[*at].child[0] == 0];
		node_free(t, *at);
		*at = 0;
	}
}

/* Puts a branch of the common bits above *link. */
static int
split(struct net_access *t, uint16_t *link, const uint8_t *ip,
    unsigned int bits)
{
	uint16_t	i = node_new(t, ip, bits);

	if (i == 0)
		return -1;
	t->nodes[i].child[bit(t->nodes[*link].ip, bits)] = *link;
	*link = i;
	return 0;
}

/*
 * The place of a prefix, made if it is not there: at most a branch and a
 * leaf, so a table of n rules has no more than 2 n nodes.
 */
static uint16_t
node_at(struct net_access *t, uint16_t *link, const uint8_t *ip,
    unsigned int bits)
{
	struct net_access_node	*nd;
	unsigned int		 same;

	while (*link != 0) {
		nd = &t->nodes[*link];
		same = common_bits(nd->ip, ip,
		    nd->bits < bits ? nd->bits : bits);
		if (same == nd->bits && same == bits)
			return *link;
		if (same < nd->bits) {
			if (split(t, link, ip, same) == -1)
				return 0;
			if (same == bits)
				return *link;
			nd = &t->nodes[*link];
		}
		link = &nd->child[bit(ip, nd->bits)];
	}
	return *link = node_new(t, ip, bits);
}

/* Whether this very prefix has a rule. */
static bool
has_rule(const struct net_access *t, uint16_t i, const uint8_t *ip,
    unsigned int bits)
{
	const struct net_access_node	*nd;

	for (; i != 0; i = nd->child[bit(ip, nd->bits)]) {
		nd = &t->nodes[i];
		if (nd->bits > bits ||
		    common_bits(nd->ip, ip, nd->bits) < nd->bits)
			return false;
		if (nd->bits == bits)
			return nd->verdict != NET_NO_RULE;
	}
	return false;
}

static int
add_one(struct net_access *t, const struct addr *net, uint8_t bits,
    bool allow, bool all)
{
	struct net_access_node	*nd;
	uint16_t		*root = &t->root[net->family == 6];

	/* so that neither branch nor leaf can be missing half-way */
	if (t->n >= NET_RULES && !has_rule(t, *root, net->ip, bits))
		return -1;
	nd = &t->nodes[node_at(t, root, net->ip, bits)];
	if (all) {
		prune(t, &nd->child[0]);
		prune(t, &nd->child[1]);
	}
	if (nd->verdict == NET_NO_RULE)
		t->n++;
	nd->verdict = allow ? NET_ALLOW : NET_DENY;
	return 0;
}

int
net_access_add(struct net_access *t, const struct addr *net, uint8_t bits,
    bool allow, bool all)
{
	static const struct addr	any4 = { .family = 4 };
	static const struct addr	any6 = { .family = 6 };

	if (net->family != 0)
		return add_one(t, net, bits, allow, all);
	if (add_one(t, &any4, 0, allow, all) == -1)
		return -1;
	return add_one(t, &any6, 0, allow, all);
}

bool
net_access_allowed(const struct net_access *t, const struct addr *a)
{
	const struct net_access_node	*nd;
	unsigned int			 most = a->family == 6 ? 128 : 32;
	uint8_t				 verdict = NET_NO_RULE;
	uint16_t			 i;

	if (a->family == 0)
		return false;
	for (i = t->root[a->family == 6]; i != 0;
	    i = nd->child[bit(a->ip, nd->bits)]) {
		nd = &t->nodes[i];
		if (common_bits(nd->ip, a->ip, nd->bits) < nd->bits)
			break;
		if (nd->verdict != NET_NO_RULE)
			verdict = nd->verdict;
		if (nd->bits == most)
			break;
	}
	return verdict == NET_ALLOW;
}
