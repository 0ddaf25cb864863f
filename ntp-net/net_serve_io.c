/* ISC licence, see LICENSE. */
/* Batches of requests and replies. */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "net_cmsg_io.h"
#include "net_left_io.h"
#include "net_serve_io.h"
#include "page_io.h"

static void
prepare(struct net_serve_in *in)
{
	struct msghdr	*m;
	unsigned int	 i;

	for (i = 0; i < NET_BATCH; i++) {
		in->iov[i].iov_base = in->buf[i];
		in->iov[i].iov_len = NET_ASK_MAX;
		m = &in->msg[i].msg_hdr;
		m->msg_name = &in->name[i];
		m->msg_namelen = sizeof in->name[i];
		m->msg_iov = &in->iov[i];
		m->msg_iovlen = 1;
		m->msg_control = &in->control[i];
		m->msg_controllen = sizeof in->control[i];
	}
}

/* The kernel has written lengths over the room that there was. */
static void
renew(struct net_serve_in *in, unsigned int n)
{
	unsigned int	i;

	for (i = 0; i < n; i++) {
		in->msg[i].msg_hdr.msg_namelen = sizeof in->name[i];
		in->msg[i].msg_hdr.msg_controllen = sizeof in->control[i];
		in->msg[i].msg_hdr.msg_flags = 0;
	}
}

/* Returns false for a datagram not worth a look. */
static bool
read_ask(struct net_serve *io, const struct net_serve_sock *sk,
    unsigned int i, struct tm_now real, struct net_ask *ask)
{
	struct msghdr	*m = &io->in.msg[i].msg_hdr;
	bool		 ours;

	memset(&ask->to, 0, sizeof ask->to);
	ask->buf = io->in.buf[i];
	ask->len = io->in.msg[i].msg_len;
	ask->st.real = real;
	ours = net_cmsg_read(m, &ask->st, &ask->to);
	if (ask->to.family == 0)
		ask->to = sk->local;
	ask->to.port = sk->local.port;
	if (!ours)
		memset(&ask->to, 0, sizeof ask->to);
	return !(m->msg_flags & MSG_TRUNC) && m->msg_namelen > 0 &&
	    addr_from_sockaddr(&io->in.name[i].sa, &ask->from) == 0;
}

/* What f is reckoned from: raw, or the wall as long as f is the wall. */
static struct tm_now
now_for(const struct net_view *v)
{
	struct tm_now	real = { 0 };

	if (v->page.truth.sync == PAGE_NONE)
		return page_now_real();
	real.raw = page_raw_real();
	return real;
}

/* Timestamps are taken here and not a moment earlier. */
static void
leave(struct net_serve *io, int fd)
{
	struct net_serve_out	*out = &io->out;
	struct tm_now		 real;
	unsigned int		 i;

	if (out->n == 0)
		return;
	real = now_for(&io->view);
	net_server_seal(&io->net->server, &io->view,
	    net_server_now(&io->view.page.steer, real), out->answer, out->n);
	for (i = 0; i < out->n; i++)
		out->iov[i].iov_len = out->answer[i].len;
	net_mmsg_send(fd, out->msg, out->n);
	net_server_took(&io->net->server,
	    page_raw_real().ns - real.raw.ns, out->n);
	out->n = 0;
}

/* Somebody asks in interleaved mode: only then is the kernel bothered. */
static void
ask_left(struct net_serve_sock *sk, struct msghdr *m,
    union net_serve_control *control)
{
	if (!sk->asked_left) {
		sk->asked_left = true;
		sk->stamps_left = net_left_want(sk->fd);
	}
	if (sk->stamps_left)
		net_left_ask(m, control, sizeof *control);
}

/* The reply to request i is the next to leave, back the way it came. */
static void
add_reply(struct net_serve *io, struct net_serve_sock *sk,
    unsigned int i, const struct addr *from)
{
	struct net_serve_out	*out = &io->out;
	unsigned int		 k = out->n++;
	struct msghdr		*m = &out->msg[k].msg_hdr;

	out->iov[k].iov_base = out->answer[k].buf;
	m->msg_name = &io->in.name[i];
	m->msg_namelen = io->in.msg[i].msg_hdr.msg_namelen;
	m->msg_iov = &out->iov[k];
	m->msg_iovlen = 1;
	m->msg_control = NULL;
	m->msg_controllen = 0;
	if (sk->wildcard)
		net_cmsg_leave_from(m, &out->control[k], from);
	if (out->answer[k].interleaved)
		ask_left(sk, m, &out->control[k]);
}

