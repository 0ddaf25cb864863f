/* ISC licence, see LICENSE. */
/*
 * What a child that has been taken over can reach of the system.  Most of
 * it ends the process; where a call is refused instead, the next is tried.
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#ifdef __linux__
#include <sys/ptrace.h>
#include <sys/syscall.h>
#endif

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"

#define MIB	((size_t)1 << 20)

/* Files that are nobody's business; CANARY is made by the test, 0666. */
#define CANARY	"/run/t/canary"
static const char *const paths[] = {
	CANARY, "/run/t/secret", "/etc/shadow", "/run/chimed/state",
	"/run/chimed/virtual/state", "/var/lib/chimed/state",
	"/proc/1/mem", "/proc/1/environ", "/proc/self/mem", "/dev/mem",
	"/dev/kmsg", "/dev/rtc0", "/sys/kernel/security", "/tmp", "/root", "/"
};
#define NPATHS	(sizeof paths / sizeof paths[0])

static void
try_read(struct hostile *h, const char *path)
{
	char	byte;
	int	fd;

	if ((fd = open(path, O_RDONLY)) == -1)
		return;
	if (read(fd, &byte, 1) >= 0 || errno == EISDIR)
		hostile_log(h, "GOT to read %s", path);
	close(fd);
}

static void
read_files(struct hostile *h)
{
	char	path[64];
	size_t	i;

	/* ntp-dns may read /run, where resolvers keep their files */
	for (i = h->role == ROLE_DNS; i < NPATHS; i++)
		try_read(h, paths[i]);
	snprintf(path, sizeof path, "/proc/%ld/mem", (long)getppid());
	try_read(h, path);
	hostile_log(h, "hostile: files tried");
}

static void
try_write(struct hostile *h, const char *path)
{
	if (open(path, O_WRONLY) != -1)
		hostile_log(h, "GOT to write %s", path);
}

static void
write_files(struct hostile *h)
{
	size_t	i;

	for (i = 0; i < NPATHS; i++)
		try_write(h, paths[i]);
	if (open("/run/t/open/new", O_WRONLY | O_CREAT, 0666) != -1)
		hostile_log(h, "GOT a new file");
	if (open("/tmp/chimed-hostile", O_WRONLY | O_CREAT, 0666) != -1)
		hostile_log(h, "GOT a new file in /tmp");
	hostile_log(h, "hostile: files tried");
}

static void
change_files(struct hostile *h)
{
	if (unlink(CANARY) == 0 || rename(CANARY, "/run/t/open/c") == 0 ||
	    chmod(CANARY, 0777) == 0 || mkdir("/run/t/open/d", 0777) == 0 ||
	    link(CANARY, "/run/t/open/l") == 0 ||
	    symlink("/", "/run/t/open/s") == 0)
		hostile_log(h, "GOT to change files");
	hostile_log(h, "hostile: files tried");
}

static void
fork_bomb(struct hostile *h)
{
	pid_t	pid;

	if ((pid = fork()) == 0)
		for (;;)
			(void)fork();
	if (pid != -1)
		hostile_log(h, "GOT a process");
	hostile_log(h, "hostile: fork tried");
}

/* Until it gets no more; it must not take the machine's. */
static void
eat_memory(struct hostile *h)
{
	size_t	got = 0;
	void	*p;

	while (got < 4096 && (p = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED) {
		memset(p, 1, MIB);
		got++;
	}
	while (got < 4096 && (p = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED) {
		memset(p, 1, MIB);
		got++;
	}
	if (got > 512)
		hostile_log(h, "GOT %zu MiB", got);
	hostile_log(h, "hostile: memory tried");
}

static void
run_program(struct hostile *h)
{
	char	*argv[] = { (char *)(uintptr_t)"sh", NULL };

	execve("/bin/sh", argv, argv + 1);
	hostile_log(h, "hostile: exec tried");
}

static void
run_memory(struct hostile *h)
{
	void	*p;

	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0)
		hostile_log(h, "GOT memory to run");
	hostile_log(h, "hostile: mprotect tried");
}

static void
connect_to(struct hostile *h, int type, const char *ip, int port)
{
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	int			s;

	sin.sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, ip, &sin.sin_addr);
	if ((s = socket(AF_INET, type, 0)) == -1)
		return;
	hostile_log(h, "GOT a socket of type %d", type);
	if (connect(s, (struct sockaddr *)&sin, sizeof sin) == 0)
		hostile_log(h, "GOT a connection to %s port %d", ip, port);
	close(s);
}

