/* ISC licence, see LICENSE. */
/* The table of allowed system calls.  Pure. */
#include "sbx.h"
#include "sbx_calls.h"

/*
 * What every process of ours does in its loop, and what libc does behind
 * malloc, abort, printf and the clock (where the vDSO has no answer).
 */
#define BASE \
	{ "read", SBX_ANY }, { "write", SBX_ANY }, { "writev", SBX_ANY }, \
	{ "close", SBX_ANY }, \
	{ "poll", SBX_ANY }, { "ppoll", SBX_ANY }, \
	{ "ppoll_time64", SBX_ANY }, \
	{ "recvmsg", SBX_ANY }, { "sendmsg", SBX_ANY }, \
	{ "clock_gettime", SBX_ANY }, { "clock_gettime64", SBX_ANY }, \
	{ "clock_getres", SBX_ANY }, \
	{ "getpid", SBX_ANY }, { "gettid", SBX_ANY }, \
	{ "getrandom", SBX_ANY }, \
	{ "brk", SBX_ANY }, { "munmap", SBX_ANY }, { "mremap", SBX_ANY }, \
	{ "madvise", SBX_ANY }, { "futex", SBX_ANY }, \
	{ "rt_sigprocmask", SBX_ANY }, { "rt_sigreturn", SBX_ANY }, \
	{ "sigreturn", SBX_ANY }, { "restart_syscall", SBX_ANY }, \
	{ "tgkill", SBX_SELF }, { "tkill", SBX_SELF }, \
	{ "exit", SBX_ANY }, { "exit_group", SBX_ANY }

#define CONFINED \
	BASE, \
	{ "mmap", SBX_NOEXEC }, { "mmap2", SBX_NOEXEC }, \
	{ "mprotect", SBX_NOEXEC }, { "fcntl", SBX_FCNTL }, \
	{ "fcntl64", SBX_FCNTL }

static const struct sbx_call clock_calls[] = {
	CONFINED,
};

static const struct sbx_call net_calls[] = {
	CONFINED,
	{ "socket", SBX_INET }, { "connect", SBX_ANY }, { "bind", SBX_ANY },
	{ "setsockopt", SBX_OPTIONS }, { "getsockname", SBX_ANY },
	{ "sendto", SBX_ANY }, { "recvfrom", SBX_ANY },
	{ "recvmmsg", SBX_ANY }, { "recvmmsg_time64", SBX_ANY },
	{ "sendmmsg", SBX_ANY },
	{ "mlock", SBX_ANY },
};

static const struct sbx_call ctl_calls[] = {
	CONFINED,
	{ "accept4", SBX_ANY }, { "getsockopt", SBX_ANY },
	{ "sendto", SBX_ANY }, { "recvfrom", SBX_ANY },
};

/*
 * Nobody can list what NSS modules call; what is not here is refused with
 * EPERM, and they go on as best they can.
 */
static const struct sbx_call dns_calls[] = {
	BASE,
	{ "mmap", SBX_ANY }, { "mmap2", SBX_ANY }, { "mprotect", SBX_ANY },
	{ "fcntl", SBX_FCNTL }, { "fcntl64", SBX_FCNTL },
	{ "open", SBX_ANY }, { "openat", SBX_ANY }, { "stat", SBX_ANY },
	{ "stat64", SBX_ANY }, { "fstat", SBX_ANY }, { "fstat64", SBX_ANY },
	{ "lstat", SBX_ANY }, { "fstatat64", SBX_ANY },
	{ "newfstatat", SBX_ANY }, { "statx", SBX_ANY },
	{ "access", SBX_ANY }, { "faccessat", SBX_ANY },
	{ "faccessat2", SBX_ANY }, { "readlink", SBX_ANY },
	{ "readlinkat", SBX_ANY }, { "getdents64", SBX_ANY },
	{ "lseek", SBX_ANY }, { "_llseek", SBX_ANY },
	{ "pread64", SBX_ANY }, { "readv", SBX_ANY },
	{ "getcwd", SBX_ANY }, { "statfs", SBX_ANY }, { "fstatfs", SBX_ANY },
	{ "socket", SBX_INET }, { "socket", SBX_LOCAL },
	{ "socket", SBX_NETLINK }, { "socketpair", SBX_LOCAL },
	{ "connect", SBX_ANY }, { "bind", SBX_ANY },
	{ "getsockname", SBX_ANY }, { "getpeername", SBX_ANY },
	{ "setsockopt", SBX_ANY }, { "getsockopt", SBX_ANY },
	{ "sendto", SBX_ANY }, { "recvfrom", SBX_ANY },
	{ "sendmmsg", SBX_ANY }, { "recvmmsg", SBX_ANY },
	{ "recvmmsg_time64", SBX_ANY }, { "shutdown", SBX_ANY },
	{ "ioctl", SBX_IOCTL }, { "select", SBX_ANY },
	{ "_newselect", SBX_ANY },
	{ "pselect6", SBX_ANY }, { "pselect6_time64", SBX_ANY },
	{ "epoll_create1", SBX_ANY }, { "epoll_ctl", SBX_ANY },
	{ "epoll_wait", SBX_ANY }, { "epoll_pwait", SBX_ANY },
	{ "eventfd2", SBX_ANY }, { "pipe", SBX_ANY }, { "pipe2", SBX_ANY },
	{ "dup", SBX_ANY }, { "dup2", SBX_ANY }, { "dup3", SBX_ANY },
	{ "uname", SBX_ANY }, { "sysinfo", SBX_ANY },
	{ "gettimeofday", SBX_ANY }, { "time", SBX_ANY },
	{ "nanosleep", SBX_ANY }, { "clock_nanosleep", SBX_ANY },
	{ "clock_nanosleep_time64", SBX_ANY },
	{ "getuid", SBX_ANY }, { "geteuid", SBX_ANY }, { "getgid", SBX_ANY },
	{ "getegid", SBX_ANY }, { "getuid32", SBX_ANY },
	{ "geteuid32", SBX_ANY }, { "getgid32", SBX_ANY },
	{ "getegid32", SBX_ANY }, { "getresuid", SBX_ANY },
	{ "getresgid", SBX_ANY }, { "getppid", SBX_ANY },
	{ "rt_sigaction", SBX_ANY }, { "sigaltstack", SBX_ANY },
	{ "futex_time64", SBX_ANY }, { "set_robust_list", SBX_ANY },
	{ "rseq", SBX_ANY }, { "sched_getaffinity", SBX_ANY },
	{ "sched_yield", SBX_ANY }, { "membarrier", SBX_ANY },
	{ "prlimit64", SBX_ANY }, { "getrlimit", SBX_ANY },
	{ "ugetrlimit", SBX_ANY },
};

