/* ISC licence, see LICENSE. */
/*
 * What a directory holds once the power has failed, of what power.c kept:
 * usage: power_loss DIR SHADOW none|names|all.  none: not a change since the
 * last fsync(2) came to the disk; names: all names did, of the contents
 * those that were synced (a file that never was is empty); all: everything.
 */
#include <sys/types.h>
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILES	16

struct file {
	char	name[64];
	char	bytes[65536];
	size_t	len;
};

static struct file	files[FILES];
static unsigned int	nfiles;

/* What is kept of a file, or that it is empty. */
static void
add(int shadow, unsigned long ino, const char *name)
{
	struct file	*f = &files[nfiles++];
	char		 path[32];
	ssize_t		 n;
	int		 fd;

	if (nfiles == FILES)
		errx(1, "too many files");
	strlcpy(f->name, name, sizeof f->name);
	snprintf(path, sizeof path, "i%lu", ino);
	if ((fd = openat(shadow, path, O_RDONLY)) == -1)
		return;
	if ((n = read(fd, f->bytes, sizeof f->bytes)) > 0)
		f->len = (size_t)n;
	close(fd);
}

/* The names as they were when the directory was synced. */
static void
take_synced(int shadow, unsigned long dir_ino)
{
	char		 path[32], name[64];
	unsigned long	 ino;
	FILE		*f;
	int		 fd;

	snprintf(path, sizeof path, "d%lu", dir_ino);
	if ((fd = openat(shadow, path, O_RDONLY)) == -1)
		return;
	if ((f = fdopen(fd, "r")) == NULL)
		err(1, "%s", path);
	while (fscanf(f, "%lu %63s", &ino, name) == 2)
		add(shadow, ino, name);
	fclose(f);
}

static void
take_present(DIR *d, int shadow)
{
	struct dirent	*e;

	rewinddir(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_type == DT_REG)
			add(shadow, (unsigned long)e->d_ino, e->d_name);
}

static void
empty(DIR *d)
{
	struct dirent	*e;

	rewinddir(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_type == DT_REG &&
		    unlinkat(dirfd(d), e->d_name, 0) == -1)
			err(1, "%s", e->d_name);
}

static void
write_file(int dir, const char *name, const void *p, size_t len)
{
	int	fd;

	if ((fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0600)) ==
	    -1 || write(fd, p, len) != (ssize_t)len || close(fd) == -1)
		err(1, "%s", name);
}

/* The files as new ones, and what is kept says that they are on the disk. */
static void
restore(int dir, int shadow, unsigned long dir_ino)
{
	struct stat	 st;
	unsigned int	 i;
	char		 names[2048] = "", line[128], path[32];

	for (i = 0; i < nfiles; i++) {
		write_file(dir, files[i].name, files[i].bytes, files[i].len);
		if (fstatat(dir, files[i].name, &st, 0) == -1)
			err(1, "%s", files[i].name);
		snprintf(path, sizeof path, "i%lu", (unsigned long)st.st_ino);
		write_file(shadow, path, files[i].bytes, files[i].len);
		snprintf(line, sizeof line, "%lu %.63s\n",
		    (unsigned long)st.st_ino, files[i].name);
		strlcat(names, line, sizeof names);
	}
	snprintf(path, sizeof path, "d%lu", dir_ino);
	write_file(shadow, path, names, strlen(names));
}

int
main(int argc, char **argv)
{
	struct stat	 st;
	DIR		*d, *shadow;

	if (argc != 4)
		errx(2, "usage: power_loss dir shadow none|names|all");
	if ((d = opendir(argv[1])) == NULL ||
	    fstat(dirfd(d), &st) == -1)
		err(1, "%s", argv[1]);
	if ((shadow = opendir(argv[2])) == NULL)
		err(1, "%s", argv[2]);
	if (strcmp(argv[3], "all") == 0)
		return 0;
	if (strcmp(argv[3], "none") == 0)
		take_synced(dirfd(shadow), (unsigned long)st.st_ino);
	else
		take_present(d, dirfd(shadow));
	empty(d);
	empty(shadow);
	restore(dirfd(d), dirfd(shadow), (unsigned long)st.st_ino);
	return 0;
}
