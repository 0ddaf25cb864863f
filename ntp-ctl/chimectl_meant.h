/* ISC licence, see LICENSE. */
/*
 * Whom a word means: an address, the name of a line of the configuration,
 * or a host, which is looked up here, as chronyc(1) does, and not by the
 * daemon.
 */
#ifndef CHIMECTL_MEANT_H
#define CHIMECTL_MEANT_H

#include "chimectl_tool.h"

#define CTL_ADDRS	16		/* of one name */

/* Whether a word may be a host's name or address. */
bool		 ctl_meant_is_host(const char *word);

/*
 * The addresses of such a word.  Returns how many; 0, having said so, where
 * there is none.
 */
unsigned int	 ctl_meant_host(struct ctl_tool *, const char *word,
		    struct addr[CTL_ADDRS]);

/*
 * The same of sources: a configured name stands for all addresses that are
 * asked because of it.
 */
unsigned int	 ctl_meant_sources(struct ctl_tool *, const char *word,
		    struct addr[CTL_ADDRS]);

/*
 * Has a command carried out for the line of the configuration that is
 * meant, and says how that went.  A name that is in no line is looked up.
 */
enum ctl_exit	 ctl_meant_line(struct ctl_tool *, struct msg_cmd *,
		    const char *word);

/*
 * The same for all addresses in a scope: MASK/ADDRESS as in chronyc(1),
 * ADDRESS/BITS, an address, or a name.
 */
enum ctl_exit	 ctl_meant_scope(struct ctl_tool *, struct msg_cmd *,
		    const char *command, const char *word);

#endif
