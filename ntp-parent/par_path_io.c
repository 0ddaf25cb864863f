/* ISC licence, see LICENSE. */
/* Directories, pid file, background. */
#include <sys/types.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "par_path_io.h"

static int	ready_pipe = -1;
static int	pid_fd = -1;	/* the pid file, locked */

int
par_path_make(const char *dir)
{
	char	path[1024], *p;

	if (strlcpy(path, dir, sizeof path) >= sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (p = path + 1; (p = strchr(p, '/')) != NULL; *p++ = '/') {
		*p = '\0';
		if (mkdir(path, 0755) == -1 && errno != EEXIST)
			return -1;
	}
	return mkdir(path, 0755) == -1 && errno != EEXIST ? -1 : 0;
}

const char *
par_path_empty(void)
{
	struct stat	st;

	if (par_path_make(PAR_RUNDIR) == -1)
		return NULL;
	if (mkdir(PAR_EMPTY, 0555) == -1 && errno != EEXIST)
		return NULL;
	if (lstat(PAR_EMPTY, &st) == -1)
		return NULL;
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 0022) != 0) {
		errno = EPERM;
		return NULL;
	}
	return PAR_EMPTY;
}

const char *
par_path_programs(void)
{
	static char	 beside[1024];
	char		*slash;
	ssize_t		 n;

	if (access(LIBEXECDIR "/ntp-net", X_OK) == 0)
		return LIBEXECDIR;
	n = readlink("/proc/self/exe", beside, sizeof beside - 16);
	if (n <= 0)
		return LIBEXECDIR;
	beside[n] = '\0';
	if ((slash = strrchr(beside, '/')) == NULL)
		return LIBEXECDIR;
	strlcpy(slash, "/libexec", 16);
	return access(beside, X_OK) == 0 ? beside : LIBEXECDIR;
}

/*
 * The file, locked for as long as we live: its number may be anybody's by
 * now.  A daemon that just ends may take the name away from under us.
 */
static int
open_locked(const char *path)
{
	struct stat	ours, named;
	int		fd;

	for (;;) {
		fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
		    O_CLOEXEC, 0644);
		if (fd == -1)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == -1 ||
		    fstat(fd, &ours) == -1)
			break;
		errno = EINVAL;
		if (!S_ISREG(ours.st_mode))
			break;
		if (lstat(path, &named) == 0 && named.st_ino == ours.st_ino &&
		    named.st_dev == ours.st_dev)
			return fd;
		close(fd);
	}
	if (errno == EWOULDBLOCK)
		errno = EEXIST;
	close(fd);
	return -1;
}

int
par_pidfile_write(const char *path)
{
	char	text[16];
	int	fd, len, error;

	if ((fd = open_locked(path)) == -1)
		return -1;
	len = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	errno = EIO;	/* of a write that stops half-way */
	if (ftruncate(fd, 0) == 0 && write(fd, text, (size_t)len) == len) {
		pid_fd = fd;
		return 0;
	}
	error = errno;
	close(fd);
	unlink(path);
	errno = error;
	return -1;
}

void
par_pidfile_remove(const char *path)
{
	if (pid_fd != -1)
		(void)unlink(path);
}

static void
wait_for_ready(int fd)
{
	char	status = 1;

	if (read(fd, &status, 1) != 1)
		status = 1;
	_exit(status);
}

void
par_background(void)
{
	int	fds[2];
	pid_t	pid;

	if (pipe2(fds, O_CLOEXEC) == -1)
		err(1, "pipe");
	if ((pid = fork()) == -1)
		err(1, "fork");
	if (pid != 0) {
		close(fds[1]);
		wait_for_ready(fds[0]);
	}
	close(fds[0]);
	ready_pipe = fds[1];
	setsid();
	if (chdir("/") == -1)
		err(1, "/");
}

void
par_background_done(int status)
{
	char	byte = (char)status;
	int	null;

	if (ready_pipe == -1)
		return;
	if ((null = open("/dev/null", O_RDWR | O_CLOEXEC)) == -1)
		err(1, "/dev/null");
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	(void)!write(ready_pipe, &byte, 1);
	close(ready_pipe);
	ready_pipe = -1;
}
