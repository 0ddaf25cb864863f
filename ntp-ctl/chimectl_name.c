/* ISC licence, see LICENSE. */
/* What a source is called. */
#include <stdio.h>
#include <string.h>

#include "chimectl_name.h"
#include "chimectl_out.h"

static void
cut_name(char *buf, size_t cut)
{
	if (cut == 0 || strlen(buf) <= cut)
		return;
	buf[cut - 1] = '>';
	buf[cut] = '\0';
}

/* A name from the DNS is as hostile as any. */
static bool
named(const struct ctl_namer *namer, char buf[CTL_NAME],
    const struct addr *addr, const char *name)
{
	char	host[CTL_NAME];

	if (namer->naming == CTL_BY_CONFIG && name[0] != '\0')
		ctl_printable(name, buf, CTL_NAME);
	else if (namer->naming == CTL_BY_DNS && addr->family != 0 &&
	    namer->host(namer->arg, addr, host, sizeof host))
		ctl_printable(host, buf, CTL_NAME);
	else
		return false;
	return true;
}

const char *
ctl_name(const struct ctl_namer *namer, char buf[CTL_NAME],
    const struct addr *addr, const char *name, uint32_t id, size_t cut)
{
	struct addr	literal;
	char		text[ADDR_STRLEN];

	if (named(namer, buf, addr, name)) {
		if (addr_parse(buf, &literal) == -1)
			cut_name(buf, cut);
	} else if (addr->family != 0)
		strlcpy(buf, addr_str(addr, text), CTL_NAME);
	else
		snprintf(buf, CTL_NAME, "ID#%010X", id);
	return buf;
}

const char *
ctl_refname(const struct ctl_namer *namer, char buf[CTL_NAME],
    const struct addr *addr, const char *name, uint32_t refid)
{
	size_t	n = 0;
	int	shift;
	char	c;

	if (addr->family != 0)
		return ctl_name(namer, buf, addr, name, 0, 0);
	for (shift = 24; shift >= 0; shift -= 8) {
		c = (char)(refid >> shift & 0xff);
		if (c >= ' ' && c <= '~')
			buf[n++] = c;
	}
	buf[n] = '\0';
	return buf;
}
