/* ISC licence, see LICENSE. */
/* The lexer of configuration files.  Pure. */
#include <string.h>
#include <strings.h>

#include "par_lex.h"

/* State of one line on its way into words. */
struct par_cut {
	struct par_lex		*lex;
	struct par_line		*line;
	size_t			 taken;		/* bytes of the line */
	enum par_lex_status	 status;
};

void
par_lex_init(struct par_lex *lex, const char *text, size_t len)
{
	/* What some editors put before UTF-8: the byte order mark. */
	static const char	mark[] = "\357\273\277";

	lex->p = text;
	lex->end = text + len;
	if (len >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0)
		lex->p += sizeof mark - 1;
	lex->line = 1;
}

static bool
blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/*
 * How long is the line joint (a backslash and the newline, or the end of
 * the text) here?  0: none
 */
static size_t
joint(const struct par_lex *lex)
{
	size_t	left = (size_t)(lex->end - lex->p);

	if (left >= 2 && memcmp(lex->p, "\\\n", 2) == 0)
		return 2;
	if (left >= 3 && memcmp(lex->p, "\\\r\n", 3) == 0)
		return 3;
	return left == 1 && *lex->p == '\\' ? 1 : 0;
}

/* The next byte of the joined line, not taken; '\n' also at the end. */
static int
look(struct par_cut *cut)
{
	struct par_lex	*lex = cut->lex;
	size_t		 n;

	while ((n = joint(lex)) > 0) {
		lex->p += n;
		lex->line++;
	}
	return lex->p == lex->end ? '\n' : (unsigned char)*lex->p;
}

static void
take(struct par_cut *cut)
{
	if (*cut->lex->p == '\0' && cut->status == PAR_LEX_LINE)
		cut->status = PAR_LEX_NUL;
	cut->lex->p++;
	if (++cut->taken > PAR_LINE_MAX)
		cut->status = PAR_LEX_LONG;
}

/* To the newline, joints not honoured: a comment hides no further line. */
static void
skip_comment(struct par_lex *lex)
{
	const char	*nl;

	nl = memchr(lex->p, '\n', (size_t)(lex->end - lex->p));
	lex->p = nl != NULL ? nl : lex->end;
}

static void
put(struct par_cut *cut, int c)
{
	struct par_line	*line = cut->line;

	/* The last byte is kept for the NUL of a line that is too long. */
	line->text[line->used] = (char)c;
	if (line->used < sizeof line->text - 1)
		line->used++;
}

/* What is between quotes; a backslash keeps quotes and blanks as they are. */
static void
cut_quoted(struct par_cut *cut, int quote)
{
	int	c;

	take(cut);
	while ((c = look(cut)) != quote) {
		if (c == '\n') {
			if (cut->status == PAR_LEX_LINE)
				cut->status = PAR_LEX_QUOTE;
			return;
		}
		take(cut);
		if (c == '\\') {
			c = look(cut);
			if (c != quote && c != ' ' && c != '\t')
				c = '\\';
			else
				take(cut);
		}
		put(cut, c);
	}
	take(cut);
}

static void
cut_word(struct par_cut *cut, bool quotes)
{
	struct par_line	*line = cut->line;
	int		 c;

	if (line->nwords == PAR_WORDS) {
		if (cut->status == PAR_LEX_LINE)
			cut->status = PAR_LEX_WORDS;
		take(cut);
		return;
	}
	line->word[line->nwords++] = line->text + line->used;
	while ((c = look(cut)) != '\n' && !blank(c)) {
		if (quotes && (c == '"' || c == '\''))
			cut_quoted(cut, c);
		else {
			put(cut, c);
			take(cut);
		}
	}
	put(cut, '\0');
}

/*
 * Statements of ntpd.conf(5), where words may be quoted.  In "server" they
 * cannot mean anything else either: no host name has a quote in it.
 */
static bool
has_quotes(const char *statement)
{
	static const char *const names[] = { "constraint", "constraints",
	    "listen", "query", "sensor", "server", "servers" };
	size_t	i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(statement, names[i]) == 0)
			return true;
	return false;
}

static void
cut_line(struct par_cut *cut)
{
	bool	quotes = false;
	int	c;

	while ((c = look(cut)) != '\n') {
		if (blank(c))
			take(cut);
		else if (c == '#' ||
		    (cut->line->nwords == 0 && strchr("!;%", c) != NULL &&
		    c != '\0'))
			skip_comment(cut->lex);
		else {
			cut_word(cut, quotes);
			if (cut->line->nwords == 1)
				quotes = has_quotes(cut->line->word[0]);
		}
	}
	cut->line->complete = cut->lex->p < cut->lex->end;
}

enum par_lex_status
par_lex_next(struct par_lex *lex, struct par_line *line)
{
	struct par_cut	cut = { lex, line, 0, PAR_LEX_LINE };

	while (lex->p < lex->end) {
		cut.taken = 0;
		line->number = lex->line;
		line->nwords = 0;
		line->used = 0;
		cut_line(&cut);
		if (lex->p < lex->end) {
			lex->p++;
			lex->line++;
		}
		if (cut.status != PAR_LEX_LINE || line->nwords > 0)
			return cut.status;
	}
	return PAR_LEX_END;
}
