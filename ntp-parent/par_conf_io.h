/* ISC licence, see LICENSE. */
/* The configuration's files, read from the file system. */
#ifndef PAR_CONF_IO_H
#define PAR_CONF_IO_H

#include "par_conf.h"

/* Files are at most 1 MB long and may be pipes. */
extern const struct par_conf_io par_conf_files;

#endif
