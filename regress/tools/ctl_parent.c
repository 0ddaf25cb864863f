/* ISC licence, see LICENSE. */
/*
 * ntp-ctl between real clients and a fake rest of the house: plays parent,
 * ntp-clock and ntp-net with a few fixed rows while a command runs.
 * usage: ctl_parent [-k] NTP-CTL SOCKET COMMAND [ARGUMENT...]
 * -k: clock and net are dead: channels exist, nobody answers.
 * Exits with the command's status.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "ipc_io.h"
#include "loop.h"
#include "tm.h"

#define CHILD_FD	3

static struct {
	struct loop	*loop;
	struct ipc_chan	 chans[3];	/* parent's, clock's, net's */
	bool		 dead;
	pid_t		 ctl;
	pid_t		 command;
	char		**argv;
} p;

static int
listen_at(const char *path)
{
	struct sockaddr_un	sun;
	int			fd;

	memset(&sun, 0, sizeof sun);
	sun.sun_family = AF_UNIX;
	strlcpy(sun.sun_path, path, sizeof sun.sun_path);
	unlink(path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&sun, sizeof sun) == -1 ||
	    listen(fd, 16) == -1)
		err(1, "%s", path);
	return fd;
}

static void
spawn_ctl(const char *program, int fd)
{
	if ((p.ctl = fork()) == -1)
		err(1, "fork");
	if (p.ctl != 0)
		return;
	if (dup2(fd, CHILD_FD) == -1 ||
	    (fd == CHILD_FD && fcntl(fd, F_SETFD, 0) == -1))
		err(1, "dup2");
	execl(program, program, "0", "0", "0", "-", "best-effort",
	    (char *)NULL);
	err(1, "%s", program);
}

static void
spawn_command(void)
{
	if ((p.command = fork()) == -1)
		err(1, "fork");
	if (p.command != 0)
		return;
	execvp(p.argv[0], p.argv);
	err(1, "%s", p.argv[0]);
}

static void
send_row(struct ipc_chan *c, uint32_t seq, struct msg_stat_row *row,
    const char *ip)
{
	if (row->table == STAT_SOURCES)
		addr_parse(ip, &row->u.source.addr);
	if (ipc_send(c, MSG_STAT_ROW, 0, seq, row, sizeof *row,
	    IPC_NOFD) == -1)
		err(1, "send");
}

/* Many sources, so that the answer is longer than a socket's buffer. */
static void
answer(struct ipc_chan *c, const struct ipc_msg *m)
{
	const struct msg_stat_req	*req = (const void *)m->payload;
	struct msg_stat_end		 end = { .table = req->table };
	struct msg_stat_row		 row;
	unsigned int			 i;
	char				 ip[32];

	memset(&row, 0, sizeof row);
	row.table = req->table;
	if (req->table == STAT_ACTIVITY) {
		row.u.activity.online = 2;
		row.u.activity.offline = 1;
		send_row(c, m->hdr.seq, &row, NULL);
	}
	for (i = 0; req->table == STAT_SOURCES && i < 50; i++) {
		row.u.source.mode = '^';
		row.u.source.state = '-';
		snprintf(ip, sizeof ip, "192.0.2.%u", i);
		send_row(c, m->hdr.seq, &row, ip);
	}
	if (ipc_send(c, MSG_STAT_END, 0, m->hdr.seq, &end, sizeof end,
	    IPC_NOFD) == -1)
		err(1, "send");
}

/* As the parent does: the kernel knows who is at the other end. */
static void
judge_command(struct ipc_chan *c, const struct ipc_msg *m)
{
	struct msg_cmd_result	result;
	uid_t			uid;
	gid_t			gid;

	memset(&result, 0, sizeof result);
	result.cmd = ((const struct msg_cmd *)(const void *)
	    m->payload)->cmd;
	result.status = CMD_UNAUTH;
	if (getpeereid(m->fd, &uid, &gid) == 0 && uid == getuid())
		result.status = CMD_OK;
	close(m->fd);
	if (ipc_send(c, MSG_CTL_RESULT, 0, m->hdr.seq, &result,
	    sizeof result, IPC_NOFD) == -1)
		err(1, "send");
}

