/* ISC licence, see LICENSE. */
/* The process that ends a slew when the daemon cannot. */
#include <sys/types.h>

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

/* What the daemon tells: the frequency without the slew, and its end. */
struct word {
	int64_t	freq_ppb16;
	int64_t	end_ns;		/* raw; 0: no slew is under way */
};

/* Until the slew should long have been ended, in ms; -1: for ever. */
static int
patience_ms(const struct par_clock *c, const struct word *w)
{
	int64_t	left_ns;

	if (w->end_ns == 0 || w->end_ns == TM_NEVER)
		return -1;
	left_ns = w->end_ns + PAR_CLOCK_LATE_NS - c->drv->now(c).raw.ns;
	return left_ns < 0 ? 0 : left_ns > 3600 * TM_S ? 3600000 :
	    (int)(left_ns / TM_MS + 1);
}

static void
end_slew(struct par_clock *c, struct word *w)
{
	if (w->end_ns != 0)
		(void)c->drv->set_freq(c, w->freq_ppb16);
	w->end_ns = 0;
}

/* Nothing but the end of the daemon ends it. */
static void
watch(struct par_clock *c)
{
	struct pollfd	p = { STDIN_FILENO, POLLIN, 0 };
	struct word	w = { 0, 0 }, next;
	int		ms;

	for (;;) {
		ms = patience_ms(c, &w);
		if (poll(&p, 1, ms) == 0) {
			if (patience_ms(c, &w) == 0)
				end_slew(c, &w);
			continue;
		}
		if (read(STDIN_FILENO, &next, sizeof next) != sizeof next)
			break;
		w = next;
	}
	end_slew(c, &w);
}

/* The child's side: it keeps the pipe and its right, and nothing else. */
static _Noreturn void
run(int fd, const struct par_clock *c, bool best_effort)
{
	struct par_clock	mine;
	struct sbx_got		got = { 0, 0 };
	const char		*step;
	sigset_t		all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (dup2(fd, STDIN_FILENO) == -1)
		_exit(1);
	closefrom(STDIN_FILENO + 1);
	if (par_priv_guard() == -1 || (sbx_system_lock(SBX_GUARD, NULL, 0,
	    &got, &step) == -1 && !best_effort))
		_exit(1);
	par_clock_new(&mine, c->drv, c->sys);
	watch(&mine);
	_exit(0);
}

static void
tell(void *arg, int64_t freq_ppb16, int64_t end_ns)
{
	struct par_guard	*g = arg;
	const struct word	 w = { freq_ppb16, end_ns };

	if (g->fd == -1 || write(g->fd, &w, sizeof w) == sizeof w)
		return;
	par_log(LOG_WARNING, "nobody would end a slew if this process died: "
	    "%s", strerror(errno));
	close(g->fd);
	g->fd = -1;
}

void
par_guard_start(struct par_guard *g, struct par_clock *c, bool best_effort)
{
	int	fds[2];

	g->fd = -1;
	if (!c->drv->guarded)
		return;
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) == -1) {
		par_log(LOG_WARNING, "guard: %s", strerror(errno));
		return;
	}
	switch (fork()) {
	case -1:
		par_log(LOG_WARNING, "guard: %s", strerror(errno));
		close(fds[1]);
		break;
	case 0:
		run(fds[0], c, best_effort);
	default:
		g->fd = fds[1];
		c->guard = tell;
		c->guard_arg = g;
	}
	close(fds[0]);
}
