/* ISC licence, see LICENSE. */
/* Small files, replaced whole or not at all. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

int
par_file_replace(const struct par_fs *fs, const char *dir, const char *name,
    mode_t mode, const void *buf, size_t len)
{
	int	dirfd, ret, saved;

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
read_fd(int fd, char *buf, size_t size)
{
	size_t	len = 0;
	ssize_t	n;

	if (trust_file(fd) == -1)
		return -1;
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

ssize_t
par_file_read(const char *dir, const char *name, char *buf, size_t size)
{
	ssize_t	n;
	int	dirfd, fd, saved;

	dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd == -1)
		return -1;
	fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC);
	saved = errno;
	close(dirfd);
	errno = saved;
	if (fd == -1)
		return -1;
	n = read_fd(fd, buf, size);
	saved = errno;
	close(fd);
	errno = saved;
	return n;
}
