/* ISC licence, see LICENSE. */
/*
 * Small files that must survive a power failure: replaced whole or not at
 * all.  The calls are a table, so that tests can make each of them fail.
 */
#ifndef PAR_FILE_IO_H
#define PAR_FILE_IO_H

#include <sys/types.h>

#include <stddef.h>

struct par_fs {
	int	(*openat)(int dirfd, const char *name, int flags, mode_t);
	int	(*fchmod)(int fd, mode_t);
	ssize_t	(*write)(int fd, const void *, size_t);
	int	(*fsync)(int fd);
	int	(*close)(int fd);
	int	(*renameat)(int from, const char *, int to, const char *);
	int	(*unlinkat)(int dirfd, const char *name, int flags);
};

/* The system's. */
extern const struct par_fs	par_fs_system;

/*
 * Makes PATH hold exactly these bytes, with this mode: written to PATH.tmp
 * (made anew), fsync, rename, fsync of its directory.  Returns 0; or -1 with
 * errno (EINVAL: no name), and then the old file is as it was (or, should
 * only the last fsync have failed, perhaps the new one).
 */
int	par_file_replace(const struct par_fs *, const char *path, mode_t,
	    const void *, size_t);

/*
 * Reads PATH whole into buf and terminates it with a NUL.  Returns its
 * length, or -1 with errno: EFBIG when it has size bytes or more, EPERM when
 * it is no plain file or others than root and this user may write to it,
 * ELOOP when it is a symbolic link.
 */
ssize_t	par_file_read(const char *path, char *buf, size_t size);

/* The same of the kernel's own files, /proc: whosever they are. */
ssize_t	par_file_read_proc(const char *path, char *buf, size_t size);

#endif
