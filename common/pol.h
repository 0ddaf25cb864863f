/* ISC licence, see LICENSE. */
/*
 * The bounded clock: what may be done to wall, whoever asks.  The parent
 * decides with it; ntp-clock asks its own copy first, so that an honest
 * one is never refused.
 *
 * One signed account holds by how much wall was moved in the last 24 hours:
 * the distance between applied and trusted frequency integrated over raw
 * time, slews as they flow, and the steps that makestep did not grant.
 */
#ifndef POL_H
#define POL_H

#include <stdbool.h>
#include <stdint.h>

#include "pol_budget.h"
#include "pol_verdict.h"
#include "tm.h"

/* No clock is steered further: Linux's tick ends here. */
#define POL_FREQ_MAX	(100000 * TM_PPM16)
/*
 * No frequency is trusted beyond twice what RFC 5905 tolerates, whatever
 * root's files say; and none that was only learned beyond that itself.
 */
#define POL_TRUST_MAX	(1000 * TM_PPM16)
#define POL_LEARN_MAX	(500 * TM_PPM16)

struct pol_conf {
	int64_t	forward_ns;		/* clockbudget, per 24 h */
	int64_t	backward_ns;		/* > 0 */
	int64_t	makestep_ns;		/* threshold; 0: no steps */
	int32_t	makestep_limit;		/* < 0: unlimited */
	int64_t	maxstep_forward_ns;	/* of one step; 0: no limit */
	int64_t	maxstep_backward_ns;
	int64_t	maxslew_ppb16;		/* of a slew */
	int64_t	floor_ns;		/* of wall, after a request */
	int64_t	ceiling_ns;
	bool	noset;
};

struct pol {
	struct pol_conf	conf;

	struct pol_budget budget;
	int64_t		raw_ns;		/* charged until here */
	int64_t		part;		/* of a ns, in 2^-16 * 10^-9 ns */

	int64_t		trusted_ppb16;	/* 0 until it is known */
	bool		trusted_known;
	int64_t		applied_ppb16;

	int64_t		slew_left_ns;	/* of a slew: not charged yet */
	int64_t		slew_ppb16;	/* as it flows, signed */
	int64_t		slew_prev_ns;	/* left of those cut short */

	int32_t		rights_used;	/* of makestep's, in this boot */
	int32_t		steps_left;	/* of makestep; < 0: unlimited */
	int32_t		granted;	/* one more, by pol_grant */
	int64_t		rearmed_ns;	/* raw end of a manual right; 0 */
	int64_t		tokens_ns;	/* of the rate limit */
	int64_t		asked_ns;	/* raw, the last request */

	uint32_t	steps;		/* counts, for reports */
	uint32_t	refusals;
	enum pol_verdict last_refusal;
};

/*
 * A fresh policy: nothing charged, frequency not yet trusted (it may be set
 * once for nothing, see pol_learn; what is applied before is charged), all
 * of makestep's rights unused.
 */
void	pol_init(struct pol *, const struct pol_conf *, struct tm_raw);

/* Takes a new configuration; budgets, rights used and trust stay. */
void	pol_reconf(struct pol *, const struct pol_conf *);

/*
 * For ntp-clock's copy: the account as CFG_POLICY and ADJ_RESULT state it.
 * steps_left replaces the count that the configuration gave.
 */
void	pol_mirror(struct pol *, int64_t charged_ns, int32_t steps_left,
	    int64_t trusted_ppb16, bool trusted_known);

/*
 * Brings the account to raw: charges what applied and trusted frequency
 * differed by and what a slew moved, opens new hours, lets the trusted
 * frequency follow the applied one by 10 ppm a day once it is known.
 * Returns true when the budget is used up and wall is still being led
 * away: the parent must then pol_hold and do it.
 */
bool	pol_advance(struct pol *, struct tm_raw);

/* When pol_advance would return true at the earliest, raw ns; TM_NEVER. */
int64_t	pol_deadline(const struct pol *);

/* Ends any slew; returns the frequency to go back to, in ppb16. */
int64_t	pol_hold(struct pol *);

/*
 * The first frequency becomes the trusted one: what a file says (clamped to
 * POL_TRUST_MAX), or what ntp-clock has learned (to POL_LEARN_MAX).  Later
 * calls do nothing.
 */
void	pol_trust(struct pol *, int64_t freq_ppb16);
void	pol_learn(struct pol *, int64_t freq_ppb16);

/*
 * The machine slept, or time jumped: one more step is granted, where
 * makestep grants any at all and has none left.
 */
void	pol_grant(struct pol *);

/*
 * The clock has accepted so many updates by now: makestep's rights of that
 * many are used, stepped or not (chrony.conf(5): "in the first updates").
 */
void	pol_updates(struct pol *, uint32_t updates);

/* The signed sum of the last 24 hours (and the part of one more), ns. */
int64_t	pol_charged(const struct pol *);

/*
 * The same with what a slew under way will still move: what is as good as
 * done, should nobody be there to count it.
 */
int64_t	pol_committed(const struct pol *);

/*
 * May this be done now?  What POL_OK answers has been charged; anything
 * else changed nothing but the count of refusals.  A budget that is used
 * up still allows what leads back.  pol_slew and pol_step take the offset
 * to add to wall; both end a slew under way, a step by makestep's or an
 * administrator's right (manual, pol_rearm first) is not charged.  The
 * rate of a slew is > 0 and at most maxslew.  All integers are safe.
 */
enum pol_verdict pol_freq(struct pol *, struct tm_now, int64_t freq_ppb16);
enum pol_verdict pol_slew(struct pol *, struct tm_now, int64_t offset_ns,
		    int64_t rate_ppb16);
enum pol_verdict pol_step(struct pol *, struct tm_now, int64_t offset_ns,
		    bool manual);

/*
 * What the driver made of it, after every slew or step that was allowed and
 * whenever a slew has ended: undone_ns of slews cut short were not done;
 * left_ns now flow at rate_ppb16 (signed; 0, 0: nothing does).
 */
void	pol_slewing(struct pol *, int64_t undone_ns, int64_t left_ns,
	    int64_t rate_ppb16);

/*
 * The same questions without doing anything: nothing charged, no count, and
 * never POL_BUSY.
 */
enum pol_verdict pol_may_step(const struct pol *, struct tm_now,
		    int64_t offset_ns);
enum pol_verdict pol_may_slew(const struct pol *, struct tm_now,
		    int64_t offset_ns, int64_t rate_ppb16);

/* A leap second of this sign may be announced only on the last UTC day of
 * June or December (0: withdrawn, always allowed). */
enum pol_verdict pol_leap(const struct pol *, int64_t utc_ns, int sign);

/*
 * An administrator's makestep: budget emptied, one step of any size with
 * manual set, within a minute.
 */
void	pol_rearm(struct pol *, struct tm_raw);

#endif
