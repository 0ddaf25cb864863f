/* ISC licence, see LICENSE. */
/* The process that ends a slew when the daemon cannot. */
#ifdef __linux__
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/timerfd.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "par_guard_io.h"
#include "par_log_io.h"
#include "par_priv_io.h"
#include "sbx_system_io.h"

/*
 * What the daemon tells, in a page that both have.  To be told wakes nobody
 * up: the guard looks when the timer is due, which is the daemon's to set,
 * and when the pipe's other end is gone.
 */
struct par_guard_word {
	_Atomic int64_t	freq_ppb16;	/* without the slew */
	_Atomic int64_t	end_ns;		/* raw; 0: no slew is under way */
};

/* Until the slew should long have been ended, in ns; TM_NEVER. */
static int64_t
patience_ns(const struct par_clock *c, const struct par_guard_word *w)
{
	int64_t	end_ns = w->end_ns, left_ns;

	if (end_ns == 0 || end_ns == TM_NEVER)
		return TM_NEVER;
	left_ns = end_ns + PAR_CLOCK_LATE_NS - c->drv->now(c).raw.ns;
	return left_ns < 0 ? 0 : left_ns;
}

/* For the timer's clock may be faster than raw: later once more. */
static void
set_timer(int timer, int64_t ns)
{
	struct itimerspec	t = {
		.it_value = { ns / TM_S, ns % TM_S }
	};

	(void)timerfd_settime(timer, 0, &t, NULL);
}

/* Nothing but the end of the daemon ends it. */
static void
watch(struct par_clock *c, const struct par_guard_word *w, int timer)
{
	struct pollfd	p[2] = {
		{ STDIN_FILENO, POLLIN, 0 }, { timer, POLLIN, 0 }
	};
	uint64_t	times;
	int64_t		done_ns = 0, left_ns;

	while (poll(p, 2, -1) != -1 && p[0].revents == 0) {
		if (read(timer, &times, sizeof times) != sizeof times)
			continue;
		left_ns = patience_ns(c, w);
		if (left_ns > 0 && left_ns != TM_NEVER)
			set_timer(timer, left_ns);
		else if (left_ns == 0 && w->end_ns != done_ns) {
			done_ns = w->end_ns;
			(void)c->drv->set_freq(c, w->freq_ppb16);
		}
	}
	if (w->end_ns != 0 && w->end_ns != done_ns)
		(void)c->drv->set_freq(c, w->freq_ppb16);
}

/* The child's side: pipe, timer, page and its right, and nothing else. */
static _Noreturn void
run(int fd, const struct par_guard *g, const struct par_clock *c,
    bool best_effort)
{
	struct par_clock	mine;
	struct sbx_got		got = { 0, 0 };
	const char		*step;
	sigset_t		all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (dup2(fd, STDIN_FILENO) == -1 ||
	    dup2(g->timer, STDOUT_FILENO) == -1 ||
	    mprotect(g->word, sizeof *g->word, PROT_READ) == -1)
		_exit(1);
	closefrom(STDOUT_FILENO + 1);
	if (par_priv_guard() == -1 || (sbx_system_lock(SBX_GUARD, NULL, 0,
	    &got, &step) == -1 && !best_effort))
		_exit(1);
	par_clock_new(&mine, c->drv, c->sys);
	watch(&mine, g->word, STDOUT_FILENO);
	_exit(0);
}

static void
tell(void *arg, int64_t freq_ppb16, int64_t end_ns)
{
	struct par_guard	*g = arg;
	int64_t			 left_ns;

	g->word->freq_ppb16 = freq_ppb16;
	g->word->end_ns = end_ns;
	left_ns = patience_ns(g->clock, g->word);
	set_timer(g->timer, left_ns == TM_NEVER ? 0 : left_ns + 1);
}

static int
open_means(struct par_guard *g, int fds[2])
{
	g->word = mmap(NULL, sizeof *g->word, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (g->word == MAP_FAILED || (g->timer = timerfd_create(
	    CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) == -1)
		return -1;
	return pipe2(fds, O_CLOEXEC);
}

void
par_guard_start(struct par_guard *g, struct par_clock *c, bool best_effort)
{
	int	fds[2];

	if (!c->drv->guarded)
		return;
	g->clock = c;
	if (open_means(g, fds) == -1) {
		par_log(LOG_WARNING, "guard: %s", strerror(errno));
		return;
	}
	switch (fork()) {
	case -1:
		par_log(LOG_WARNING, "guard: %s", strerror(errno));
		break;
	case 0:
		run(fds[0], g, c, best_effort);
	default:
		c->guard = tell;
		c->guard_arg = g;
	}
	close(fds[0]);
}

#endif
