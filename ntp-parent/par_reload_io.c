/* ISC licence, see LICENSE. */
/* The configuration: read, and brought to those who need it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "par_conf_io.h"
#include "par_leap.h"
#include "par_log_io.h"
#include "par_reload_io.h"

unsigned int
par_read_conf(const struct par_args *args, struct par_conf *conf, bool again)
{
	struct par_conf_io	io = par_conf_files;
	unsigned int		errors;

	/* a pipe has nothing more, and nobody waits for one meanwhile */
	if (again)
		io.first = NULL;
	if (args->ndirectives > 0)
		errors = par_conf_load_args(conf, &io, args->directives,
		    args->ndirectives, par_log_say, NULL);
	else
		errors = par_conf_load(conf, &io, args->file, par_log_say,
		    NULL);
	if (errors == 0)
		par_args_apply(args, conf);
	return errors;
}

static void
send_sock(struct par_daemon *d, struct ipc_end to, const struct msg_sock *m,
    int fd)
{
	if (fd != -1)
		par_children_send(&d->children, to, MSG_SOCK, d->core.gen, 0,
		    m, sizeof *m, fd);
}

static void
send_socks(struct par_daemon *d, struct ipc_end to)
{
	const struct msg_sock	ctl = { .kind = SOCK_CTL };
	const struct msg_sock	watch = { .kind = SOCK_ROUTE };
	size_t			i;

	if (to.role == ROLE_CTL)
		send_sock(d, to, &ctl, d->socks.ctl_fd);
	if (to.role != ROLE_NET)
		return;
	if (to.instance == 0)
		send_sock(d, to, &watch, d->watch_fd);
	for (i = 0; i < PAR_SOCKS; i++)
		send_sock(d, to, &d->socks.sock[i].what,
		    d->socks.sock[i].fd[to.instance]);
}

static void
send_leaplist(struct par_daemon *d)
{
	const char	*path = d->conf->leapseclist;
	struct par_text	 text;
	int		 error;

	if (path[0] == '\0')
		return;
	if ((error = par_conf_files.read(par_conf_files.arg, path, &text)) !=
	    0) {
		par_log(LOG_WARNING, "leapseclist %s: %s", path,
		    par_conf_error(error));
		return;
	}
	par_leap_send_text(&d->core, text.text, text.len);
	par_conf_files.read_done(par_conf_files.arg, &text);
}

void
par_look_for_leaps(void *arg)
{
	struct par_daemon	*d = arg;

	loop_after(d->loop, &d->leap_timer, TM_DAY, par_look_for_leaps, d);
	send_leaplist(d);
	par_leap_ask(&d->core, par_daemon_now(d));
}

void
par_greet(void *arg, struct ipc_end to)
{
	struct par_daemon	*d = arg;

	if (to.role == ROLE_CLOCK)
		send_leaplist(d);
	par_send_conf(&d->core, to, par_daemon_now(d));
	send_socks(d, to);
	par_send_conf_end(&d->core, to);
}

static void
set_keys(struct par_daemon *d, struct par_keys *keys)
{
	par_open_keys_free(d->keys);
	d->keys = keys;
	d->core.keys = keys;
}

/* The next generation, to all children, or to those who use sources only. */
static unsigned int
tell(struct par_daemon *d, bool all)
{
	struct pol_conf		 pol = par_open_limits(d);
	const struct par_child	*c;
	unsigned int		 missing;

	par_reconf(&d->core, d->conf, &pol);
	missing = par_socks_open(&d->socks, d->conf);
	for (c = d->children.child; c < d->children.child + d->children.n; c++)
		if (c->life.hello && (all || c->end.role == ROLE_NET ||
		    c->end.role == ROLE_CLOCK))
			par_greet(d, c->end);
	return missing;
}

void
par_resend(void *arg)
{
	(void)tell(arg, false);
}

bool
par_rekey(void *arg)
{
	struct par_daemon	*d = arg;
	struct par_keys		*keys;

	if ((keys = par_open_keys(d->conf)) == NULL)
		return false;
	set_keys(d, keys);
	(void)tell(d, false);
	par_log(LOG_NOTICE, "%u keys read again", keys->n);
	return true;
}

static void
keep(const char *name, const char *ours, char *fresh, size_t size)
{
	if (strcmp(ours, fresh) == 0)
		return;
	par_log(LOG_WARNING, "%s: takes effect with a restart", name);
	strlcpy(fresh, ours, size);
}

/* What was opened, or given up, when the daemon started. */
static void
keep_fixed(const struct par_conf *c, struct par_conf *fresh)
{
	keep("user", c->user, fresh->user, sizeof fresh->user);
	keep("statedir", c->statedir, fresh->statedir, sizeof fresh->statedir);
	keep("pidfile", c->pidfile, fresh->pidfile, sizeof fresh->pidfile);
	keep("driftfile", c->driftfile, fresh->driftfile,
	    sizeof fresh->driftfile);
	keep("rtcfile", c->rtcfile, fresh->rtcfile, sizeof fresh->rtcfile);
	if (fresh->workers != c->workers)
		par_log(LOG_WARNING, "workers: takes effect with a restart");
	fresh->workers = c->workers;
}

/*
 * A bad configuration never replaces a good one: it is read into a new
 * place, and taken only when it is free of errors.
 */
static bool
read_fresh(const struct par_daemon *d, struct par_conf *fresh,
    struct par_keys **keys)
{
	if (par_read_conf(d->args, fresh, true) > 0) {
		par_log(LOG_ERR, "the configuration has errors: "
		    "the one in force is kept");
		return false;
	}
	if (!par_overlay_apply(d->core.overlay, fresh)) {
		par_log(LOG_ERR, "the configuration has no room for all that "
		    "was added at run time: the one in force is kept");
		return false;
	}
	if ((*keys = par_open_keys(fresh)) != NULL)
		return true;
	par_log(LOG_ERR, "the keyfile has errors: "
	    "the configuration in force is kept");
	return false;
}

enum par_reloaded
par_reload(void *arg)
{
	struct par_daemon	*d = arg;
	struct par_conf		*fresh;
	struct par_keys		*keys;
	unsigned int		 missing;

	if ((fresh = malloc(sizeof *fresh)) == NULL) {
		par_log(LOG_ERR, "reload: %s", strerror(errno));
		return PAR_NOT_RELOADED;
	}
	if (!read_fresh(d, fresh, &keys)) {
		free(fresh);
		return PAR_NOT_RELOADED;
	}
	par_conf_adopt_entries(fresh, d->conf);
	keep_fixed(d->conf, fresh);
	*d->conf = *fresh;
	free(fresh);
	set_keys(d, keys);
	par_rows_cycle(&d->rows, d->conf);
	missing = tell(d, true);
	par_log(LOG_NOTICE, "configuration read again");
	return missing > 0 ? PAR_RELOADED_PARTLY : PAR_RELOADED;
}
