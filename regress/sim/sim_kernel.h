/* ISC licence, see LICENSE. */
/*
 * A kernel's clock: wall as a function of raw, steered as adjtimex(2) of
 * Linux does.  The daemon's own driver works on it through the table
 * par_clock_sys.  Nothing is done by the second unless adjtime works.
 */
#ifndef SIM_KERNEL_H
#define SIM_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "par_clock_sys.h"

struct sim_kernel {
	/* Brings the clocks to the present; given to now(). */
	struct tm_now	(*read)(void *arg);
	/* A request changed wall by so much at once. */
	void		(*stepped)(void *arg, int64_t delta_ns);
	void		*arg;

	int64_t		raw_ns, wall_ns;
	int64_t		part;		/* of wall, 2^-16 * 10^-9 ns */
	int64_t		tick_us, freq;	/* timex's */
	int64_t		adjust_us;	/* adjtime: not yet taken up */
	int64_t		second_us;	/* taken up by this second */
	int		status;
	long		maxerror, esterror;
	int64_t		leap_ns;	/* wall of the leap armed, 0: none */
	int		leap;		/* its sign */
	uint32_t	steps;		/* by request */
	uint32_t	leaps;
	uint32_t	calls;
	struct par_clock_sys sys;
};

void	sim_kernel_init(struct sim_kernel *, int64_t raw_ns,
	    int64_t wall_ns);

/* Lets wall follow raw until raw_ns. */
void	sim_kernel_run(struct sim_kernel *, int64_t raw_ns);

/* How fast wall runs over raw now, ppb16. */
int64_t	sim_kernel_rate(const struct sim_kernel *);

/* Somebody else sets the clock. */
void	sim_kernel_jump(struct sim_kernel *, int64_t delta_ns);

#endif
