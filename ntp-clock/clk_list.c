/* ISC licence, see LICENSE. */
/* Reading a leap second list.  Pure. */
#include <sys/types.h>

#include <stdlib.h>
#include <string.h>

#include "clk_list.h"
#include "pol_leap.h"

#define NTP_UNIX	INT64_C(2208988800)	/* s from 1900 to 1970 */
#define NTP_MOST	INT64_C(10000000000)	/* s: the year 2216 */

void
clk_list_begin(struct clk_list *l)
{
	memset(l, 0, sizeof *l);
	sha1_init(&l->sum);
}

static const char *
skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* A number of 1 to 11 digits; NULL if there is none. */
static const char *
take_number(const char *s, int64_t *out)
{
	int	digits = 0;

	*out = 0;
	for (s = skip_blanks(s); *s >= '0' && *s <= '9'; s++) {
		if (++digits > 11)
			return NULL;
		*out = *out * 10 + (*s - '0');
	}
	return digits > 0 ? s : NULL;
}

static bool
is_end(const char *s)
{
	s = skip_blanks(s);
	return *s == '\0' || *s == '#' || *s == '\r';
}

/* "#h" and five words: SHA-1 of the digits of dates and rows, in order. */
static const char *
checksum(struct clk_list *l, const char *s)
{
	unsigned long	 word;
	char		*end;
	size_t		 i;

	for (i = 0; i < sizeof l->want; i += 4) {
		word = strtoul(s, &end, 16);
		if (end == s)
			return "not a checksum";
		l->want[i] = (uint8_t)(word >> 24);
		l->want[i + 1] = (uint8_t)(word >> 16);
		l->want[i + 2] = (uint8_t)(word >> 8);
		l->want[i + 3] = (uint8_t)word;
		s = end;
	}
	l->summed = true;
	return is_end(s) ? NULL : "not a checksum";
}

/* Up to two numbers of a line go into the sum. */
static void
add_up(struct clk_list *l, const char *s)
{
	const char	*from;
	int64_t		 number;
	int		 i;

	for (i = 0; i < 2; i++) {
		from = skip_blanks(s);
		if ((s = take_number(from, &number)) == NULL)
			return;
		sha1_update(&l->sum, (size_t)(s - from),
		    (const uint8_t *)from);
	}
}

/* "#@ NTP-seconds": valid until then. */
static const char *
expiry(struct clk_leap_table *t, const char *s)
{
	int64_t	ntp_s;

	if ((s = take_number(s, &ntp_s)) == NULL || !is_end(s) ||
	    ntp_s <= NTP_UNIX || ntp_s > NTP_MOST)
		return "not an expiry date";
	t->until_ns = (ntp_s - NTP_UNIX) * TM_S;
	return NULL;
}

/* "NTP-seconds TAI-UTC": the latter since the former. */
static const char *
row(struct clk_leap_table *t, const char *s)
{
	struct msg_leap_row	*r = &t->row[t->n];
	int64_t			 ntp_s, tai_s;

	if (t->n == CLK_LEAP_ROWS)
		return "too many leap seconds";
	if ((s = take_number(s, &ntp_s)) == NULL ||
	    (*s != ' ' && *s != '\t') ||
	    (s = take_number(s, &tai_s)) == NULL || !is_end(s))
		return "not a date and a number";
	if (ntp_s <= NTP_UNIX || ntp_s > NTP_MOST || ntp_s % 86400 != 0 ||
	    tai_s < 10 || tai_s > 100)
		return "out of range";
	r->utc_ns = (ntp_s - NTP_UNIX) * TM_S;
	r->tai_s = (int32_t)tai_s;
	r->pad = 0;
	if (t->n > 0 && (r->utc_ns <= r[-1].utc_ns ||
	    (r->tai_s != r[-1].tai_s + 1 && r->tai_s != r[-1].tai_s - 1) ||
	    !pol_is_leap_day(r->utc_ns - TM_S)))
		return "not a leap second after the line before";
	t->n++;
	return NULL;
}

static void
end_line(struct clk_list *l)
{
	const char	*s;

	l->line[l->len] = '\0';
	s = skip_blanks(l->line);
	if (strncmp(s, "#@", 2) == 0)
		l->bad = expiry(&l->table, s + 2);
	else if (strncmp(s, "#h", 2) == 0)
		l->bad = checksum(l, s + 2);
	else if (!is_end(s))
		l->bad = row(&l->table, s);
	add_up(l, strncmp(s, "#@", 2) == 0 || strncmp(s, "#$", 2) == 0 ?
	    s + 2 : s);
	l->len = 0;
}

void
clk_list_feed(struct clk_list *l, const char *text, size_t len)
{
	size_t	i;

	for (i = 0; i < len && l->bad == NULL; i++) {
		if (l->len == 0 && (i == 0 || text[i - 1] == '\n'))
			l->lines++;
		if (text[i] == '\n')
			end_line(l);
		else if (text[i] == '\0')
			l->bad = "not text";
		else if (l->len < CLK_LIST_LINE)
			l->line[l->len++] = text[i];
		else if (*skip_blanks(l->line) != '#')
			l->bad = "a line too long";
	}
}

static bool
is_as_summed(struct clk_list *l)
{
	uint8_t	sum[SHA1_DIGEST_SIZE];

	sha1_digest(&l->sum, sizeof sum, sum);
	return memcmp(sum, l->want, sizeof sum) == 0;
}

bool
clk_list_end(struct clk_list *l, struct clk_leap_table *out)
{
	if (l->bad == NULL && l->len > 0)
		end_line(l);
	if (l->bad == NULL && l->table.n == 0)
		l->bad = "no leap seconds in it";
	if (l->bad == NULL && l->table.until_ns == 0)
		l->bad = "no expiry date";
	if (l->bad == NULL && l->summed && !is_as_summed(l))
		l->bad = "the checksum is wrong";
	if (l->bad != NULL)
		return false;
	*out = l->table;
	return true;
}