static void
on_message(struct ipc_chan *c, const struct ipc_msg *m)
{
	const struct msg_log	*log = (const void *)m->payload;

	switch (m->hdr.type) {
	case MSG_READY:
		c->state = IPC_RUN;
		spawn_command();
		break;
	case MSG_LOG:
		if (log->priority <= LOG_WARNING)
			fprintf(stderr, "ntp-ctl: %s\n", log->text);
		break;
	case MSG_VIOLATION:
		errx(1, "ntp-ctl reports a violation");
	case MSG_STAT_REQ:
		if (!p.dead)
			answer(c, m);
		break;
	case MSG_CTL_CMD:
		judge_command(c, m);
		break;
	}
}

static void
on_channel(void *arg, int fd, short revents)
{
	struct ipc_chan	*c = arg;
	struct ipc_msg	 m;
	enum ipc_fault	 fault;

	if ((revents & POLLOUT) && ipc_flush(c) == -1)
		errx(1, "ntp-ctl is gone");
	for (;;)
		switch (ipc_recv(c, &m, &fault)) {
		case IPC_GOT:
			on_message(c, &m);
			break;
		case IPC_NOTHING:
			loop_fd(p.loop, fd, ipc_events(c), on_channel, c);
			return;
		case IPC_CLOSED:
			errx(1, "ntp-ctl is gone");
		case IPC_BROKEN:
			errx(1, "from ntp-ctl: %s: %s",
			    ipc_type_name(m.hdr.type), ipc_fault_name(fault));
		}
}

static void
on_child(void *arg, int signo)
{
	int	status;
	pid_t	pid;

	(void)arg;
	(void)signo;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == p.ctl)
			errx(1, "ntp-ctl died, status %#x", status);
		loop_stop(p.loop, WIFEXITED(status) ? WEXITSTATUS(status) :
		    128);
	}
}

static int
open_chan(unsigned int i, enum role role)
{
	struct ipc_end	self = { (uint16_t)role, 0 }, ctl = { ROLE_CTL, 0 };
	int		fds[2];

	if (ipc_pair(fds) == -1)
		err(1, "socketpair");
	ipc_open(&p.chans[i], fds[0], self, ctl,
	    i == 0 ? IPC_START : IPC_RUN);
	loop_fd(p.loop, fds[0], POLLIN, on_channel, &p.chans[i]);
	return fds[1];
}

static void
configure(int listener, int clock_fd, int net_fd)
{
	struct ipc_chan		*c = &p.chans[0];
	struct msg_empty	 none = { 0 };
	struct msg_peer_chan	 clock = { ROLE_CLOCK, 0 };
	struct msg_peer_chan	 net = { ROLE_NET, 0 };
	struct msg_sock		 sock;

	memset(&sock, 0, sizeof sock);
	sock.kind = SOCK_CTL;
	ipc_send(c, MSG_PEER_CHAN, 0, 0, &clock, sizeof clock, clock_fd);
	ipc_send(c, MSG_PEER_CHAN, 0, 0, &net, sizeof net, net_fd);
	ipc_send(c, MSG_CFG_BEGIN, 1, 0, &none, sizeof none, IPC_NOFD);
	ipc_send(c, MSG_SOCK, 1, 0, &sock, sizeof sock, listener);
	ipc_send(c, MSG_CFG_END, 1, 0, &none, sizeof none, IPC_NOFD);
	close(listener);
	close(clock_fd);
	close(net_fd);
}

int
main(int argc, char **argv)
{
	int	fd, listener, status, clock_fd, net_fd;

	if (argc > 1 && strcmp(argv[1], "-k") == 0) {
		p.dead = true;
		argc--;
		argv++;
	}
	if (argc < 4)
		errx(2, "usage: ctl_parent [-k] ntp-ctl socket command ...");
	p.argv = argv + 3;
	p.loop = loop_new();
	loop_signal(p.loop, SIGCHLD, on_child, NULL);
	listener = listen_at(argv[2]);
	fd = open_chan(0, ROLE_PARENT);
	clock_fd = open_chan(1, ROLE_CLOCK);
	net_fd = open_chan(2, ROLE_NET);
	spawn_ctl(argv[1], fd);
	close(fd);
	configure(listener, clock_fd, net_fd);
	status = loop_run(p.loop);
	signal(SIGCHLD, SIG_DFL);
	kill(p.ctl, SIGTERM);
	waitpid(p.ctl, NULL, 0);
	unlink(argv[2]);
	return status;
}
