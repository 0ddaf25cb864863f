/* ISC licence, see LICENSE. */
/*
 * A signed budget over the last 24 hours of raw time, kept by the hour.
 * All charges in it have one sign: a charge of the other sign undoes the
 * newest ones, so that what was led back cannot come up again when its
 * first half expires.
 */
#ifndef POL_BUDGET_H
#define POL_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* A day is 24 hours and the current one. */
#define POL_HOURS	25
#define POL_HOUR_NS	INT64_C(3600000000000)

struct pol_budget {
	int64_t	forward_ns;		/* the bounds, both >= 0 */
	int64_t	backward_ns;
	int64_t	charge_ns[POL_HOURS];	/* newest first */
	int64_t	hour_ns;		/* raw start of the newest */
};

/* The signed sum, in ns. */
int64_t	pol_budget_sum(const struct pol_budget *);

/* Adds a charge to the current hour, whether it fits or not. */
void	pol_budget_charge(struct pol_budget *, int64_t ns);

/*
 * How far the sum may still go in the direction of the sign, in ns, >= 0;
 * leading back counts, so a budget used up one way has most room the other.
 */
int64_t	pol_budget_room(const struct pol_budget *, int64_t sign);

/* Is there room for this charge? */
bool	pol_budget_fits(const struct pol_budget *, int64_t ns);

/* Opens the hours up to raw_ns; the oldest fall out. */
void	pol_budget_open(struct pol_budget *, int64_t raw_ns);

/* Forgets all charges. */
void	pol_budget_clear(struct pol_budget *);

#endif
