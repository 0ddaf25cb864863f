/* ISC licence, see LICENSE. */
/*
 * The state file's two copies (state directory and runtime directory) and
 * the drift file, on disk.
 */
#ifndef PAR_STATE_IO_H
#define PAR_STATE_IO_H

#include "par_file_io.h"
#include "par_state.h"

/* Where they are, and how it went; errno values are 0 when all was well. */
struct par_store {
	const char	*statedir;	/* NULL: none */
	const char	*rundir;	/* NULL: none */
	int		 state_errno;	/* of the last load or save */
	int		 run_errno;
};

/*
 * Reads both copies and believes the better.  A missing one is no error.  A
 * bad one leaves its errno (EINVAL: damaged); the caller warns.
 */
enum par_found	par_store_load(struct par_store *, struct par_state *);

/*
 * Writes both copies.  Returns how many were written: with 0 the rights in
 * it are known to this process only.
 */
int		par_store_save(struct par_store *, const struct par_fs *,
		    const struct par_state *);

/*
 * Reads the drift file PATH.  Returns 1; 0 if there is none; -1 with errno
 * (EINVAL: it is not one).
 */
int		par_drift_load(const char *path, int64_t *freq_ppb16,
		    int64_t *skew_ppb16);

/* Writes it.  Returns 0, or -1 with errno. */
int		par_drift_save(const struct par_fs *, const char *path,
		    int64_t freq_ppb16, int64_t skew_ppb16);

#endif
