/* ISC licence, see LICENSE. */
/* What the bounded clock answers, in words.  Pure. */
#include "pol_verdict.h"

const char *
pol_verdict_name(enum pol_verdict v)
{
	static const char *const	names[POL_VERDICTS] = {
		[POL_OK] = "done",
		[POL_NOSET] = "the clock may not be set (-x)",
		[POL_STALE] = "asked before a new configuration, or a sleep",
		[POL_RANGE] = "impossible values",
		[POL_BUDGET] = "more than the clock budget leaves",
		[POL_STEPS] = "no right to step left",
		[POL_FLOOR] = "before the release or the last saved time",
		[POL_CEILING] = "too far in the future",
		[POL_LEAP] = "not the last day of June or December",
		[POL_BUSY] = "too many requests",
		[POL_SYSTEM] = "refused by the system",
	};

	return (unsigned int)v < POL_VERDICTS ? names[v] : "unknown";
}
