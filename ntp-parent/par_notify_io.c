/* ISC licence, see LICENSE. */
/* The protocol of sd_notify(3): one datagram to a socket of that name. */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "par_notify_io.h"

static int	notify_fd = -1;

void
par_notify_open(void)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	const char		*name = getenv("NOTIFY_SOCKET");
	socklen_t		 len;

	if (name == NULL || (name[0] != '/' && name[0] != '@') ||
	    strlcpy(sun.sun_path, name, sizeof sun.sun_path) >=
	    sizeof sun.sun_path)
		return;
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
	    strlen(name));
	/* the abstract namespace begins with a NUL */
	if (name[0] == '@')
		sun.sun_path[0] = '\0';
	notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (notify_fd != -1 &&
	    connect(notify_fd, (struct sockaddr *)&sun, len) == -1) {
		close(notify_fd);
		notify_fd = -1;
	}
}

void
par_notify(const char *text)
{
	if (notify_fd != -1)
		(void)send(notify_fd, text, strlen(text), MSG_NOSIGNAL);
}
