/* ISC licence, see LICENSE. */
/* The distance between words.  Pure. */
#include <ctype.h>
#include <string.h>

#include "near.h"

#define LONGEST		32	/* no keyword is longer */
#define LEAST_LEN	3	/* shorter ones are like too many */
#define TWO_SLIPS_LEN	6

void
near_begin(struct near *n, const char *word)
{
	size_t	len = strcspn(word, "=");

	n->word = word;
	n->len = len;
	n->best = NULL;
	n->least = len < LEAST_LEN || len > LONGEST ? 0 :
	    len < TWO_SLIPS_LEN ? 2 : 3;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int
same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/*
 * Optimal string alignment: row i has the distances of the first i letters
 * of a to the beginnings of b; three rows are enough.
 */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t	row[3][LONGEST + 1], i, k, *now, *last, *before;

	for (k = 0; k <= nb; k++)
		row[0][k] = k;
	for (i = 1; i <= na; i++) {
		now = row[i % 3];
		last = row[(i + 2) % 3];
		before = row[(i + 1) % 3];
		now[0] = i;
		for (k = 1; k <= nb; k++) {
			now[k] = least(least(last[k], now[k - 1]) + 1,
			    last[k - 1] + !same(a[i - 1], b[k - 1]));
			if (i > 1 && k > 1 && same(a[i - 1], b[k - 2]) &&
			    same(a[i - 2], b[k - 1]))
				now[k] = least(now[k], before[k - 2] + 1);
		}
	}
	return row[na % 3][nb];
}

void
near_try(struct near *n, const char *candidate)
{
	size_t	len = strlen(candidate), d;

	if (n->least == 0 || len > LONGEST)
		return;
	d = distance(n->word, n->len, candidate, len);
	if (d < n->least) {
		n->least = d;
		n->best = candidate;
	}
}

const char *
near_best(const struct near *n)
{
	return n->best;
}
