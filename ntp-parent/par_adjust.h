/* ISC licence, see LICENSE. */
/*
 * The bounded clock at work: every request goes through the policy, then to
 * the driver, and the policy's account learns what the driver made of it.
 */
#ifndef PAR_ADJUST_H
#define PAR_ADJUST_H

#include "par_clock.h"
#include "pol.h"

/*
 * To be called after the driver's init: the account starts from the
 * frequency that is in force.
 */
void	par_adjust_start(struct par_clock *, struct pol *);

/*
 * As the requests of pol.h, and done when POL_OK (after c->ahead).  POL_SYSTEM: the driver
 * failed, errno says why, the account is as before.  c->steer is to be
 * published after each call.
 */
enum pol_verdict par_adjust_freq(struct par_clock *, struct pol *,
		    int64_t freq_ppb16);
enum pol_verdict par_adjust_slew(struct par_clock *, struct pol *,
		    int64_t offset_ns, int64_t rate_ppb16);
enum pol_verdict par_adjust_step(struct par_clock *, struct pol *,
		    int64_t offset_ns, bool manual);

/*
 * A step by a leap second that has passed, which the caller has judged: not
 * charged to the account.
 */
enum pol_verdict par_adjust_leap(struct par_clock *, struct pol *,
		    int64_t offset_ns);

/* Errors are clamped to 0..16 s (what the kernel calls unsynchronised). */
enum pol_verdict par_adjust_status(struct par_clock *, struct pol *,
		    struct par_clock_status);

/*
 * Ends slews, and goes back to the trusted frequency when the budget is
 * used up (*held is then true).  Returns when it wants to be called again,
 * in raw ns; TM_NEVER.  To be called then and after each request.
 */
int64_t	par_adjust_tick(struct par_clock *, struct pol *, bool *held);

/* Ends any slew and goes back to the trusted frequency. */
void	par_adjust_hold(struct par_clock *, struct pol *);

/* The driver's fini, after which the account is what was really done. */
void	par_adjust_end(struct par_clock *, struct pol *);

#endif
