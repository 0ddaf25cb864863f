/* ISC licence, see LICENSE. */
/* Lines put together word by word.  Pure. */
#include <stdarg.h>
#include <stdio.h>

#include "par_out.h"

void
par_out_add(struct par_out *out, const char *fmt, ...)
{
	size_t	left = sizeof out->text - out->len;
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(out->text + out->len, left, fmt, ap);
	va_end(ap);
	if (n > 0)
		out->len += (size_t)n < left ? (size_t)n : left - 1;
}

void
par_out_end(struct par_out *out)
{
	if (out->len > 0)
		out->line(out->arg, out->text);
	out->len = 0;
	out->text[0] = '\0';
}
