/* ISC licence, see LICENSE. */
/* Sockets of requests: a port for each. */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "net_bind_io.h"
#include "net_cmsg_io.h"
#include "net_io.h"
#include "page_io.h"

#define FAIR		64	/* datagrams handled in one wake-up */
#define READINGS	1000	/* of the clock, to learn its precision */

/* One datagram and what came beside it. */
struct got {
	uint8_t		buf[PKT_MAX];
	size_t		len;
	bool		ours;		/* sent to us alone */
	struct addr	from;
	struct addr	to;
	struct net_stamp st;
};

/* Returns 1, 0 for a datagram not worth a look, or -1 with errno. */
static int
receive(int fd, struct got *g)
{
	union {
		struct cmsghdr	hdr;
		char		buf[NET_CMSG_ROOM];
	} control;
	struct sockaddr_storage	ss;
	struct iovec		iov = { g->buf, sizeof g->buf };
	struct msghdr		msg = {
		.msg_name = &ss, .msg_namelen = sizeof ss,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf, .msg_controllen = sizeof control
	};
	ssize_t			n;

	n = recvmsg(fd, &msg, MSG_DONTWAIT);
	if (n == -1)
		return -1;
	memset(&g->st, 0, sizeof g->st);
	memset(&g->to, 0, sizeof g->to);
	g->st.real = page_now_real();
	g->len = (size_t)n;
	g->ours = net_cmsg_read(&msg, &g->st, &g->to);
	if (msg.msg_flags & MSG_TRUNC || msg.msg_namelen == 0)
		return 0;
	return addr_from_sockaddr((struct sockaddr *)&ss, &g->from) == 0;
}

