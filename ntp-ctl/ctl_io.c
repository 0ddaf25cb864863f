/* ISC licence, see LICENSE. */
/* ntp-ctl's sockets. */
#include <sys/types.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl_io.h"

/* Connections taken in a wake-up, so that they do not starve the rest. */
#define FAIR	4

struct waiting {
	STAILQ_ENTRY(waiting)	 next;
	size_t			 len;
	uint8_t			 bytes[];
};

struct ctl_queue {
	STAILQ_HEAD(, waiting)	list;
	unsigned int		n;
};

static void	on_client(void *, int, short);
static void	on_listener(void *, int, short);

static void
watch(struct ctl_io *io, struct ctl_conn *conn)
{
	short	events = 0;

	if (conn->reading)
		events |= POLLIN;
	if (conn->queue != NULL)
		events |= POLLOUT;
	loop_fd(io->shell->loop, conn->fd, events, on_client, io);
}

static void
drop_first(struct ctl_conn *conn)
{
	struct waiting	*w = STAILQ_FIRST(&conn->queue->list);

	STAILQ_REMOVE_HEAD(&conn->queue->list, next);
	free(w);
	if (--conn->queue->n > 0)
		return;
	free(conn->queue);
	conn->queue = NULL;
}

static void
close_conn(struct ctl_io *io, struct ctl_conn *conn)
{
	while (conn->queue != NULL)
		drop_first(conn);
	loop_fd_del(io->shell->loop, conn->fd);
	close(conn->fd);
	conn->fd = -1;
}

