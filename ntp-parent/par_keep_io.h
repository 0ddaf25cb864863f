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
	char			statedir[PAR_PATH + 16];
	char			driftfile[PAR_PATH + 32];
	char			boot_id[PAR_BOOT_ID];
	int64_t			interval_ns;
	int64_t			written_ns;	/* monotonic; 0: never */
	int64_t			freq_ppb16, skew_ppb16;
	bool			have_freq;
	bool			enabled;	/* -x, -Q: nothing is written */
	int			drift_errno;	/* of the last writing */
	int			drift_failing;	/* and that was said */
	int			state_failing;	/* copies, likewise */
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
 * Writes the state alone, as must be done before a step is made (clean: at
 * the end, by its administrator); and all, that is the drift file as well.
 * What cannot be written is logged, once until it can be.
 */
void	 par_keep_account(struct par_keep *, const struct par *, bool clean);
void	 par_keep_write(struct par_keep *, const struct par *, bool clean);

/*
 * The same for who wants to know: CMD_OK if all of it will be there after a
 * loss of power, else why says what will not.
 */
enum cmd_status	 par_keep_dump(struct par_keep *, const struct par *,
	    char why[PAR_WHY]);

/* The limits of wall for the policy, ns since 1970; forget: -R. */
int64_t	 par_keep_floor(const struct par_keep *, bool forget);

#endif
