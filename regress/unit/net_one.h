/* ISC licence, see LICENSE. */
/* A client with one source, and what it told of it. */
#ifndef NET_ONE_H
#define NET_ONE_H

#include "net_fake.h"

static struct fake	f;

static inline struct net_slot *
slot(void)
{
	return &f.net.slots[0];
}

static inline size_t
samples(void)
{
	return fake_count(&f, MSG_SAMPLE, NULL);
}

static inline const struct msg_sample *
last_sample(void)
{
	const void	*last = NULL;

	assert_true(fake_count(&f, MSG_SAMPLE, &last) > 0);
	return last;
}

static inline const struct msg_source_stat *
last_stat(void)
{
	const void	*last = NULL;

	assert_true(fake_count(&f, MSG_SOURCE_STAT, &last) > 0);
	return last;
}

/* SRC_*: of that source. */
static inline void
start_with(uint32_t flags)
{
	struct msg_cfg_source	s = fake_source(1, "192.0.2.1");

	s.flags = flags;
	fake_start(&f, &s, 1);
}

#endif
