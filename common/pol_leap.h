/* ISC licence, see LICENSE. */
/* The days at whose end a leap second may be. */
#ifndef POL_LEAP_H
#define POL_LEAP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Is this an instant of the last UTC day of June or December?  Those are
 * the days that ITU-R TF.460 prefers, and all there ever were.
 */
bool	pol_is_leap_day(int64_t utc_ns);

#endif
