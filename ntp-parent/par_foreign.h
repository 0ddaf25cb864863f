/* ISC licence, see LICENSE. */
/* Words that other daemons' configurations begin lines with.  Pure. */
#ifndef PAR_FOREIGN_H
#define PAR_FOREIGN_H

struct par_foreign {
	const char	*name;
	const char	*file;		/* whose word it is */
	const char	*here;		/* what is like it here; NULL: nothing */
};

/*
 * The row of a word, or of what stands before its "="; NULL for a word of
 * none of those files.
 */
const struct par_foreign	*par_foreign_find(const char *);

#endif
