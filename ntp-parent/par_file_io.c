/* ISC licence, see LICENSE. */
/* Small files, replaced whole or not at all. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "par_file_io.h"

static int
system_openat(int dirfd, const char *name, int flags, mode_t mode)
{
	return openat(dirfd, name, flags, mode);
}

const struct par_fs	par_fs_system = {
	.openat = system_openat,
	.fchmod = fchmod,
	.write = write,
	.fsync = fsync,
	.close = close,
	.renameat = renameat,
	.unlinkat = unlinkat,
};

static int
write_all(const struct par_fs *fs, int fd, const char *buf, size_t len)
{
	ssize_t	n;

	while (len > 0) {
		n = fs->write(fd, buf, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? ENOSPC : errno;
			return -1;
		}
		buf += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The new file, complete and on the disk, but without its name. */
static int
write_tmp(const struct par_fs *fs, int dirfd, const char *tmp, mode_t mode,
    const void *buf, size_t len)
{
	int	fd, saved;

	if (fs->unlinkat(dirfd, tmp, 0) == -1 && errno != ENOENT)
		return -1;
	fd = fs->openat(dirfd, tmp, O_WRONLY | O_CREAT | O_EXCL |
	    O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd == -1)
		return -1;
	if (fs->fchmod(fd, mode) == -1 ||
	    write_all(fs, fd, buf, len) == -1 || fs->fsync(fd) == -1) {
		saved = errno;
		fs->close(fd);
		errno = saved;
		return -1;
	}
	return fs->close(fd);
}

static int
replace_in(const struct par_fs *fs, int dirfd, const char *name, mode_t mode,
    const void *buf, size_t len)
{
	char	tmp[256];
	int	saved;

	if ((size_t)snprintf(tmp, sizeof tmp, "%s.tmp", name) >= sizeof tmp) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (write_tmp(fs, dirfd, tmp, mode, buf, len) == 0 &&
	    fs->renameat(dirfd, tmp, dirfd, name) == 0)
		return fs->fsync(dirfd);
	saved = errno;
	fs->unlinkat(dirfd, tmp, 0);
	errno = saved;
	return -1;
}

/* PATH as directory and name; false when it is too long or has no name. */
static bool
split_path(const char *path, char *dir, size_t size, const char **name)
{
	const char	*slash = strrchr(path, '/');
	size_t		 len = slash == NULL ? 0 : (size_t)(slash - path);

	*name = slash == NULL ? path : slash + 1;
	if (**name == '\0' || len >= size)
		return false;
	memcpy(dir, path, len);
	dir[len] = '\0';
	if (len == 0)
		strlcpy(dir, slash == NULL ? "." : "/", size);
	return true;
}

int
par_file_replace(const struct par_fs *fs, const char *path, mode_t mode,
    const void *buf, size_t len)
{
	const char	*name;
	char		 dir[1024];
	int		 dirfd, ret, saved;

	if (!split_path(path, dir, sizeof dir, &name)) {
		errno = EINVAL;
		return -1;
	}
	dirfd = fs->openat(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
	    0);
	if (dirfd == -1)
		return -1;
	ret = replace_in(fs, dirfd, name, mode, buf, len);
	saved = errno;
	fs->close(dirfd);
	errno = saved;
	return ret;
}

/* Only root and this user may have written it. */
static int
trust_file(int fd)
{
	struct stat	st;

	if (fstat(fd, &st) == -1)
		return -1;
	if (!S_ISREG(st.st_mode) || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
	    (st.st_uid != 0 && st.st_uid != geteuid())) {
		errno = EPERM;
		return -1;
	}
	return 0;
}

static ssize_t
read_all(int fd, char *buf, size_t size)
{
	size_t	len = 0;
	ssize_t	n;

	while (len < size) {
		n = read(fd, buf + len, size - len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0) {
			buf[len] = '\0';
			return (ssize_t)len;
		}
		len += (size_t)n;
	}
	errno = EFBIG;
	return -1;
}

static ssize_t
read_path(const char *path, bool must_trust, char *buf, size_t size)
{
	ssize_t	n = -1;
	int	fd, saved;

	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return -1;
	if (!must_trust || trust_file(fd) == 0)
		n = read_all(fd, buf, size);
	saved = errno;
	close(fd);
	errno = saved;
	return n;
}

ssize_t
par_file_read(const char *path, char *buf, size_t size)
{
	return read_path(path, true, buf, size);
}

ssize_t
par_file_read_proc(const char *path, char *buf, size_t size)
{
	return read_path(path, false, buf, size);
}