/* Returns 1 when sent, 0 when it must wait, -1 when the client is gone. */
static int
send_now(int fd, const void *bytes, size_t len)
{
	ssize_t	n;

	do {
		n = send(fd, bytes, len, MSG_EOR | MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n == -1 && errno == EINTR);
	if (n != -1)
		return 1;
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ?
	    0 : -1;
}

static bool
enqueue(struct ctl_conn *conn, const void *bytes, size_t len)
{
	struct waiting	*w;

	if (conn->queue == NULL) {
		if ((conn->queue = calloc(1, sizeof *conn->queue)) == NULL)
			return false;
		STAILQ_INIT(&conn->queue->list);
	}
	if (conn->queue->n >= CTL_QUEUE ||
	    (w = malloc(sizeof *w + len)) == NULL)
		return false;
	w->len = len;
	memcpy(w->bytes, bytes, len);
	STAILQ_INSERT_TAIL(&conn->queue->list, w, next);
	conn->queue->n++;
	return true;
}

static bool
io_send(void *arg, unsigned int slot, enum ctl_type type, uint32_t seq,
    const void *payload)
{
	struct ctl_io		*io = arg;
	struct ctl_conn		*conn = &io->conns[slot];
	struct ctl_record	 r;
	size_t			 len = ctl_compose(&r, type, seq, payload);
	int			 sent = 0;

	if (conn->queue == NULL && (sent = send_now(conn->fd, &r, len)) == 1)
		return true;
	if (sent == -1 || !enqueue(conn, &r, len))
		return false;
	watch(io, conn);
	return true;
}

static void
io_hangup(void *arg, unsigned int slot)
{
	struct ctl_io	*io = arg;

	close_conn(io, &io->conns[slot]);
}

static void
io_reading(void *arg, unsigned int slot, bool on)
{
	struct ctl_io	*io = arg;

	io->conns[slot].reading = on;
	watch(io, &io->conns[slot]);
}

static int
io_descriptor(void *arg, unsigned int slot)
{
	struct ctl_io	*io = arg;

	return io->conns[slot].fd;
}

static void
io_listen(void *arg, int fd)
{
	struct ctl_io	*io = arg;

	if (io->listener != -1) {
		loop_fd_del(io->shell->loop, io->listener);
		close(io->listener);
	}
	loop_timer_del(io->shell->loop, &io->rest);
	io->listener = fd;
	loop_fd(io->shell->loop, fd, POLLIN, on_listener, io);
}

static void
io_discard(void *arg, int fd)
{
	(void)arg;
	close(fd);
}

void
ctl_io_init(struct ctl_io *io, struct role_shell *shell, struct ctl *core)
{
	unsigned int	i;

	memset(io, 0, sizeof *io);
	io->shell = shell;
	io->core = core;
	io->listener = -1;
	for (i = 0; i < CTL_CLIENTS; i++)
		io->conns[i].fd = -1;
	io->ops.arg = io;
	io->ops.send = io_send;
	io->ops.hangup = io_hangup;
	io->ops.reading = io_reading;
	io->ops.descriptor = io_descriptor;
	io->ops.listen = io_listen;
	io->ops.discard = io_discard;
}

/* Returns false when the client is gone. */
static bool
flush(struct ctl_io *io, struct ctl_conn *conn)
{
	struct waiting	*w;

	while (conn->queue != NULL) {
		w = STAILQ_FIRST(&conn->queue->list);
		switch (send_now(conn->fd, w->bytes, w->len)) {
		case 0:
			return true;
		case -1:
			return false;
		}
		drop_first(conn);
	}
	watch(io, conn);
	return true;
}

/* The record that was looked at. */
static void
take(int fd)
{
	uint8_t	byte;

	(void)recv(fd, &byte, sizeof byte, MSG_DONTWAIT);
}

/*
 * One record.  A command is only looked at and left to the parent.  There is
 * no room for descriptors: the kernel closes those that a client sends.
 * Returns false when the client is gone.
 */
static bool
receive(struct ctl_io *io, unsigned int slot)
{
	struct ctl_record	r;
	struct iovec		iov = { &r, sizeof r };
	struct msghdr		msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int			fd = io->conns[slot].fd;
	bool			is_command;
	ssize_t			n;

	n = recvmsg(fd, &msg, MSG_DONTWAIT | MSG_PEEK);
	if (n == -1)
		return errno == EAGAIN || errno == EWOULDBLOCK ||
		    errno == EINTR;
	if (n == 0)
		return false;
	if (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
		n = sizeof r + 1;
	/* what is left unread is a reset for who is hung up on */
	is_command = (size_t)n >= sizeof r.hdr && r.hdr.type == CTL_COMMAND;
	if (!is_command)
		take(fd);
	if (ctl_client_record(io->core, slot, &r, (size_t)n,
	    role_now(io->shell)) && is_command && io->conns[slot].fd == fd)
		take(fd);
	return true;
}

static void
on_client(void *arg, int fd, short revents)
{
	struct ctl_io	*io = arg;
	unsigned int	 slot;
	bool		 here = true;

	for (slot = 0; slot < CTL_CLIENTS && io->conns[slot].fd != fd; slot++)
		;
	if (slot == CTL_CLIENTS)
		return;
	if (revents & POLLOUT)
		here = flush(io, &io->conns[slot]);
	if (here && (revents & POLLIN) && io->conns[slot].reading)
		here = receive(io, slot);
	else if (revents & (POLLHUP | POLLERR | POLLNVAL))
		here = false;
	if (here)
		return;
	ctl_client_gone(io->core, slot);
	close_conn(io, &io->conns[slot]);
}

static void
admit(struct ctl_io *io, int fd)
{
	uid_t	uid;
	gid_t	gid;
	int	slot = -1;

	if (getpeereid(fd, &uid, &gid) == 0)
		slot = ctl_client_new(io->core, uid, role_now(io->shell));
	if (slot == -1) {
		close(fd);
		return;
	}
	io->conns[slot].fd = fd;
	io->conns[slot].reading = true;
	watch(io, &io->conns[slot]);
}

static void
accept_again(void *arg)
{
	struct ctl_io	*io = arg;

	loop_fd(io->shell->loop, io->listener, POLLIN, on_listener, io);
}

static void
on_listener(void *arg, int fd, short revents)
{
	struct ctl_io	*io = arg;
	int		 client, i;

	(void)revents;
	for (i = 0; i < FAIR; i++) {
		client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (client != -1) {
			admit(io, client);
			continue;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK ||
		    errno == EINTR || errno == ECONNABORTED)
			return;
		/* Out of something: it stays readable, so look away. */
		loop_fd(io->shell->loop, fd, 0, on_listener, io);
		loop_after(io->shell->loop, &io->rest, TM_S, accept_again, io);
		return;
	}
}
