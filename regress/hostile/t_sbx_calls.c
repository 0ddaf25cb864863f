/* ISC licence, see LICENSE. */
/*
 * Every system call under every role's filter: a process of its own enters
 * the sandbox and makes the call.  What is not listed must end it by SIGSYS
 * (where the rest is refused: with EPERM).  Then arguments that conditions
 * of listed calls forbid, and what must go on working.
 */
#ifdef __linux__
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sbx.h"
#include "sbx_calls.h"

#if defined(__linux__) && defined(HAVE_SECCOMP) && !defined(SANITIZED)
#include <seccomp.h>

#define LAST_CALL	470

/* How a process that made one call ended. */
enum end { PASSED, REFUSED, KILLED, OTHERWISE };

static const enum role	roles[] = {
	ROLE_NET, ROLE_CLOCK, ROLE_CTL, ROLE_DNS
};
#define NROLES	(sizeof roles / sizeof roles[0])

typedef long	call_fn(long arg);

/* in the trap build a handler exits with its own status */
#define IS_KILL(st)	((WIFSIGNALED(st) && WTERMSIG(st) == SIGSYS) || \
			(WIFEXITED(st) && WEXITSTATUS(st) == 159))

static enum end
in_sandbox(enum role role, call_fn *fn, long arg)
{
	struct sbx_want	want = { .root = NULL, .uid = 65534, .gid = 65534 };
	struct rlimit	none = { 0, 0 };
	struct sbx_got	got;
	const char	*step;
	int		 status = 0;
	pid_t		 pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		close(STDERR_FILENO);
		setrlimit(RLIMIT_CORE, &none);
		/* a call that waits: let it be seen as allowed */
		alarm(20);
		if (sbx_enter(role, &want, &got, &step) == -1 ||
		    !(got.reached & SBX_FILTER))
			_exit(3);
		errno = 0;
		_exit(fn(arg) == -1 && errno == EPERM ? 1 : 0);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	if (IS_KILL(status))
		return KILLED;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
		fail_msg("%s: no sandbox", ipc_role_name(role));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return REFUSED;
	return WIFEXITED(status) ? PASSED : OTHERWISE;
}

static long
bare_call(long nr)
{
	return syscall(nr, 0, 0, 0, 0, 0, 0);
}

static bool
is_listed(enum role role, long nr)
{
	const struct sbx_call	*c;
	size_t			 i;

	for (i = 0; (c = sbx_call(role, i)) != NULL; i++)
		if (seccomp_syscall_resolve_name(c->name) == nr)
			return true;
	return false;
}

static bool
is_danger(long nr)
{
	const char	*name;
	size_t		 i;

	for (i = 0; (name = sbx_danger(i)) != NULL; i++)
		if (seccomp_syscall_resolve_name(name) == nr)
			return true;
	return false;
}

static bool
is_spared(long nr)
{
#ifdef __x86_64__
	/* uretprobe and uprobe are not filtered by the kernel */
	return nr == 335 || nr == 336;
#else
	(void)nr;
	return false;
#endif
}

static void
test_numbers(void **state)
{
	unsigned int	ended[OTHERWISE + 1], listed, r;
	enum end	want, got;
	long		nr;

	(void)state;
	for (r = 0; r < NROLES; r++) {
		memset(ended, 0, sizeof ended);
		for (nr = listed = 0; nr <= LAST_CALL; nr++) {
			if (is_listed(roles[r], nr)) {
				listed++;
				continue;
			}
			if (is_spared(nr))
				continue;
			want = roles[r] != ROLE_DNS || is_danger(nr) ?
			    KILLED : REFUSED;
			got = in_sandbox(roles[r], bare_call, nr);
			ended[got]++;
			if (got != want)
				fail_msg("%s: call %ld %s", ipc_role_name(
				    roles[r]), nr, got == KILLED ? "kills" :
				    "is not stopped");
		}
		printf("%s: %u numbers killed, %u refused, %u listed\n",
		    ipc_role_name(roles[r]), ended[KILLED], ended[REFUSED],
		    listed);
		assert_true(ended[KILLED] + ended[REFUSED] > 300);
	}
}

