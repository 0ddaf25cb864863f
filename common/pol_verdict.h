/* ISC licence, see LICENSE. */
/* What the bounded clock answers to a request. */
#ifndef POL_VERDICT_H
#define POL_VERDICT_H

enum pol_verdict {
	POL_OK,
	POL_NOSET,	/* -x: the clock may not be touched */
	POL_STALE,	/* of an older configuration, or before a sleep */
	POL_RANGE,	/* impossible: an honest clock knew it */
	POL_BUDGET,	/* more than clockbudget leaves */
	POL_STEPS,	/* no right to step (left) */
	POL_FLOOR,	/* before the release or the last saved time */
	POL_CEILING,	/* too far in the future */
	POL_LEAP,	/* not the last day of June or December */
	POL_BUSY,	/* too many requests */
	POL_SYSTEM,	/* the system refused */
	POL_VERDICTS
};

/* "more than the clock budget leaves", for logs and answers. */
const char	*pol_verdict_name(enum pol_verdict);

#endif
