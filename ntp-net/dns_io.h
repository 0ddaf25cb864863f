/* ISC licence, see LICENSE. */
/* The system's resolver. */
#ifndef DNS_IO_H
#define DNS_IO_H

#include "dns_resolve.h"

/* dns_ops.lookup by getaddrinfo(3); arg is not used. */
enum dns_error	 dns_io_lookup(void *arg, const char *name,
		    unsigned int family, struct addr out[DNS_ADDRS],
		    size_t *n);

#endif
