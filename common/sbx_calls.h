/* ISC licence, see LICENSE. */
/*
 * Which system calls a role may make (Linux): one table, read by the
 * filter and by those who want to see it.
 */
#ifndef SBX_CALLS_H
#define SBX_CALLS_H

#include <stddef.h>

#include "ipc.h"

/* What the arguments of an allowed call must be. */
enum sbx_args {
	SBX_ANY,
	SBX_NOEXEC,	/* mmap, mprotect: not PROT_EXEC */
	SBX_INET,	/* socket: AF_INET or AF_INET6, SOCK_DGRAM */
	SBX_LOCAL,	/* socket, socketpair: AF_UNIX */
	SBX_NETLINK,	/* socket: AF_NETLINK */
	SBX_FORK,	/* clone: no new namespace */
	SBX_SELF,	/* tgkill, tkill, kill: pid argument is our own */
	SBX_FCNTL,	/* fcntl: descriptor and status flags, duplicates */
	SBX_OPTIONS,	/* setsockopt: those that leave nothing behind in a
			 * socket that a successor will be given */
	SBX_IOCTL,	/* ioctl: what libc asks of terminals and sockets */
	SBX_RTC,	/* ioctl: reading, watching and setting the RTC */
	SBX_PRCTL,	/* prctl: what a birth takes */
	SBX_ENOSYS	/* refused with ENOSYS: libc has another way */
};

struct sbx_call {
	const char	*name;		/* unknown names are passed over */
	enum sbx_args	 args;
};

/* The nth call of a role or SBX_GUARD, NULL after the last; the parent's own come
 * without those of its children. */
const struct sbx_call	*sbx_call(enum role, size_t n);

/* The nth call that kills where others are refused with EPERM. */
const char		*sbx_danger(size_t n);

#endif
