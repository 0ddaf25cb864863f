/* ISC licence, see LICENSE. */
/* Socket activation. */
#include <sys/types.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "par_inherit_io.h"
#include "par_log_io.h"

#define FIRST_FD	3
#define SAFE_FD		16	/* above all that children are given */
#define FDS_MOST	1024	/* no more are looked at */

static long
number(const char *name)
{
	const char	*text = getenv(name), *error;
	long		 n;

	if (text == NULL)
		return -1;
	n = (long)strtonum(text, 0, INT32_MAX, &error);
	return error == NULL ? n : -1;
}

/* Returns whether that is a bound UDP socket. */
static bool
address_of(int fd, struct addr *a)
{
	struct sockaddr_storage	ss;
	socklen_t		len = sizeof ss, intlen = sizeof(int);
	int			type = 0;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &intlen) == 0 &&
	    type == SOCK_DGRAM &&
	    getsockname(fd, (struct sockaddr *)&ss, &len) == 0 &&
	    addr_from_sockaddr((struct sockaddr *)&ss, a) == 0;
}

void
par_inherit_take(struct par_inherit *h)
{
	long	n = number("LISTEN_FDS");
	int	i, fd;

	memset(h, 0, sizeof *h);
	if (n < 0 || number("LISTEN_PID") != (long)getpid())
		n = 0;
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDNAMES");
	if (n > FDS_MOST)
		n = FDS_MOST;
	for (i = FIRST_FD; i < FIRST_FD + n; i++) {
		fd = fcntl(i, F_DUPFD_CLOEXEC, SAFE_FD);
		close(i);
		if (fd == -1 || h->n == PAR_INHERIT ||
		    !address_of(fd, &h->sock[h->n].local)) {
			if (fd != -1)
				close(fd);
			h->strange++;
			continue;
		}
		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
		h->sock[h->n++].fd = fd;
	}
}

int
par_inherit_claim(struct par_inherit *h, const struct addr *a)
{
	unsigned int	i;
	int		fd;

	for (i = 0; i < h->n; i++) {
		fd = h->sock[i].fd;
		if (fd == -1 || h->sock[i].local.port != a->port ||
		    !addr_same_ip(&h->sock[i].local, a))
			continue;
		h->sock[i].fd = -1;
		return fd;
	}
	return -1;
}

void
par_inherit_end(struct par_inherit *h)
{
	char		buf[ADDR_STRLEN];
	unsigned int	i;

	for (i = 0; i < h->n; i++) {
		if (h->sock[i].fd == -1)
			continue;
		par_log(LOG_WARNING, "a socket for %s port %u was passed to "
		    "us, but the configuration does not want it",
		    addr_str(&h->sock[i].local, buf), h->sock[i].local.port);
		close(h->sock[i].fd);
	}
	if (h->strange > 0)
		par_log(LOG_WARNING, "%u descriptors were passed to us that "
		    "are no UDP sockets, or more than %d", h->strange,
		    PAR_INHERIT);
	h->n = h->strange = 0;
}
