/* ISC licence, see LICENSE. */
/* The state of reading a configuration: the line's words, what was wrong. */
#ifndef PAR_PARSE_H
#define PAR_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "near.h"
#include "par_lex.h"

struct par_conf;
struct par_conf_io;

#define PAR_SHOWN	100		/* errors (and warnings) said in full */
#define PAR_TEXT	512		/* of a message, with its NUL */

/* Takes one message; priority as in syslog(3). */
typedef void par_say_fn(void *arg, int priority, const char *text);

/* One that keeps the first error or warning in PAR_WHY bytes. */
#define PAR_WHY	256
par_say_fn	par_keep_first;

struct par_parse {
	struct par_conf			*conf;
	const struct par_conf_io	*io;
	par_say_fn			*say;
	void				*arg;

	const char			*file;
	const struct par_line		*line;
	int				 next;	/* word */
	const char			*usage;	/* of the directive, or NULL */
	unsigned int			 depth;	/* of includes */
	bool				 drop_in; /* file of a sourcedir */

	unsigned int			 bad;	/* errors in this line */
	unsigned int			 errors;
	unsigned int			 warnings;
};

/* The next word of the line, NULL after the last; peek does not take it. */
const char *par_next(struct par_parse *);
const char *par_peek(const struct par_parse *);

/* Takes the next word if it is this keyword. */
bool	par_accept(struct par_parse *, const char *keyword);

/*
 * Reports "FILE:LINE: word: TEXT".  word NULL stands for the directive.
 * In a file of a sourcedir an error only costs its line.
 */
void	par_error(struct par_parse *, const char *word, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 3, 4)));
void	par_warn(struct par_parse *, const char *word, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 3, 4)));
void	par_notice(struct par_parse *, const char *word, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 3, 4)));

/*
 * Reports that what was expected instead of word, and the directive's
 * usage; word NULL: the line ended too early.
 */
void	par_expected(struct par_parse *, const char *word, const char *what);

/* The same of a word that was looked for, and perhaps one like it found. */
void	par_expected_like(struct par_parse *, const struct near *,
	    const char *what);

/* The next word, or NULL after having reported that what is missing. */
const char *par_need(struct par_parse *, const char *what);

/*
 * The next word has to be one of n, in upper or lower case.  Returns which;
 * -1, with an error that says what was expected, when it is another.
 */
int	par_choice(struct par_parse *, const char *const *words, int n,
	    const char *what);

/* Warns that the option or directive is understood but does nothing yet. */
void	par_no_effect(struct par_parse *, const char *word);

/* Says how many messages were not shown. */
void	par_summary(struct par_parse *);

#endif
