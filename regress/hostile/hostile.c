/* ISC licence, see LICENSE. */
/* A child that has been taken over: its birth and its means. */
#include <sys/types.h>
#include <sys/socket.h>

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "hostile.h"
#include "sbx.h"

#define FDS_MOST	16

static struct hostile			self;
static const struct behaviour		*plan;

void
hostile_log(struct hostile *h, const char *fmt, ...)
{
	struct msg_log	m;
	va_list		ap;

	memset(&m, 0, sizeof m);
	m.priority = LOG_NOTICE;
	va_start(ap, fmt);
	vsnprintf(m.text, sizeof m.text, fmt, ap);
	va_end(ap);
	hostile_send(h, HOSTILE_FD, MSG_LOG, &m, sizeof m, IPC_NOFD);
}

bool
hostile_put(int channel, const void *record, size_t len, int fd,
    unsigned int n)
{
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(FDS_MOST * sizeof(int))];
	} control;
	struct pollfd	 pfd = { .fd = channel, .events = POLLOUT };
	struct iovec	 iov = { (void *)(uintptr_t)record, len };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int		 fds[FDS_MOST];
	unsigned int	 i;
	ssize_t		 sent;

	if (n > 0) {
		for (i = 0; i < n; i++)
			fds[i] = fd;
		memset(&control, 0, sizeof control);
		msg.msg_control = control.buf;
		msg.msg_controllen = CMSG_SPACE(n * sizeof fd);
		control.hdr.cmsg_level = SOL_SOCKET;
		control.hdr.cmsg_type = SCM_RIGHTS;
		control.hdr.cmsg_len = CMSG_LEN(n * sizeof fd);
		memcpy(CMSG_DATA(&control.hdr), fds, n * sizeof fd);
	}
	while ((sent = sendmsg(channel, &msg, MSG_EOR | MSG_NOSIGNAL)) == -1 &&
	    (errno == EAGAIN || errno == EINTR || errno == ENOBUFS))
		if (poll(&pfd, 1, 1000) == -1 || (pfd.revents & POLLHUP))
			return false;
	return sent != -1;
}

bool
hostile_send(struct hostile *h, int channel, uint16_t type,
    const void *payload, size_t len, int fd)
{
	struct ipc_hdr	hdr = {
		type, fd != IPC_NOFD, (uint32_t)len, h->gen, 1
	};
	uint8_t		record[IPC_MAX];

	memcpy(record, &hdr, sizeof hdr);
	memcpy(record + sizeof hdr, payload, len);
	return hostile_put(channel, record, sizeof hdr + len, fd,
	    fd != IPC_NOFD);
}

void
hostile_hello(struct hostile *h)
{
	struct msg_hello	m = {
		h->role, h->shell.self.instance, ipc_catalogue_hash()
	};

	hostile_send(h, HOSTILE_FD, MSG_HELLO, &m, sizeof m, IPC_NOFD);
}

ssize_t
hostile_next(struct ipc_msg *m)
{
	static struct ipc_chan	chan;
	struct ipc_end		parent = { ROLE_PARENT, 0 };
	struct pollfd		pfd = { .fd = HOSTILE_FD, .events = POLLIN };
	enum ipc_fault		fault;

	if (chan.fd != HOSTILE_FD)
		ipc_open(&chan, HOSTILE_FD, self.shell.self, parent,
		    IPC_START);
	while (ipc_more(&chan) || poll(&pfd, 1, -1) == 1)
		switch (ipc_recv(&chan, m, &fault)) {
		case IPC_GOT:
			return (ssize_t)m->hdr.len;
		case IPC_NOTHING:
			break;
		default:
			return -1;
		}
	return -1;
}

void
hostile_sleep(void)
{
	for (;;)
		poll(NULL, 0, 3600 * 1000);
}

static void
on_msg(void *arg, const struct ipc_msg *m, struct tm_now now)
{
	struct hostile	*h = arg;

	(void)now;
	if (m->hdr.type == MSG_CFG_END)
		h->gen = m->hdr.gen;
	if (m->hdr.type == MSG_ADJ_RESULT)
		memcpy(&h->result, m->payload, sizeof h->result);
	if (m->hdr.type == MSG_SOCK && h->nsocks < HOSTILE_SOCKS)
		h->socks[h->nsocks++] = m->fd;
}

static void
on_tick(void *arg, struct tm_now now)
{
	struct hostile	*h = arg;

	(void)now;
	if (h->done)
		return;
	h->done = true;
	plan->fn(h);
}

static int64_t
due(const void *arg)
{
	const struct hostile	*h = arg;

	return h->done ? TM_NEVER : 1;
}

static const struct behaviour *
find(const char *name)
{
	const struct behaviour *const tables[] = {
		hostile_records, hostile_reaches, hostile_clocks
	};
	const struct behaviour	*b;
	size_t			 i;

	for (i = 0; i < sizeof tables / sizeof tables[0]; i++)
		for (b = tables[i]; b->name != NULL; b++)
			if (strcmp(b->name, name) == 0)
				return b;
	errx(2, "%s: unknown behaviour", name);
}

/* DIR/BEHAVIOUR/ntp-ROLE */
static void
read_path(char *path)
{
	char		*program, *name;
	unsigned int	 role;

	if ((program = strrchr(path, '/')) == NULL)
		errx(2, "%s: no behaviour", path);
	*program++ = '\0';
	name = strrchr(path, '/');
	self.name = name == NULL ? path : name + 1;
	for (role = ROLE_NET; role < ROLES; role++)
		if (strcmp(ipc_role_name(role), program) == 0)
			self.role = role;
	if (self.role == ROLE_PARENT)
		errx(2, "%s: no role", program);
	plan = find(self.name);
}

/* As role_start, but without a word to the parent. */
static void
be_born(int argc, char **argv)
{
	struct sbx_want	want = { 0 };
	struct sbx_got	got;
	const char	*step;

	if (argc != 6)
		errx(2, "bad arguments");
	self.shell.self.role = (uint16_t)self.role;
	self.shell.self.instance = (uint16_t)atoi(argv[1]);
	want.uid = (uid_t)atol(argv[2]);
	want.gid = (gid_t)atol(argv[3]);
	want.root = strcmp(argv[4], "-") == 0 ? NULL : argv[4];
	want.best_effort = strcmp(argv[5], "required") != 0;
	if (sbx_enter(self.role, &want, &got, &step) == -1)
		err(1, "%s", step);
	self.shell.reached.sandbox = got.reached;
	self.shell.reached.calls = got.calls;
}

int
main(int argc, char **argv)
{
	static struct role_def	def = {
		.core = &self, .msg = on_msg, .tick = on_tick, .deadline = due
	};
	char			path[1024];

	strlcpy(path, argv[0], sizeof path);
	read_path(path);
	if (plan->when == AT_BIRTH) {
		be_born(argc, argv);
		plan->fn(&self);
		hostile_sleep();
	}
	def.role = self.role;
	role_start(&self.shell, self.role, argc, argv);
	return role_run(&self.shell, &def);
}
