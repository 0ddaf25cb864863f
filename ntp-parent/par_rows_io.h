/* ISC licence, see LICENSE. */
/*
 * The files of `log': one for each kind, in logdir, as chrony.conf(5) has
 * them.  ntp-clock makes the lines, this writes them.
 */
#ifndef PAR_ROWS_IO_H
#define PAR_ROWS_IO_H

#include <stdint.h>

#include "par_conf.h"

struct par_rows_file {
	int		fd;		/* -1: closed */
	uint32_t	lines;		/* since the last banner */
	bool		failed;		/* and was said */
};

struct par_rows {
	struct par_rows_file	file[LOGF_KINDS];
	char			dir[PAR_PATH];
	uint32_t		banner;
};

/* Nothing is open yet; a file is made by its first line. */
void	par_rows_init(struct par_rows *, const struct par_conf *);

/* Appends a line, and before every banner-th a heading. */
void	par_rows_write(struct par_rows *, uint32_t kind, const char *text);

/*
 * Closes all files, so that the next lines go to new ones if these were
 * renamed (cyclelogs); takes logdir and logbanner of a configuration.
 */
void	par_rows_cycle(struct par_rows *, const struct par_conf *);

#endif
