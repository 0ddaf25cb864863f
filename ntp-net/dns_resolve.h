/* ISC licence, see LICENSE. */
/* ntp-dns: one name after the other, for a process that cannot look. */
#ifndef DNS_RESOLVE_H
#define DNS_RESOLVE_H

#include "core.h"
#include "tm.h"

#define DNS_ADDRS	16	/* as many as a reply holds */
#define DNS_LEAPS	64

struct dns_ops {
	struct core_ops	core;
	void		*arg;

	/*
	 * The addresses of a name (family 0: of any family), port 0, in
	 * the resolver's order of preference.  Returns DNS_OK with *n at
	 * least 1, or why there are none.  It may take its time.
	 */
	enum dns_error	(*lookup)(void *arg, const char *name,
			    unsigned int family, struct addr out[DNS_ADDRS],
			    size_t *n);

	/*
	 * TAI less UTC as a time zone has it, by the rows of
	 * msg_leap_table; none, if it is not one with leap seconds.
	 */
	size_t		(*leaps)(void *arg, const char *zone, int64_t utc_ns,
			    struct msg_leap_row out[DNS_LEAPS]);
};

struct dns {
	struct dns_ops	ops;
};

void	 dns_init(struct dns *, const struct dns_ops *);

/* Events of every child: role_io.h. */
void	 dns_msg(void *dns, const struct ipc_msg *, struct tm_now);
void	 dns_tick(void *dns, struct tm_now);
int64_t	 dns_deadline(const void *dns);

/* Whether there is a handler for messages of this type. */
bool	 dns_handles(uint16_t type);

#endif
