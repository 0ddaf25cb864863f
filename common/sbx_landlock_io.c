/* ISC licence, see LICENSE. */
/* Landlock by its system calls; the kernel's own headers may be older. */
#ifdef __linux__

#include <sys/syscall.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sbx_landlock_io.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset	444
#define SYS_landlock_add_rule		445
#define SYS_landlock_restrict_self	446
#endif

#define RULESET_VERSION	1
#define RULE_BENEATH	1

/* access rights to files, as landlock(7) numbers them */
enum {
	FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3, FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_CHAR = 1 << 6, FS_MAKE_DIR = 1 << 7, FS_MAKE_REG = 1 << 8,
	FS_MAKE_SOCK = 1 << 9, FS_MAKE_FIFO = 1 << 10,
	FS_MAKE_BLOCK = 1 << 11, FS_MAKE_SYM = 1 << 12, FS_REFER = 1 << 13,
	FS_TRUNCATE = 1 << 14, FS_IOCTL_DEV = 1 << 15
};
#define SCOPE_ALL	0x3	/* abstract sockets, signals: version 6 */

struct ruleset {
	uint64_t	fs, net, scoped;
};

struct beneath {
	uint64_t	fs;
	int32_t		fd;
} __attribute__((__packed__));

/* All rights that a version knows. */
static uint64_t
known(long version)
{
	uint64_t	all = FS_REFER - 1;

	if (version >= 2)
		all |= FS_REFER;
	if (version >= 3)
		all |= FS_TRUNCATE;
	if (version >= 5)
		all |= FS_IOCTL_DEV;
	return all;
}

static uint64_t
rights(unsigned int may)
{
	uint64_t	fs = 0;

	if (may & SBX_READ)
		fs |= FS_READ_FILE | FS_READ_DIR;
	if (may & SBX_WRITE)
		fs |= FS_WRITE_FILE | FS_READ_FILE | FS_READ_DIR |
		    FS_REMOVE_FILE | FS_MAKE_REG | FS_MAKE_SOCK |
		    FS_TRUNCATE | FS_REFER | FS_MAKE_DIR;
	if (may & SBX_EXEC)
		fs |= FS_EXECUTE | FS_READ_FILE;
	if (may & SBX_DEVICE)
		fs |= FS_READ_FILE | FS_WRITE_FILE | FS_IOCTL_DEV;
	return fs;
}

/* A file has no use for the rights of a directory, and is refused them. */
#define OF_FILES	(FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | \
			FS_TRUNCATE | FS_IOCTL_DEV)

static int
add_path(int ruleset, const struct sbx_path *p, uint64_t all)
{
	struct beneath	b = { rights(p->may) & all, -1 };
	struct stat	st;
	int		result;

	b.fd = open(p->path, O_PATH | O_CLOEXEC);
	if (b.fd == -1)
		return errno == ENOENT || errno == EACCES ? 0 : -1;
	if (fstat(b.fd, &st) == 0 && !S_ISDIR(st.st_mode))
		b.fs &= OF_FILES;
	result = (int)syscall(SYS_landlock_add_rule, ruleset, RULE_BENEATH, &b,
	    0);
	close(b.fd);
	return result;
}

int
sbx_landlock(const struct sbx_path *paths, size_t n)
{
	struct ruleset	r;
	size_t		i, size;
	long		version;
	int		fd, saved;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    RULESET_VERSION);
	if (version < 1)
		return -1;
	memset(&r, 0, sizeof r);
	r.fs = known(version);
	r.scoped = version >= 6 ? SCOPE_ALL : 0;
	size = version >= 6 ? sizeof r : sizeof r.fs;
	fd = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
	if (fd == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (add_path(fd, &paths[i], r.fs) == -1)
			goto fail;
	if (syscall(SYS_landlock_restrict_self, fd, 0) == -1)
		goto fail;
	return close(fd);
fail:
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

#endif
