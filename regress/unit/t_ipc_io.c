/* ISC licence, see LICENSE. */
/* Channels over real sockets: what is refused, and that nothing leaks. */
#include <sys/socket.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "ipc_io.h"

static const struct ipc_end parent = { ROLE_PARENT, 0 };
static const struct ipc_end net = { ROLE_NET, 0 };

struct two {
	struct ipc_chan	p, n;
};

static int
count_fds(void)
{
	int	fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static struct two
open_two(void)
{
	struct two	t;
	int		fds[2];

	assert_int_equal(ipc_pair(fds), 0);
	ipc_open(&t.p, fds[0], parent, net, IPC_RUN);
	ipc_open(&t.n, fds[1], net, parent, IPC_RUN);
	return t;
}

static void
close_two(struct two *t)
{
	ipc_close(&t->p);
	ipc_close(&t->n);
}

static struct msg_log
log_of(const char *text)
{
	struct msg_log	m;

	memset(&m, 0, sizeof m);
	strlcpy(m.text, text, sizeof m.text);
	return m;
}

static void
delivers(void **state)
{
	struct two	t = open_two();
	struct msg_log	l = log_of("hello");
	struct ipc_msg	m;
	enum ipc_fault	fault;

	(void)state;
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_NOTHING);
	assert_int_equal(ipc_send(&t.n, MSG_LOG, 3, 9, &l, sizeof l, IPC_NOFD),
	    0);
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_GOT);
	assert_int_equal(m.hdr.seq, 9);
	assert_int_equal(m.hdr.gen, 3);
	assert_int_equal(m.from.role, ROLE_NET);
	assert_string_equal(((struct msg_log *)m.payload)->text, "hello");
	close_two(&t);
}

static void
queues_within_bounds(void **state)
{
	struct two	t = open_two();
	struct msg_log	l = log_of("x");
	struct ipc_msg	m;
	enum ipc_fault	fault;
	int		sent = 0, got = 0;

	(void)state;
	while (ipc_send(&t.n, MSG_LOG, 0, (uint32_t)sent, &l, sizeof l,
	    IPC_NOFD) == 0 && sent < 10000)
		sent++;
	assert_int_equal(errno, ENOBUFS);
	assert_true(sent > IPC_QUEUE && sent < 10000);
	assert_true(ipc_events(&t.n) & POLLOUT);
	while (got < sent) {
		assert_int_equal(ipc_flush(&t.n), 0);
		while (ipc_recv(&t.p, &m, &fault) == IPC_GOT)
			assert_int_equal(m.hdr.seq, got++);
	}
	assert_int_equal(got, sent);
	assert_false(ipc_events(&t.n) & POLLOUT);
	close_two(&t);
}

/* Sends raw bytes with descriptors, as only a hostile process would. */
static void
send_raw(int sock, const void *p, size_t len, int fd, size_t nfds)
{
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(16 * sizeof(int))];
	} control;
	struct iovec	iov = { (void *)(uintptr_t)p, len };
	struct msghdr	msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*cmsg;
	size_t		i;

	if (nfds > 0) {
		memset(&control, 0, sizeof control);
		msg.msg_control = control.buf;
		msg.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		for (i = 0; i < nfds; i++)
			memcpy(CMSG_DATA(cmsg) + i * sizeof fd, &fd, sizeof fd);
	}
	assert_int_equal(sendmsg(sock, &msg, MSG_EOR), len);
}

static void
refuse(const void *p, size_t len, size_t nfds, enum ipc_fault want)
{
	struct two	t = open_two();
	struct ipc_msg	m;
	enum ipc_fault	fault;
	int		before = count_fds();

	send_raw(t.n.fd, p, len, STDIN_FILENO, nfds);
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_BROKEN);
	assert_int_equal(fault, want);
	assert_int_equal(count_fds(), before);
	close_two(&t);
}

static void
refuses_and_leaks_nothing(void **state)
{
	struct {
		struct ipc_hdr	hdr;
		struct msg_log	log;
		char		more[5000];
	} r;

	(void)state;
	memset(&r, 0, sizeof r);
	r.hdr.type = MSG_LOG;
	r.hdr.len = sizeof r.log;
	refuse(&r, 3, 0, IPC_SHORT);
	refuse(&r, sizeof r.hdr + sizeof r.log - 1, 0, IPC_LENGTH);
	refuse(&r, 5000, 0, IPC_LONG);
	for (size_t n = 1; n <= 16; n++)
		refuse(&r, sizeof r.hdr + sizeof r.log, n, IPC_FDS);
	r.hdr.type = 0xffff;
	refuse(&r, sizeof r.hdr + sizeof r.log, 0, IPC_TYPE);
	r.hdr.type = MSG_TRUTH;
	refuse(&r, sizeof r.hdr + sizeof r.log, 0, IPC_DIRECTION);
}

