/* ISC licence, see LICENSE. */
/* The state and drift files over the daemon's life. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "loop.h"
#include "par_adjust.h"
#include "par_boot_io.h"
#include "par_keep_io.h"
#include "par_log_io.h"
#include "par_path_io.h"

/* A driftfile whose directory is missing is replaced, not given up. */
static void
choose_driftfile(struct par_keep *k, const struct par_conf *conf,
    bool is_virtual)
{
	char	copy[PAR_PATH], *dir;

	snprintf(k->driftfile, sizeof k->driftfile, "%s/drift",
	    k->statedir);
	if (conf->driftfile[0] == '\0' || is_virtual)
		return;
	strlcpy(copy, conf->driftfile, sizeof copy);
	dir = dirname(copy);
	if (access(dir, W_OK | X_OK) == 0) {
		strlcpy(k->driftfile, conf->driftfile, sizeof k->driftfile);
		return;
	}
	par_log(LOG_WARNING, "driftfile %s: %s: %s; %s is used instead",
	    conf->driftfile, dir, strerror(errno), k->driftfile);
}

static const char *
unfit(int error)
{
	switch (error) {
	case EINVAL:
		return "not a drift file";
	case EPERM:
		return "another user owns it, or can write it";
	}
	return strerror(error);
}

static void
load_drift(struct par_keep *k)
{
	switch (par_drift_load(k->driftfile, &k->freq_ppb16, &k->skew_ppb16)) {
	case 1:
		k->have_freq = true;
		/* of the clock, as the file has it: we know its opposite */
		par_log(LOG_INFO, "%s: frequency %.3f +/- %.3f ppm",
		    k->driftfile, -tm_ratio_from_ppb16(k->freq_ppb16) * 1e6,
		    tm_ratio_from_ppb16(k->skew_ppb16) * 1e6);
		break;
	case -1:
		par_log(LOG_WARNING, "%s: %s; it is not used", k->driftfile,
		    unfit(errno));
		break;
	}
}

void
par_keep_load(struct par_keep *k, const struct par_conf *conf,
    bool is_virtual, bool noset)
{
	memset(k, 0, sizeof *k);
	k->enabled = !noset;
	k->interval_ns = conf->drift_interval_ns;
	snprintf(k->statedir, sizeof k->statedir, "%s%s", conf->statedir,
	    is_virtual ? "/virtual" : "");
	if (k->enabled) {
		(void)par_path_make(k->statedir);
		(void)par_path_make(PAR_RUNDIR);
	}
	k->store.statedir = k->statedir;
	/* Virtual clocks are many on one machine. */
	k->store.rundir = is_virtual ? NULL : PAR_RUNDIR;
	if (!par_boot_id(k->boot_id))
		par_log(LOG_WARNING, "cannot tell one boot from another: "
		    "rights to step are not renewed by one");
	choose_driftfile(k, conf, is_virtual);
	load_drift(k);
	k->found = par_store_load(&k->store, &k->state);
	if (k->found == PAR_FOUND_BAD)
		par_log(LOG_WARNING, "%s: the state file is damaged: no right "
		    "to step is taken from it", k->statedir);
}

void
par_keep_resume(struct par_keep *k, struct par *p, struct tm_now now)
{
	struct msg_saved	m;

	par_state_resume(&k->state, k->found, k->boot_id, &p->pol, now.raw);
	par_adjust_start(p->clock, &p->pol);
	p->have_saved = par_state_get_clock(&k->state, k->boot_id, &m);
	if (!p->have_saved)
		memset(&m, 0, sizeof m);
	/* The drift file is what an administrator may have edited. */
	if (k->have_freq && (!p->have_saved || m.raw_ns == 0)) {
		m.have_freq = 1;
		m.freq_ppb16 = k->freq_ppb16;
		m.skew_ppb16 = k->skew_ppb16;
		p->have_saved = true;
	}
	/* An administrator's restart counts makestep's updates anew. */
	if (k->found == PAR_FOUND_OK && k->state.clean)
		m.updates = 0;
	p->saved = m;
	if (k->have_freq && !p->pol.trusted_known)
		pol_trust(&p->pol, k->freq_ppb16);
}

