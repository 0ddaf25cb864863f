/* ISC licence, see LICENSE. */
/* Lines put together word by word, for the printed configuration. */
#ifndef PAR_OUT_H
#define PAR_OUT_H

#include <stddef.h>

struct par_out {
	void	(*line)(void *arg, const char *text);
	void	 *arg;
	size_t	  len;
	char	  text[2048];
};

/* Appends to the line; what does not fit is cut. */
void	par_out_add(struct par_out *, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 2, 3)));

/* Hands the line over and begins the next; an empty one is not handed. */
void	par_out_end(struct par_out *);

#endif
