/* ISC licence, see LICENSE. */
/* When time itself jumps against raw, or wall by another's hand. */
#ifndef CLK_JUMP_H
#define CLK_JUMP_H

#include "clk.h"

/*
 * A source has a new sample, and f is in use.  Is it so far off f that no noise
 * explains it?  The second time in a row what it said before means nothing
 * any more.  When most are as far off, the phase is taken anew and the
 * frequency kept: a machine slept, or a virtual one was paused or restored.
 * If they go on moving away from f it was the frequency, and all begins anew.
 * Returns true if there is a new phase.
 */
bool	clk_jump_note(struct clk *, struct clk_source *, struct tm_now);

/*
 * A machine that was paused between two samples seems to have a frequency
 * (s/s) that no oscillator has: true, once.  Found again it is believed.
 */
bool	clk_jump_strange(struct clk *, double freq, struct tm_now);

/*
 * Nothing fits, samples are offset_s off f: the estimator begins again, its
 * frequency known to freq_sd (s/s) at best, worse if an error of it since
 * the last update would explain the offset.  f is not served until then.
 */
void	clk_jump_start_over(struct clk *, double offset_s, double freq_sd,
	    struct tm_now);

/*
 * An administrator says that nothing measured so far holds: as above, but for
 * the frequency, which is believed as one that was saved.
 */
void	clk_jump_reset(struct clk *, struct tm_now);

/* The next samples of all sources, soon: asks ntp-net for bursts. */
void	clk_jump_hurry(struct clk *);

/*
 * Handler of WOKE.  While a machine slept raw stood still: f moves by what
 * the parent says, give or take what an RTC is wrong, and the next samples
 * settle it; the frequency stays.
 */
void	clk_jump_woke(struct clk *, const struct ipc_msg *, struct tm_now);

/* Wall was moved by off_ns by somebody else, or the machine slept. */
void	clk_jump_wall(struct clk *, int64_t off_ns, struct tm_now);

#endif
