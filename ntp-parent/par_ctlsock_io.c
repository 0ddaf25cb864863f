/* ISC licence, see LICENSE. */
/* The control socket, where chimectl asks. */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "ctl_proto.h"
#include "par_ctlsock_io.h"
#include "par_log_io.h"

#define BACKLOG		16	/* connections that ntp-ctl has not taken yet */
#define LINGER_MS	500	/* for each of two looks at who is there */

static void
make_directory(const char *path)
{
	char	dir[sizeof ((struct sockaddr_un *)NULL)->sun_path];

	strlcpy(dir, path, sizeof dir);
	if (mkdir(dirname(dir), 0755) == -1 && errno != EEXIST)
		par_log(LOG_DEBUG, "cannot make the directory of %s: %s", path,
		    strerror(errno));
}

/*
 * Connects, and waits for the other end to go away.  Returns the errno of
 * the attempt, 0 if it was taken.
 */
static int
try_connect(const struct sockaddr_un *sun)
{
	struct pollfd	pfd;
	int		fd, error = 0;

	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return errno;
	pfd = (struct pollfd){ .fd = fd };
	if (connect(fd, (const struct sockaddr *)sun, sizeof *sun) == -1)
		error = errno;
	else
		(void)poll(&pfd, 1, LINGER_MS);
	close(fd);
	return error;
}

/* Does nobody listen there?  Whoever does not accept may still be alive. */
static bool
is_dead(const struct sockaddr_un *sun)
{
	int	error = try_connect(sun);

	/* one that ended while we waited leaves nobody */
	if (error == 0)
		error = try_connect(sun);
	errno = EADDRINUSE;
	return error == ECONNREFUSED || error == ENOENT;
}

/* The name of a dead socket is free; that of anything else is not. */
static bool
make_way(const struct sockaddr_un *sun)
{
	struct stat	st;

	if (lstat(sun->sun_path, &st) == -1)
		return errno == ENOENT;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return false;
	}
	return is_dead(sun) && unlink(sun->sun_path) == 0;
}

/*
 * Reports are for everybody, so is the socket; what may be commanded is
 * judged by who asks.  It is born with its mode, since chmod(2) would follow
 * whatever had taken its name by then.
 */
static int
bind_for_all(int fd, const struct sockaddr_un *sun)
{
	mode_t	mask = umask(0111);
	int	bound = bind(fd, (const struct sockaddr *)sun, sizeof *sun);

	umask(mask);
	return bound;
}

int
par_ctlsock(const char *path)
{
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	int			fd, error;

	if (strlcpy(sun.sun_path, path, sizeof sun.sun_path) >=
	    sizeof sun.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	make_directory(path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return -1;
	if (make_way(&sun) && bind_for_all(fd, &sun) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

bool
par_ctlsock_asked(int fd, const struct msg_cmd *c)
{
	struct ctl_record	r;
	ssize_t			n;

	n = recv(fd, &r, sizeof r, MSG_DONTWAIT | MSG_TRUNC);
	return n == (ssize_t)(sizeof r.hdr + sizeof *c) &&
	    r.hdr.type == CTL_COMMAND &&
	    memcmp(r.payload, c, sizeof *c) == 0;
}
