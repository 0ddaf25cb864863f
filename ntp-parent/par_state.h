/* ISC licence, see LICENSE. */
/*
 * What the parent keeps over restarts: the state file (the bounded clock's
 * account and rights, the last saved time, what ntp-clock wants back),
 * as text.  Reading and writing it is in par_state_io.h.
 */
#ifndef PAR_STATE_H
#define PAR_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc_catalogue.h"
#include "pol.h"

#define PAR_BOOT_ID	64	/* bytes of a boot's name, NUL included */
#define PAR_STATE_MAX	4096	/* bytes of the file */

/* What was found of a file, the worse the later. */
enum par_found {
	PAR_FOUND_NONE,		/* never written: the first start */
	PAR_FOUND_OK,
	PAR_FOUND_BAD		/* there, but not to be believed */
};

struct par_state {
	char	boot_id[PAR_BOOT_ID];	/* of the boot that wrote it */
	int64_t	serial;			/* one more with each writing */
	int64_t	clean;			/* 1: stopped by its administrator */
	int64_t	saved_wall_ns;		/* while synchronised; 0: never */
	int64_t	trusted_known;
	int64_t	trusted_ppb16;
	int64_t	applied_ppb16;		/* at raw_ns */
	int64_t	raw_ns;			/* the account's end, this boot's */
	int64_t	hour_ns;		/* start of charge_ns[0] */
	int64_t	charge_ns[POL_HOURS];
	int64_t	rights_used;		/* of makestep's, in this boot */
	int64_t	have_clock;
	int64_t	clock[8];		/* struct msg_saved, this boot's */
};

/*
 * The text of a state, NUL-terminated.  Returns its length, or 0 when size
 * is too small (PAR_STATE_MAX is enough).
 */
size_t	par_state_encode(const struct par_state *, char *buf, size_t size);

/*
 * Reads len bytes of such a text.  Returns false, and leaves a zeroed
 * state, for anything that par_state_encode did not write whole.
 */
bool	par_state_decode(struct par_state *, const char *buf, size_t len);

/*
 * Of two copies the one to believe; a bad copy counts only when there is no
 * good one.
 */
enum par_found par_state_choose(struct par_state *,
	    const struct par_state *a, enum par_found a_found,
	    const struct par_state *b, enum par_found b_found);

/*
 * Gives a fresh policy what was kept.  Charges go on where they were in the
 * same boot, and start to age anew in another.  Rights to step are renewed
 * by another boot and by a clean stop; a bad file gives none.
 */
void	par_state_resume(const struct par_state *, enum par_found,
	    const char *boot_id, struct pol *, struct tm_raw);

/*
 * Takes over the policy's account for the next writing; the rest of a slew
 * under way counts as done (pol_committed).
 */
void	par_state_collect(struct par_state *, const char *boot_id,
	    const struct pol *, bool clean);

/*
 * What ntp-clock saved, to be kept and given back: in the same boot all of
 * it (after a clean stop without the count of updates), in another its
 * frequency only.  Returns false when there is nothing.
 */
void	par_state_set_clock(struct par_state *, const struct msg_saved *);
bool	par_state_get_clock(const struct par_state *, const char *boot_id,
	    struct msg_saved *);

/*
 * The limits of wall, ns since 1970: not before the release nor the last
 * saved time less a day; no more than 20 years after the release.
 */
int64_t	par_state_floor_ns(const struct par_state *, int64_t release_s);
int64_t	par_state_ceiling_ns(int64_t release_s);

#endif