static long
map_code(long arg)
{
	(void)arg;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long
make_code(long arg)
{
	void	*p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);

	(void)arg;
	return mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static long
open_socket(long arg)
{
	return socket((int)(arg >> 16), (int)(arg & 0xffff), 0);
}
#define SOCKET(domain, type)	((long)(domain) << 16 | (type))

static long
signal_other(long arg)
{
	return syscall(SYS_tgkill, 1, 1, arg);
}

static long
signal_thread(long arg)
{
	return syscall(SYS_tkill, 1, arg);
}

static long
own_signals(long arg)
{
	(void)arg;
	return fcntl(3, F_SETOWN, getpid());
}

static long
set_option(long arg)
{
	int	on = 1;

	return setsockopt(3, SOL_SOCKET, (int)arg, &on, sizeof on) == -1 &&
	    errno == EPERM ? -1 : 0;
}

static long
long_option(long arg)
{
	/* as a libc that sign-extends its int arguments passes it */
	return syscall(SYS_fcntl, 3, arg | INT64_C(0x7fffffff00000000), 0);
}

#ifdef __x86_64__
static long
other_abi(long arg)
{
	return syscall(arg | 0x40000000);
}
#endif

static const struct refusal {
	const char	*what;
	call_fn		*fn;
	long		 arg;
	unsigned int	 forbidden;	/* set of roles */
	unsigned int	 allowed;
} refusals[] = {
#define R(role)	IPC_ROLE(ROLE_##role)
#define EACH	(R(NET) | R(CLOCK) | R(CTL) | R(DNS))
#define STRICT	(R(NET) | R(CLOCK) | R(CTL))
	{ "mmap PROT_EXEC", map_code, 0, STRICT, R(DNS) },
	{ "mprotect PROT_EXEC", make_code, 0, STRICT, 0 },
	{ "UDP", open_socket, SOCKET(AF_INET, SOCK_DGRAM), R(CLOCK) | R(CTL),
	    R(NET) | R(DNS) },
	{ "UDP over IPv6, flags", open_socket, SOCKET(AF_INET6, SOCK_DGRAM |
	    SOCK_NONBLOCK | SOCK_CLOEXEC), R(CLOCK) | R(CTL), R(NET) | R(DNS) },
	{ "TCP", open_socket, SOCKET(AF_INET, SOCK_STREAM), EACH, 0 },
	{ "raw socket", open_socket, SOCKET(AF_INET, SOCK_RAW), EACH, 0 },
	{ "AF_UNIX", open_socket, SOCKET(AF_UNIX, SOCK_DGRAM), STRICT,
	    R(DNS) },
	{ "AF_NETLINK", open_socket, SOCKET(AF_NETLINK, SOCK_RAW), STRICT,
	    R(DNS) },
	{ "AF_PACKET", open_socket, SOCKET(AF_PACKET, SOCK_DGRAM), EACH, 0 },
	{ "AF_VSOCK", open_socket, SOCKET(40, SOCK_DGRAM), EACH, 0 },
	{ "tgkill of another", signal_other, 0, EACH, 0 },
	{ "tkill of another", signal_thread, 0, EACH, 0 },
	{ "F_SETOWN", own_signals, 0, EACH, 0 },
	{ "SO_ATTACH_FILTER", set_option, 26, STRICT, 0 },
	{ "SO_RCVBUF", set_option, SO_RCVBUF, STRICT, 0 },
	{ "SO_TIMESTAMPNS", set_option, SO_TIMESTAMPNS, R(CLOCK) | R(CTL),
	    R(NET) },
	{ "an int argument with dirt above", long_option, F_GETFD, 0, EACH },
#ifdef __x86_64__
	{ "x32's read", other_abi, 0, EACH, 0 },
#endif
};

static void
test_arguments(void **state)
{
	const struct refusal	*f;
	enum end		 got;
	unsigned int		 r;

	(void)state;
	for (f = refusals; f < refusals + sizeof refusals / sizeof *f; f++)
		for (r = 0; r < NROLES; r++) {
			got = in_sandbox(roles[r], f->fn, f->arg);
			if ((f->forbidden & IPC_ROLE(roles[r])) &&
			    got != KILLED && got != REFUSED)
				fail_msg("%s: %s is not stopped",
				    ipc_role_name(roles[r]), f->what);
			if ((f->allowed & IPC_ROLE(roles[r])) &&
			    (got == KILLED || got == REFUSED))
				fail_msg("%s: %s is stopped",
				    ipc_role_name(roles[r]), f->what);
		}
}

/* The goals that were set for their number. */
static void
test_counts(void **state)
{
	static const unsigned int	most[ROLES] = {
		[ROLE_NET] = 45, [ROLE_CLOCK] = 35, [ROLE_CTL] = 40
	};
	unsigned int			r, n;
	long				nr;

	(void)state;
	for (r = 0; r < NROLES; r++) {
		for (nr = n = 0; nr <= LAST_CALL; nr++)
			n += is_listed(roles[r], nr);
		printf("%s: %u calls\n", ipc_role_name(roles[r]), n);
		if (most[roles[r]] != 0)
			assert_in_range(n, 1, most[roles[r]]);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int
main(void)
{
	puts("skip: no filter in this build");
	return 77;
}

#endif
