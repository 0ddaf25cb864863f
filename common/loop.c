/* ISC licence, see LICENSE. */
/* The poll loop. */
#include <sys/types.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "loop.h"
#include "tm.h"

struct watch {
	loop_fd_fn	*fn;
	void		*arg;
};

struct loop {
	struct pollfd		*pfds;
	struct watch		*watches;
	size_t			 n, room;
	struct loop_timer	*timers;	/* by time */
	loop_signal_fn		*signal_fn[NSIG];
	void			*signal_arg[NSIG];
	loop_timer_fn		*idle_fn;
	void			*idle_arg;
	int			 result;
	bool			 stop;
};

/* Signal handlers know nothing but this. */
static volatile sig_atomic_t	 caught[NSIG];
static int			 signal_pipe[2] = { -1, -1 };

int64_t
loop_now_ns(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * TM_S + ts.tv_nsec;
}

struct loop *
loop_new(void)
{
	struct loop	*l;

	if ((l = calloc(1, sizeof *l)) == NULL)
		err(1, "event loop");
	return l;
}

void
loop_free(struct loop *l)
{
	if (signal_pipe[0] != -1) {
		close(signal_pipe[0]);
		close(signal_pipe[1]);
		signal_pipe[0] = signal_pipe[1] = -1;
	}
	free(l->pfds);
	free(l->watches);
	free(l);
}

static size_t
find(const struct loop *l, int fd)
{
	size_t	i;

	for (i = 0; i < l->n; i++)
		if (l->pfds[i].fd == fd)
			break;
	return i;
}

static void
grow(struct loop *l)
{
	l->room = l->room == 0 ? 8 : 2 * l->room;
	l->pfds = reallocarray(l->pfds, l->room, sizeof *l->pfds);
	l->watches = reallocarray(l->watches, l->room, sizeof *l->watches);
	if (l->pfds == NULL || l->watches == NULL)
		err(1, "event loop");
}

void
loop_fd(struct loop *l, int fd, short events, loop_fd_fn *fn, void *arg)
{
	size_t	i = find(l, fd);

	if (i == l->n) {
		if (l->n == l->room)
			grow(l);
		l->n++;
		l->pfds[i].revents = 0;
	}
	l->pfds[i].fd = fd;
	l->pfds[i].events = events;
	l->watches[i].fn = fn;
	l->watches[i].arg = arg;
}

/* Its place stays until the wake-up's events are handled. */
void
loop_fd_del(struct loop *l, int fd)
{
	size_t	i = find(l, fd);

	if (i == l->n)
		return;
	l->pfds[i].fd = -1;
	l->pfds[i].revents = 0;
}

static void
compact(struct loop *l)
{
	size_t	i, kept = 0;

	for (i = 0; i < l->n; i++) {
		if (l->pfds[i].fd == -1)
			continue;
		l->pfds[kept] = l->pfds[i];
		l->watches[kept++] = l->watches[i];
	}
	l->n = kept;
}

void
loop_timer_del(struct loop *l, struct loop_timer *t)
{
	struct loop_timer	**p;

	if (!t->armed)
		return;
	for (p = &l->timers; *p != NULL && *p != t; p = &(*p)->next)
		;
	if (*p != NULL)
		*p = t->next;
	t->armed = false;
}

void
loop_after(struct loop *l, struct loop_timer *t, int64_t after_ns,
    loop_timer_fn *fn, void *arg)
{
	struct loop_timer	**p;
	int64_t			  now_ns = loop_now_ns();

	loop_timer_del(l, t);
	if (after_ns < 0)
		after_ns = 0;
	t->at_ns = after_ns > INT64_MAX - now_ns ? INT64_MAX :
	    now_ns + after_ns;
	t->fn = fn;
	t->arg = arg;
	t->armed = true;
	for (p = &l->timers; *p != NULL && (*p)->at_ns <= t->at_ns;
	    p = &(*p)->next)
		;
	t->next = *p;
	*p = t;
}

static void
on_signal(int signo)
{
	int	saved = errno;

	caught[signo] = 1;
	(void)!write(signal_pipe[1], "", 1);
	errno = saved;
}

static void
on_signal_pipe(void *arg, int fd, short revents)
{
	struct loop	*l = arg;
	char		 buf[64];
	int		 i;

	(void)revents;
	while (read(fd, buf, sizeof buf) > 0)
		;
	for (i = 1; i < NSIG; i++)
		if (caught[i]) {
			caught[i] = 0;
			l->signal_fn[i](l->signal_arg[i], i);
		}
}

void
loop_signal(struct loop *l, int signo, loop_signal_fn *fn, void *arg)
{
	struct sigaction	sa;

	if (signal_pipe[0] == -1) {
		if (pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) == -1)
			err(1, "pipe");
		loop_fd(l, signal_pipe[0], POLLIN, on_signal_pipe, l);
	}
	l->signal_fn[signo] = fn;
	l->signal_arg[signo] = arg;
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_signal;
	sa.sa_flags = SA_RESTART;
	sigfillset(&sa.sa_mask);
	if (sigaction(signo, &sa, NULL) == -1)
		err(1, "sigaction");
}

void
loop_idle(struct loop *l, loop_timer_fn *fn, void *arg)
{
	l->idle_fn = fn;
	l->idle_arg = arg;
}

/*
 * Time until the next timer, at most a day; NULL without one.  Sources may
 * be asked 128 times a second: milliseconds would be too coarse.
 */
static const struct timespec *
timeout(const struct loop *l, struct timespec *ts)
{
	int64_t	ns;

	if (l->timers == NULL || l->timers->at_ns == INT64_MAX)
		return NULL;
	ns = l->timers->at_ns - loop_now_ns();
	if (ns < 0)
		ns = 0;
	if (ns > TM_DAY)
		ns = TM_DAY;
	ts->tv_sec = (time_t)(ns / TM_S);
	ts->tv_nsec = (long)(ns % TM_S);
	return ts;
}

/* Those due now, and not those that they set: no timer starves the rest. */
static void
run_timers(struct loop *l)
{
	struct loop_timer	*t;
	int64_t			 now_ns = loop_now_ns();

	while ((t = l->timers) != NULL && t->at_ns <= now_ns && !l->stop) {
		l->timers = t->next;
		t->armed = false;
		t->fn(t->arg);
	}
}

static void
run_fds(struct loop *l)
{
	size_t	i, n = l->n;
	short	revents;

	for (i = 0; i < n && !l->stop; i++) {
		if (l->pfds[i].fd == -1 || (revents = l->pfds[i].revents) == 0)
			continue;
		l->pfds[i].revents = 0;
		l->watches[i].fn(l->watches[i].arg, l->pfds[i].fd, revents);
	}
	compact(l);
}

int
loop_run(struct loop *l)
{
	struct timespec	ts;
	int		n;

	l->stop = false;
	while (!l->stop) {
		if (l->idle_fn != NULL)
			l->idle_fn(l->idle_arg);
		n = ppoll(l->pfds, (nfds_t)l->n, timeout(l, &ts), NULL);
		if (n == -1 && errno != EINTR)
			err(1, "ppoll");
		run_timers(l);
		if (n > 0)
			run_fds(l);
	}
	return l->result;
}

void
loop_stop(struct loop *l, int result)
{
	l->stop = true;
	l->result = result;
}
