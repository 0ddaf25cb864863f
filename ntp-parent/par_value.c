/* ISC licence, see LICENSE. */
/* Words of a configuration to values.  Pure. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "par_value.h"

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

bool
par_value_int(const char *s, int64_t min, int64_t max, int64_t *v)
{
	const char	*err;

	if (strspn(s, "+-0123456789") != strlen(s))
		return false;
	*v = strtonum(s, min, max, &err);
	return err == NULL;
}

bool
par_value_real(const char *s, double scale, int64_t min, int64_t max,
    int64_t *v)
{
	char	*end;
	double	 d;

	/* Neither hexadecimal numbers, nor infinity, nor blanks. */
	if (*s == '\0' || strspn(s, "+-.0123456789eE") != strlen(s))
		return false;
	d = strtod(s, &end);
	if (end == s || *end != '\0')
		return false;
	d *= scale;
	if (!isfinite(d) || fabs(d) >= 9.2e18)
		return false;
	*v = llround(d);
	return *v >= min && *v <= max;
}

void
par_value_str(int64_t v, double scale, char *buf, size_t len)
{
	int64_t	back;
	int	precision;

	for (precision = 10; precision <= 17; precision++) {
		snprintf(buf, len, "%.*g", precision, (double)v / scale);
		if (par_value_real(buf, scale, INT64_MIN, INT64_MAX, &back) &&
		    back == v)
			return;
	}
}

bool
par_value_subnet(const char *s, struct addr *a, uint8_t *bits)
{
	size_t	i;

	if (addr_parse_subnet(s, a, bits) == -1)
		return false;
	for (i = 0; i < sizeof a->ip; i++) {
		if (8 * i >= *bits)
			a->ip[i] = 0;
		else if (8 * (i + 1) > *bits)
			a->ip[i] &= (uint8_t)(0xff << (8 * (i + 1) - *bits));
	}
	return true;
}

/* An IPv6 address with the name of an interface, the resolver's to know. */
static bool
is_scoped(const char *s)
{
	char		 buf[ADDR_STRLEN], *percent;
	struct addr	 a;

	if (strlcpy(buf, s, sizeof buf) >= sizeof buf ||
	    (percent = strchr(buf, '%')) == NULL || percent[1] == '\0' ||
	    percent[1 + strspn(percent + 1, name_chars)] != '\0')
		return false;
	*percent = '\0';
	return addr_parse(buf, &a) == 0 && a.family == 6;
}

/* No label is empty, and the last one no number: that is a bad address. */
static bool
are_labels(const char *s)
{
	size_t	n, digits;

	do {
		n = strcspn(s, ".");
		digits = strspn(s, "0123456789");
		if (n == 0)
			return false;
		s += n + (s[n] == '.');
	} while (*s != '\0');
	return digits < n;
}

bool
par_value_host(const char *s)
{
	size_t		len = strlen(s);
	struct addr	a;

	if (len == 0 || len > 255)
		return false;
	if (addr_parse(s, &a) == 0)
		return true;
	if (strchr(s, ':') != NULL)
		return is_scoped(s);
	return s[0] != '-' && strspn(s, name_chars) == len && are_labels(s);
}
