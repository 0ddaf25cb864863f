/* ISC licence, see LICENSE. */
/*
 * What the tests of the configuration share: files in memory, collected
 * messages, and comparing two configurations.
 */
#ifndef PAR_TEST_H
#define PAR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "par_conf.h"
#include "par_print.h"

struct mem_file {
	const char	*path;
	const char	*text;
};

/* The files of the test that runs; ends with a path of NULL. */
static const struct mem_file	*mem_files;

/* Messages as "E text\n", "W text\n", "N text\n". */
static char	said[65536];
static unsigned	nsaid_warnings;

static struct par_conf	conf, plain;
static char		printed[65536];

static int
mem_read(void *arg, const char *path, struct par_text *text)
{
	const struct mem_file	*f;

	(void)arg;
	for (f = mem_files; f->path != NULL; f++)
		if (strcmp(f->path, path) == 0) {
			text->len = strlen(f->text);
			/* An own copy, so that an overrun is seen. */
			text->text = malloc(text->len);
			memcpy(text->text, f->text, text->len);
			text->writable = strstr(path, "writable") != NULL;
			return 0;
		}
	return ENOENT;
}

static void
mem_read_done(void *arg, struct par_text *text)
{
	(void)arg;
	free(text->text);
}

static int
mem_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
mem_glob(void *arg, const char *pattern, struct par_names *names)
{
	const struct mem_file	*f;

	(void)arg;
	names->n = 0;
	names->name = calloc(64, sizeof *names->name);
	for (f = mem_files; f->path != NULL; f++)
		if (fnmatch(pattern, f->path, FNM_PATHNAME) == 0)
			names->name[names->n++] = strdup(f->path);
	qsort(names->name, names->n, sizeof *names->name, mem_cmp);
	return 0;
}

static int
mem_list(void *arg, const char *dir, struct par_names *names)
{
	const struct mem_file	*f;
	size_t			 len = strlen(dir);

	(void)arg;
	names->n = 0;
	names->name = calloc(64, sizeof *names->name);
	for (f = mem_files; f->path != NULL; f++)
		if (strncmp(f->path, dir, len) == 0 && f->path[len] == '/')
			names->name[names->n++] = strdup(f->path + len + 1);
	qsort(names->name, names->n, sizeof *names->name, mem_cmp);
	if (names->n > 0)
		return 0;
	free(names->name);
	return ENOENT;
}

static void
mem_names_done(void *arg, struct par_names *names)
{
	(void)arg;
	while (names->n > 0)
		free(names->name[--names->n]);
	free(names->name);
}

static const struct par_conf_io mem_io = {
	.read = mem_read,
	.read_done = mem_read_done,
	.glob = mem_glob,
	.list = mem_list,
	.names_done = mem_names_done
};

static void
collect(void *arg, int priority, const char *text)
{
	(void)arg;
	if (priority == LOG_WARNING)
		nsaid_warnings++;
	strlcat(said, priority == LOG_ERR ? "E " :
	    priority == LOG_WARNING ? "W " : "N ", sizeof said);
	strlcat(said, text, sizeof said);
	strlcat(said, "\n", sizeof said);
}

static void
collect_line(void *arg, const char *text)
{
	(void)arg;
	strlcat(printed, text, sizeof printed);
	strlcat(printed, "\n", sizeof printed);
}

static inline unsigned int
load_files(struct par_conf *c, const struct mem_file *files, const char *path)
{
	unsigned int	errors;

	mem_files = files;
	said[0] = '\0';
	nsaid_warnings = 0;
	errors = par_conf_load(c, &mem_io, path, collect, NULL);
	mem_files = NULL;
	return errors;
}

/* Loads one text as the file "c". */
static inline unsigned int
load_text(struct par_conf *c, const char *text)
{
	const struct mem_file	files[] = { { "c", text }, { NULL, NULL } };

	return load_files(c, files, "c");
}

static inline void
print_conf(const struct par_conf *c)
{
	printed[0] = '\0';
	par_conf_init(&plain);
	par_print(c, &plain, collect_line, NULL);
}

#define SAME(a, b, table, count) \
	((a)->count == (b)->count && \
	memcmp((a)->table, (b)->table, (a)->count * sizeof *(a)->table) == 0)

/* Do both mean the same? */
static inline bool
same_conf(const struct par_conf *a, const struct par_conf *b)
{
	return memcmp(a, b, offsetof(struct par_conf, listen)) == 0 &&
	    SAME(a, b, listen, nlisten) && SAME(a, b, source, nsources) &&
	    SAME(a, b, access, naccess) &&
	    SAME(a, b, cmdaccess, ncmdaccess) && SAME(a, b, named, nnamed) &&
	    SAME(a, b, kept, nkept);
}

#endif
