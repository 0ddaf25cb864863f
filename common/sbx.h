/* ISC licence, see LICENSE. */
/* The sandbox: what a process gives up, for good, before its first byte. */
#ifndef SBX_H
#define SBX_H

#include <stdint.h>
#include <sys/types.h>

#include "ipc.h"

/* What was reached; sent to the parent in READY. */
#define SBX_CHROOT	0x001	/* the empty directory is the root */
#define SBX_IDS		0x002	/* unprivileged user and group, for good */
#define SBX_NNP		0x004	/* no new privileges */
#define SBX_CAPS	0x008	/* no capability, bounding set included */
#define SBX_RLIMITS	0x010
#define SBX_DUMPABLE	0x020	/* no ptrace, no core */
#define SBX_FDS		0x040	/* nothing open but 0 to 3 */
#define SBX_MDWE	0x080	/* no memory both writable and executable */
#define SBX_LANDLOCK	0x100
#define SBX_FILTER	0x200	/* system calls are filtered */

/* In place of a role: the process that ends the parent's slews. */
#define SBX_GUARD	((enum role)ROLES)

struct sbx_want {
	const char	*root;		/* directory to chroot into, or NULL */
	uid_t		 uid;		/* 0: keep the ids (not root) */
	gid_t		 gid;
	int		 best_effort;	/* go on without what fails */
};

struct sbx_got {
	uint32_t	reached;	/* SBX_* */
	uint32_t	calls;		/* allowed system calls, 0: no filter */
};

/*
 * Enters the sandbox of a child's role.  A step that the system or the
 * lack of root does not offer is left out of got->reached; a step that is
 * offered and fails is an error, unless best_effort.  Returns 0, or -1 with
 * *step set to the name of what failed and errno.
 */
int	 sbx_enter(enum role, const struct sbx_want *, struct sbx_got *got,
	    const char **step);

/* The names of the reached bits, "chroot ids ..."; returns buf. */
const char *sbx_names(uint32_t reached, char *buf, size_t len);

#endif
