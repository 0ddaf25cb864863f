/* ISC licence, see LICENSE. */
/* Which of the words that there are was meant by one that is not?  Pure. */
#ifndef NEAR_H
#define NEAR_H

#include <stddef.h>

struct near {
	const char	*word;
	size_t		 len;		/* of it, or of what is before a "=" */
	const char	*best;		/* so far */
	size_t		 least;		/* its distance; only less will do */
};

/*
 * Begins the search for a word like this one; "minpoll=4" is searched for as
 * "minpoll", for that is how others write it.
 */
void		 near_begin(struct near *, const char *word);

/* One of those that there are; it must outlive the search. */
void		 near_try(struct near *, const char *candidate);

/*
 * The first of the nearest: one slip away, or two of six letters or more.
 * A slip is a letter too many, missing, wrong, or two in the wrong order;
 * upper case is as lower case.  NULL if none is so near.
 */
const char	*near_best(const struct near *);

#endif
