/* ISC licence, see LICENSE. */
/* Requests to the clock: judged by the policy, done by the driver.  Pure. */
#ifndef PAR_ADJ_H
#define PAR_ADJ_H

#include "par_core.h"

/*
 * Handler of ntp-clock's ADJ_*.  Answered by ADJ_RESULT is what was not
 * granted, every step, and what did something else than ntp-clock foresees.
 */
void	 par_adj_request(struct par *, const struct ipc_msg *, struct tm_now);

/*
 * Ends slews that are due and keeps the account; when the budget is used
 * up, the clock goes back to its trusted frequency.
 */
void	 par_adj_tick(struct par *, struct tm_now);
int64_t	 par_adj_deadline(const struct par *);

/* Could wall be brought to f with the rights that are left? */
bool	 par_adj_may_follow(const struct par *, const struct page_truth *,
	    struct tm_now);

/*
 * Has the account written if it is not what was written last: a right was
 * used, or more time or frequency than a kill may lose (arg: struct par).
 * Returns false if it had to be, but has been too often of late.
 */
bool	 par_adj_ahead(void *arg);

/* The clock is left alone from now on; the account is what was done. */
void	 par_adj_end(struct par *);

/* A refusal was seen: may it be logged?  *dropped: how many were not. */
bool	 par_adj_may_say(struct par *, struct tm_now, unsigned int *dropped);

/* f is not to be served; where there is none, wall goes on to be told. */
void	 par_adj_withdraw(struct par *);

/* Publishes the page as it is now. */
void	 par_adj_publish(struct par *);

#endif
