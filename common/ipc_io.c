/* ISC licence, see LICENSE. */
/* Channels: one record, one system call, one judgement. */
#include <sys/types.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipc_io.h"

/* Room for more descriptors than any row allows, so that more are seen. */
#define FDS_ROOM	4

struct waiting {
	STAILQ_ENTRY(waiting)	 next;
	size_t			 len;
	int			 fd;
	uint8_t			 bytes[];
};

struct ipc_queue {
	STAILQ_HEAD(, waiting)	list;
	unsigned int		n;
};

/*
 * Messages that leave, or came, as one record: the peer wakes up once for
 * all of them.  One of each is enough for a process, which posts to one
 * channel after the other and empties one before it reads the next.
 */
static struct batch {
	struct ipc_chan	*chan;
	size_t		 at;		/* of those that came: the next */
	size_t		 len;
	size_t		 nfds;
	int		 fds[FDS_ROOM];
	uint8_t		 bytes[IPC_MAX];
}	leaving, came;

int
ipc_pair(int fds[2])
{
	return socketpair(AF_UNIX,
	    SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds);
}

static void
forget(struct batch *b, const struct ipc_chan *c)
{
	if (b->chan == c)
		b->len = b->at = 0;
}

void
ipc_open(struct ipc_chan *c, int fd, struct ipc_end self, struct ipc_end peer,
    enum ipc_state state)
{
	forget(&leaving, c);
	forget(&came, c);
	memset(c, 0, sizeof *c);
	c->fd = fd;
	c->self = self;
	c->peer = peer;
	c->state = state;
	c->most = IPC_QUEUE;
}

static void
drop_first(struct ipc_queue *q)
{
	struct waiting	*w = STAILQ_FIRST(&q->list);

	STAILQ_REMOVE_HEAD(&q->list, next);
	q->n--;
	if (w->fd != IPC_NOFD)
		close(w->fd);
	/* keys pass here */
	explicit_bzero(w->bytes, w->len);
	free(w);
}

void
ipc_close(struct ipc_chan *c)
{
	if (leaving.chan == c)
		ipc_leave();
	forget(&came, c);
	if (c->queue != NULL) {
		while (c->queue->n > 0)
			drop_first(c->queue);
		free(c->queue);
		c->queue = NULL;
	}
	if (c->fd != -1)
		close(c->fd);
	c->fd = -1;
}

/* FreeBSD 15 merges records that come without MSG_EOR. */
static int
send_record(int sock, struct iovec *iov, int niov, int fd)
{
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(sizeof(int))];
	} control;
	struct cmsghdr	*cmsg;
	struct msghdr	 msg = { .msg_iov = iov, .msg_iovlen = niov };
	ssize_t		 n;

	if (fd != IPC_NOFD) {
		memset(&control, 0, sizeof control);
		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof control.buf;
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof fd);
	}
	do {
		n = sendmsg(sock, &msg, MSG_EOR | MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n == -1 && errno == EINTR);
	return n == -1 ? -1 : 0;
}

static int
enqueue(struct ipc_chan *c, const struct iovec *iov, int fd)
{
	struct waiting	*w;

	if (c->queue == NULL) {
		if ((c->queue = calloc(1, sizeof *c->queue)) == NULL)
			return -1;
		STAILQ_INIT(&c->queue->list);
	}
	if (c->queue->n >= c->most) {
		errno = ENOBUFS;
		return -1;
	}
	w = malloc(sizeof *w + iov[0].iov_len + iov[1].iov_len);
	if (w == NULL)
		return -1;
	w->fd = IPC_NOFD;
	if (fd != IPC_NOFD &&
	    (w->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0)) == -1) {
		free(w);
		return -1;
	}
	w->len = iov[0].iov_len + iov[1].iov_len;
	memcpy(w->bytes, iov[0].iov_base, iov[0].iov_len);
	memcpy(w->bytes + iov[0].iov_len, iov[1].iov_base, iov[1].iov_len);
	STAILQ_INSERT_TAIL(&c->queue->list, w, next);
	c->queue->n++;
	return 0;
}

static bool
must_wait(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS;
}

static int
send_or_queue(struct ipc_chan *c, struct iovec iov[2], int fd)
{
	if (c->fd == -1) {
		errno = EPIPE;
		return -1;
	}
	if (c->queue != NULL && c->queue->n > 0)
		return enqueue(c, iov, fd);
	if (send_record(c->fd, iov, 2, fd) == 0)
		return 0;
	return must_wait(errno) ? enqueue(c, iov, fd) : -1;
}

int
ipc_send(struct ipc_chan *c, uint16_t type, uint32_t gen, uint32_t seq,
    const void *payload, size_t len, int fd)
{
	struct ipc_hdr	hdr = { type, fd != IPC_NOFD, (uint32_t)len, gen, seq };
	struct iovec	iov[2] = {
		{ &hdr, sizeof hdr }, { (void *)(uintptr_t)payload, len }
	};

	ipc_leave();
	return send_or_queue(c, iov, fd);
}