static void
tcp(struct hostile *h)
{
	connect_to(h, SOCK_STREAM, "127.0.0.1", 22);
	hostile_log(h, "hostile: TCP tried");
}

static void
udp(struct hostile *h)
{
	connect_to(h, SOCK_DGRAM, "127.0.0.1", 53);
	hostile_log(h, "hostile: UDP tried");
}

static void
raw(struct hostile *h)
{
	if (socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) != -1 ||
	    socket(AF_PACKET, SOCK_RAW, 0) != -1 ||
	    socket(AF_NETLINK, SOCK_RAW, 0) != -1)
		hostile_log(h, "%s a raw socket",
		    h->role == ROLE_DNS ? "has" : "GOT");
	hostile_log(h, "hostile: raw tried");
}

/* The control socket of the daemon, and one that the test has made. */
static void
local_sockets(struct hostile *h)
{
	static const char *const names[] = {
		"/run/t/private/sock", "/run/t/d.sock", "/dev/log"
	};
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	size_t			i;
	int			s;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if ((s = socket(AF_UNIX, SOCK_STREAM, 0)) == -1)
			continue;
		strlcpy(sun.sun_path, names[i], sizeof sun.sun_path);
		if (connect(s, (struct sockaddr *)&sun, sizeof sun) == 0)
			hostile_log(h, "GOT a connection to %s", names[i]);
		close(s);
	}
	hostile_log(h, "hostile: sockets tried");
}

static void
signal_all(struct hostile *h)
{
	pid_t	pid, parent = getppid();

	for (pid = 1; pid < parent + 64; pid++)
		if (pid != getpid() && kill(pid, SIGKILL) == 0)
			hostile_log(h, "GOT to signal %ld", (long)pid);
	hostile_log(h, "hostile: signals tried");
}

#ifdef __linux__
static void
signal_threads(struct hostile *h)
{
	pid_t	pid;

	for (pid = 1; pid < 4096; pid++)
		if (pid != getpid() &&
		    syscall(SYS_tkill, pid, SIGKILL) == 0)
			hostile_log(h, "GOT to signal %ld", (long)pid);
	hostile_log(h, "hostile: signals tried");
}

static void
trace(struct hostile *h)
{
	if (ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0)
		hostile_log(h, "GOT to trace");
	hostile_log(h, "hostile: ptrace tried");
}

static void
set_time(struct hostile *h)
{
	struct timespec	ts = { 0, 0 };

	if (syscall(SYS_clock_settime, CLOCK_REALTIME, &ts) == 0)
		hostile_log(h, "GOT to set the clock");
	hostile_log(h, "hostile: clock_settime tried");
}

/* The other door: system calls by the 32-bit entry have other numbers. */
static void
other_door(struct hostile *h)
{
#ifdef __x86_64__
	long	result = 20;	/* getpid there, writev here */

	__asm__ volatile ("int $0x80" : "+a" (result) : : "memory");
	hostile_log(h, "GOT an answer: %ld", result);
#else
	syscall(SYS_ptrace, 0, 0, 0, 0);
#endif
	hostile_log(h, "hostile: int 0x80 tried");
}
#endif

/* At birth nothing may be open but the channel and /dev/null. */
static void
descriptors(struct hostile *h)
{
	int	fd;

	hostile_hello(h);
	for (fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) != -1 && fd > HOSTILE_FD)
			hostile_log(h, "GOT descriptor %d", fd);
	hostile_log(h, "hostile: descriptors tried");
}

