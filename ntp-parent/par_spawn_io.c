/* ISC licence, see LICENSE. */
/* fork and exec of a child. */
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "par_priv_io.h"
#include "par_spawn_io.h"

#define CHANNEL_FD	3

/* What a sanitizer or a trap has to say must be seen. */
#if defined(SANITIZED) || defined(SBX_TRAP)
#define KEEP_STDERR	1
#else
#define KEEP_STDERR	0
#endif

static void
set_descriptors(int fd)
{
	int	null;

	/* above 3, so that what follows cannot overwrite it */
	if ((fd = fcntl(fd, F_DUPFD, CHANNEL_FD + 1)) == -1 ||
	    (null = open("/dev/null", O_RDWR)) == -1)
		_exit(126);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	if (!KEEP_STDERR)
		dup2(null, STDERR_FILENO);
	if (dup2(fd, CHANNEL_FD) == -1)
		_exit(126);
	closefrom(CHANNEL_FD + 1);
}

static void
set_signals(void)
{
	sigset_t	none;
	int		i;

	for (i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t
par_spawn(const struct par_spawn *s, struct ipc_end child, int fd)
{
	char	 path[1024], instance[8], uid[16], gid[16], root[1024];
	char	 sandbox[16];
	char	*argv[] = { path, instance, uid, gid, root, sandbox, NULL };
	char	*envp[] = { NULL };
	pid_t	 pid;

	snprintf(path, sizeof path, "%s/%s", s->dir, ipc_role_name(child.role));
	snprintf(instance, sizeof instance, "%u", child.instance);
	snprintf(uid, sizeof uid, "%lu", (unsigned long)s->uid);
	snprintf(gid, sizeof gid, "%lu", (unsigned long)s->gid);
	/* ntp-dns: libc's resolver wants its files. */
	strlcpy(root, s->root == NULL || child.role == ROLE_DNS ? "-" :
	    s->root, sizeof root);

	strlcpy(sandbox, s->best_effort ? "besteffort" : "required",
	    sizeof sandbox);

	if ((pid = fork()) != 0)
		return pid;
	set_signals();
	set_descriptors(fd);
	par_priv_child();
	execve(path, argv, envp);
	_exit(PAR_NOT_RUN);
}
