/* ISC licence, see LICENSE. */
/*
 * Keywords with one value or none: directives and options described by
 * data, so that reading, range, error text and printing come from one row.
 */
#ifndef PAR_FIELD_H
#define PAR_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "par_out.h"
#include "par_parse.h"

enum par_type {
	PF_CONST,		/* no argument: min is stored */
	PF_BIT,			/* no argument: the bits of min are set */
	PF_INT,
	PF_SEC,			/* seconds, stored as ns */
	PF_PPM,			/* stored as 2^-16 ppb */
	PF_E6,			/* a ratio, stored in millionths */
	PF_HEX,			/* hexadecimal number, checked only */
	PF_PATH,		/* absolute; min is 1 where "/" means none */
	PF_WORD,		/* text without blanks and quotes */
	PF_HOST,		/* name or address */
	PF_ADDR			/* address, checked only */
};

enum par_status {
	PAR_DONE,
	PAR_LATER,		/* understood and checked, no effect yet */
	PAR_NEEDLESS,		/* checked; what it tunes does not exist */
	PAR_REFUSED,		/* leaving it out silently would be unsafe */
	PAR_QUIET,		/* ignored: nobody misses it */
	PAR_OBSOLETE		/* ignored with a warning, as in chrony */
};

struct par_field {
	const char	*name;
	enum par_type	 type;
	enum par_status	 status;
	int64_t		 min;	/* as stored; a field with min < 0 is signed */
	int64_t		 max;
	size_t		 offset;
	size_t		 width;	/* of what is at offset; 0: checked only */
};

/* The place of a member: the last two fields of a row. */
#define PAR_AT(type, member) \
	offsetof(type, member), sizeof(((type *)0)->member)
#define PAR_NOWHERE	0, 0

/*
 * Takes the value of the field (where its type has one) from the line into
 * base; reports errors.  The name is not on the line, or already taken.
 */
void	par_field_arg(struct par_parse *, const struct par_field *,
	    void *base);

/*
 * Stores the value of a numeric field, as stored, if it is within its
 * limits.  Returns whether it is.
 */
bool	par_field_set(const struct par_field *, void *base, int64_t);

/* The field of that name, in upper or lower case; NULL. */
const struct par_field *par_field_find(const struct par_field *table,
	    size_t n, const char *name);

/* Says what a word does not do.  Returns whether it does nothing. */
bool	par_tell_effect(struct par_parse *, const char *word,
	    enum par_status);

/*
 * Takes the rest of the line as options of a table with n rows.  An
 * option that is not in it is an error, and ends the line.
 */
void	par_field_options(struct par_parse *, const struct par_field *table,
	    size_t n, void *base);

/* Appends " name value" unless it is as in the defaults. */
void	par_field_print(const struct par_field *, const void *base,
	    const void *defaults, struct par_out *);

#endif
