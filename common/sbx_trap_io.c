/* ISC licence, see LICENSE. */
/* The handler of SIGSYS in the trap build. */
#ifdef SBX_TRAP
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "sbx_trap_io.h"

#define TRAP_STATUS	159

static const char	*who = "";

/* Only what may be done in a handler: no printf. */
static size_t
decimal(char *buf, unsigned int n)
{
	char	digits[10];
	size_t	len = 0, i;

	do {
		digits[len++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	for (i = 0; i < len; i++)
		buf[i] = digits[len - 1 - i];
	return len;
}

static void
on_trap(int signo, siginfo_t *info, void *context)
{
	char	line[80] = "forbidden system call ";
	size_t	len = strlen(line);

	(void)signo;
	(void)context;
	len += decimal(line + len, (unsigned int)info->si_syscall);
	memcpy(line + len, " by ", 4);
	len += 4;
	memcpy(line + len, who, strlen(who));
	len += strlen(who);
	line[len++] = '\n';
	(void)!write(STDERR_FILENO, line, len);
	_exit(TRAP_STATUS);
}

void
sbx_trap(enum role role)
{
	struct sigaction	sa;

	who = ipc_role_name(role);
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = on_trap;
	sa.sa_flags = SA_SIGINFO | SA_NODEFER;
	sigaction(SIGSYS, &sa, NULL);
}

#endif
