/* ISC licence, see LICENSE. */
/* Files that files name: include, confdir, sourcedir.  Pure. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "par_directive.h"
#include "par_include.h"

/* Directories of one line, each with the names that were not yet read. */
struct dirs {
	const char		*path[PAR_DIRS];
	struct par_names	 names[PAR_DIRS];
	size_t			 at[PAR_DIRS];
	size_t			 n;
};

static void
lex_error(struct par_parse *p, enum par_lex_status status)
{
	char	what[64];

	p->usage = NULL;
	switch (status) {
	case PAR_LEX_LONG:
		snprintf(what, sizeof what, "a line of at most %d bytes",
		    PAR_LINE_MAX);
		break;
	case PAR_LEX_WORDS:
		snprintf(what, sizeof what, "at most %d words", PAR_WORDS);
		break;
	case PAR_LEX_QUOTE:
		snprintf(what, sizeof what, "a closing quote");
		break;
	default:
		snprintf(what, sizeof what, "text, not a NUL byte");
	}
	par_expected(p, NULL, what);
}

static void
run_line(struct par_parse *p, const struct par_line *line,
    enum par_lex_status status)
{
	p->line = line;
	p->next = 0;
	p->bad = 0;
	if (status != PAR_LEX_LINE)
		lex_error(p, status);
	else if (p->drop_in && !line->complete)
		/* Perhaps still being written: half an address. */
		par_warn(p, NULL, "line without newline, ignored");
	else
		par_directive_run(p);
}

static void
run_lines(struct par_parse *p, const struct par_text *text)
{
	struct par_lex		lex;
	struct par_line		line;
	enum par_lex_status	status;

	par_lex_init(&lex, text->text, text->len);
	while ((status = par_lex_next(&lex, &line)) != PAR_LEX_END)
		run_line(p, &line, status);
}

void
par_include_line(struct par_parse *p, const char *file, unsigned int number,
    const char *text)
{
	struct par_lex		lex;
	struct par_line		line;
	enum par_lex_status	status;

	p->file = file;
	par_lex_init(&lex, text, strlen(text));
	while ((status = par_lex_next(&lex, &line)) != PAR_LEX_END) {
		line.number = number;
		run_line(p, &line, status);
	}
}

static void
warn_writable(struct par_parse *p, const char *path)
{
	char	text[PAR_TEXT];

	snprintf(text, sizeof text, "%s: can be written by group or others",
	    path);
	p->say(p->arg, LOG_WARNING, text);
}

int
par_include_file(struct par_parse *p, const char *path)
{
	struct par_parse	saved = *p;
	struct par_text		text;
	int			error;

	error = (p->depth == 0 && p->io->first != NULL ? p->io->first :
	    p->io->read)(p->io->arg, path, &text);
	if (error != 0)
		return error;
	if (text.writable)
		warn_writable(p, path);
	p->file = path;
	p->depth++;
	run_lines(p, &text);
	p->io->read_done(p->io->arg, &text);

	p->file = saved.file;
	p->line = saved.line;
	p->next = saved.next;
	p->usage = saved.usage;
	p->bad = saved.bad;
	p->depth = saved.depth;
	return 0;
}

/*
 * A directory, of so many characters, that a reload will read again: what
 * is not noted the sandbox refuses then.
 */
static void
note_dir(struct par_parse *p, const char *path, size_t len)
{
	struct par_conf	*conf = p->conf;
	uint32_t	 i;

	for (i = 0; i < conf->nreads; i++)
		if (strncmp(conf->reads[i], path, len) == 0 &&
		    conf->reads[i][len] == '\0')
			return;
	if (len >= PAR_PATH)
		par_error(p, path, "expected a directory of at most %d bytes",
		    PAR_PATH - 1);
	else if (conf->nreads == PAR_READS)
		par_error(p, path, "expected files in at most %d directories",
		    PAR_READS);
	else if (len > 0)
		strlcpy(conf->reads[conf->nreads++], path, len + 1);
}

