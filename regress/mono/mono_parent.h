/* ISC licence, see LICENSE. */
/* The parent's core with its clock, as the daemon puts them together. */
#ifndef MONO_PARENT_H
#define MONO_PARENT_H

#include "mono_bus.h"
#include "par_args.h"
#include "par_core.h"
#include "par_rows_io.h"

struct mono_parent {
	struct mono_bus		*bus;
	const struct par_conf	*conf;
	struct par_clock	 clock;
	struct par		 core;
	struct role_def		 def;
	struct par_rows		 rows;		/* files of `log' */
	struct msg_saved	 saved;
	bool			 synced;	/* saved was, when it came */
};

/*
 * Opens the clock that the arguments allow (simulated: the machine's,
 * which is none) and puts the core on the bus; exits where that fails.
 * epoch_s is the release's date, below which no time is ever set.
 */
void	 mono_parent_open(struct mono_parent *, struct mono_bus *,
	    const struct par_args *, const struct par_conf *, bool simulated,
	    int64_t epoch_s);

/* Sends the configuration to the roles on the bus. */
void	 mono_parent_greet(struct mono_parent *);

/* Ends what would otherwise go on, and writes the drift file. */
void	 mono_parent_close(struct mono_parent *);

#endif
