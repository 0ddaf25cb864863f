/* ISC licence, see LICENSE. */
/* Short forms of what a pure core asks most often.  Pure. */
#include <stdarg.h>
#include <stdio.h>

#include "core.h"

bool
core_send(const struct core_ops *ops, enum role to, uint16_t type,
    const void *payload, size_t len)
{
	struct ipc_end	end = { (uint16_t)to, 0 };

	return ops->send(ops->arg, end, type, 0, 0, payload, len, IPC_NOFD);
}

void
core_log(const struct core_ops *ops, int priority, const char *fmt, ...)
{
	char	text[512];
	va_list	ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	ops->log(ops->arg, priority, text);
}