/* An error on the socket is an ICMP message: anybody can send one. */
static void
on_client(void *arg, int fd, short revents)
{
	struct net_io	*io = arg;
	struct net_stamp sent;
	struct got	 g;
	unsigned int	 i;
	int		 got;

	memset(&sent, 0, sizeof sent);
	if (revents & POLLERR)
		net_cmsg_sent(fd, &sent);
	if (sent.kind != NET_STAMP_NONE)
		net_sent(io->net, fd, &sent);
	for (i = 0; i < FAIR && net_waits_for(io->net, fd); i++) {
		got = receive(fd, &g);
		if (got == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (got == 1)
			net_reply(io->net, fd, g.buf, g.len, &g.st,
			    role_now(io->shell));
	}
}

/* To acquisitionport and bindacqaddress, as far as there are such. */
static int
bind_client(int fd, const struct net_route *route, uint16_t port)
{
	struct addr		from = route->from;
	struct sockaddr_storage	ss;
	socklen_t		len;

	if (from.family == 0 && port == 0)
		return 0;
	/* an address of zeros is any */
	from.family = route->to.family;
	from.port = port;
	len = (socklen_t)addr_to_sockaddr(&from, &ss);
	if (port != 0 && net_bind_shared(fd) == -1)
		return -1;
	return bind(fd, (struct sockaddr *)&ss, len);
}

/*
 * A port that cannot be had (others', or a privileged one: this process
 * has no privilege) is no reason to lose the time.
 */
static int
bind_somewhere(struct net_io *io, int fd, const struct net_route *route)
{
	if (bind_client(fd, route, route->port) == 0) {
		io->port_refused = 0;
		return 0;
	}
	if (route->port == 0 || (errno != EACCES && errno != EADDRINUSE))
		return -1;
	if (io->port_refused != route->port)
		core_log(&io->ops.core, LOG_WARNING, "acquisitionport %u: "
		    "%s, requests leave from other ports", route->port,
		    strerror(errno));
	io->port_refused = route->port;
	return bind_client(fd, route, 0);
}

static int
open_client(struct net_io *io, const struct net_route *route)
{
	int	fd = socket(route->to.family == 4 ? AF_INET : AF_INET6,
		    SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int	error;

	if (fd == -1)
		return -1;
	net_cmsg_want_stamps(fd);
	net_cmsg_want_sent(fd);
	if (route->dscp != 0)
		net_serve_io_dscp(fd, &route->to, route->dscp);
	if ((route->device[0] != '\0' &&
	    net_bind_device(fd, route->device) == -1) ||
	    bind_somewhere(io, fd, route) == -1) {
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/* connect(2) chooses a random port and refuses other senders. */
static int
connect_client(int fd, const struct net_route *route, struct addr *local)
{
	struct sockaddr_storage	ss;
	socklen_t		len = (socklen_t)addr_to_sockaddr(&route->to,
	    &ss);

	if (connect(fd, (struct sockaddr *)&ss, len) == -1)
		return -1;
	len = sizeof ss;
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		addr_from_sockaddr((struct sockaddr *)&ss, local);
	return 0;
}

/* Nothing has come for the request before, or after its end. */
static bool
is_empty(int fd)
{
	struct net_stamp late;
	char		 c;

	net_cmsg_sent(fd, &late);
	return recv(fd, &c, sizeof c, MSG_DONTWAIT) == -1 &&
	    (errno == EAGAIN || errno == EWOULDBLOCK);
}

static bool
is_plain(const struct net_route *route)
{
	return route->from.family == 0 && route->port == 0 &&
	    route->dscp == 0 && route->device[0] == '\0';
}

static int
take_socket(struct net_io *io, const struct net_route *route)
{
	struct net_kept	*k = &io->kept[route->to.family != 4];

	if (k->busy || !is_plain(route))
		return open_client(io, route);
	if (k->fd != -1 && !is_empty(k->fd)) {
		close(k->fd);
		k->fd = -1;
	}
	if (k->fd == -1)
		k->fd = open_client(io, route);
	k->busy = k->fd != -1;
	return k->fd;
}

static void
leave_socket(struct net_io *io, int fd)
{
	struct net_kept	*k;

	for (k = io->kept; k < io->kept + 2 && k->fd != fd; k++)
		;
	if (k < io->kept + 2) {
		k->busy = false;
		if (net_bind_undo(fd) == 0)
			return;
		k->fd = -1;
	}
	close(fd);
}

static int
io_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	struct net_io	*io = arg;
	int		 fd = take_socket(io, route);
	bool		 sent = false;

	if (fd != -1 && connect_client(fd, route, &tx->local) == 0) {
		tx->real = page_now_real();
		sent = send(fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL) != -1;
	}
	if (!sent) {
		tx->why = strerror(errno);
		if (fd != -1)
			leave_socket(io, fd);
		return NET_NOHANDLE;
	}
	net_cmsg_sent(fd, &tx->sent);
	loop_fd(io->shell->loop, fd, POLLIN, on_client, io);
	return fd;
}

static void
io_close(void *arg, int fd)
{
	struct net_io	*io = arg;

	loop_fd_del(io->shell->loop, fd);
	leave_socket(io, fd);
}

static bool
io_page(void *arg, struct page_data *data)
{
	struct net_io	*io = arg;

	return io->shell->page != NULL && page_read(io->shell->page, data);
}

static void
io_sock_add(void *arg, unsigned int ix, int fd)
{
	net_serve_io_add(&((struct net_io *)arg)->serve, ix, fd);
}

static void
io_sock_del(void *arg, unsigned int ix)
{
	net_serve_io_del(&((struct net_io *)arg)->serve, ix);
}

static void *
io_log_memory(void *arg, size_t len)
{
	return net_serve_io_log(&((struct net_io *)arg)->serve, len);
}

/* connect(2) sends nothing: it only looks for the way. */
static bool
io_routed(void *arg, const struct net_route *route)
{
	struct addr	local;
	int		fd = open_client(arg, route);
	bool		routed;

	routed = fd != -1 && connect_client(fd, route, &local) == 0;
	if (fd != -1)
		close(fd);
	return routed;
}

static void
on_news(void *arg, int fd, short revents)
{
	struct net_io	*io = arg;

	(void)revents;
	if (net_watch_news(&io->news, fd))
		net_network(io->net, role_now(io->shell));
}

static void
io_watch(void *arg, int fd)
{
	struct net_io	*io = arg;

	if (io->watch != -1) {
		loop_fd_del(io->shell->loop, io->watch);
		close(io->watch);
	}
	io->watch = fd;
	loop_fd(io->shell->loop, fd, POLLIN, on_news, io);
}

/* Where that is not allowed the keys are as safe as all else here. */
static void
io_lock(void *arg, void *p, size_t len)
{
	(void)arg;
	(void)sodium_mlock(p, len);
}

void
net_io_init(struct net_io *io, struct role_shell *shell, struct net *net)
{
	io->shell = shell;
	io->net = net;
	net_serve_io_init(&io->serve, shell, net);
	io->ops.core = shell->ops;
	io->ops.arg = io;
	io->ops.request = io_request;
	io->ops.close = io_close;
	io->ops.page = io_page;
	io->ops.sock_add = io_sock_add;
	io->ops.sock_del = io_sock_del;
	io->ops.log_memory = io_log_memory;
	io->ops.lock = io_lock;
	io->ops.routed = io_routed;
	io->ops.watch = io_watch;
	io->watch = -1;
	io->kept[0].fd = io->kept[1].fd = -1;
	/*
	 * Linux starts to stamp packets some time after the first socket
	 * asked for it, and stops after the last; so one asks for ever.
	 */
	io->keeper = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (io->keeper != -1)
		net_cmsg_want_stamps(io->keeper);
}

int8_t
net_io_precision(void)
{
	int64_t	last_ns, ns, least_ns = TM_S;
	int8_t	log2_s = 0;
	int	i;

	last_ns = page_now_real().wall.ns;
	for (i = 0; i < READINGS; i++) {
		ns = page_now_real().wall.ns;
		if (ns > last_ns && ns - last_ns < least_ns)
			least_ns = ns - last_ns;
		last_ns = ns;
	}
	while (log2_s > -30 && TM_S >> -(log2_s - 1) >= least_ns)
		log2_s--;
	return log2_s;
}