/* Its own: spawning, files, sockets, the clock, and what children do
 * between their birth and their own filter. */
static const struct sbx_call parent_calls[] = {
	{ "clone", SBX_FORK }, { "clone3", SBX_ENOSYS },
	{ "execve", SBX_ANY }, { "fork", SBX_ANY }, { "vfork", SBX_ANY },
	{ "wait4", SBX_ANY }, { "waitid", SBX_ANY }, { "kill", SBX_ANY },
	{ "arch_prctl", SBX_ANY }, { "set_tid_address", SBX_ANY },
	{ "set_tls", SBX_ANY }, { "set_thread_area", SBX_ANY },
	{ "prctl", SBX_PRCTL }, { "capget", SBX_ANY }, { "capset", SBX_ANY },
	{ "chroot", SBX_ANY }, { "chdir", SBX_ANY },
	{ "setgroups", SBX_ANY }, { "setresuid", SBX_ANY },
	{ "setresgid", SBX_ANY }, { "setuid", SBX_ANY },
	{ "setgroups32", SBX_ANY }, { "setresuid32", SBX_ANY },
	{ "setresgid32", SBX_ANY }, { "setuid32", SBX_ANY },
	{ "setrlimit", SBX_ANY }, { "close_range", SBX_ANY },
	{ "seccomp", SBX_ANY }, { "landlock_create_ruleset", SBX_ANY },
	{ "landlock_add_rule", SBX_ANY },
	{ "landlock_restrict_self", SBX_ANY },
	{ "socketpair", SBX_LOCAL }, { "listen", SBX_ANY },
	{ "setsockopt", SBX_ANY },
	{ "rename", SBX_ANY }, { "renameat", SBX_ANY },
	{ "renameat2", SBX_ANY }, { "unlink", SBX_ANY },
	{ "unlinkat", SBX_ANY }, { "mkdir", SBX_ANY }, { "mkdirat", SBX_ANY },
	{ "fchmod", SBX_ANY },
	{ "fsync", SBX_ANY }, { "fdatasync", SBX_ANY },
	{ "ftruncate", SBX_ANY }, { "ftruncate64", SBX_ANY },
	{ "ioctl", SBX_RTC },
	{ "umask", SBX_ANY }, { "dup2", SBX_ANY },
	{ "adjtimex", SBX_ANY }, { "clock_adjtime", SBX_ANY },
	{ "clock_adjtime64", SBX_ANY },
	{ "timerfd_settime", SBX_ANY }, { "timerfd_settime64", SBX_ANY },
};

/* The parent's guard of slews, once it is one. */
static const struct sbx_call guard_calls[] = {
	BASE,
	{ "timerfd_settime", SBX_ANY }, { "timerfd_settime64", SBX_ANY },
	{ "adjtimex", SBX_ANY }, { "clock_adjtime", SBX_ANY },
	{ "clock_adjtime64", SBX_ANY },
};

/* Nothing of ours and nothing of a resolver's ever has a use for these. */
static const char *const danger[] = {
	"ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd",
	"bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key",
	"request_key", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "mount", "umount2", "move_mount", "open_tree",
	"fsopen", "fsmount", "fsconfig", "fspick", "pivot_root", "unshare",
	"setns", "init_module", "finit_module", "delete_module",
	"kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff",
	"clock_settime", "clock_settime64", "settimeofday", "stime",
	"iopl", "ioperm", "acct", "quotactl", "syslog", "personality",
	"mknod", "mknodat", "open_by_handle_at", "vhangup", "process_madvise",
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const struct {
	const struct sbx_call	*calls;
	size_t			 n;
} lists[ROLES + 1] = {
	[ROLE_PARENT] = { parent_calls, COUNT(parent_calls) },
	[ROLE_NET] = { net_calls, COUNT(net_calls) },
	[ROLE_CLOCK] = { clock_calls, COUNT(clock_calls) },
	[ROLE_CTL] = { ctl_calls, COUNT(ctl_calls) },
	[ROLE_DNS] = { dns_calls, COUNT(dns_calls) },
	[SBX_GUARD] = { guard_calls, COUNT(guard_calls) },
};

const struct sbx_call *
sbx_call(enum role role, size_t n)
{
	if ((unsigned int)role > ROLES || n >= lists[role].n)
		return NULL;
	return &lists[role].calls[n];
}

const char *
sbx_danger(size_t n)
{
	return n < COUNT(danger) ? danger[n] : NULL;
}
