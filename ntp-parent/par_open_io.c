/* ISC licence, see LICENSE. */
/* The start, step by step: rights, clock, memory, sockets, sandbox. */
#include <sys/mman.h>

#include <err.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "par_clock_sys.h"
#include "par_conf_io.h"
#include "par_log_io.h"
#include "par_open_io.h"
#include "par_page_io.h"
#include "par_path_io.h"
#include "par_sandbox_io.h"
#include "par_watch_io.h"

struct tm_now
par_daemon_now(struct par_daemon *d)
{
	return d->clock.drv->now(&d->clock);
}

struct pol_conf
par_open_limits(const struct par_daemon *d)
{
	struct pol_conf	c = d->conf->policy;

	c.floor_ns = par_keep_floor(&d->keep, d->args->forget > 0);
	c.ceiling_ns = par_state_ceiling_ns(RELEASE_EPOCH);
	c.noset = d->noset;
	return c;
}

/* Only the used part of the table is ever touched, or locked. */
struct par_keys *
par_open_keys(const struct par_conf *conf)
{
	struct par_keys	*keys;

	if ((keys = malloc(sizeof *keys)) == NULL) {
		par_log(LOG_ERR, "keys: %s", strerror(errno));
		return NULL;
	}
	if (par_keys_load(keys, conf, &par_conf_files, par_log_say, NULL) > 0) {
		free(keys);
		return NULL;
	}
	if (keys->n > 0)
		(void)mlock(keys, offsetof(struct par_keys, key) +
		    keys->n * sizeof keys->key[0]);
	return keys;
}

void
par_open_keys_free(struct par_keys *keys)
{
	if (keys == NULL)
		return;
	par_keys_wipe(keys);
	free(keys);
}

static int
try_clock(struct par_daemon *d, const struct par_clock_driver *drv)
{
	par_clock_new(&d->clock, drv, &par_clock_host);
	d->clock.osc_offset_ns = d->args->virtual_offset_ns;
	d->clock.osc_ppb16 = d->args->virtual_freq_ppb16;
	return drv->init(&d->clock);
}

static void
open_clock(struct par_daemon *d)
{
	const struct par_clock_driver	*drv = par_clock_system();

	d->noset = d->args->noset > 0;
	if (d->args->virtual)
		drv = &par_clock_virtual;
	else if (d->noset)
		drv = &par_clock_none;
	errno = EPERM;
	if ((drv != par_clock_system() || par_clock_can_set()) &&
	    try_clock(d, drv) == 0)
		return;
	if (drv != par_clock_system() || errno != EPERM)
		err(1, "%s clock", drv->name);
	if (d->args->once)
		errx(1, "no right to set the clock (CAP_SYS_TIME)");
	par_log(LOG_WARNING, "no right to set the clock (CAP_SYS_TIME): "
	    "it is only watched and served, as with -x");
	d->noset = true;
	if (try_clock(d, &par_clock_none) == -1)
		err(1, "clock");
}

/* Programs that are not there would be started again for ever. */
static void
need_programs(const char *dir)
{
	static const enum role	roles[] = {
		ROLE_DNS, ROLE_CLOCK, ROLE_NET, ROLE_CTL
	};
	char			path[PAR_PATH];
	size_t			i;

	for (i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir,
		    ipc_role_name(roles[i]));
		if (access(path, X_OK) == -1)
			err(1, "%s", path);
	}
}

/* One warning that names all that is missing. */
static void
open_spawn(struct par_daemon *d)
{
	const char	*unfit;
	char		 missing[160] = "";

	if (par_priv_user(d->conf->user, &d->spawn.uid, &d->spawn.gid,
	    &unfit) == -1)
		errx(1, "user %s %s, and there is no nobody", d->conf->user,
		    unfit);
	par_priv_probe(&d->priv, d->spawn.uid);
	if (d->priv.can_chroot && (d->spawn.root = par_path_empty()) == NULL)
		par_log(LOG_WARNING, "%s: %s", PAR_EMPTY, strerror(errno));
	if (d->spawn.root == NULL)
		strlcat(missing, " an empty root directory,", sizeof missing);
	if (!d->priv.can_setids) {
		strlcat(missing, " a user of their own,", sizeof missing);
		d->spawn.uid = 0;
	} else if (unfit != NULL)
		par_log(LOG_WARNING, "user %s %s: processes run as nobody",
		    d->conf->user, unfit);
	if (missing[0] != '\0') {
		missing[strlen(missing) - 1] = '\0';
		par_log(LOG_WARNING, "without the rights of root: processes "
		    "do not have%s", missing);
	}
	d->spawn.best_effort = d->conf->besteffort;
	d->spawn.dir = d->args->libexec != NULL ? d->args->libexec :
	    par_path_programs();
	need_programs(d->spawn.dir);
}