/* The clock page is everybody's to read and the parent's to write. */
static void
write_page(struct hostile *h)
{
	static struct ipc_msg	m;
	void			*p;
	int64_t			 junk = -1;

	hostile_hello(h);
	while (hostile_next(&m) != -1 && m.hdr.type != MSG_CLOCK_PAGE)
		;
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m.fd, 0);
	if (p != MAP_FAILED) {
		memset(p, 0xff, 4096);
		hostile_log(h, "GOT the clock page");
	}
	p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, m.fd, 0);
	if (p != MAP_FAILED &&
	    mprotect(p, 4096, PROT_READ | PROT_WRITE) == 0)
		hostile_log(h, "GOT the clock page by mprotect");
	if (write(m.fd, &junk, sizeof junk) == sizeof junk)
		hostile_log(h, "GOT to write the clock page");
	hostile_log(h, "hostile: page tried");
}

/* Spoils the sockets that its successor will be given, and leaves. */
static void
poison(struct hostile *h)
{
	struct sockaddr_in6	sin6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	unsigned int		i;

	sin6.sin6_addr = in6addr_loopback;
	sin6.sin6_port = sin.sin_port = htons(9);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (i = 0; i < h->nsocks; i++) {
		(void)fcntl(h->socks[i], F_SETFL, 0);
		if (h->role != ROLE_NET)
			continue;
		(void)connect(h->socks[i], (void *)&sin, sizeof sin);
		(void)connect(h->socks[i], (void *)&sin6, sizeof sin6);
	}
	hostile_log(h, "hostile: %u sockets poisoned", h->nsocks);
	_exit(0);
}

/* A filter on a shared socket would stay for the successor. */
static void
filter_socket(struct hostile *h)
{
	struct {
		uint16_t	code;
		uint8_t		jt, jf;
		uint32_t	k;
	} drop = { 6, 0, 0, 0 };
	struct {
		unsigned short	 len;
		void		*filter;
	} prog = { 1, &drop };
	unsigned int	i;

	for (i = 0; i < h->nsocks; i++)
		if (setsockopt(h->socks[i], SOL_SOCKET, 26, &prog,
		    sizeof prog) == 0)
			hostile_log(h, "GOT a filter attached");
	hostile_log(h, "hostile: filter tried");
}

static void
shut_down(struct hostile *h)
{
	unsigned int	i;

	for (i = 0; i < h->nsocks; i++)
		if (shutdown(h->socks[i], SHUT_RDWR) == 0)
			hostile_log(h, "GOT to shut a shared socket");
	hostile_log(h, "hostile: shutdown tried");
}

static void
become_root(struct hostile *h)
{
	if (setuid(0) == 0 || setgid(0) == 0 || chroot("/") == 0)
		hostile_log(h, "GOT root");
	hostile_log(h, "hostile: setuid tried");
}

const struct behaviour	hostile_reaches[] = {
	{ "read", AT_READY, read_files },
	{ "write", AT_READY, write_files },
	{ "change", AT_READY, change_files },
	{ "fork", AT_READY, fork_bomb },
	{ "memory", AT_READY, eat_memory },
	{ "exec", AT_READY, run_program },
	{ "code", AT_READY, run_memory },
	{ "tcp", AT_READY, tcp },
	{ "udp", AT_READY, udp },
	{ "raw", AT_READY, raw },
	{ "unix", AT_READY, local_sockets },
	{ "kill", AT_READY, signal_all },
#ifdef __linux__
	{ "tkill", AT_READY, signal_threads },
	{ "ptrace", AT_READY, trace },
	{ "settime", AT_READY, set_time },
	{ "int80", AT_READY, other_door },
#endif
	{ "fds", AT_BIRTH, descriptors },
	{ "page", AT_BIRTH, write_page },
	{ "poison", AT_READY, poison },
	{ "filter", AT_READY, filter_socket },
	{ "shutdown", AT_READY, shut_down },
	{ "root", AT_READY, become_root },
	{ NULL, AT_BIRTH, NULL }
};
