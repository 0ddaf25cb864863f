/* ISC licence, see LICENSE. */
/* Allow and deny: the most specific prefix wins.  Pure. */
#include <string.h>

#include "net_access.h"

static void
remove_inside(struct net_access *t, const struct addr *net, uint8_t bits)
{
	uint32_t	i, kept = 0;

	for (i = 0; i < t->n; i++)
		if (t->rules[i].bits < bits ||
		    !addr_in_subnet(&t->rules[i].net, net, bits))
			t->rules[kept++] = t->rules[i];
	t->n = kept;
}

static int
add_one(struct net_access *t, const struct addr *net, uint8_t bits,
    bool allow, bool all)
{
	struct net_rule	*r;
	uint32_t	 at;

	if (all)
		remove_inside(t, net, bits);
	for (at = 0; at < t->n && t->rules[at].bits >= bits; at++) {
		r = &t->rules[at];
		if (r->bits == bits && addr_in_subnet(&r->net, net, bits)) {
			r->allow = allow;
			return 0;
		}
	}
	if (t->n == NET_RULES)
		return -1;
	memmove(&t->rules[at + 1], &t->rules[at],
	    (t->n - at) * sizeof t->rules[0]);
	t->rules[at].net = *net;
	t->rules[at].bits = bits;
	t->rules[at].allow = allow;
	t->n++;
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
	uint32_t	i;

	for (i = 0; i < t->n; i++)
		if (addr_in_subnet(a, &t->rules[i].net, t->rules[i].bits))
			return t->rules[i].allow;
	return false;
}
