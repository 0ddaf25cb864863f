/* ISC licence, see LICENSE. */
/* The shell that all children share. */
#include <sys/types.h>

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "page_map_io.h"
#include "role_io.h"
#include "sbx.h"

#define PARENT_FD	3

static void	on_channel(void *, int, short);

/*
 * The search for leaks looks into a process from outside and by /proc: here it
 * cannot, and that it says so at each end helps nobody.
 */
#ifdef SANITIZED
const char	*__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

static struct ipc_chan *
chan_to(struct role_shell *r, struct ipc_end to)
{
	unsigned int	i;

	for (i = 0; i < ROLE_CHANS; i++)
		if (r->chans[i].fd != -1 && r->chans[i].peer.role == to.role &&
		    r->chans[i].peer.instance == to.instance)
			return &r->chans[i];
	return NULL;
}

static bool
shell_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct role_shell	*r = arg;
	struct ipc_chan		*c = chan_to(r, to);

	if (c == NULL)
		return false;
	return ipc_post(c, type, gen, seq, payload, len, fd) == 0;
}

/* Before the process waits: what it has to say leaves, or is waited for. */
static void
send_all(struct role_shell *r)
{
	struct ipc_chan	*c;

	ipc_leave();
	for (c = r->chans; c < r->chans + ROLE_CHANS; c++)
		if (c->fd != -1 && (ipc_events(c) & POLLOUT))
			loop_fd(r->loop, c->fd, ipc_events(c), on_channel, r);
}

static void
shell_log(void *arg, int priority, const char *text)
{
	struct ipc_end	parent = { ROLE_PARENT, 0 };
	struct msg_log	m;

	memset(&m, 0, sizeof m);
	m.priority = priority;
	strlcpy(m.text, text, sizeof m.text);
	shell_send(arg, parent, MSG_LOG, 0, 0, &m, sizeof m, IPC_NOFD);
}

static void
shell_random(void *arg, void *buf, size_t len)
{
	(void)arg;
	arc4random_buf(buf, len);
}

struct tm_now
role_now(const struct role_shell *r)
{
	return page_now(r->page);
}

static void
drop_channel(struct role_shell *r, struct ipc_chan *c)
{
	bool	is_parent = c == &r->chans[0];

	loop_fd_del(r->loop, c->fd);
	ipc_close(c);
	/* Without its parent a child has nothing left to do. */
	if (is_parent)
		loop_stop(r->loop, 0);
}

static void
add_channel(struct role_shell *r, struct ipc_msg *m)
{
	const struct msg_peer_chan	*p = (const void *)m->payload;
	struct ipc_end			 peer = {
		(uint16_t)p->role, (uint16_t)p->instance
	};
	struct ipc_chan			*c;
	unsigned int			 i;

	if ((c = chan_to(r, peer)) != NULL)
		drop_channel(r, c);
	for (i = 1; i < ROLE_CHANS && r->chans[i].fd != -1; i++)
		;
	if (i == ROLE_CHANS) {
		close(m->fd);
		return;
	}
	ipc_open(&r->chans[i], m->fd, r->self, peer, IPC_RUN);
	loop_fd(r->loop, m->fd, POLLIN, on_channel, r);
	m->fd = IPC_NOFD;
}

static void
add_page(struct role_shell *r, struct ipc_msg *m)
{
	if ((r->page = page_map(m->fd)) == NULL) {
		shell_log(r, LOG_CRIT, "cannot map the clock page");
		loop_stop(r->loop, 1);
	}
	m->fd = IPC_NOFD;
}

static void
say_ready(struct role_shell *r)
{
	struct ipc_end	parent = { ROLE_PARENT, 0 };

	shell_send(r, parent, MSG_READY, 0, 0, &r->reached,
	    sizeof r->reached, IPC_NOFD);
	r->chans[0].state = IPC_RUN;
	r->ready = true;
}

/* What the shell does of a message before and after its core. */
static void
deliver(struct role_shell *r, struct ipc_msg *m)
{
	if (m->hdr.type == MSG_PEER_CHAN)
		add_channel(r, m);
	else if (m->hdr.type == MSG_CLOCK_PAGE) {
		add_page(r, m);
		return;
	}
	r->def->msg(r->def->core, m, role_now(r));
	/* our stack is no place for keys */
	if (m->hdr.type == MSG_CFG_KEY)
		explicit_bzero(m->payload, m->hdr.len);
	if (m->hdr.type == MSG_CFG_END)
		say_ready(r);
}

/* A sibling that breaks the rules is reported: the parent deals with it. */
static void
on_violation(struct role_shell *r, struct ipc_chan *c, const struct ipc_msg *m,
    enum ipc_fault fault)
{
	struct msg_violation	 v;
	struct ipc_end		 parent = { ROLE_PARENT, 0 };

