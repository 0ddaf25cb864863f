/* ISC licence, see LICENSE. */
/*
 * The paths that a process takes once in a year, under its role's sandbox:
 * no memory, no descriptors, a full record, a failed assertion.  None may
 * end by the filter.
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core.h"
#include "ipc_io.h"
#include "loop.h"
#include "page_io.h"
#include "page_map_io.h"
#include "par_page_io.h"
#include "sbx.h"

#define MIB	((size_t)1 << 20)

static const enum role	roles[] = {
	ROLE_NET, ROLE_CLOCK, ROLE_CTL, ROLE_DNS
};
static int		channel[2];	/* a pair made before the sandbox */
static int		page_fd;

static int
big_malloc(void)
{
	char	*p = malloc(64 * MIB);

	if (p == NULL)
		return 1;
	memset(p, 1, 64 * MIB);
	p = realloc(p, 80 * MIB);
	free(p);
	return p == NULL;
}

/* Until there is none left; then free what there was. */
static int
no_memory(void)
{
	static void	*p[64];
	int		 i, failed = 0;

	for (i = 0; i < 64; i++)
		if ((p[i] = malloc(16 * MIB)) == NULL && errno == ENOMEM)
			failed = 1;
	for (i = 0; i < 64; i++)
		free(p[i]);
#ifdef SANITIZED
	failed = 1;
#endif
	return !failed || (p[0] = malloc(1000)) == NULL;
}

static int
no_descriptors(void)
{
	int	fd, n = 0;

	while ((fd = fcntl(channel[0], F_DUPFD_CLOEXEC, 0)) != -1)
		n++;
	return errno != EMFILE || n == 0;
}

static int
full_record(void)
{
	struct ipc_chan	chan, other;
	struct ipc_end	self = { ROLE_NET, 0 }, parent = { ROLE_PARENT, 0 };
	static struct ipc_msg	got;
	enum ipc_fault	fault;
	struct msg_log	m;
	int		i;

	memset(&m, 0, sizeof m);
	memset(m.text, 'x', sizeof m.text - 1);
	m.priority = 6;
	ipc_open(&chan, channel[0], self, parent, IPC_RUN);
	ipc_open(&other, channel[1], parent, self, IPC_RUN);
	/* beyond what the socket holds, and beyond the queue */
	for (i = 0; i < 5000 && ipc_send(&chan, MSG_LOG, 0, 0, &m, sizeof m,
	    IPC_NOFD) == 0; i++)
		;
	if (errno != ENOBUFS)
		return 1;
	for (i = 0; ipc_recv(&other, &got, &fault) == IPC_GOT; i++)
		;
	return ipc_flush(&chan) == -1 || i == 0;
}

static int
with_descriptor(void)
{
	const struct msg_empty	empty = { 0 };
	struct ipc_chan		chan, other;
	struct ipc_end		self = { ROLE_NET, 0 };
	struct ipc_end		parent = { ROLE_PARENT, 0 };
	static struct ipc_msg	got;
	enum ipc_fault		fault;
	const struct page	*page;

	ipc_open(&chan, channel[0], parent, self, IPC_START);
	ipc_open(&other, channel[1], self, parent, IPC_START);
	if (ipc_send(&chan, MSG_CLOCK_PAGE, 0, 0, &empty, sizeof empty,
	    page_fd) == -1 || ipc_recv(&other, &got, &fault) != IPC_GOT)
		return 1;
	return (page = page_map(got.fd)) == NULL ||
	    page_now(page).raw.ns == 0;
}

static void
on_alarm(int signo)
{
	(void)signo;
}

/* A signal handler, and its return. */
static int
signalled(void)
{
	return raise(SIGUSR1) != 0;
}

static int
long_poll(void)
{
	struct pollfd	pfd = { .fd = channel[0], .events = POLLIN };

	(void)!write(channel[1], "", 1);
	return poll(&pfd, 1, 2 * 3600 * 1000) != 1;
}

static int
much_random(void)
{
	static uint8_t	buf[4 * MIB];

	arc4random_buf(buf, sizeof buf);
	return arc4random() == 0 && buf[0] == buf[1] && buf[1] == buf[2];
}

static int
deep_stack(void)
{
	volatile uint8_t	deep[4 * MIB];
	size_t			i;

	for (i = 0; i < sizeof deep; i += 4096)
		deep[i] = 1;
	return deep[0] != 1;
}