/* Is this worse than what was said last? */
static bool
is_news(int *said, int failing)
{
	bool	news = failing > *said;

	*said = failing;
	return news;
}

static void
write_drift(struct par_keep *k)
{
	k->drift_errno = 0;
	if (k->have_freq && par_drift_save(&par_fs_system, k->driftfile,
	    k->freq_ppb16, k->skew_ppb16) == -1)
		k->drift_errno = errno;
	if (is_news(&k->drift_failing, k->drift_errno != 0))
		par_log(LOG_WARNING, "driftfile %s: %s", k->driftfile,
		    strerror(k->drift_errno));
}

static void
say_state(struct par_keep *k)
{
	const struct par_store	*s = &k->store;
	int			 failing = 0;

	if (s->state_errno != 0)
		failing = s->run_errno != 0 ? 2 : 1;
	if (!is_news(&k->state_failing, failing))
		return;
	if (failing == 1)
		par_log(LOG_WARNING, "%s: %s: what may be done to the clock "
		    "is forgotten at the next boot", s->statedir,
		    strerror(s->state_errno));
	else
		par_log(LOG_WARNING, "neither %s (%s) nor " PAR_RUNDIR
		    " (%s) can be written: what may be done to the clock is "
		    "known to this process only", s->statedir,
		    strerror(s->state_errno), strerror(s->run_errno));
}

void
par_keep_account(struct par_keep *k, const struct par *p, bool clean)
{
	struct msg_saved	m;

	if (!k->enabled)
		return;
	par_state_collect(&k->state, k->boot_id, &p->pol, clean);
	if (p->have_saved) {
		/* The next daemon's leap seconds begin anew. */
		m = p->saved;
		if (m.raw_ns != 0)
			m.true_ns = tm_utc_from_true(&p->page.leaps,
			    (struct tm_true){ m.true_ns });
		par_state_set_clock(&k->state, &m);
	}
	(void)par_store_save(&k->store, &par_fs_system, &k->state);
	say_state(k);
}

void
par_keep_write(struct par_keep *k, const struct par *p, bool clean)
{
	if (!k->enabled)
		return;
	write_drift(k);
	par_keep_account(k, p, clean);
}

static void
add_reason(char why[PAR_WHY], const char *path, int error)
{
	if (error == 0)
		return;
	if (why[0] != '\0')
		strlcat(why, "; ", PAR_WHY);
	strlcat(why, path, PAR_WHY);
	strlcat(why, ": ", PAR_WHY);
	strlcat(why, strerror(error), PAR_WHY);
}

enum cmd_status
par_keep_dump(struct par_keep *k, const struct par *p, char why[PAR_WHY])
{
	if (!k->enabled) {
		strlcpy(why, "the clock is only watched: nothing is kept",
		    PAR_WHY);
		return CMD_NOTENABLED;
	}
	par_keep_write(k, p, false);
	why[0] = '\0';
	add_reason(why, k->store.statedir, k->store.state_errno);
	add_reason(why, k->driftfile, k->drift_errno);
	return why[0] == '\0' ? CMD_OK : CMD_FAILED;
}

void
par_keep_saved(struct par_keep *k, const struct msg_saved *m,
    const struct par *p, bool synced, struct tm_now now)
{
	int64_t	now_ns = loop_now_ns();

	if (!synced)
		return;
	k->state.saved_wall_ns = now.wall.ns;
	if (m->have_freq) {
		k->have_freq = true;
		k->freq_ppb16 = m->freq_ppb16;
		k->skew_ppb16 = m->skew_ppb16;
	}
	if (k->written_ns != 0 && now_ns - k->written_ns < k->interval_ns)
		return;
	k->written_ns = now_ns;
	par_keep_write(k, p, false);
}

int64_t
par_keep_floor(const struct par_keep *k, bool forget)
{
	static const struct par_state	none;

	return par_state_floor_ns(forget ? &none : &k->state, RELEASE_EPOCH);
}
