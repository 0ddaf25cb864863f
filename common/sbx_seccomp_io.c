/* ISC licence, see LICENSE. */
/* From the table of calls to a loaded filter. */
#ifdef __linux__

#include <errno.h>

#include "sbx_seccomp_io.h"

#ifdef HAVE_SECCOMP

#include <sys/mman.h>
#include <sys/socket.h>

#include <linux/sched.h>

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "sbx_calls.h"

#ifdef SBX_TRAP
#define KILL	SCMP_ACT_TRAP
#else
#define KILL	SCMP_ACT_KILL_PROCESS
#endif

/*
 * An int argument: compared in its 32 bits, since some libcs sign-extend
 * and libseccomp compares 64.
 */
#define ARG32(n, v)	SCMP_CMP(n, SCMP_CMP_MASKED_EQ, 0xffffffffu, (v))
#define NOT_IN(n, bits)	SCMP_CMP(n, SCMP_CMP_MASKED_EQ, (bits), 0)

#define NAMESPACES	(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | \
			CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | \
			CLONE_NEWCGROUP | 0x80 /* CLONE_NEWTIME */)

static int
allow_sockets(scmp_filter_ctx ctx, int nr, const int *domains, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    ARG32(0, (scmp_datum_t)domains[i])) < 0)
			return -1;
	return 0;
}

static int
allow_datagrams(scmp_filter_ctx ctx, int nr)
{
	const int	domains[] = { AF_INET, AF_INET6 };
	size_t		i;

	/* the type's low bits; the others are CLOEXEC and NONBLOCK */
	for (i = 0; i < 2; i++)
		if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 2,
		    ARG32(0, (scmp_datum_t)domains[i]),
		    SCMP_CMP(1, SCMP_CMP_MASKED_EQ, 0xf, SOCK_DGRAM)) < 0)
			return -1;
	return 0;
}

static int
allow_fcntl(scmp_filter_ctx ctx, int nr)
{
	const int	commands[] = {
		F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_DUPFD
	};
	size_t		i;

	for (i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    ARG32(1, (scmp_datum_t)commands[i])) < 0)
			return -1;
	return 0;
}

static int
allow(scmp_filter_ctx ctx, int nr, enum sbx_args args)
{
	const int	local[] = { AF_UNIX }, netlink[] = { AF_NETLINK };

	switch (args) {
	case SBX_NOEXEC:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    NOT_IN(2, PROT_EXEC));
	case SBX_INET:
		return allow_datagrams(ctx, nr);
	case SBX_LOCAL:
		return allow_sockets(ctx, nr, local, 1);
	case SBX_NETLINK:
		return allow_sockets(ctx, nr, netlink, 1);
	case SBX_FORK:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    NOT_IN(0, NAMESPACES));
	case SBX_SELF:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    ARG32(0, (scmp_datum_t)getpid()));
	case SBX_FCNTL:
		return allow_fcntl(ctx, nr);
	case SBX_ENOSYS:
		return seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), nr, 0);
	case SBX_ANY:
		break;
	}
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
}

/* In the parent's union a call without conditions wins over one with. */
static enum sbx_args
in_parent(enum sbx_args args)
{
	switch (args) {
	case SBX_FORK:
	case SBX_ENOSYS:
		return args;
	default:
		return SBX_ANY;
	}
}

static int
add_role(scmp_filter_ctx ctx, enum role list, enum role self, uint32_t *calls)
{
	const struct sbx_call	*c;
	enum sbx_args		 args;
	size_t			 i;
	int			 nr, result;

	for (i = 0; (c = sbx_call(list, i)) != NULL; i++) {
		nr = seccomp_syscall_resolve_name(c->name);
		if (nr == __NR_SCMP_ERROR || nr < 0)
			continue;
		args = self == ROLE_PARENT ? in_parent(c->args) : c->args;
		result = allow(ctx, nr, args);
		if (result < 0 && result != -EEXIST) {
			errno = -result;
			return -1;
		}
		if (result == 0 && args != SBX_ENOSYS)
			++*calls;
	}
	return 0;
}

static int
add_dangers(scmp_filter_ctx ctx)
{
	const char	*name;
	size_t		 i;
	int		 nr;

	for (i = 0; (name = sbx_danger(i)) != NULL; i++) {
		nr = seccomp_syscall_resolve_name(name);
		if (nr != __NR_SCMP_ERROR && nr >= 0 &&
		    seccomp_rule_add(ctx, KILL, nr, 0) < 0)
			return -1;
	}
	return 0;
}

static int
add_all(scmp_filter_ctx ctx, enum role self, uint32_t *calls)
{
	unsigned int	role;

	if (self != ROLE_PARENT)
		return add_role(ctx, self, self, calls);
	for (role = 0; role < ROLES; role++)
		if (add_role(ctx, role, self, calls) == -1)
			return -1;
	return 0;
}

/*
 * What nobody listed: death, but EPERM where a resolver's modules live,
 * and in the parent, whose filter they inherit.
 */
static uint32_t
otherwise(enum role role)
{
	return role == ROLE_DNS || role == ROLE_PARENT ?
	    SCMP_ACT_ERRNO(EPERM) : KILL;
}

int
sbx_seccomp(enum role role, uint32_t *calls)
{
	scmp_filter_ctx	ctx;
	int		result = -1;

	*calls = 0;
	if ((ctx = seccomp_init(otherwise(role))) == NULL) {
		errno = ENOMEM;
		return -1;
	}
	if (seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS) < 0 ||
	    seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0) < 0)
		goto done;
	/* not every kernel can log, and that is no reason not to filter */
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1);
	if (add_all(ctx, role, calls) == -1)
		goto done;
	if (otherwise(role) != KILL && add_dangers(ctx) == -1)
		goto done;
	if ((result = seccomp_load(ctx)) < 0) {
		errno = -result;
		result = -1;
	}
done:
	seccomp_release(ctx);
	return result < 0 ? -1 : 0;
}

#else

int
sbx_seccomp(enum role role, uint32_t *calls)
{
	(void)role;
	*calls = 0;
	errno = ENOSYS;
	return -1;
}

#endif
#endif