int
ipc_post(struct ipc_chan *c, uint16_t type, uint32_t gen, uint32_t seq,
    const void *payload, size_t len, int fd)
{
	struct ipc_hdr	hdr = { type, 0, (uint32_t)len, gen, seq };

	/* a descriptor comes alone */
	if (fd != IPC_NOFD || c->fd == -1)
		return ipc_send(c, type, gen, seq, payload, len, fd);
	if (c->queue != NULL && c->queue->n >= c->most) {
		errno = ENOBUFS;
		return -1;
	}
	if (leaving.chan != c ||
	    sizeof hdr + len > sizeof leaving.bytes - leaving.len)
		ipc_leave();
	leaving.chan = c;
	memcpy(leaving.bytes + leaving.len, &hdr, sizeof hdr);
	memcpy(leaving.bytes + leaving.len + sizeof hdr, payload, len);
	leaving.len += sizeof hdr + len;
	return 0;
}

void
ipc_leave(void)
{
	struct iovec	iov[2] = {
		{ leaving.bytes, leaving.len }, { leaving.bytes, 0 }
	};

	if (leaving.len == 0)
		return;
	/* who is gone is noticed when his channel is read */
	(void)send_or_queue(leaving.chan, iov, IPC_NOFD);
	explicit_bzero(leaving.bytes, leaving.len);
	leaving.len = 0;
}

int
ipc_flush(struct ipc_chan *c)
{
	struct waiting	*w;
	struct iovec	 iov;

	while (c->queue != NULL && (w = STAILQ_FIRST(&c->queue->list)) != NULL) {
		iov.iov_base = w->bytes;
		iov.iov_len = w->len;
		if (send_record(c->fd, &iov, 1, w->fd) == -1)
			return must_wait(errno) ? 0 : -1;
		drop_first(c->queue);
	}
	return 0;
}

short
ipc_events(const struct ipc_chan *c)
{
	return POLLIN | (c->queue != NULL && c->queue->n > 0 ? POLLOUT : 0);
}

/*
 * Collects the descriptors; padding of the control buffer lets more arrive
 * than were asked for, without MSG_CTRUNC.
 */
static size_t
take_fds(struct msghdr *msg, int fds[FDS_ROOM])
{
	struct cmsghdr	*cmsg;
	size_t		 n = 0, i, here;
	int		 fd;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg != NULL;
	    cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		here = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < here; i++) {
			memcpy(&fd, CMSG_DATA(cmsg) + i * sizeof fd, sizeof fd);
			if (n < FDS_ROOM)
				fds[n] = fd;
			else
				close(fd);
			n++;
		}
	}
	return n;
}

static enum ipc_got
broken(struct ipc_msg *m)
{
	size_t	i;

	for (i = 0; i < came.nfds && i < FDS_ROOM; i++)
		close(came.fds[i]);
	came.len = came.at = 0;
	m->fd = IPC_NOFD;
	return IPC_BROKEN;
}

bool
ipc_more(const struct ipc_chan *c)
{
	return came.chan == c && came.at < came.len;
}

/*
 * The next message of the record: what its header says, or all that is
 * left where that cannot be.  One with a descriptor is a record by itself.
 */
static enum ipc_got
judge(struct ipc_chan *c, struct ipc_msg *m, enum ipc_fault *fault)
{
	const uint8_t	*next = came.bytes + came.at;
	size_t		 len = came.len - came.at;

	memset(&m->hdr, 0, sizeof m->hdr);
	if (len >= sizeof m->hdr) {
		memcpy(&m->hdr, next, sizeof m->hdr);
		if (came.nfds == 0 && len - sizeof m->hdr > m->hdr.len)
			len = sizeof m->hdr + m->hdr.len;
		memcpy(m->payload, next + sizeof m->hdr, len - sizeof m->hdr);
	}
	came.at += len;
	/* keys pass here */
	if (came.at == came.len)
		explicit_bzero(came.bytes, came.len);
	*fault = ipc_judge(&m->hdr, m->payload, len, came.nfds, c->peer.role,
	    c->self.role, c->state);
	if (*fault != IPC_OK)
		return broken(m);
	m->from = c->peer;
	m->more = ipc_more(c);
	m->fd = came.nfds == 1 ? came.fds[0] : IPC_NOFD;
	return IPC_GOT;
}

enum ipc_got
ipc_recv(struct ipc_chan *c, struct ipc_msg *m, enum ipc_fault *fault)
{
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(FDS_ROOM * sizeof(int))];
	} control;
	struct iovec	iov = { came.bytes, sizeof came.bytes };
	struct msghdr	msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf, .msg_controllen = sizeof control.buf
	};
	ssize_t		n;

	if (ipc_more(c))
		return judge(c, m, fault);
	came.at = came.len = came.nfds = 0;
	/*
	 * ECONNRESET may come before the peer's last records (it died with
	 * ours unread): read on, the error is told only once.
	 */
	do {
		n = recvmsg(c->fd, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	} while (n == -1 && (errno == EINTR || errno == ECONNRESET));
	if (n == -1)
		return must_wait(errno) ? IPC_NOTHING : IPC_CLOSED;
	if (n == 0 && msg.msg_controllen == 0)
		return IPC_CLOSED;
	came.chan = c;
	came.len = (size_t)n;
	came.nfds = take_fds(&msg, came.fds);
	if (!(msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
		return judge(c, m, fault);
	memset(&m->hdr, 0, sizeof m->hdr);
	if (came.len >= sizeof m->hdr)
		memcpy(&m->hdr, came.bytes, sizeof m->hdr);
	*fault = msg.msg_flags & MSG_TRUNC ? IPC_LONG : IPC_FDS;
	return broken(m);
}
