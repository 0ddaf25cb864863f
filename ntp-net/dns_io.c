/* ISC licence, see LICENSE. */
/* Names by getaddrinfo(3). */
#include <sys/types.h>
#include <sys/socket.h>

#include <netdb.h>
#include <string.h>

#include "dns_io.h"

/* Whatever does not say that the resolver has trouble is an answer. */
static enum dns_error
error_of(int eai)
{
	switch (eai) {
	case EAI_AGAIN:
	case EAI_FAIL:
	case EAI_MEMORY:
	case EAI_SYSTEM:
		return DNS_TRYAGAIN;
	}
	return DNS_NOTFOUND;
}

static bool
is_known(const struct addr *a, const struct addr *list, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (addr_same_ip(a, &list[i]))
			return true;
	return false;
}

enum dns_error
dns_io_lookup(void *arg, const char *name, unsigned int family,
    struct addr out[DNS_ADDRS], size_t *n)
{
	struct addrinfo	 hints, *list, *ai;
	struct addr	 a;
	int		 eai;

	(void)arg;
	*n = 0;
	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_DGRAM;
	hints.ai_family = family == 4 ? AF_INET : family == 6 ? AF_INET6 :
	    AF_UNSPEC;
	if ((eai = getaddrinfo(name, NULL, &hints, &list)) != 0)
		return error_of(eai);
	for (ai = list; ai != NULL && *n < DNS_ADDRS; ai = ai->ai_next) {
		if (addr_from_sockaddr(ai->ai_addr, &a) == -1 ||
		    is_known(&a, out, *n))
			continue;
		a.port = 0;
		out[(*n)++] = a;
	}
	freeaddrinfo(list);
	return *n > 0 ? DNS_OK : DNS_NOTFOUND;
}