static int
clocks(void)
{
	struct timespec	ts;
	time_t		t = time(NULL);
	struct tm	tm;

	return clock_gettime(CLOCK_REALTIME, &ts) == -1 ||
	    clock_gettime(CLOCK_BOOTTIME, &ts) == -1 ||
	    clock_getres(CLOCK_MONOTONIC, &ts) == -1 ||
	    gmtime_r(&t, &tm) == NULL || page_now_real().wall.ns == 0;
}

static int
words(void)
{
	char	buf[256];
	int	i;

	for (i = 0; i < 140; i++)
		snprintf(buf, sizeof buf, "%s %s %f", strerror(i),
		    strsignal(i % 64), i / 3.0);
	fprintf(stderr, "%s\n", buf);
	return 0;
}

static int
aborted(void)
{
	abort();
}

static int
assertion(void)
{
	volatile int	never = 0;

	assert(never);
	return 1;
}

static const struct path {
	const char	*name;
	int		(*fn)(void);
	int		 signal;	/* that ends it */
} paths[] = {
	{ "64 MiB", big_malloc, 0 },
	{ "ENOMEM", no_memory, 0 },
	{ "EMFILE", no_descriptors, 0 },
	{ "a full channel", full_record, 0 },
	{ "the clock page", with_descriptor, 0 },
	{ "a signal", signalled, 0 },
	{ "a long poll", long_poll, 0 },
	{ "4 MiB of arc4random", much_random, 0 },
	{ "4 MiB of stack", deep_stack, 0 },
	{ "clocks", clocks, 0 },
	{ "strerror, printf", words, 0 },
	{ "abort", aborted, SIGABRT },
	{ "assert", assertion, SIGABRT },
};
#define NPATHS	(sizeof paths / sizeof paths[0])

static void
run(enum role role, const struct path *p)
{
	struct sbx_want	want = { .root = NULL, .uid = 65534, .gid = 65534 };
	struct sigaction sa = { .sa_handler = on_alarm };
	struct sbx_got	got;
	const char	*step;
	int		 status = 0, signo;
	pid_t		 pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		sigaction(SIGUSR1, &sa, NULL);
		signal(SIGABRT, SIG_DFL);
		if (ipc_pair(channel) == -1 || par_page_create(&page_fd) == NULL)
			_exit(2);
		/* the sandbox closes what is above 3 */
		if (dup2(open("/dev/null", O_RDWR), 2) == -1 ||
		    dup2(channel[1], 1) == -1 || dup2(page_fd, 0) == -1 ||
		    dup2(channel[0], 3) == -1)
			_exit(2);
		channel[0] = 3;
		channel[1] = 1;
		page_fd = 0;
		/* as role_start does: gmtime(3) reads its file once */
		tzset();
		if (sbx_enter(role, &want, &got, &step) == -1)
			_exit(3);
		_exit(p->fn());
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	signo = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
#ifdef SANITIZED
	if (p->signal != 0)
		return;
#endif
	if (signo != p->signal || (signo == 0 && WEXITSTATUS(status) != 0))
		fail_msg("%s: %s: ended by signal %d, status %d",
		    ipc_role_name(role), p->name, signo,
		    WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void
test_cold_paths(void **state)
{
	size_t	r, i;

	(void)state;
	for (r = 0; r < sizeof roles / sizeof roles[0]; r++)
		for (i = 0; i < NPATHS; i++)
			run(roles[r], &paths[i]);
	printf("%zu paths of each role\n", NPATHS);
}

/* What only ntp-dns does: the resolver, whatever it answers. */
static int
resolve(void)
{
	struct addrinfo	hints, *list;

	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_DGRAM;
	if (getaddrinfo("localhost", NULL, &hints, &list) == 0)
		freeaddrinfo(list);
	return 0;
}

static int
sockets(void)
{
	struct sockaddr_storage	ss;
	socklen_t		len = sizeof ss;
	int			s, on = 1;

	if ((s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) == -1)
		return 1;
	(void)setsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	return getsockname(s, (struct sockaddr *)&ss, &len) == -1;
}

static void
test_own_paths(void **state)
{
	const struct path	dns = { "getaddrinfo", resolve, 0 };
	const struct path	net = { "sockets", sockets, 0 };

	(void)state;
	run(ROLE_DNS, &dns);
	run(ROLE_NET, &net);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cold_paths),
		cmocka_unit_test(test_own_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
