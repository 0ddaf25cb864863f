/* ISC licence, see LICENSE. */
/* A client whose sources are names. */
#ifndef NET_NAMED_H
#define NET_NAMED_H

#include "net_fake.h"

static struct fake	f;

static inline size_t
queries(void)
{
	return fake_count(&f, MSG_DNS_QUERY, NULL);
}

static inline void
start(const char *name, enum source_kind kind, uint8_t maxsources)
{
	struct msg_cfg_source	s = fake_source(7, name);

	s.kind = (uint8_t)kind;
	s.maxsources = maxsources;
	s.flags = SRC_IBURST;
	fake_start(&f, &s, 1);
}

/* Slots with an address that ends in this octet. */
static inline size_t
using(uint8_t last)
{
	size_t	i, n = 0;

	for (i = 0; i < f.net.nslots; i++)
		n += f.net.slots[i].id != 0 &&
		    f.net.slots[i].addr.family == 4 &&
		    f.net.slots[i].addr.ip[3] == last;
	return n;
}

#endif
