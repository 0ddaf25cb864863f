/* ISC licence, see LICENSE. */
/*
 * The clock page: shared memory that the parent writes and its children
 * map read-only.  It says how wall follows raw, carries the virtual clock,
 * and publishes f (true = f(raw)) for the server path.
 */
#ifndef PAGE_H
#define PAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tm.h"

/*
 * How wall follows raw: at raw_ns it read wall_ns, and since then runs
 * rate_ppb16 fast of raw, and slew_ppb16 more until slew_end_ns (raw).
 * On a virtual clock that is exact and raw itself is made from the
 * machine's: osc_real_ns showed as osc_raw_ns, osc_ppb16 fast.
 */
struct page_steer {
	int64_t		raw_ns;
	int64_t		wall_ns;
	int64_t		rate_ppb16;
	int64_t		slew_ppb16;
	int64_t		slew_end_ns;
	int64_t		osc_real_ns;
	int64_t		osc_raw_ns;
	int64_t		osc_ppb16;
	uint32_t	steps;		/* steps of wall so far */
	uint32_t	is_virtual;
};

/* The state of f and what a server may claim of it. */
enum page_sync {
	PAGE_NONE,	/* no sample was ever accepted: f is wall */
	PAGE_UNSYNC,	/* f is known, but not good enough to be served */
	PAGE_SYNC
};

/*
 * f at its anchor, and the system variables of RFC 5905 section 11.1.
 * Root dispersion is as of raw_ns and grows by disp_ppb16.
 */
struct page_truth {
	int64_t		raw_ns;
	int64_t		true_ns;
	int64_t		rate_ppb16;	/* d true / d raw - 1 */
	int64_t		root_delay_ns;
	int64_t		root_disp_ns;
	int64_t		disp_ppb16;
	int64_t		ref_true_ns;	/* the last update's instant */
	uint32_t	refid;
	uint32_t	sync;		/* enum page_sync */
	uint8_t		stratum;	/* of this host: 1..15, 16 unsynced */
	uint8_t		leap;		/* RFC 5905 LI: 0..3 */
	uint8_t		local;		/* the reference is our own clock */
	uint8_t		pad[5];
};

struct page_data {
	struct page_steer	steer;
	struct page_truth	truth;
	struct tm_leaps		leaps;
};

struct page {
	_Atomic uint32_t	seq;	/* odd while being written */
	uint32_t		pad;
	struct page_data	data;
};

/* Publishes data; only the parent does, and it is one thread. */
void		 page_write(struct page *, const struct page_data *);

/*
 * Takes a consistent copy.  Returns false when the writer died or was
 * stopped while writing; *data is then the last thing seen, torn.
 */
bool		 page_read(const struct page *, struct page_data *data);

/* What wall reads at raw, exact on a virtual clock. */
struct tm_wall	 page_wall(const struct page_steer *, struct tm_raw);

/* The virtual raw clock at an instant of the machine's own raw clock. */
struct tm_raw	 page_raw(const struct page_steer *, int64_t real_raw_ns);

/*
 * How long it takes from one raw instant to a later one on the machine's
 * CLOCK_MONOTONIC, which timers know: steering paces it as it does wall.
 */
int64_t		 page_timeout(const struct page_steer *, struct tm_raw now,
		    int64_t until_ns);

/* The rate of wall over raw at an instant, slew included, in ppb16. */
int64_t		 page_wall_rate(const struct page_steer *, struct tm_raw);

/*
 * f: the true time at raw; wall, while no sample has ever been accepted.
 */
struct tm_true	 page_true(const struct page_data *, struct tm_now);

/* Root dispersion at raw, in ns: it grows with age (RFC 5905 11.2). */
int64_t		 page_root_disp(const struct page_truth *, struct tm_raw);

#endif