static void
note_dir_of(struct par_parse *p, const char *file)
{
	const char	*end = strrchr(file, '/');

	if (end != NULL)
		note_dir(p, file, (size_t)(end - file));
}

/* A file named by the present line, which must be readable. */
static void
nested(struct par_parse *p, const char *path)
{
	int	error;

	if (p->depth >= PAR_DEPTH) {
		par_error(p, path, "expected at most %d nested files",
		    PAR_DEPTH);
		return;
	}
	note_dir_of(p, path);
	if ((error = par_include_file(p, path)) != 0)
		par_error(p, path, "expected a readable file: %s",
		    par_conf_error(error));
}

void
par_include(struct par_parse *p)
{
	const char		*pattern = par_need(p, "a file or pattern");
	struct par_names	 found;
	size_t			 i;
	int			 error;

	if (pattern == NULL)
		return;
	if ((error = p->io->glob(p->io->arg, pattern, &found)) != 0) {
		par_error(p, pattern, "expected a file or pattern: %s",
		    strerror(error));
		return;
	}
	note_dir_of(p, pattern);
	if (found.n == 0 && strpbrk(pattern, "*?[") == NULL)
		par_error(p, pattern, "expected a readable file: %s",
		    strerror(ENOENT));
	else if (found.n == 0)
		par_warn(p, pattern, "no such file");
	for (i = 0; i < found.n; i++)
		nested(p, found.name[i]);
	p->io->names_done(p->io->arg, &found);
}

/* A directory that does not exist holds no files. */
static void
open_dirs(struct par_parse *p, struct dirs *d)
{
	const char	*path;
	int		 error;

	memset(d, 0, sizeof *d);
	if (par_peek(p) == NULL)
		par_expected(p, NULL, "a directory");
	while ((path = par_next(p)) != NULL) {
		if (p->next - 1 > PAR_DIRS) {
			par_error(p, path, "expected at most %d directories",
			    PAR_DIRS);
			return;
		}
		note_dir(p, path, strlen(path));
		error = p->io->list(p->io->arg, path, &d->names[d->n]);
		if (error == 0)
			d->path[d->n++] = path;
		else if (error != ENOENT)
			par_error(p, path, "expected a readable directory: "
			    "%s", strerror(error));
	}
}

static void
close_dirs(struct par_parse *p, struct dirs *d)
{
	size_t	i;

	for (i = 0; i < d->n; i++)
		p->io->names_done(p->io->arg, &d->names[i]);
}

static const char *
head(const struct dirs *d, size_t i)
{
	return d->at[i] < d->names[i].n ? d->names[i].name[d->at[i]] : NULL;
}

/*
 * The least name of all directories, *dir its first directory; further
 * files of that name are passed over.  NULL after the last.
 */
static const char *
next_name(struct dirs *d, size_t *dir)
{
	const char	*least = NULL, *name;
	size_t		 i;

	for (i = 0; i < d->n; i++) {
		name = head(d, i);
		if (name != NULL &&
		    (least == NULL || strcmp(name, least) < 0)) {
			least = name;
			*dir = i;
		}
	}
	for (i = 0; i < d->n && least != NULL; i++) {
		name = head(d, i);
		if (name != NULL && strcmp(name, least) == 0)
			d->at[i]++;
	}
	return least;
}

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t	n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

static void
read_dirs(struct par_parse *p, const char *suffix, bool drop_in)
{
	char		 path[1024];
	struct dirs	 d;
	const char	*name;
	size_t		 dir = 0;
	bool		 outer = p->drop_in;

	open_dirs(p, &d);
	p->drop_in = drop_in;
	while ((name = next_name(&d, &dir)) != NULL) {
		if (name[0] == '.' || !has_suffix(name, suffix))
			continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s",
		    d.path[dir], name) >= sizeof path)
			par_error(p, name, "expected a shorter path");
		else
			nested(p, path);
	}
	p->drop_in = outer;
	close_dirs(p, &d);
}

void
par_include_confdir(struct par_parse *p)
{
	read_dirs(p, ".conf", false);
}

void
par_include_sourcedir(struct par_parse *p)
{
	read_dirs(p, ".sources", true);
}
