/* ISC licence, see LICENSE. */
/*
 * The clock drivers of the parent.  All do the same few things to wall and
 * describe them in a page_steer, which the parent publishes after each call.
 */
#ifndef PAR_CLOCK_H
#define PAR_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "page.h"
#include "tm.h"

struct par_clock;
struct par_clock_sys;

/* What is told to the rest of the system about the clock. */
struct par_clock_status {
	int64_t	maxerror_ns;
	int64_t	esterror_ns;
	bool	synced;
	int	leap;		/* -1, 0, +1: at the end of this UTC day */
	int	tai_s;		/* TAI - UTC; 0: not known */
};

/*
 * Calls that return int give 0, or -1 with errno.  Frequencies are of wall
 * against raw, in ppb16; all act at once.
 */
struct par_clock_driver {
	const char	*name;

	/* It makes slews that go on unless it ends them. */
	bool		 guarded;

	/*
	 * Ends what a predecessor left under way and takes over the
	 * frequency that is in force.  Fails with EPERM where the clock may
	 * not be set.
	 */
	int		(*init)(struct par_clock *);

	/* Ends a slew that nobody else would end. */
	void		(*fini)(struct par_clock *);

	/* Both clocks as they read now. */
	struct tm_now	(*now)(const struct par_clock *);

	/* |freq| up to POL_FREQ_MAX; a slew under way goes on. */
	int		(*set_freq)(struct par_clock *, int64_t freq_ppb16);

	/*
	 * Adds offset_ns to wall at no more than rate_ppb16 (> 0), instead
	 * of a slew under way; an offset of 0 only ends that.
	 */
	int		(*slew)(struct par_clock *, int64_t offset_ns,
			    int64_t rate_ppb16);

	/* Adds delta_ns to wall at once; ends a slew under way. */
	int		(*step)(struct par_clock *, int64_t delta_ns);

	int		(*status)(struct par_clock *,
			    const struct par_clock_status *);

	/*
	 * To be called when the raw clock has reached what the last call
	 * returned (TM_NEVER: no need), and whenever there is an occasion:
	 * ends slews, or notices that they have ended by themselves.
	 */
	int64_t		(*tick)(struct par_clock *);
};

#define PAR_CLOCK_LATE_NS	(50 * TM_MS)

struct par_clock {
	const struct par_clock_driver	*drv;
	const struct par_clock_sys	*sys;
	struct page_steer		 steer;

	int64_t		freq_ppb16;	/* in force, without slew */
	int64_t		slew_ns;	/* of the slew under way, whole */
	int64_t		slew_start_ns;	/* raw */

	/* of slews that ended or were cut since the caller zeroed it */
	int64_t		undone_ns;

	/*
	 * Called, where it is set, between the policy's consent and the
	 * deed: what must be remembered is written before it is done.
	 * Returns false if it cannot be now, and the deed is not to be.
	 */
	bool		(*ahead)(void *arg);
	void		*ahead_arg;

	/*
	 * Called, where it is set, before a slew that only the driver would
	 * end (at end_ns, raw; 0: that is over), with the frequency without
	 * it.  Should the daemon stand still, somebody else ends it
	 * PAR_CLOCK_LATE_NS later.
	 */
	void		(*guard)(void *arg, int64_t freq_ppb16,
			    int64_t end_ns);
	void		*guard_arg;

	/* of the virtual oscillator, at init */
	int64_t		osc_offset_ns;
	int64_t		osc_ppb16;

	/* of drivers that talk to a kernel */
	bool		by_kernel;	/* the slew: it ends by itself */
	struct par_clock_status	last;
	bool		have_last;

	bool		foreign;	/* somebody else set the frequency */
	int		error;		/* errno of the last call that failed */

	/* a leap second that the clock itself will make of wall */
	int		leap;		/* -1, 0, +1 */
	int64_t		leap_ns;	/* wall, when */
	int64_t		leap_done_ns;	/* wall, of the last one */
};

/*
 * none (-x): reads the machine's clocks, refuses to change them.
 * virtual: pure arithmetic on the page; the oscillator starts osc_offset_ns
 * wrong and runs osc_ppb16 fast, which are to be set before init.
 */
extern const struct par_clock_driver	par_clock_none;
extern const struct par_clock_driver	par_clock_virtual;

/* The driver of this machine's own clock. */
const struct par_clock_driver	*par_clock_system(void);

/* A clock without history; drv->init is to be called next. */
void	par_clock_new(struct par_clock *, const struct par_clock_driver *,
	    const struct par_clock_sys *);

/*
 * Describes the clock as it reads now in c->steer, after a driver has
 * changed it: anchor, c->freq_ppb16 and the rest of the slew.
 */
void	par_clock_anchor(struct par_clock *, struct tm_now);

/* Enters a slew that begins now and lasts dur_ns of raw time. */
void	par_clock_slew_began(struct par_clock *, struct tm_now,
	    int64_t offset_ns, int64_t rate_ppb16, int64_t dur_ns);

/*
 * The slew under way ends now with left_ns not done (negative: it went
 * too far).
 */
void	par_clock_slew_ended(struct par_clock *, struct tm_now,
	    int64_t left_ns);

/*
 * status.leap as it was told: a leap second at the end of wall's UTC day,
 * 0: none.  One that is over does not come again.
 */
void	par_clock_leap_set(struct par_clock *, struct tm_now, int sign);

/* The raw instant when wall gets there; TM_NEVER without a leap second. */
int64_t	par_clock_leap_due(const struct par_clock *, struct tm_now);

/* It has happened: wall reads as in now, which is a step. */
void	par_clock_leap_done(struct par_clock *, struct tm_now);

/*
 * For tick, where a kernel makes the leap second: notices that it has.
 * Returns when to look again, in raw ns; TM_NEVER.
 */
int64_t	par_clock_leap_tick(struct par_clock *, struct tm_now);

/* What a slew at the rate announced has still to do at raw_ns, in ns. */
int64_t	par_clock_slew_left(const struct par_clock *, int64_t raw_ns);

/* A slew's length in raw ns at rate_ppb16 > 0, rounded up. */
int64_t	par_clock_slew_dur(int64_t offset_ns, int64_t rate_ppb16);

#endif
