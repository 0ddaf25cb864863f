/* ISC licence, see LICENSE. */
/* The configuration's files, read from the file system. */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "par_conf_io.h"

#define FILE_MAX	(1024 * 1024)

/*
 * All that can be read from fd, which may be a pipe.  size is a guess; a
 * good one leaves no copies of what may be secret behind.
 */
static int
slurp(int fd, struct par_text *text, size_t guess)
{
	size_t	 size = 0;
	ssize_t	 n;
	char	*bigger;

	for (;;) {
		if (text->len == size) {
			size = size == 0 ? guess : size * 2;
			if (size > FILE_MAX)
				return EFBIG;
			if ((bigger = realloc(text->text, size)) == NULL)
				return ENOMEM;
			text->text = bigger;
		}
		n = read(fd, text->text + text->len, size - text->len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return errno;
		if (n == 0)
			return 0;
		text->len += (size_t)n;
	}
}

static void
text_free(void *arg, struct par_text *text)
{
	(void)arg;
	free(text->text);
	text->text = NULL;
}

/* The text of an open file, which is closed; of a failed open(2) errno. */
static int
take_fd(int fd, bool any, struct par_text *text)
{
	struct stat	st;
	int		error;

	if (fd == -1)
		return errno;
	if (fstat(fd, &st) == -1)
		error = errno;
	else if (!any && !S_ISREG(st.st_mode))
		error = S_ISDIR(st.st_mode) ? EISDIR : PAR_IRREGULAR;
	else {
		text->writable = S_ISREG(st.st_mode) &&
		    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0;
		text->readable = S_ISREG(st.st_mode) &&
		    (st.st_mode & S_IROTH) != 0;
		error = slurp(fd, text, S_ISREG(st.st_mode) &&
		    st.st_size < FILE_MAX ? (size_t)st.st_size + 1 : 4096);
	}
	close(fd);
	if (error != 0)
		text_free(NULL, text);
	return error;
}

/* Some devices do something when they are opened: they are not. */
static int
text_read(void *arg, const char *path, struct par_text *text)
{
	struct stat	st;

	(void)arg;
	memset(text, 0, sizeof *text);
	if (stat(path, &st) == -1)
		return errno;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return PAR_IRREGULAR;
	return take_fd(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), false,
	    text);
}

static int
text_first(void *arg, const char *path, struct par_text *text)
{
	(void)arg;
	memset(text, 0, sizeof *text);
	return take_fd(open(path, O_RDONLY | O_CLOEXEC), true, text);
}

static void
names_free(void *arg, struct par_names *names)
{
	size_t	i;

	(void)arg;
	for (i = 0; i < names->n; i++)
		free(names->name[i]);
	free(names->name);
	memset(names, 0, sizeof *names);
}

static int
names_add(struct par_names *names, const char *name)
{
	char	**bigger;

	bigger = reallocarray(names->name, names->n + 1, sizeof *bigger);
	if (bigger == NULL)
		return ENOMEM;
	names->name = bigger;
	if ((bigger[names->n] = strdup(name)) == NULL)
		return ENOMEM;
	names->n++;
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
names_end(void *arg, struct par_names *names, int error)
{
	if (error != 0)
		names_free(arg, names);
	else if (names->n > 0)
		qsort(names->name, names->n, sizeof *names->name, by_name);
	return error;
}

/* A directory that is not there holds no files; others must be readable. */
static int
is_fatal(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

static int
names_glob(void *arg, const char *pattern, struct par_names *names)
{
	glob_t	g;
	size_t	i;
	int	error = 0;

	memset(names, 0, sizeof *names);
	memset(&g, 0, sizeof g);
	errno = 0;
	switch (glob(pattern, 0, is_fatal, &g)) {
	case 0:
		for (i = 0; i < g.gl_pathc && error == 0; i++)
			error = names_add(names, g.gl_pathv[i]);
		break;
	case GLOB_NOMATCH:
		break;
	case GLOB_NOSPACE:
		error = ENOMEM;
		break;
	default:
		error = errno != 0 ? errno : EIO;
	}
	globfree(&g);
	return names_end(arg, names, error);
}

static int
names_list(void *arg, const char *dir, struct par_names *names)
{
	struct dirent	*entry;
	DIR		*d;
	int		 error = 0;

	memset(names, 0, sizeof *names);
	if ((d = opendir(dir)) == NULL)
		return errno;
	while (error == 0 && (entry = readdir(d)) != NULL)
		error = names_add(names, entry->d_name);
	closedir(d);
	return names_end(arg, names, error);
}

const struct par_conf_io par_conf_files = {
	.read = text_read,
	.first = text_first,
	.read_done = text_free,
	.glob = names_glob,
	.list = names_list,
	.names_done = names_free
};
