/* ISC licence, see LICENSE. */
/* The children's processes: birth, what they are sent, death. */
#include <sys/types.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "par_child_io.h"
#include "par_hear_io.h"
#include "par_keys.h"
#include "par_log_io.h"
#include "tm.h"

/* The largest configuration must fit, were each row a record by itself. */
#define QUEUE	(PAR_SOURCES + PAR_ACCESS + PAR_KEYS + PAR_SOCKS + IPC_QUEUE)

/* A child that has not left by then, though its channel is closed, is killed. */
#define LEAVE_MS	2000

static void	start(void *);

static struct par_child *
child_of(struct par_children *all, struct ipc_end end)
{
	unsigned int	i;

	for (i = 0; i < all->n; i++)
		if (all->child[i].end.role == end.role &&
		    all->child[i].end.instance == end.instance)
			return &all->child[i];
	return NULL;
}

void
par_children_init(struct par_children *all, struct loop *loop,
    const struct par_spawn *spawn, const struct par_children_cb *cb)
{
	memset(all, 0, sizeof *all);
	all->loop = loop;
	all->spawn = spawn;
	all->cb = *cb;
	par_bucket_init(&all->bucket, loop_now_ns());
}

void
par_child_kill(struct par_child *c, enum par_death reason)
{
	if (c->pid == 0 || c->killed)
		return;
	c->killed = true;
	c->kill_reason = reason;
	kill(c->pid, SIGKILL);
}

static void
on_hung(void *arg)
{
	struct par_child	*c = arg;

	par_log(LOG_ERR, "%s did not %s: killed", ipc_role_name(c->end.role),
	    c->life.ready ? "answer" : "get ready");
	par_child_kill(c, PAR_HUNG);
}

static void
start_failed(struct par_child *c)
{
	par_log(LOG_ERR, "cannot start %s: %s", ipc_role_name(c->end.role),
	    strerror(errno));
	par_life_died(&c->life, &c->all->bucket, PAR_EXITED, loop_now_ns());
	loop_after(c->all->loop, &c->start_timer, c->life.delay_ns, start, c);
}

static void
start(void *arg)
{
	struct par_child	*c = arg;
	struct ipc_end		 self = { ROLE_PARENT, 0 };
	int			 fds[2];

	if (ipc_pair(fds) == -1) {
		start_failed(c);
		return;
	}
	par_life_started(&c->life, loop_now_ns());
	c->killed = false;
	c->pid = par_spawn(c->all->spawn, c->end, fds[1]);
	close(fds[1]);
	if (c->pid == -1) {
		close(fds[0]);
		c->pid = 0;
		start_failed(c);
		return;
	}
	ipc_open(&c->chan, fds[0], self, c->end, IPC_START);
	c->chan.most = QUEUE;
	par_hear_start(c);
	/* one that is not READY by then never will be */
	loop_after(c->all->loop, &c->hung_timer,
	    par_talk_patience_ns(ROLE_PARENT), on_hung, c);
}

void
par_children_add(struct par_children *all, struct ipc_end end)
{
	struct par_child	*c;

	if (all->n == PAR_CHILDREN)
		errx(1, "too many children");
	c = &all->child[all->n++];
	memset(c, 0, sizeof *c);
	c->end = end;
	c->all = all;
	c->chan.fd = -1;
	start(c);
}

void
par_child_drop(struct par_child *c)
{
	if (c->chan.fd == -1)
		return;
	loop_fd_del(c->all->loop, c->chan.fd);
	ipc_close(&c->chan);
}

bool
par_children_send(struct par_children *all, struct ipc_end to, uint16_t type,
    uint32_t gen, uint32_t seq, const void *payload, size_t len, int fd)
{
	struct par_child	*c = child_of(all, to);

	if (c == NULL || c->chan.fd == -1)
		return false;
	if (ipc_post(&c->chan, type, gen, seq, payload, len, fd) == -1) {
		/* It has not read for so long that it never will. */
		if (errno == ENOBUFS && !c->killed) {
			par_log(LOG_ERR, "%s does not read: killed",
			    ipc_role_name(to.role));
			par_child_kill(c, PAR_HUNG);
		}
		return false;
	}
	if (par_talk_asked(&c->talk, type) && c->talk.owed == 1 &&
	    c->life.ready)
		loop_after(all->loop, &c->hung_timer,
		    par_talk_patience_ns(to.role), on_hung, c);
	return true;
}

void
par_children_violation(struct par_children *all, struct ipc_end end,
    const char *rule)
{
	struct par_child	*c = child_of(all, end);

	if (c == NULL || c->pid == 0 || c->killed)
		return;
	all->violations++;
	par_log(LOG_CRIT, "%s broke a rule: %s: killed",
	    ipc_role_name(end.role), rule);
	par_child_kill(c, PAR_VIOLATED);
}

static void
log_death(const struct par_child *c, int status)
{
	const char	*name = ipc_role_name(c->end.role);
	double		 s = tm_s_from_ns(c->life.delay_ns);

	if (WIFSIGNALED(status))
		par_log(par_death_of(status) == PAR_CRASHED ? LOG_CRIT :
		    LOG_WARNING, "%s ended by signal %d (%s), "
		    "started again in %.1f s", name, WTERMSIG(status),
		    strsignal(WTERMSIG(status)), s);
	else
		par_log(LOG_WARNING, "%s ended with status %d%s, "
		    "started again in %.1f s", name, WEXITSTATUS(status),
		    WEXITSTATUS(status) == PAR_NOT_RUN ?
		    " (it could not be executed)" : "", s);
}

static void
on_death(struct par_child *c, int status)
{
	struct par_children	*all = c->all;
	enum par_death		 how;

	how = c->killed ? c->kill_reason : par_death_of(status);
	c->pid = 0;
	par_child_drop(c);
	loop_timer_del(all->loop, &c->hung_timer);
	loop_timer_del(all->loop, &c->pause_timer);
	all->restarts++;
	if (!par_life_died(&c->life, &all->bucket, how, loop_now_ns())) {
		par_log(LOG_CRIT, "children crash or break rules too often: "
		    "ending");
		loop_stop(all->loop, 1);
		return;
	}
	log_death(c, status);
	all->cb.died(all->cb.arg, c->end);
	loop_after(all->loop, &c->start_timer, c->life.delay_ns, start, c);
}

void
par_children_reap(struct par_children *all)
{
	unsigned int	i;
	int		status;
	pid_t		pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < all->n; i++)
			if (all->child[i].pid == pid) {
				if (all->ending)
					all->child[i].pid = 0;
				else
					on_death(&all->child[i], status);
			}
}

static bool
any_left(const struct par_children *all)
{
	unsigned int	i;

	for (i = 0; i < all->n; i++)
		if (all->child[i].pid != 0)
			return true;
	return false;
}

void
par_children_end(struct par_children *all)
{
	const struct timespec	ms = { 0, 1000000 };
	unsigned int		i;

	all->ending = true;
	ipc_leave();
	for (i = 0; i < all->n; i++)
		par_child_drop(&all->child[i]);
	/* EOF is their sign to leave; there is no event loop any more. */
	for (i = 0; i < LEAVE_MS && any_left(all); i++) {
		par_children_reap(all);
		if (any_left(all))
			nanosleep(&ms, NULL);
	}
	for (i = 0; i < all->n; i++)
		if (all->child[i].pid != 0)
			kill(all->child[i].pid, SIGKILL);
}
