/* ISC licence, see LICENSE. */
/* What a source is called: by address, by the DNS, or as configured. */
#ifndef CHIMECTL_NAME_H
#define CHIMECTL_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define CTL_NAME	256		/* bytes of a buffer */

enum ctl_naming {
	CTL_BY_DNS,			/* the address's name, if it has one */
	CTL_BY_ADDRESS,			/* -n */
	CTL_BY_CONFIG			/* -N */
};

struct ctl_namer {
	enum ctl_naming	  naming;
	void		 *arg;
	/* The host name of an address; false if there is none. */
	bool		(*host)(void *arg, const struct addr *, char *buf,
			    size_t len);
};

/*
 * A source's name; name is the configured one (may be empty), id stands
 * for a source that has no address yet.  cut > 0: names, not addresses,
 * longer than that end in '>'.  Returns buf.
 */
const char *ctl_name(const struct ctl_namer *, char buf[CTL_NAME],
	    const struct addr *, const char *name, uint32_t id, size_t cut);

/*
 * The name of a reference: as above; without an address the printable
 * characters of its reference ID.
 */
const char *ctl_refname(const struct ctl_namer *, char buf[CTL_NAME],
	    const struct addr *, const char *name, uint32_t refid);

#endif
