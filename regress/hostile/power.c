/* ISC licence, see LICENSE. */
/*
 * Loaded before libc: keeps in the directory $POWER_SHADOW what would be on
 * the disk if the power failed now.  fsync(2) of a file puts its content
 * there (iINO), of a directory its names (dINO: lines "INO NAME").  The
 * process stops before the $POWER_STOPth call that changes files.
 */
#include <sys/types.h>
#include <sys/stat.h>

#include <dirent.h>
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int	shadow = -1;
static long	calls, stop_at;

static void __attribute__((__constructor__))
choose(void)
{
	const char	*dir = getenv("POWER_SHADOW");
	const char	*n = getenv("POWER_STOP");

	if (dir != NULL && (shadow = open(dir, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC)) == -1)
		err(1, "%s", dir);
	stop_at = n == NULL ? 0 : atol(n);
}

static void
point(void)
{
	if (++calls == stop_at)
		kill(getpid(), SIGSTOP);
}

static void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* The names of a directory, but for our own. */
static void
put_names(int fd, FILE *out)
{
	struct dirent	*e;
	DIR		*d;
	int		 copy;

	if ((copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) ==
	    -1 || (d = fdopendir(copy)) == NULL)
		err(1, "power: directory");
	while ((e = readdir(d)) != NULL)
		if (e->d_type == DT_REG)
			fprintf(out, "%lu %s\n", (unsigned long)e->d_ino,
			    e->d_name);
	closedir(d);
}

static void
put_content(int fd, FILE *out)
{
	char	buf[4096], path[64];
	ssize_t	n;
	int	copy;

	/* it may be open for writing only */
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if ((copy = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		err(1, "power: %s", path);
	while ((n = read(copy, buf, sizeof buf)) > 0)
		fwrite(buf, 1, (size_t)n, out);
	close(copy);
}

/* Whole or not at all: this process may be killed at any time. */
static void
keep(int fd)
{
	struct stat	 st;
	char		 name[32];
	FILE		*out;
	int		 tmp;

	if (shadow == -1 || fstat(fd, &st) == -1)
		return;
	if ((tmp = openat(shadow, "tmp", O_WRONLY | O_CREAT | O_TRUNC |
	    O_CLOEXEC, 0600)) == -1 || (out = fdopen(tmp, "w")) == NULL)
		err(1, "power: shadow");
	if (S_ISDIR(st.st_mode))
		put_names(fd, out);
	else
		put_content(fd, out);
	fclose(out);
	snprintf(name, sizeof name, "%c%lu", S_ISDIR(st.st_mode) ? 'd' : 'i',
	    (unsigned long)st.st_ino);
	((int (*)(int, const char *, int, const char *))real("renameat"))(
	    shadow, "tmp", shadow, name);
}

int
fsync(int fd)
{
	int	ret;

	point();
	if ((ret = ((int (*)(int))real("fsync"))(fd)) == 0)
		keep(fd);
	point();
	return ret;
}

int
renameat(int from, const char *old, int to, const char *new)
{
	point();
	return ((int (*)(int, const char *, int, const char *))
	    real("renameat"))(from, old, to, new);
}

int
unlinkat(int dir, const char *name, int flags)
{
	point();
	return ((int (*)(int, const char *, int))real("unlinkat"))(dir, name,
	    flags);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	point();
	return ((ssize_t (*)(int, const void *, size_t))real("write"))(fd, p,
	    n);
}
