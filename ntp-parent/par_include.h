/* ISC licence, see LICENSE. */
/* Files that files name: include, confdir, sourcedir. */
#ifndef PAR_INCLUDE_H
#define PAR_INCLUDE_H

#include "par_conf.h"

/* Reads a file's lines; returns 0 or what the attempt ended with. */
int	par_include_file(struct par_parse *, const char *path);

/* Takes the text of one directive; file and number are for messages. */
void	par_include_line(struct par_parse *, const char *file,
	    unsigned int number, const char *text);

/* Each takes the arguments of its directive, see par_directive.h. */
void	par_include(struct par_parse *);
void	par_include_confdir(struct par_parse *);
void	par_include_sourcedir(struct par_parse *);

#endif
