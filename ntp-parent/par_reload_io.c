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

static void
say(void *arg, int priority, const char *text)
{
	(void)arg;
	par_log(priority, "%s", text);
}

unsigned int
par_read_conf(const struct par_args *args, struct par_conf *conf)
{
	unsigned int	errors;

	if (args->ndirectives > 0)
		errors = par_conf_load_args(conf, &par_conf_files,
		    args->directives, args->ndirectives, say, NULL);
	else
		errors = par_conf_load(conf, &par_conf_files, args->file, say,
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
		    par_socks_of(&d->socks, i, to.instance));
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
		    strerror(error));
		return;
	}
	par_leap_send_text(&d->core, text.text, text.len);
	par_conf_files.read_done(par_conf_files.arg, &text);
}

void
par_look_for_leaps(void *arg)
{
	struct par_daemon	*d = arg;
	struct ipc_end		 dns = { ROLE_DNS, 0 };

	loop_after(d->loop, &d->leap_timer, TM_DAY, par_look_for_leaps, d);
	send_leaplist(d);
	par_leap_ask(&d->core, dns, par_daemon_now(d));
}

void
par_greet(struct par_daemon *d, struct ipc_end to)
{
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

void
par_resend(struct par_daemon *d)
{
	struct pol_conf		 pol = par_open_limits(d);
	struct ipc_end		 end;
	unsigned int		 i;

	par_reconf(&d->core, d->conf, &pol);
	par_socks_open(&d->socks, d->conf);
	for (i = 0; i < d->children.n; i++) {
		end = d->children.child[i].end;
		if (d->children.child[i].life.hello &&
		    (end.role == ROLE_NET || end.role == ROLE_CLOCK))
			par_greet(d, end);
	}
}

bool
par_rekey(struct par_daemon *d)
{
	struct par_keys		*keys;

	if ((keys = par_open_keys(d->conf)) == NULL)
		return false;
	set_keys(d, keys);
	par_resend(d);
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
bool
par_reload(struct par_daemon *d)
{
	struct par_conf	*fresh;
	struct par_keys	*keys;
	struct pol_conf	 pol;
	unsigned int	 i;

	if ((fresh = malloc(sizeof *fresh)) == NULL) {
		par_log(LOG_ERR, "reload: %s", strerror(errno));
		return false;
	}
	if (par_read_conf(d->args, fresh) > 0) {
		par_log(LOG_ERR, "the configuration has errors: "
		    "the one in force is kept");
		free(fresh);
		return false;
	}
	if ((keys = par_open_keys(fresh)) == NULL) {
		par_log(LOG_ERR, "the keyfile has errors: "
		    "the configuration in force is kept");
		free(fresh);
		return false;
	}
	par_overlay_apply(d->core.overlay, fresh);
	par_conf_adopt_entries(fresh, d->conf);
	keep_fixed(d->conf, fresh);
	*d->conf = *fresh;
	free(fresh);
	set_keys(d, keys);
	pol = par_open_limits(d);
	par_reconf(&d->core, d->conf, &pol);
	par_rows_cycle(&d->rows, d->conf);
	par_socks_open(&d->socks, d->conf);
	for (i = 0; i < d->children.n; i++)
		if (d->children.child[i].life.hello)
			par_greet(d, d->children.child[i].end);
	par_log(LOG_NOTICE, "configuration read again");
	return true;
}