static void
open_core(struct par_daemon *d, const struct par_ops *ops)
{
	enum par_mode		mode = d->args->query ? PAR_PRINT_ONCE :
		d->args->once ? PAR_SET_ONCE : PAR_KEEP;
	static struct par_overlay overlay;
	struct pol_conf		pol;

	par_keep_load(&d->keep, d->conf, d->args->virtual > 0, d->noset);
	pol = par_open_limits(d);
	par_rtc_find(&d->rtc, d->args, d->conf);
	par_rtc_watch_load(&d->rtc_watch, &d->rtc, d->conf, d->keep.statedir);
	if (d->args->rtc > 0 && !d->noset)
		par_rtc_boot(&d->rtc, &d->clock, &pol,
		    d->keep.state.saved_wall_ns);
	par_rtc_watch_hold(&d->rtc_watch);
	par_init(&d->core, ops, mode, d->conf, &d->clock, &pol, par_daemon_now(d));
	d->core.keys = d->keys;
	d->core.overlay = &overlay;
	d->core.live = d->conf;
	d->core.own_uid = geteuid();
	par_keep_resume(&d->keep, &d->core, par_daemon_now(d));
	/* From here on a crash finds what rights are left. */
	par_keep_write(&d->keep, &d->core, false);
	if ((d->page = par_page_create(&d->page_fd)) == NULL)
		err(1, "clock page");
	page_write(d->page, &d->core.page);
}

/* Why was said; what was made so far goes again. */
static _Noreturn void
give_up(struct par_daemon *d)
{
	par_socks_close(&d->socks);
	if (d->conf->pidfile[0] != '\0')
		par_pidfile_remove(d->conf->pidfile);
	exit(1);
}

static void
open_socks(struct par_daemon *d)
{
	par_socks_init(&d->socks, d->conf->workers);
	if (par_socks_open(&d->socks, d->conf) > 0 && d->socks.refused)
		give_up(d);
	if ((d->watch_fd = par_watch_open()) == -1)
		par_log(LOG_INFO, "the network's changes cannot be seen: %s",
		    strerror(errno));
}

/*
 * As chronyd does: its configurations name directories of a package that need
 * not be here.  What cannot be made is told of where it is needed.
 */
static void
make_dirs(const struct par_conf *conf)
{
	char	dir[PAR_PATH], *end;

	if (conf->clock.log != 0 && conf->logdir[0] != '\0')
		(void)par_path_make(conf->logdir);
	strlcpy(dir, conf->pidfile, sizeof dir);
	if ((end = strrchr(dir, '/')) != NULL && end != dir) {
		*end = '\0';
		(void)par_path_make(dir);
	}
}

static void
write_pidfile(const struct par_conf *conf)
{
	if (conf->pidfile[0] == '\0' || par_pidfile_write(conf->pidfile) == 0)
		return;
	if (errno == EEXIST)
		errx(1, "%s: another daemon is running", conf->pidfile);
	par_log(LOG_WARNING, "pidfile %s: %s", conf->pidfile,
	    strerror(errno));
}

static void
set_priority(const struct par_daemon *d)
{
	int	priority = d->args->priority > 0 ? (int)d->args->priority :
		    d->conf->sched_priority;

	if (priority > 0 && par_priv_realtime(priority) == -1)
		par_log(LOG_WARNING, "sched_priority %d: %s", priority,
		    strerror(errno));
}

void
par_open(struct par_daemon *d, const struct par_ops *ops)
{
	open_spawn(d);
	/* Another daemon's clock and files are left alone. */
	make_dirs(d->conf);
	write_pidfile(d->conf);
	open_socks(d);
	open_clock(d);
	/* Before there are secrets in memory, which it would keep. */
	par_guard_start(&d->guard, &d->clock, d->conf->besteffort);
	if ((d->keys = par_open_keys(d->conf)) == NULL)
		give_up(d);
	par_wake_open(&d->wake);
	if (d->wake.fd == -1)
		par_log(LOG_INFO, "it cannot be seen when this machine slept: "
		    "%s", strerror(errno));
	open_core(d, ops);
	set_priority(d);
	if (par_priv_drop(!d->noset && !d->args->virtual,
	    d->conf->port < 1024) == -1)
		err(1, "capabilities");
	if (par_sandbox(d->args, d->conf, &d->keep, d->conf->besteffort) == -1)
		give_up(d);
}
