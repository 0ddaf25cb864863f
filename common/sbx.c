/* ISC licence, see LICENSE. */
/* Names of what a sandbox reached.  Pure. */
#include <string.h>

#include "sbx.h"

const char *
sbx_names(uint32_t reached, char *buf, size_t len)
{
	static const char *const names[] = {
		"chroot", "ids", "no_new_privs", "capabilities", "rlimits",
		"dumpable", "descriptors", "mdwe", "landlock", "seccomp"
	};
	size_t	i;

	buf[0] = '\0';
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!(reached & 1u << i))
			continue;
		if (buf[0] != '\0')
			strlcat(buf, " ", len);
		strlcat(buf, names[i], len);
	}
	if (buf[0] == '\0')
		strlcpy(buf, "nothing", len);
	return buf;
}