/* When replies left, as far as the kernel has been asked. */
static void
take_left(struct net_serve *io, const struct net_serve_sock *sk)
{
	struct net_stamp	st;
	struct addr		to;
	uint8_t			buf[PKT_HDR];
	unsigned int		i;

	if (!io->net->ops.page(io->net->ops.arg, &io->view.page))
		return;
	for (i = 0; i < NET_BATCH &&
	    net_left_take(sk->fd, &sk->local, &to, buf, &st); i++)
		if (st.kind != NET_STAMP_NONE)
			net_server_left(&io->net->server, &io->view.page, &to,
			    buf, &st);
}

static void
serve(struct net_serve *io, unsigned int ix)
{
	struct net_serve_sock	*sk = &io->socks[ix];
	struct net_ask		 ask;
	struct tm_now		 real;
	unsigned int		 i, n;

	if ((n = net_mmsg_recv(sk->fd, io->in.msg, NET_BATCH)) == 0)
		return;
	real = page_now_real();
	net_view(io->net, &io->view, real);
	for (i = 0; i < n; i++) {
		if (!read_ask(io, sk, i, real, &ask) ||
		    !net_hear(io->net, &io->view, ix, &ask,
		    &io->out.answer[io->out.n]))
			continue;
		add_reply(io, sk, i, &ask.to);
		if (io->out.n == NET_LEAVE)
			leave(io, sk->fd);
	}
	leave(io, sk->fd);
	renew(&io->in, n);
}

static void
on_server(void *arg, int fd, short revents)
{
	struct net_serve	*io = arg;
	unsigned int		 ix;

	for (ix = 0; ix < NET_SOCKS && io->socks[ix].fd != fd; ix++)
		;
	if (ix == NET_SOCKS)
		return;
	if (revents & POLLERR)
		take_left(io, &io->socks[ix]);
	/* also without POLLIN: receiving clears an error of the socket */
	serve(io, ix);
}

static bool
is_any(const struct addr *a)
{
	static const uint8_t	any[16];

	return memcmp(a->ip, any, sizeof any) == 0;
}

void
net_serve_io_dscp(int fd, const struct addr *a, unsigned int dscp)
{
	int	tos = (int)dscp << 2;

	if (a->family == 4)
		(void)setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
	else
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos,
		    sizeof tos);
}

void
net_serve_io_add(struct net_serve *io, unsigned int ix, int fd)
{
	struct net_serve_sock	*sk = &io->socks[ix];
	struct sockaddr_storage	 ss;
	socklen_t		 len = sizeof ss;

	memset(sk, 0, sizeof *sk);
	memset(&ss, 0, sizeof ss);
	sk->fd = fd;
	if (ix == NET_SOCKS)
		return;
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		addr_from_sockaddr((struct sockaddr *)&ss, &sk->local);
	sk->wildcard = is_any(&sk->local);
	if (sk->wildcard)
		net_cmsg_want_dest(fd, sk->local.family == 6 ? AF_INET6 :
		    AF_INET);
	net_cmsg_want_stamps(fd);
	/* also none: it may have had one before */
	net_serve_io_dscp(fd, &sk->local, io->net->stage.net.dscp);
	loop_fd(io->shell->loop, fd, POLLIN, on_server, io);
}

void
net_serve_io_del(struct net_serve *io, unsigned int ix)
{
	loop_fd_del(io->shell->loop, io->socks[ix].fd);
	close(io->socks[ix].fd);
	io->socks[ix].fd = -1;
}

/* Pages that no client has touched are not ours yet. */
void *
net_serve_io_log(struct net_serve *io, size_t len)
{
	if (io->log != NULL)
		munmap(io->log, io->log_len);
	io->log = NULL;
	io->log_len = len;
	if (len == 0)
		return NULL;
	io->log = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (io->log == MAP_FAILED)
		io->log = NULL;
	return io->log;
}

void
net_serve_io_init(struct net_serve *io, struct role_shell *shell,
    struct net *net)
{
	unsigned int	i;

	io->shell = shell;
	io->net = net;
	for (i = 0; i <= NET_SOCKS; i++)
		io->socks[i].fd = -1;
	prepare(&io->in);
}
