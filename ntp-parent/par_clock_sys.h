/* ISC licence, see LICENSE. */
/*
 * The system calls under the clock drivers, as a table, so that tests can
 * put a kernel of their own there.  NULL where a system has no such call.
 */
#ifndef PAR_CLOCK_SYS_H
#define PAR_CLOCK_SYS_H

#include <stdbool.h>
#include <stdint.h>

#include "tm.h"

struct par_clock_status;
struct timex;

struct par_clock_sys {
	void		*arg;

	/* The machine's own clocks. */
	struct tm_now	(*now)(void *arg);

	/* Linux: clock_adjtime(CLOCK_REALTIME); timex.tick's nominal. */
	int		(*adjtimex)(void *arg, struct timex *);
	long		tick_us;

	/* BSD: the kernel's frequency, within 500 ppm. */
	int		(*set_freq)(void *arg, int64_t freq_ppb16);
	int		(*get_freq)(void *arg, int64_t *freq_ppb16);
	/* adjtime(2): delta_us starts, *left_us is left of the last one */
	int		(*adjtime)(void *arg, int64_t delta_us,
			    int64_t *left_us);
	/* and how fast that is: us in each second */
	long		adjtime_us;
	/* clock_gettime(2) and clock_settime(2), as near as can be */
	int		(*step)(void *arg, int64_t delta_ns);
	int		(*status)(void *arg, const struct par_clock_status *);
};

/* This machine's. */
extern const struct par_clock_sys	par_clock_host;

/*
 * May this process set the clock?  On Linux CAP_SYS_TIME counts only in the
 * first user namespace; both are read from /proc.  Elsewhere: root may.
 */
bool	par_clock_can_set(void);

/* Linux: the same from the text of /proc/self/status and uid_map. */
bool	par_clock_text_can_set(const char *status, const char *uid_map);

#endif
