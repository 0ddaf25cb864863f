/* ISC licence, see LICENSE. */
/* What others are told of f: the page, the kernel, the successor. */
#ifndef CLK_PUBLISH_H
#define CLK_PUBLISH_H

#include "clk.h"

/* After an update: root delay, dispersion and stratum from the reference. */
void	clk_publish_update(struct clk *, struct tm_now);

/*
 * After a sample that is not used: what it says of f's error counts for the
 * claim all the same, if that was too small.
 */
void	clk_publish_widen(struct clk *, struct tm_now);

/* The same f and reference, as of now; or the local clock. */
void	clk_publish_again(struct clk *, struct tm_now);

/* SAVE, not too often; urgent: at once. */
void	clk_publish_save(struct clk *, struct tm_now, bool urgent);

/*
 * ADJ_STATUS, not too often unless it changed or is urgent, and never while
 * a leap second passes: the kernel must not lose it.
 */
void	clk_publish_status(struct clk *, struct tm_now, bool urgent);

/* Root distance of f now: half the delay and the dispersion (RFC 5905). */
int64_t	clk_publish_distance(const struct clk *, struct tm_raw);

#endif
