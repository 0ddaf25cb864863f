/* ISC licence, see LICENSE. */
/* The lexer of configuration files: text in, lines of words out. */
#ifndef PAR_LEX_H
#define PAR_LEX_H

#include <stdbool.h>
#include <stddef.h>

#define PAR_LINE_MAX	2048		/* bytes, as in chrony.conf(5) */
#define PAR_WORDS	128

enum par_lex_status {
	PAR_LEX_LINE,			/* a line with at least one word */
	PAR_LEX_END,
	PAR_LEX_LONG,			/* longer than PAR_LINE_MAX */
	PAR_LEX_WORDS,			/* more than PAR_WORDS words */
	PAR_LEX_QUOTE,			/* a quoted word does not end */
	PAR_LEX_NUL			/* a NUL byte: not a text file */
};

struct par_lex {
	const char	*p;
	const char	*end;
	unsigned int	 line;		/* that p is in, from 1 */
};

struct par_line {
	unsigned int	 number;	/* where it begins */
	bool		 complete;	/* ended by a newline */
	int		 nwords;
	char		*word[PAR_WORDS];
	size_t		 used;		/* of text */
	char		 text[PAR_LINE_MAX + PAR_WORDS + 1];
};

/* Begins with len bytes of text, which must stay as long as the lexer. */
void	par_lex_init(struct par_lex *, const char *text, size_t len);

/*
 * The next line that is neither empty nor a comment.  Words are parted by
 * white space.  A comment is a line that begins with one of "!;#%", or the
 * rest of a line from a '#' after white space.  A backslash before the
 * newline joins two lines, except in a comment.  Quotes mean something in
 * the statements of ntpd.conf(5) only.  After an error status the line is
 * skipped and number tells which it was.
 */
enum par_lex_status par_lex_next(struct par_lex *, struct par_line *);

#endif
