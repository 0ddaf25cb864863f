/* ISC licence, see LICENSE. */
/* The table of all directives of chrony.conf(5), ntpd.conf(5) and ours. */
#ifndef PAR_DIRECTIVE_H
#define PAR_DIRECTIVE_H

#include "par_conf.h"
#include "par_field.h"

struct par_directive {
	struct par_field	 field;	/* of a simple one, else its name */
	const char		*usage;	/* its arguments */

	/* Takes the arguments; NULL: they are the field's. */
	void	(*take)(struct par_parse *);

	/*
	 * Prints its lines, at the first of the rows that share it; NULL:
	 * the field, if it has a place.
	 */
	void	(*print)(const struct par_conf *,
		    const struct par_conf *defaults, struct par_out *);
};

/* The nth row, NULL after the last; and the row of a name (any case). */
const struct par_directive *par_directive_at(size_t n);
const struct par_directive *par_directive_find(const char *name);

/* Does what the present line says. */
void	par_directive_run(struct par_parse *);

#endif
