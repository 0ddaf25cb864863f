/* ISC licence, see LICENSE. */
/*
 * Sums and products that 64 bits do not hold, on every machine.  What
 * leaves int64_t in the end is INT64_MAX or INT64_MIN.
 */
#ifndef WIDE_H
#define WIDE_H

#include <stddef.h>
#include <stdint.h>

int64_t	wide_add(int64_t a, int64_t b);
int64_t	wide_sub(int64_t a, int64_t b);

/* Of n numbers, n at most 2^31; on the way the sum may be any. */
int64_t	wide_sum(const int64_t *x, size_t n);

/*
 * (a * b + *part) / c toward zero, c not 0.  *part becomes what is left, with
 * the sign of what was divided, or 0 where the quotient leaves int64_t; NULL
 * stands for 0.
 */
int64_t	wide_muldiv(int64_t a, int64_t b, int64_t c, int64_t *part);

#endif
