/* ISC licence, see LICENSE. */
/* Escaping and limiting of log lines.  Pure. */
#include "log.h"
#include "tm.h"

const char *
log_escape(const char *text, char *buf, size_t len)
{
	size_t		n = 0;
	unsigned char	c;

	for (; (c = (unsigned char)*text) != '\0'; text++) {
		if (c >= ' ' && c < 0x7f && c != '\\') {
			if (n + 1 >= len)
				break;
			buf[n++] = (char)c;
			continue;
		}
		if (n + 4 >= len)
			break;
		buf[n++] = '\\';
		buf[n++] = (char)('0' + (c >> 6));
		buf[n++] = (char)('0' + (c >> 3 & 7));
		buf[n++] = (char)('0' + (c & 7));
	}
	buf[n] = '\0';
	return buf;
}

bool
log_admit(struct log_limit *l, int64_t now_ns, unsigned int most,
    unsigned int *dropped)
{
	*dropped = 0;
	if (now_ns - l->second_ns >= TM_S) {
		l->second_ns = now_ns;
		l->lines = 0;
	}
	if (l->lines >= most) {
		l->dropped++;
		return false;
	}
	l->lines++;
	*dropped = l->dropped;
	l->dropped = 0;
	return true;
}
