/* ISC licence, see LICENSE. */
/* Leap seconds at work: votes, the parent's page, what is told to it. */
#ifndef CLK_ARM_H
#define CLK_ARM_H

#include "clk.h"

/* Something that may arm or withdraw a leap second has changed. */
void	clk_arm_review(struct clk *, struct tm_now);

/*
 * To be called first at every event.  Returns true while a leap second
 * passes: wall may then move by it.
 */
bool	clk_arm_watch(struct clk *, struct tm_now);

/* When an armed leap second wants an event (raw ns), TM_NEVER. */
int64_t	clk_arm_due(const struct clk *, struct tm_raw);

/* Handlers: the page's table, a list's text, a time zone's table. */
void	clk_arm_leaps(struct clk *, const struct ipc_msg *, struct tm_now);
void	clk_arm_text(struct clk *, const struct ipc_msg *, struct tm_now);
void	clk_arm_table(struct clk *, const struct ipc_msg *, struct tm_now);

#endif