	memset(&v, 0, sizeof v);
	v.role = c->peer.role;
	v.instance = c->peer.instance;
	v.type = m->hdr.type;
	v.fault = fault;
	drop_channel(r, c);
	shell_send(r, parent, MSG_VIOLATION, 0, 0, &v, sizeof v, IPC_NOFD);
}

/* One record: there is seldom a second, and so no peer starves another. */
static void
on_channel(void *arg, int fd, short revents)
{
	/* not on the stack, where all of it would be cleared each time */
	static struct ipc_msg	 m;
	struct role_shell	*r = arg;
	struct ipc_chan		*c;
	enum ipc_fault		 fault;
	unsigned int		 i;

	for (i = 0; i < ROLE_CHANS && r->chans[i].fd != fd; i++)
		;
	if (i == ROLE_CHANS)
		return;
	c = &r->chans[i];
	if ((revents & POLLOUT) && ipc_flush(c) == -1) {
		drop_channel(r, c);
		return;
	}
	loop_fd(r->loop, fd, ipc_events(c), on_channel, r);
	do {
		switch (ipc_recv(c, &m, &fault)) {
		case IPC_GOT:
			deliver(r, &m);
			break;
		case IPC_NOTHING:
			return;
		case IPC_CLOSED:
			drop_channel(r, c);
			return;
		case IPC_BROKEN:
			on_violation(r, c, &m, fault);
			return;
		}
	} while (c->fd == fd && ipc_more(c));
}

static void
on_timer(void *arg)
{
	struct role_shell	*r = arg;

	r->deadline_ns = TM_NEVER;
	r->def->tick(r->def->core, role_now(r));
}

/* After the events of a wake-up: the core may want its timer elsewhere. */
static void
on_idle(void *arg)
{
	struct role_shell	*r = arg;
	int64_t			 at_ns;

	send_all(r);
	if (!r->ready)
		return;
	at_ns = r->def->deadline(r->def->core);
	if (at_ns == r->deadline_ns)
		return;
	r->deadline_ns = at_ns;
	if (at_ns == TM_NEVER)
		loop_timer_del(r->loop, &r->timer);
	else
		loop_after(r->loop, &r->timer, at_ns - role_now(r).raw.ns,
		    on_timer, r);
}

/* argv: program, instance, uid, gid, root directory or "-", sandbox */
static void
read_args(struct role_shell *r, int argc, char **argv, struct sbx_want *want)
{
	const char	*e1, *e2, *e3;

	if (argc != 6)
		errx(2, "%s is started by chimed, not by hand", argv[0]);
	r->self.instance = (uint16_t)strtonum(argv[1], 0, UINT16_MAX, &e1);
	want->uid = (uid_t)strtonum(argv[2], 0, UINT32_MAX, &e2);
	want->gid = (gid_t)strtonum(argv[3], 0, UINT32_MAX, &e3);
	if (e1 != NULL || e2 != NULL || e3 != NULL)
		errx(2, "%s: bad argument", argv[0]);
	want->root = strcmp(argv[4], "-") == 0 ? NULL : argv[4];
	want->best_effort = strcmp(argv[5], "required") != 0;
}

static void
say_hello(struct role_shell *r)
{
	struct ipc_end		parent = { ROLE_PARENT, 0 };
	struct msg_hello	m;

	memset(&m, 0, sizeof m);
	m.role = r->self.role;
	m.instance = r->self.instance;
	m.catalogue = ipc_catalogue_hash();
	shell_send(r, parent, MSG_HELLO, 0, 0, &m, sizeof m, IPC_NOFD);
}

void
role_start(struct role_shell *r, enum role role, int argc, char **argv)
{
	struct ipc_end	parent = { ROLE_PARENT, 0 };
	struct sbx_want	want;
	struct sbx_got	got;
	const char	*step;
	char		 warm[8];
	unsigned int	 i;

	memset(r, 0, sizeof *r);
	r->self.role = (uint16_t)role;
	read_args(r, argc, argv, &want);
	/* Whatever is lazy must have happened before the filter. */
	arc4random_buf(warm, sizeof warm);
	tzset();
	signal(SIGPIPE, SIG_IGN);
	if (sbx_enter(role, &want, &got, &step) == -1)
		err(1, "%s: sandbox: %s", argv[0], step);
	r->reached.sandbox = got.reached;
	r->reached.calls = got.calls;

	r->deadline_ns = TM_NEVER;
	for (i = 0; i < ROLE_CHANS; i++)
		r->chans[i].fd = -1;
	r->ops.arg = r;
	r->ops.send = shell_send;
	r->ops.log = shell_log;
	r->ops.random = shell_random;
	r->loop = loop_new();
	ipc_open(&r->chans[0], PARENT_FD, r->self, parent, IPC_START);
	loop_fd(r->loop, PARENT_FD, POLLIN, on_channel, r);
	say_hello(r);
}

int
role_run(struct role_shell *r, const struct role_def *def)
{
	int	status;

	r->def = def;
	loop_idle(r->loop, on_idle, r);
	status = loop_run(r->loop);
	ipc_leave();
	return status;
}
