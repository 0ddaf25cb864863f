/* ISC licence, see LICENSE. */
/*
 * Loaded before libc: the FAULT_ATth call of FAULT_CALL (malloc, send,
 * open, new for a socket, datagram for what is sent on one) in this process
 * fails as the system could make it fail, and so do all up to FAULT_LAST.
 * Calls are counted in the file FAULT_COUNT, a long integer, if there is
 * one: what the process maps at its start no sandbox takes away.
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __GLIBC__
typedef int		mmsg_flags;
#else
typedef unsigned int	mmsg_flags;
#endif

/* libc's own function of that name */
#define REAL(name)	(*(void **)&real = dlsym(RTLD_NEXT, name))

/* shared with what is forked: one call fails, not one of each process */
static long	at, last, own, *count = &own;
static char	what;

static void __attribute__((__constructor__))
choose(void)
{
	const char	*call = getenv("FAULT_CALL"), *n = getenv("FAULT_AT");
	const char	*path = getenv("FAULT_COUNT");
	long		*shared;
	int		 fd;

	if (call == NULL || n == NULL)
		return;
	fd = path == NULL ? -1 : open(path, O_RDWR);
	shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE,
	    MAP_SHARED | (fd == -1 ? MAP_ANONYMOUS : 0), fd, 0);
	if (shared == MAP_FAILED || (path != NULL && fd == -1))
		_exit(99);
	if (fd != -1)
		close(fd);
	count = shared;
	*count = 0;
	what = call[0];
	last = at = atol(n);
	if ((n = getenv("FAULT_LAST")) != NULL)
		last = atol(n);
}

static int
fails(char call, int error)
{
	static const char	told[] = "fault: made one\n";

	if (call != what || ++*count < at || *count > last)
		return 0;
	(void)!write(STDERR_FILENO, told, sizeof told - 1);
	errno = error;
	return 1;
}

/*
 * Memory that the program itself asks for: libc's name service and
 * libseccomp 2.5 crash by themselves when they get none.
 */
static int
no_memory(const void *caller)
{
	Dl_info	info;

	if (what != 'm' || dladdr(caller, &info) == 0 ||
	    strstr(info.dli_fname, ".so") != NULL)
		return 0;
	return fails('m', ENOMEM);
}

static void *
next_malloc(size_t n)
{
	static void	*(*real)(size_t);

	if (real == NULL)
		REAL("malloc");
	return real(n);
}

static void *
next_realloc(void *p, size_t n)
{
	static void	*(*real)(void *, size_t);

	if (real == NULL)
		REAL("realloc");
	return real(p, n);
}

void *
malloc(size_t n)
{
	return no_memory(__builtin_return_address(0)) ? NULL : next_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	static void	*(*real)(size_t, size_t);

	if (real == NULL)
		REAL("calloc");
	return no_memory(__builtin_return_address(0)) ? NULL : real(n, size);
}

void *
realloc(void *p, size_t n)
{
	return no_memory(__builtin_return_address(0)) ? NULL :
	    next_realloc(p, n);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	if (no_memory(__builtin_return_address(0)))
		return NULL;
	if (size != 0 && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return next_realloc(p, n * size);
}

char *
strdup(const char *text)
{
	size_t	len = strlen(text) + 1;
	char	*copy;

	if (no_memory(__builtin_return_address(0)) ||
	    (copy = next_malloc(len)) == NULL)
		return NULL;
	return memcpy(copy, text, len);
}

ssize_t
sendmsg(int fd, const struct msghdr *msg, int flags)
{
	ssize_t	(*real)(int, const struct msghdr *, int);

	if (fails('s', ENOBUFS))
		return -1;
	REAL("sendmsg");
	return real(fd, msg, flags);
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	ssize_t	(*real)(int, const void *, size_t, int);

	if (fails('s', ENOBUFS) || fails('d', ENOBUFS))
		return -1;
	REAL("send");
	return real(fd, p, n, flags);
}

int
socket(int domain, int type, int protocol)
{
	int	(*real)(int, int, int);

	if (fails('n', EMFILE))
		return -1;
	REAL("socket");
	return real(domain, type, protocol);
}

ssize_t
sendto(int fd, const void *p, size_t n, int flags, const struct sockaddr *to,
    socklen_t len)
{
	ssize_t	(*real)(int, const void *, size_t, int,
		    const struct sockaddr *, socklen_t);

	if (fails('s', ENOBUFS))
		return -1;
	REAL("sendto");
	return real(fd, p, n, flags, to, len);
}

int
sendmmsg(int fd, struct mmsghdr *msgs, unsigned int n, mmsg_flags flags)
{
	int	(*real)(int, struct mmsghdr *, unsigned int, mmsg_flags);

	if (fails('s', ENOBUFS))
		return -1;
	REAL("sendmmsg");
	return real(fd, msgs, n, flags);
}

static mode_t
mode_of(int flags, va_list ap)
{
	return flags & O_CREAT ? va_arg(ap, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	int	(*real)(const char *, int, ...);
	mode_t	mode;
	va_list	ap;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	if (fails('o', ENFILE))
		return -1;
	REAL("open");
	return real(path, flags, mode);
}

int
openat(int dir, const char *path, int flags, ...)
{
	int	(*real)(int, const char *, int, ...);
	mode_t	mode;
	va_list	ap;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	if (fails('o', ENFILE))
		return -1;
	REAL("openat");
	return real(dir, path, flags, mode);
}
