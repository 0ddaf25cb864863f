/* ISC licence, see LICENSE. */
/* The drift file as text.  Pure. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "par_drift.h"
#include "pol.h"

static double
ppm_of(int64_t ppb16)
{
	return (double)ppb16 / (double)TM_PPM16;
}

size_t
par_drift_encode(int64_t freq_ppb16, int64_t skew_ppb16, char *buf,
    size_t size)
{
	int	n;

	n = snprintf(buf, size, "%20.6f %20.6f\n", -ppm_of(freq_ppb16),
	    ppm_of(skew_ppb16));
	return n < 0 || (size_t)n >= size ? 0 : (size_t)n;
}

bool
par_drift_decode(const char *text, int64_t *freq_ppb16, int64_t *skew_ppb16)
{
	const double	most = ppm_of(POL_FREQ_MAX);
	double		ppm, skew;
	char		*end, *end2;

	ppm = strtod(text, &end);
	if (end == text || !isfinite(ppm) || fabs(ppm) > most)
		return false;
	skew = strtod(end, &end2);
	if (end2 == end) {
		/* a single number: ntpd's sign */
		*freq_ppb16 = llround(ppm * (double)TM_PPM16);
		*skew_ppb16 = -1;
		return true;
	}
	if (!isfinite(skew) || skew < 0)
		return false;
	*freq_ppb16 = llround(-ppm * (double)TM_PPM16);
	*skew_ppb16 = llround(fmin(skew, most) * (double)TM_PPM16);
	return true;
}
