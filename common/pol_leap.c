/* ISC licence, see LICENSE. */
/* The days at whose end a leap second may be.  Pure. */
#include "pol_leap.h"
#include "tm.h"

bool
pol_is_leap_day(int64_t utc_ns)
{
	static const int	june = 181, december = 365;	/* days to it */
	int64_t	day = utc_ns / TM_DAY - (utc_ns % TM_DAY < 0);
	int64_t	in_era, year, of_year, leap;

	/* days of the 400-year era that began on 2000-01-01 */
	in_era = (day - 10957) % 146097;
	in_era += in_era < 0 ? 146097 : 0;
	for (year = 0; ; year++) {
		leap = year % 4 == 0 && (year % 100 != 0 || year == 0);
		if (in_era < 365 + leap)
			break;
		in_era -= 365 + leap;
	}
	of_year = in_era + 1 - leap;
	return of_year == june || of_year == december;
}
