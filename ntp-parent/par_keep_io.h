/* ISC licence, see LICENSE. */
/* When the state and drift files are read and written, and where. */
#ifndef PAR_KEEP_IO_H
#define PAR_KEEP_IO_H

#include "par_conf.h"
#include "par_core.h"
#include "par_state.h"
#include "par_state_io.h"

struct par_keep {
	struct par_store	store;
	struct par_state	state;
	enum par_found		found;
	char			statedir[PAR_PATH];
	char			driftfile[PAR_PATH];
	char			boot_id[PAR_BOOT_ID];
	int64_t			interval_ns;
	int64_t			written_ns;	/* monotonic; 0: never */
	int64_t			freq_ppb16, skew_ppb16;
	bool			have_freq;
	bool			enabled;	/* -x, -Q: nothing is written */
	bool			failed;		/* and was said */
};

/*
 * Finds the directories and reads what is there.  A virtual clock has
 * files of its own, beneath virtual/, so that trying one spoils nothing.
 */
void	 par_keep_load(struct par_keep *, const struct par_conf *,
	    bool is_virtual, bool noset);

/* Gives policy and ntp-clock what was kept. */
void	 par_keep_resume(struct par_keep *, struct par *, struct tm_now);

/* ntp-clock's memory changed; writes once an interval. */
void	 par_keep_saved(struct par_keep *, const struct msg_saved *,
	    const struct par *, bool synced, struct tm_now);

/*
 * Writes the state now: before a step is made, and at the end (clean: by
 * its administrator).
 */
void	 par_keep_write(struct par_keep *, const struct par *, bool clean);

/* The limits of wall for the policy, ns since 1970; forget: -R. */
int64_t	 par_keep_floor(const struct par_keep *, bool forget);

#endif
