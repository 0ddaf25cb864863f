/* ISC licence, see LICENSE. */
/* The drift file as text: the clock's frequency over restarts. */
#ifndef PAR_DRIFT_H
#define PAR_DRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes it as chrony does: two numbers, by how many ppm the clock gains,
 * and the bound of that.  freq_ppb16 is what corrects the clock (the other
 * sign).  Returns the length, or 0 when size is too small (64 is enough).
 */
size_t	par_drift_encode(int64_t freq_ppb16, int64_t skew_ppb16, char *buf,
	    size_t size);

/*
 * Reads that, or the single number that ntpd(8) keeps there, a correction
 * in ppm; skew is then -1, unknown.  Returns false for anything else and
 * for more than POL_FREQ_MAX.
 */
bool	par_drift_decode(const char *text, int64_t *freq_ppb16,
	    int64_t *skew_ppb16);

#endif
