/* ISC licence, see LICENSE. */
/*
 * What single values in records may be, in the words of their judges
 * (ipc_check*.c).  Total for any bytes, and pure.
 */
#ifndef IPC_VALUE_H
#define IPC_VALUE_H

#include <string.h>

#include "ipc.h"

/* An instant lies within the NTP eras that int64 nanoseconds hold. */
#define INSTANT_MAX	INT64_C(9000000000000000000)
/* A length of time or an offset: a hundred years. */
#define SPAN_MAX	(36525 * TM_DAY)
/* No clock is faster than twice or slower than half. */
#define FREQ_MAX	(500000 * TM_PPM16)

static inline bool
within(int64_t x, int64_t lo, int64_t hi)
{
	return x >= lo && x <= hi;
}

static inline bool
is_instant(int64_t ns)
{
	return within(ns, -INSTANT_MAX, INSTANT_MAX);
}

static inline bool
is_span(int64_t ns)
{
	return within(ns, 0, SPAN_MAX);
}

static inline bool
is_offset(int64_t ns)
{
	return within(ns, -SPAN_MAX, SPAN_MAX);
}

static inline bool
is_freq(int64_t ppb16)
{
	return within(ppb16, -FREQ_MAX, FREQ_MAX);
}

static inline bool
is_zero(const void *p, size_t len)
{
	const uint8_t	*b = p;
	uint8_t		 or = 0;

	while (len-- > 0)
		or |= *b++;
	return or == 0;
}

/* A NUL inside, and nothing but zeros after it. */
static inline bool
is_text(const char *s, size_t size)
{
	size_t	len = strnlen(s, size);

	return len < size && is_zero(s + len, size - len);
}

/* The same, and not empty, and only what names and addresses are made of. */
static inline bool
is_name(const char *s, size_t size)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:%";

	return is_text(s, size) && s[0] != '\0' && s[strspn(s, ok)] == '\0';
}

static inline bool
is_addr(const struct addr *a)
{
	if (a->pad != 0)
		return false;
	switch (a->family) {
	case 0:
		return a->scope == 0 && is_zero(a->ip, sizeof a->ip);
	case 4:
		return a->scope == 0 && is_zero(a->ip + 4, 12);
	case 6:
		return true;
	}
	return false;
}

static inline bool
is_bool(uint32_t x)
{
	return x <= 1;
}

static inline bool
is_id(uint32_t id)
{
	return id >> 16 != 0;
}

#endif
