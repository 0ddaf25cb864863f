/* ISC licence, see LICENSE. */
/* The clock page of a running daemon, for the tools that look at it. */
#ifndef PAGE_FIND_H
#define PAGE_FIND_H

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "page_io.h"
#include "page_map_io.h"

/* Opens the descriptor of that process that is its clock page; or -1. */
static inline int
page_find_fd(const char *pid)
{
	char		 path[512], link[256];
	struct dirent	*e;
	ssize_t		 n;
	DIR		*dir;
	int		 fd = -1;

	snprintf(path, sizeof path, "/proc/%s/fd", pid);
	if ((dir = opendir(path)) == NULL)
		return -1;
	while (fd == -1 && (e = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "/proc/%s/fd/%.64s", pid,
		    e->d_name);
		if ((n = readlink(path, link, sizeof link - 1)) <= 0)
			continue;
		link[n] = '\0';
		if (strstr(link, "chimed-page") != NULL)
			fd = open(path, O_RDONLY);
	}
	closedir(dir);
	return fd;
}

/*
 * The clock page of the daemon with this pid; NULL for "-", the machine's
 * own clock.  Exits where there is none to read.
 */
static inline const struct page *
page_find(const char *pid)
{
	const struct page	*page;
	int			 fd;

	if (strcmp(pid, "-") == 0)
		return NULL;
	if ((fd = page_find_fd(pid)) == -1)
		err(3, "process %s: no clock page to read", pid);
	if ((page = page_map(fd)) == NULL)
		err(3, "process %s: clock page", pid);
	return page;
}

#endif
