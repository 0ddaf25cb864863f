/* ISC licence, see LICENSE. */
/* Words of a configuration to values: strict, the whole word or nothing. */
#ifndef PAR_VALUE_H
#define PAR_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

/* What one written unit is in the units of struct par_conf. */
#define PAR_UNIT_S	1e9		/* seconds to nanoseconds */
#define PAR_UNIT_PPM	65536000.0	/* parts per million to 2^-16 ppb */
#define PAR_UNIT_E6	1e6		/* a ratio to millionths */

/* A decimal integer from min to max. */
bool	par_value_int(const char *, int64_t min, int64_t max, int64_t *);

/*
 * A decimal number, in units of which one is scale of the result's;
 * rounded to the nearest, and from min to max after that.
 */
bool	par_value_real(const char *, double scale, int64_t min, int64_t max,
	    int64_t *);

/* The shortest usual text that par_value_real reads back as v. */
void	par_value_str(int64_t v, double scale, char *buf, size_t len);

/* A subnet as addr_parse_subnet reads it, bits outside the prefix zeroed. */
bool	par_value_subnet(const char *, struct addr *, uint8_t *bits);

/*
 * May this be the name or address of a host?  Judges characters and
 * length (at most 255); "1.2.3", "300.1.1.1" and "a..b" are neither.
 */
bool	par_value_host(const char *);

#endif
