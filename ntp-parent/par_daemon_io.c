/* ISC licence, see LICENSE. */
/* The daemon: its parts put together. */
#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "page_io.h"
#include "par_adj.h"
#include "par_ctlsock_io.h"
#include "par_daemon_io.h"
#include "par_log_io.h"
#include "par_notify_io.h"
#include "par_open_io.h"
#include "par_path_io.h"
#include "par_reload_io.h"

/* What the core asks for. */

static bool
op_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct par_daemon	*d = arg;

	return par_children_send(&d->children, to, type, gen, seq, payload,
	    len, fd);
}

static void
op_random(void *arg, void *buf, size_t len)
{
	(void)arg;
	arc4random_buf(buf, len);
}

static void
op_publish(void *arg, const struct page_data *data)
{
	struct par_daemon	*d = arg;

	page_write(d->page, data);
}

static void
op_violation(void *arg, struct ipc_end end, const char *rule)
{
	struct par_daemon	*d = arg;

	par_children_violation(&d->children, end, rule);
}

static bool
op_client_asked(void *arg, int fd, const struct msg_cmd *c, uid_t *uid)
{
	struct par_daemon	*d = arg;

	return par_socks_client(&d->socks, fd, uid) && par_ctlsock_asked(fd, c);
}

static void
op_saved(void *arg, const struct msg_saved *m, bool synced)
{
	struct par_daemon	*d = arg;

	par_keep_saved(&d->keep, m, &d->core, synced, par_daemon_now(d));
}

static void
op_account(void *arg)
{
	struct par_daemon	*d = arg;

	par_keep_account(&d->keep, &d->core, false);
}

static enum cmd_status
op_dump(void *arg, char why[PAR_WHY])
{
	struct par_daemon	*d = arg;

	return par_keep_dump(&d->keep, &d->core, why);
}

static void
op_end(void *arg, int status)
{
	struct par_daemon	*d = arg;

	d->clean = true;
	par_notify("STOPPING=1");
	loop_stop(d->loop, status);
}

/* What the children tell. */

static void
on_page(void *arg, struct ipc_end to)
{
	const struct msg_empty	 empty = { 0 };
	struct par_daemon		*d = arg;

	if (to.role != ROLE_DNS)
		op_send(d, to, MSG_CLOCK_PAGE, 0, 0, &empty, sizeof empty,
		    d->page_fd);
}

static void
on_msg(void *arg, struct ipc_msg *m)
{
	struct par_daemon	*d = arg;

	par_msg(&d->core, m, par_daemon_now(d));
	if (m->fd != IPC_NOFD)
		close(m->fd);
}

static void
on_died(void *arg, struct ipc_end end)
{
	struct par_daemon	*d = arg;

	par_socks_restore(&d->socks);
	d->core.restarts = d->children.restarts;
	d->core.violations = d->children.violations;
	par_child_died(&d->core, end, par_daemon_now(d));
}

static bool
is_foreground(const struct par_args *args)
{
	return args->foreground || args->once || args->query;
}

/* Until now who started us in the background could read along. */
static void
on_all_ready(void *arg)
{
	struct par_daemon	*d = arg;

	par_log(LOG_INFO, "all processes are ready");
	par_notify("READY=1");
	if (is_foreground(d->args))
		return;
	par_log_init(false, true, d->args->verbose > 0);
	par_background_done(0);
}

static void
op_row(void *arg, uint32_t kind, const char *text)
{
	struct par_daemon	*d = arg;

	par_rows_write(&d->rows, kind, text);
}

static void
op_cycle(void *arg)
{
	struct par_daemon	*d = arg;

	par_rows_cycle(&d->rows, d->conf);
}

static enum cmd_status
op_rtc(void *arg, uint32_t cmd, struct stat_rtc *s)
{
	struct par_daemon	*d = arg;

	return par_rtc_watch_cmd(&d->rtc_watch, cmd, s);
}

static void
on_signal(void *arg, int signo)
{
	struct par_daemon	*d = arg;

	switch (signo) {
	case SIGCHLD:
		/* whoever ends us may end all of us at once */
		if (!d->clean)
			par_children_reap(&d->children);
		break;
	case SIGHUP:
		(void)par_reload(d);
		break;
	default:
		par_log(LOG_INFO, "ending: %s", strsignal(signo));
		op_end(d, 0);
	}
}

static void
on_timer(void *arg)
{
	struct par_daemon	*d = arg;

	d->deadline_ns = TM_NEVER;
	par_tick(&d->core, par_daemon_now(d));
}

