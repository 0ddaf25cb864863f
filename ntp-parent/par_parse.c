/* ISC licence, see LICENSE. */
/* The state of reading a configuration.  Pure. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>

#include "par_parse.h"

#define WORD_SHOWN	64

const char *
par_peek(const struct par_parse *p)
{
	return p->next < p->line->nwords ? p->line->word[p->next] : NULL;
}

const char *
par_next(struct par_parse *p)
{
	const char	*word = par_peek(p);

	if (word != NULL)
		p->next++;
	return word;
}

bool
par_accept(struct par_parse *p, const char *keyword)
{
	const char	*word = par_peek(p);

	if (word == NULL || strcasecmp(word, keyword) != 0)
		return false;
	p->next++;
	return true;
}

/* A word as it may be shown: cut, without control characters. */
static const char *
shown(const char *word, char buf[WORD_SHOWN])
{
	size_t	i;

	strlcpy(buf, word, WORD_SHOWN);
	for (i = 0; buf[i] != '\0'; i++)
		if ((unsigned char)buf[i] < ' ' || buf[i] == 0x7f)
			buf[i] = '?';
	return buf;
}

static void
report(struct par_parse *p, int priority, const char *word,
    const char *suffix, const char *fmt, va_list ap)
{
	char	text[PAR_TEXT], buf[WORD_SHOWN];
	int	n;

	if (word == NULL)
		word = p->line->nwords > 0 ? p->line->word[0] : "line";
	n = snprintf(text, sizeof text, "%s:%u: %s: ", p->file,
	    p->line->number, shown(word, buf));
	if (n < 0)
		return;
	if ((size_t)n < sizeof text)
		vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
	strlcat(text, suffix, sizeof text);
	p->say(p->arg, priority, text);
}

static void
report_warning(struct par_parse *p, const char *word, const char *suffix,
    const char *fmt, va_list ap)
{
	if (p->warnings++ < PAR_SHOWN)
		report(p, LOG_WARNING, word, suffix, fmt, ap);
}

void
par_error(struct par_parse *p, const char *word, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	p->bad++;
	if (p->drop_in)
		report_warning(p, word, ", line ignored", fmt, ap);
	else if (p->errors++ < PAR_SHOWN)
		report(p, LOG_ERR, word, "", fmt, ap);
	va_end(ap);
}

void
par_warn(struct par_parse *p, const char *word, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	report_warning(p, word, "", fmt, ap);
	va_end(ap);
}

void
par_notice(struct par_parse *p, const char *word, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	report(p, LOG_NOTICE, word, "", fmt, ap);
	va_end(ap);
}

void
par_expected(struct par_parse *p, const char *word, const char *what)
{
	const char	*directive = p->line->word[0];

	if (p->usage == NULL)
		par_error(p, word, "expected %s", what);
	else
		par_error(p, word, "expected %s%s (usage: %s%s%s)", what,
		    word == NULL ? " next" : "", directive,
		    *p->usage != '\0' ? " " : "", p->usage);
}

void
par_expected_like(struct par_parse *p, const struct near *n, const char *what)
{
	const char	*best = near_best(n);
	char		 text[PAR_TEXT];

	if (best != NULL) {
		snprintf(text, sizeof text, "%s, did you mean \"%s\"?", what,
		    best);
		what = text;
	}
	par_expected(p, n->word, what);
}

const char *
par_need(struct par_parse *p, const char *what)
{
	const char	*word = par_next(p);

	if (word == NULL)
		par_expected(p, NULL, what);
	return word;
}

int
par_choice(struct par_parse *p, const char *const *words, int n,
    const char *what)
{
	const char	*word = par_need(p, what);
	int		 i;

	for (i = 0; word != NULL && i < n; i++)
		if (strcasecmp(word, words[i]) == 0)
			return i;
	if (word != NULL)
		par_expected(p, word, what);
	return -1;
}

void
par_no_effect(struct par_parse *p, const char *word)
{
	par_warn(p, word, "accepted, has no effect yet");
}

void
par_keep_first(void *arg, int priority, const char *text)
{
	char	*why = arg;

	if (priority <= LOG_WARNING && why[0] == '\0')
		strlcpy(why, text, PAR_WHY);
}

void
par_summary(struct par_parse *p)
{
	char	text[PAR_TEXT];

	if (p->warnings > PAR_SHOWN) {
		snprintf(text, sizeof text, "%u more warnings not shown",
		    p->warnings - PAR_SHOWN);
		p->say(p->arg, LOG_WARNING, text);
	}
	if (p->errors > PAR_SHOWN) {
		snprintf(text, sizeof text, "%u more errors not shown",
		    p->errors - PAR_SHOWN);
		p->say(p->arg, LOG_ERR, text);
	}
}