/* What is posted between two waits is one record, judged message by message. */
static void
many_leave_as_one(void **state)
{
	struct two	t = open_two(), u = open_two();
	struct msg_log	l = log_of("one of many");
	struct ipc_msg	m;
	enum ipc_fault	fault;
	uint32_t	i;

	(void)state;
	for (i = 0; i < 5; i++)
		assert_int_equal(ipc_post(&t.n, MSG_LOG, 0, i, &l, sizeof l,
		    IPC_NOFD), 0);
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_NOTHING);
	ipc_leave();
	for (i = 0; i < 5; i++) {
		assert_int_equal(ipc_more(&t.p), i > 0);
		assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_GOT);
		assert_int_equal(m.hdr.seq, i);
		assert_int_equal(m.more, i < 4);
		assert_string_equal(((struct msg_log *)m.payload)->text,
		    "one of many");
	}
	assert_false(ipc_more(&t.p));
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_NOTHING);
	/* more than a record holds; another peer; what is sent at once */
	for (i = 0; i < 20; i++)
		ipc_post(&t.n, MSG_LOG, 0, i, &l, sizeof l, IPC_NOFD);
	ipc_post(&u.n, MSG_LOG, 0, 0, &l, sizeof l, IPC_NOFD);
	ipc_send(&u.n, MSG_LOG, 0, 1, &l, sizeof l, IPC_NOFD);
	for (i = 0; i < 20; i++) {
		assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_GOT);
		assert_int_equal(m.hdr.seq, i);
	}
	for (i = 0; i < 2; i++) {
		assert_int_equal(ipc_recv(&u.p, &m, &fault), IPC_GOT);
		assert_int_equal(m.hdr.seq, i);
	}
	/* a channel that is closed takes what is left of it along */
	ipc_post(&t.n, MSG_LOG, 0, 0, &l, sizeof l, IPC_NOFD);
	ipc_post(&t.n, MSG_LOG, 0, 1, &l, sizeof l, IPC_NOFD);
	ipc_leave();
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_GOT);
	close_two(&t);
	assert_false(ipc_more(&t.p));
	close_two(&u);
}

/* The second of two breaks a rule, the first does not. */
static void
one_of_two_is_refused(void **state)
{
	struct {
		struct {
			struct ipc_hdr	hdr;
			struct msg_log	log;
		} m[2];
		uint8_t		more[8];
	} r;
	struct two	t = open_two();
	struct ipc_msg	m;
	enum ipc_fault	fault;
	const struct {
		size_t		len;
		uint32_t	hdr_len;
		enum ipc_fault	want;
	} tries[] = {
		{ sizeof r.m, sizeof r.m[1].log, IPC_TYPE },
		{ sizeof r.m - 8, sizeof r.m[1].log, IPC_LENGTH },
		{ sizeof r.m, UINT32_MAX, IPC_LENGTH },
		{ sizeof r.m, UINT32_MAX - 15, IPC_LENGTH },
		{ sizeof r.m[0] + 8, 0, IPC_SHORT },
	};
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		memset(&r, 0, sizeof r);
		r.m[0].hdr.type = r.m[1].hdr.type = MSG_LOG;
		r.m[0].hdr.len = sizeof r.m[0].log;
		r.m[1].hdr.len = tries[i].hdr_len;
		if (tries[i].want == IPC_TYPE)
			r.m[1].hdr.type = 0x5f;
		send_raw(t.n.fd, &r, tries[i].len, -1, 0);
		assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_GOT);
		assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_BROKEN);
		assert_int_equal(fault, tries[i].want);
		assert_false(ipc_more(&t.p));
		assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_NOTHING);
	}
	close_two(&t);
}

static void
descriptor_travels(void **state)
{
	struct two		t = open_two();
	struct msg_peer_chan	c = { ROLE_CLOCK, 0 };
	struct ipc_msg		m;
	enum ipc_fault		fault;
	int			fds[2], before;
	char			byte;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	before = count_fds();
	assert_int_equal(ipc_send(&t.p, MSG_PEER_CHAN, 0, 0, &c, sizeof c,
	    fds[1]), 0);
	assert_int_equal(ipc_recv(&t.n, &m, &fault), IPC_GOT);
	assert_int_equal(write(m.fd, "y", 1), 1);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	close(m.fd);
	assert_int_equal(count_fds(), before);
	/* what waits in a queue keeps its own copy, closed with it */
	while (ipc_send(&t.p, MSG_PEER_CHAN, 0, 0, &c, sizeof c, fds[1]) == 0)
		;
	ipc_close(&t.p);
	while (ipc_recv(&t.n, &m, &fault) == IPC_GOT)
		close(m.fd);
	ipc_close(&t.n);
	assert_int_equal(count_fds(), before - 2);
	close(fds[0]);
	close(fds[1]);
}

static void
end_is_told_after_the_last_record(void **state)
{
	struct two	t = open_two();
	struct msg_log	l = log_of("last words");
	struct ipc_msg	m;
	enum ipc_fault	fault;

	(void)state;
	/* our record that the peer never read makes ECONNRESET come first */
	assert_int_equal(ipc_send(&t.p, MSG_CFG_BEGIN, 0, 0,
	    &(struct msg_empty){ 0 }, 8, IPC_NOFD), 0);
	assert_int_equal(ipc_send(&t.n, MSG_LOG, 0, 0, &l, sizeof l, IPC_NOFD),
	    0);
	ipc_close(&t.n);
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_GOT);
	assert_int_equal(ipc_recv(&t.p, &m, &fault), IPC_CLOSED);
	assert_int_equal(ipc_send(&t.p, MSG_CFG_BEGIN, 0, 0,
	    &(struct msg_empty){ 0 }, 8, IPC_NOFD), -1);
	assert_int_equal(errno, EPIPE);
	ipc_close(&t.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delivers),
		cmocka_unit_test(queues_within_bounds),
		cmocka_unit_test(refuses_and_leaks_nothing),
		cmocka_unit_test(many_leave_as_one),
		cmocka_unit_test(one_of_two_is_refused),
		cmocka_unit_test(descriptor_travels),
		cmocka_unit_test(end_is_told_after_the_last_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
