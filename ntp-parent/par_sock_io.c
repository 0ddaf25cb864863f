/* ISC licence, see LICENSE. */
/* Binding the server's sockets and the control socket. */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "par_ctlsock_io.h"
#include "par_group_io.h"
#include "par_log_io.h"
#include "par_rtable_io.h"
#include "par_sock_io.h"

/* Requests that may wait while ntp-net is being restarted. */
#define RECEIVE_BYTES	(1024 * 1024)

static bool
is_used(const struct par_sock *k)
{
	return k->fd[0] != -1;
}

void
par_socks_init(struct par_socks *s, unsigned int workers)
{
	unsigned int	k;
	size_t		i;

	s->workers = workers;
	for (i = 0; i < PAR_SOCKS; i++)
		for (k = 0; k <= PAR_WORKERS; k++)
			s->sock[i].fd[k] = -1;
	s->ctl_fd = -1;
	s->ctl_path[0] = '\0';
}

static void
close_one(struct par_sock *k)
{
	unsigned int	i;

	for (i = 0; i <= PAR_WORKERS; i++) {
		if (k->fd[i] != -1)
			close(k->fd[i]);
		k->fd[i] = -1;
	}
}

static void
set_int(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value, sizeof value);
}

/* Receive stamps before the first packet, so that none goes without. */
static void
want_stamps(int fd)
{
#ifdef SO_TIMESTAMPNS
	set_int(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
#else
	set_int(fd, SOL_SOCKET, SO_TIMESTAMP, 1);
#endif
}

/*
 * Replies are small and go whole, so they need no number that tells their
 * pieces apart (RFC 6864 section 4.1), which the kernel would have to reckon
 * for each; nor can a forged "too big" have them cut up.
 */
static void
never_split(int fd)
{
#ifdef IP_PMTUDISC_PROBE
	set_int(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
#elif defined(IP_DONTFRAG)
	set_int(fd, IPPROTO_IP, IP_DONTFRAG, 1);
#else
	(void)fd;
#endif
}

/* Alone: not where anybody else has the port. */
static int
open_udp(const struct par_socks *s, const struct msg_sock *what, bool alone)
{
	const struct addr	*local = &what->local;
	unsigned int		rtable = SOCK_RTABLE(what->flags);
	struct sockaddr_storage	ss;
	socklen_t		len = (socklen_t)addr_to_sockaddr(local, &ss);
	int			fd;

	fd = socket(ss.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return -1;
	if (!alone)
		set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	set_int(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BYTES);
	if (local->family == 6)
		set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
#ifdef IP_FREEBIND
	/* An address may come later than we do. */
	set_int(fd, IPPROTO_IP, IP_FREEBIND, 1);
#endif
	never_split(fd);
	want_stamps(fd);
	if ((!alone && s->workers > 0 && par_group_join(fd) == -1) ||
	    (s->device[0] != '\0' && par_group_device(fd, s->device) == -1) ||
	    (rtable != 0 && par_rtable_join(fd, rtable) == -1) ||
	    bind(fd, (struct sockaddr *)&ss, len) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool
same(const struct msg_sock *a, const struct msg_sock *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static void
close_unwanted(struct par_socks *s, const struct msg_sock *want, size_t n)
{
	size_t	i, k;

	for (i = 0; i < PAR_SOCKS; i++) {
		for (k = 0; k < n && !same(&s->sock[i].what, &want[k]); k++)
			;
		if (k == n)
			close_one(&s->sock[i]);
	}
}

static bool
is_open(const struct par_socks *s, const struct msg_sock *want)
{
	size_t	i;

	for (i = 0; i < PAR_SOCKS; i++)
		if (is_used(&s->sock[i]) && same(&s->sock[i].what, want))
			return true;
	return false;
}

/*
 * Our own addresses may overlap.  Another program would share the port with
 * us and say nothing, and one of us would hear no requests.
 */
static bool
is_free(const struct par_socks *s, const struct msg_sock *what)
{
	size_t	i;
	int	fd;

	for (i = 0; i < PAR_SOCKS; i++)
		if (is_used(&s->sock[i]) &&
		    s->sock[i].what.local.port == what->local.port)
			return true;
	if ((fd = open_udp(s, what, true)) != -1)
		close(fd);
	return fd != -1;
}

/* All sockets of an address; the kernel counts them as they are bound. */
static int
open_group(struct par_socks *s, struct par_sock *k, bool peers)
{
	const struct addr	*a = &k->what.local;
	unsigned int		 i;

	k->fd[0] = par_inherit_claim(&s->inherit, a);
	if (is_used(k)) {
		never_split(k->fd[0]);
		want_stamps(k->fd[0]);
		return 0;
	}
	if (!is_free(s, &k->what))
		return -1;
	for (i = 0; i <= s->workers; i++)
		if ((k->fd[i] = open_udp(s, &k->what, false)) == -1)
			return -1;
	if (s->workers == 0)
		return 0;
	return par_group_share(k->fd[0], a->family == 4 ? AF_INET : AF_INET6,
	    s->workers, peers);
}

/* A family that this machine does not have is not an error. */
static int
open_one(struct par_socks *s, const struct msg_sock *want, bool peers)
{
	char	text[ADDR_STRLEN];
	size_t	i;
	int	error;

	for (i = 0; is_used(&s->sock[i]); i++)
		;
	s->sock[i].what = *want;
	if (open_group(s, &s->sock[i], peers) == 0)
		return 0;
	error = errno;
	close_one(&s->sock[i]);
	errno = error;
	if (errno == EAFNOSUPPORT) {
		par_log(LOG_INFO, "no IPv%d here: not serving on it",
		    want->local.family);
		return 0;
	}
	s->refused = true;
	par_log(LOG_ERR, "cannot listen on %s port %u: %s",
	    addr_str(&want->local, text), want->local.port, strerror(errno));
	return 1;
}

/* A daemon that lives has this socket: there should not be two. */
static unsigned int
fail_ctl(struct par_socks *s, const char *path)
{
	if (errno == EADDRINUSE) {
		s->refused = true;
		par_log(LOG_ERR, "cannot listen on %s: another daemon or "
		    "program does", path);
	} else
		par_log(LOG_ERR, "cannot listen on %s: %s%s", path,
		    strerror(errno), s->ctl_fd != -1 ? "" :
		    "; chimectl will not work");
	return 1;
}

static unsigned int
set_ctl(struct par_socks *s, const char *path)
{
	int	fd = -1;

	if (s->ctl_fd != -1 && strcmp(s->ctl_path, path) == 0)
		return 0;
	if (path[0] != '\0' && (fd = par_ctlsock(path)) == -1)
		return fail_ctl(s, path);
	if (s->ctl_fd != -1) {
		close(s->ctl_fd);
		unlink(s->ctl_path);
	}
	s->ctl_fd = fd;
	strlcpy(s->ctl_path, path, sizeof s->ctl_path);
	return 0;
}

static bool
has_peers(const struct par_conf *conf)
{
	uint32_t	i;

	for (i = 0; i < conf->nsources; i++)
		if (conf->source[i].kind == SOURCE_PEER)
			return true;
	return false;
}

unsigned int
par_socks_open(struct par_socks *s, const struct par_conf *conf)
{
	struct msg_sock	want[PAR_SOCKS];
	size_t		n = par_conf_socks(conf, want), i;
	unsigned int	failed = 0;

	s->refused = false;
	if (strcmp(s->device, conf->binddevice) != 0)
		close_unwanted(s, NULL, 0);
	strlcpy(s->device, conf->binddevice, sizeof s->device);
	close_unwanted(s, want, n);
	for (i = 0; i < n; i++)
		if (!is_open(s, &want[i]))
			failed += open_one(s, &want[i], has_peers(conf));
	par_inherit_end(&s->inherit);
	return failed + set_ctl(s, conf->ctlsocket);
}

void
par_socks_restore(struct par_socks *s)
{
	const struct sockaddr	none = { .sa_family = AF_UNSPEC };
	unsigned int		k;
	size_t			i;
	int			fd;

	for (i = 0; i < PAR_SOCKS; i++)
		for (k = 0; k <= s->workers; k++) {
			if ((fd = s->sock[i].fd[k]) == -1)
				continue;
			(void)connect(fd, &none, sizeof none);
			(void)fcntl(fd, F_SETFL, O_NONBLOCK);
		}
	if (s->ctl_fd != -1)
		(void)fcntl(s->ctl_fd, F_SETFL, O_NONBLOCK);
}

bool
par_socks_client(const struct par_socks *s, int fd, uid_t *uid)
{
	struct sockaddr_un	sun;
	socklen_t		len = sizeof sun, intlen = sizeof(int);
	gid_t			gid;
	int			listening = 1;

	memset(&sun, 0, sizeof sun);
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening,
	    &intlen) == -1 || listening ||
	    getsockname(fd, (struct sockaddr *)&sun, &len) == -1 ||
	    len > sizeof sun || sun.sun_family != AF_UNIX)
		return false;
	/* an accepted connection has the name that it was accepted on */
	if (s->ctl_path[0] == '\0' || strncmp(sun.sun_path, s->ctl_path,
	    sizeof sun.sun_path) != 0)
		return false;
	return getpeereid(fd, uid, &gid) == 0;
}

void
par_socks_close(struct par_socks *s)
{
	size_t	i;

	for (i = 0; i < PAR_SOCKS; i++)
		close_one(&s->sock[i]);
	if (s->ctl_fd != -1) {
		close(s->ctl_fd);
		unlink(s->ctl_path);
	}
	par_socks_init(s, s->workers);
}
