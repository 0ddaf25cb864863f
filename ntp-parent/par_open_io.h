/* ISC licence, see LICENSE. */
/* The daemon's parts, and the start that puts them together. */
#ifndef PAR_OPEN_IO_H
#define PAR_OPEN_IO_H

#include "par_args.h"
#include "par_child_io.h"
#include "par_conf.h"
#include "par_core.h"
#include "par_guard_io.h"
#include "par_keep_io.h"
#include "par_priv_io.h"
#include "par_rows_io.h"
#include "par_rtc_watch_io.h"
#include "par_sock_io.h"
#include "par_wake_io.h"

struct par_daemon {
	const struct par_args	*args;
	struct par_conf		*conf;
	struct loop		*loop;
	struct loop_timer	 timer;		/* of the core */
	struct loop_timer	 give_up;	/* -t */
	struct loop_timer	 leap_timer;
	int64_t			 deadline_ns;
	struct page		*page;
	int			 page_fd;
	struct par_clock	 clock;
	struct par_guard	 guard;
	struct par		 core;
	struct par_keep		 keep;
	struct par_rows		 rows;
	struct par_wake		 wake;
	struct par_rtc		 rtc;
	struct par_rtc_watch	 rtc_watch;
	struct par_keys		*keys;		/* in force */
	int			 watch_fd;	/* tells of the network; -1 */
	struct par_socks	 socks;
	struct par_priv		 priv;
	struct par_spawn	 spawn;
	struct par_children	 children;
	bool			 clean;		/* ended by an administrator */
	bool			 noset;
};

/*
 * Everything up to the children: d has args, conf and loop.  What cannot
 * be had and is needed ends the process with its reason.
 */
void	 par_open(struct par_daemon *, const struct par_ops *);

/* The policy's limits, from the configuration and what was kept. */
struct pol_conf	par_open_limits(const struct par_daemon *);

/*
 * The keys of a configuration, in memory that is not swapped; NULL where
 * there are errors, all of which were said.
 */
struct par_keys	*par_open_keys(const struct par_conf *);
void		 par_open_keys_free(struct par_keys *);

/* Both clocks now, as this daemon's driver reads them. */
struct tm_now	par_daemon_now(struct par_daemon *);

#endif