static void
on_idle(void *arg)
{
	struct par_daemon	*d = arg;
	int64_t		 at_ns = par_deadline(&d->core);

	par_children_flush(&d->children);
	if (at_ns == d->deadline_ns)
		return;
	d->deadline_ns = at_ns;
	if (at_ns == TM_NEVER)
		loop_timer_del(d->loop, &d->timer);
	else
		loop_after(d->loop, &d->timer,
		    page_timeout(&d->core.page.steer, par_daemon_now(d).raw,
		    at_ns), on_timer, d);
}

/* A virtual clock sleeps when its machine does, and nobody sets it. */
static void
on_wake(void *arg, int fd, short revents)
{
	struct par_daemon	*d = arg;
	int64_t			 slept_ns = par_wake_slept(&d->wake);

	(void)fd;
	(void)revents;
	if (slept_ns > 0 || d->clock.drv != &par_clock_virtual)
		par_woke(&d->core, slept_ns, par_daemon_now(d));
}

static void
on_give_up(void *arg)
{
	struct par_daemon	*d = arg;

	par_log(LOG_ERR, "no time after %.1f seconds",
	    tm_s_from_ns(d->args->timeout_ns));
	loop_stop(d->loop, 1);
}

static void
open_children(struct par_daemon *d)
{
	static const enum role	roles[] = {
		ROLE_DNS, ROLE_CLOCK, ROLE_NET, ROLE_CTL
	};
	const struct par_children_cb cb = {
		d, on_msg, on_page, par_greet, on_died, on_all_ready
	};
	struct ipc_end		end = { 0, 0 };
	size_t			i;

	par_children_init(&d->children, d->loop, &d->spawn, &cb);
	for (i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		end.role = (uint16_t)roles[i];
		par_children_add(&d->children, end);
	}
	end.role = ROLE_NET;
	while (end.instance < d->socks.workers) {
		end.instance++;
		par_children_add(&d->children, end);
	}
}

static void
open_signals(struct par_daemon *d)
{
	static const int	signals[] = {
		SIGCHLD, SIGHUP, SIGTERM, SIGINT
	};
	size_t			i;

	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		loop_signal(d->loop, signals[i], on_signal, d);
}

static void
close_all(struct par_daemon *d)
{
	par_children_end(&d->children);
	par_adj_end(&d->core);
	par_keep_write(&d->keep, &d->core, d->clean);
	par_rtc_watch_end(&d->rtc_watch);
	par_socks_close(&d->socks);
	if (d->conf->pidfile[0] != '\0')
		par_pidfile_remove(d->conf->pidfile);
	loop_free(d->loop);
}

int
par_daemon(const struct par_args *args, struct par_conf *conf)
{
	static struct par_daemon	 daemon;
	struct par_daemon	*d = &daemon;
	const struct par_ops	 ops = {
		.core = { d, op_send, par_log_say, op_random },
		.publish = op_publish, .violation = op_violation,
		.client_asked = op_client_asked, .saved = op_saved,
		.account = op_account, .row = op_row, .cycle = op_cycle,
		.dump = op_dump, .rtc = op_rtc, .reload = par_reload,
		.rekey = par_rekey, .resend = par_resend, .end = op_end
	};
	int			 status;

	d->args = args;
	d->conf = conf;
	par_inherit_take(&d->socks.inherit);
	if (!is_foreground(args))
		par_background();
	par_log_init(true, !is_foreground(args), args->verbose > 0);
	par_log(LOG_NOTICE, "chimed %s", VERSION);
	if (args->logfile != NULL || args->lock_memory)
		par_log(LOG_WARNING, "-%s: accepted, has no effect",
		    args->logfile != NULL ? "l" : "m");
	d->loop = loop_new();
	par_notify_open();
	open_signals(d);
	par_rows_init(&d->rows, conf);
	par_open(d, &ops);
	open_children(d);
	if (d->wake.fd != -1)
		loop_fd(d->loop, d->wake.fd, POLLIN, on_wake, d);
	d->deadline_ns = TM_NEVER;
	loop_idle(d->loop, on_idle, d);
	loop_after(d->loop, &d->leap_timer, TM_DAY, par_look_for_leaps,
	    d);
	par_rtc_watch_begin(&d->rtc_watch, d->loop, &d->core, &d->rows);
	if (args->timeout_ns > 0)
		loop_after(d->loop, &d->give_up, args->timeout_ns, on_give_up,
		    d);
	status = loop_run(d->loop);
	close_all(d);
	return status;
}
