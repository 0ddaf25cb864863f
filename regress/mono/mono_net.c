/* ISC licence, see LICENSE. */
/* Sockets for the network core. */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/net_tstamp.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mono_net.h"
#include "net_cmsg_io.h"
#include "page_io.h"

/* Zeroed before each use: CMSG_NXTHDR looks beyond what was written. */
union control {
	struct cmsghdr	hdr;
	char		buf[2 * NET_CMSG_ROOM];
};

struct got {
	uint8_t		 buf[PKT_MAX];
	size_t		 len;
	struct addr	 from, to;	/* to.family 0: not to us alone */
	struct net_stamp st;
};

/* The first of three stamps is the kernel's own. */
static void
read_stamp(struct msghdr *msg, struct net_stamp *st)
{
	struct cmsghdr	*c;
	struct timespec	 ts;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET ||
		    c->cmsg_type != SCM_TIMESTAMPING)
			continue;
		memcpy(&ts, CMSG_DATA(c), sizeof ts);
		if (ts.tv_sec == 0 && ts.tv_nsec == 0)
			continue;
		st->kind = NET_STAMP_KERNEL;
		st->wall_ns = ts.tv_sec * TM_S + ts.tv_nsec;
	}
}

static bool
receive(int fd, struct got *g)
{
	union control		control;
	struct sockaddr_storage	ss;
	struct iovec		iov = { g->buf, sizeof g->buf };
	struct msghdr		msg = {
		.msg_name = &ss, .msg_namelen = sizeof ss,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf, .msg_controllen = sizeof control
	};
	ssize_t			n;

	memset(&control, 0, sizeof control);
	memset(&g->st, 0, sizeof g->st);
	memset(&g->to, 0, sizeof g->to);
	if ((n = recvmsg(fd, &msg, MSG_DONTWAIT)) == -1)
		return false;
	g->st.real = page_now_real();
	g->len = (size_t)n;
	if (!net_cmsg_read(&msg, &g->st, &g->to))
		memset(&g->to, 0, sizeof g->to);
	read_stamp(&msg, &g->st);
	return !(msg.msg_flags & MSG_TRUNC) && msg.msg_namelen > 0 &&
	    addr_from_sockaddr((struct sockaddr *)&ss, &g->from) == 0;
}

static void
on_server(void *arg, int fd, short revents)
{
	struct mono_net		*io = arg;
	struct got		 g;
	uint8_t			 out[PKT_HDR];
	union control		 control;
	struct sockaddr_storage	 ss;
	struct iovec		 iov = { out, 0 };
	struct msghdr		 msg = {
		.msg_name = &ss, .msg_iov = &iov, .msg_iovlen = 1
	};
	unsigned int		 ix;

	(void)revents;
	for (ix = 0; ix < NET_SOCKS && io->socks[ix] != fd; ix++)
		;
	if (ix == NET_SOCKS || !receive(fd, &g))
		return;
	g.to.port = io->locals[ix].port;
	iov.iov_len = net_request(io->core, ix, &g.from, &g.to, g.buf, g.len,
	    &g.st, mono_bus_now(io->bus), out);
	if (iov.iov_len == 0)
		return;
	msg.msg_namelen = (socklen_t)addr_to_sockaddr(&g.from, &ss);
	net_cmsg_leave_from(&msg, control.buf, &g.to);
	(void)sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
on_client(void *arg, int fd, short revents)
{
	struct mono_net	*io = arg;
	struct got	 g;

	(void)revents;
	if (receive(fd, &g))
		net_reply(io->core, fd, g.buf, g.len, &g.st,
		    mono_bus_now(io->bus));
}

static int
open_socket(int family)
{
	int	flags = SOF_TIMESTAMPING_RX_SOFTWARE |
		    SOF_TIMESTAMPING_SOFTWARE;
	int	fd = socket(family, SOCK_DGRAM, 0), on = 1;

	if (fd == -1)
		return -1;
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	(void)setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags,
	    sizeof flags);
	if (family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
		    sizeof on);
	return fd;
}

/* Binds to from, if it is an address, then connects to to, likewise. */
static int
open_between(const struct addr *from, const struct addr *to)
{
	struct sockaddr_storage	a, b;
	socklen_t		alen = (socklen_t)addr_to_sockaddr(from, &a);
	socklen_t		blen = (socklen_t)addr_to_sockaddr(to, &b);
	int			fd;

	fd = open_socket(alen > 0 ? a.ss_family : b.ss_family);
	if (fd == -1)
		return -1;
	if ((alen == 0 || bind(fd, (struct sockaddr *)&a, alen) == 0) &&
	    (blen == 0 || connect(fd, (struct sockaddr *)&b, blen) == 0))
		return fd;
	close(fd);
	return -1;
}

int
mono_net_listen(const struct addr *local)
{
	static const struct addr	none;

	return open_between(local, &none);
}

static void
local_of(int fd, struct addr *local)
{
	struct sockaddr_storage	ss;
	socklen_t		len = sizeof ss;

	memset(local, 0, sizeof *local);
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		(void)addr_from_sockaddr((struct sockaddr *)&ss, local);
}

static int
io_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	struct mono_net	*io = arg;
	uint8_t		 copy[PKT_HDR];
	struct iovec	 iov = { copy, len };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int		 fd;

	memcpy(copy, buf, len);
	if ((fd = open_between(&route->from, &route->to)) == -1) {
		tx->why = strerror(errno);
		return NET_NOHANDLE;
	}
	local_of(fd, &tx->local);
	tx->real = page_now_real();
	if (sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) == -1) {
		tx->why = strerror(errno);
		close(fd);
		return NET_NOHANDLE;
	}
	loop_fd(io->bus->loop, fd, POLLIN, on_client, io);
	return fd;
}

static void
io_close(void *arg, int fd)
{
	struct mono_net	*io = arg;

	loop_fd_del(io->bus->loop, fd);
	close(fd);
}

static bool
io_page(void *arg, struct page_data *data)
{
	struct mono_net	*io = arg;

	return page_read(&io->bus->page, data);
}

static void
io_sock_add(void *arg, unsigned int ix, int fd)
{
	struct mono_net	*io = arg;

	io->socks[ix] = fd;
	if (ix == NET_SOCKS)
		return;
	local_of(fd, &io->locals[ix]);
	net_cmsg_want_dest(fd, io->locals[ix].family == 6 ? AF_INET6 :
	    AF_INET);
	loop_fd(io->bus->loop, fd, POLLIN, on_server, io);
}

static void
io_sock_del(void *arg, unsigned int ix)
{
	struct mono_net	*io = arg;

	io_close(io, io->socks[ix]);
	io->socks[ix] = -1;
}

static void *
io_log_memory(void *arg, size_t len)
{
	struct mono_net	*io = arg;

	free(io->log);
	io->log = len > 0 ? calloc(1, len) : NULL;
	return io->log;
}

void
mono_net_init(struct mono_net *io, struct mono_bus *bus, struct net *core)
{
	unsigned int	i;

	memset(io, 0, sizeof *io);
	io->bus = bus;
	io->core = core;
	io->ops.core = bus->role[ROLE_NET].ops;
	io->ops.arg = io;
	io->ops.request = io_request;
	io->ops.close = io_close;
	io->ops.page = io_page;
	io->ops.sock_add = io_sock_add;
	io->ops.sock_del = io_sock_del;
	io->ops.log_memory = io_log_memory;
	for (i = 0; i <= NET_SOCKS; i++)
		io->socks[i] = -1;
}
