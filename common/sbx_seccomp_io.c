/* ISC licence, see LICENSE. */
/* From the table of calls to a loaded filter. */
#ifdef __linux__

#include <errno.h>

#include "sbx_seccomp_io.h"

#ifdef HAVE_SECCOMP

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <linux/rtc.h>
#include <linux/sched.h>

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <netinet/in.h>
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

#ifndef PR_SET_MDWE
#define PR_SET_MDWE	65
#endif
#ifndef PR_SET_VMA
#define PR_SET_VMA	0x53564d41
#endif

/* What the nth argument of an allowed call may be. */
static const struct value {
	enum sbx_args	args;
	unsigned int	n;
	int		value;
} values[] = {
	{ SBX_LOCAL, 0, AF_UNIX }, { SBX_NETLINK, 0, AF_NETLINK },
	{ SBX_FCNTL, 1, F_GETFD }, { SBX_FCNTL, 1, F_SETFD },
	{ SBX_FCNTL, 1, F_GETFL }, { SBX_FCNTL, 1, F_SETFL },
	{ SBX_FCNTL, 1, F_DUPFD_CLOEXEC }, { SBX_FCNTL, 1, F_DUPFD },
	{ SBX_IOCTL, 1, TCGETS }, { SBX_IOCTL, 1, TIOCGWINSZ },
	{ SBX_IOCTL, 1, FIONREAD }, { SBX_IOCTL, 1, FIONBIO },
	{ SBX_IOCTL, 1, SIOCGIFINDEX }, { SBX_IOCTL, 1, SIOCGIFNAME },
	{ SBX_RTC, 1, RTC_RD_TIME }, { SBX_RTC, 1, RTC_SET_TIME },
	{ SBX_RTC, 1, RTC_UIE_ON }, { SBX_RTC, 1, RTC_UIE_OFF },
	{ SBX_PRCTL, 0, PR_SET_NO_NEW_PRIVS },
	{ SBX_PRCTL, 0, PR_GET_NO_NEW_PRIVS },
	{ SBX_PRCTL, 0, PR_CAPBSET_READ }, { SBX_PRCTL, 0, PR_CAPBSET_DROP },
	{ SBX_PRCTL, 0, PR_CAP_AMBIENT }, { SBX_PRCTL, 0, PR_SET_DUMPABLE },
	{ SBX_PRCTL, 0, PR_SET_MDWE }, { SBX_PRCTL, 0, PR_SET_PDEATHSIG },
	{ SBX_PRCTL, 0, PR_SET_SECCOMP }, { SBX_PRCTL, 0, PR_GET_SECCOMP },
	{ SBX_PRCTL, 0, PR_SET_VMA },
};
#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static int
allow_values(scmp_filter_ctx ctx, int nr, enum sbx_args args)
{
	const struct value	*v;

	for (v = values; v < values + COUNT(values); v++)
		if (v->args == args &&
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1, ARG32(v->n,
		    (scmp_datum_t)(unsigned int)v->value)) < 0)
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

/* A filter, say, would stay in the socket when the process has gone. */
static int
allow_options(scmp_filter_ctx ctx, int nr)
{
	static const int	options[][2] = {
		{ SOL_SOCKET, SO_TIMESTAMP }, { SOL_SOCKET, SO_TIMESTAMPNS },
		{ SOL_SOCKET, SO_TIMESTAMPING },
		{ SOL_SOCKET, 64 /* SO_TIMESTAMPNS_NEW */ },
		{ SOL_SOCKET, 65 /* SO_TIMESTAMPING_NEW */ },
		{ SOL_SOCKET, SO_SELECT_ERR_QUEUE },
		{ SOL_SOCKET, SO_REUSEPORT },
		{ SOL_SOCKET, SO_BINDTODEVICE },
		{ IPPROTO_IP, IP_TOS }, { IPPROTO_IP, IP_PKTINFO },
		{ IPPROTO_IP, IP_RECVERR }, { IPPROTO_IPV6, IPV6_RECVERR },
		{ IPPROTO_IPV6, IPV6_RECVPKTINFO },
		{ IPPROTO_IPV6, IPV6_TCLASS }
	};
	size_t			i;

	for (i = 0; i < COUNT(options); i++)
		if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 2,
		    ARG32(1, (scmp_datum_t)options[i][0]),
		    ARG32(2, (scmp_datum_t)options[i][1])) < 0)
			return -1;
	return 0;
}

static int
allow(scmp_filter_ctx ctx, int nr, enum sbx_args args)
{
	switch (args) {
	case SBX_ANY:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
	case SBX_NOEXEC:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    NOT_IN(2, PROT_EXEC));
	case SBX_INET:
		return allow_datagrams(ctx, nr);
	case SBX_FORK:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    NOT_IN(0, NAMESPACES));
	case SBX_SELF:
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
		    ARG32(0, (scmp_datum_t)getpid()));
	case SBX_OPTIONS:
		return allow_options(ctx, nr);
	case SBX_ENOSYS:
		return seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), nr, 0);
	default:
		return allow_values(ctx, nr, args);
	}
}

/*
 * In the parent's union a call without conditions wins over one with.  A
 * child's loader maps code; and whose pid is a child's own?
 */
static enum sbx_args
in_parent(enum sbx_args args)
{
	return args == SBX_NOEXEC || args == SBX_SELF || args == SBX_OPTIONS ?
	    SBX_ANY : args;
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
#ifdef __GLIBC__
	/* what the making of the filter took is not needed again */
	(void)malloc_trim(0);
#endif
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
