/* ISC licence, see LICENSE. */
/* The state file as text, and what follows from it.  Pure. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "par_state.h"

#define MAGIC	"chimed-state 1\n"

#define LINE_OF(field)	offsetof(struct par_state, field)

/* The lines between boot id and checksum: integers within limits. */
static const struct line {
	const char	*key;
	size_t		 offset;
	int		 n;
	int64_t		 min, max;
} lines[] = {
	{ "serial", LINE_OF(serial), 1, 0, INT64_MAX },
	{ "clean", LINE_OF(clean), 1, 0, 1 },
	{ "saved", LINE_OF(saved_wall_ns), 1, 0, INT64_MAX },
	{ "known", LINE_OF(trusted_known), 1, 0, 1 },
	{ "trusted", LINE_OF(trusted_ppb16), 1, -POL_TRUST_MAX,
	    POL_TRUST_MAX },
	{ "applied", LINE_OF(applied_ppb16), 1, -POL_FREQ_MAX, POL_FREQ_MAX },
	{ "raw", LINE_OF(raw_ns), 1, 0, INT64_MAX },
	{ "hour", LINE_OF(hour_ns), 1, 0, INT64_MAX },
	{ "charges", LINE_OF(charge_ns), POL_HOURS, INT64_MIN, INT64_MAX },
	{ "rights", LINE_OF(rights_used), 1, 0, INT32_MAX },
	{ "have_clock", LINE_OF(have_clock), 1, 0, 1 },
	{ "clock", LINE_OF(clock), 8, INT64_MIN, INT64_MAX },
};
#define NLINES	(sizeof lines / sizeof lines[0])

/* FNV-1a: against accidents, not against root. */
static uint64_t
checksum(const char *buf, size_t len)
{
	uint64_t	h = UINT64_C(0xcbf29ce484222325);
	size_t		i;

	for (i = 0; i < len; i++)
		h = (h ^ (uint8_t)buf[i]) * UINT64_C(0x100000001b3);
	return h;
}

static bool put(char *, size_t, const char *, ...)
    __attribute__((__format__(__printf__, 3, 4)));

/* Appends to a text; false where there is no room. */
static bool
put(char *buf, size_t size, const char *fmt, ...)
{
	size_t	len = strlen(buf);
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(buf + len, size - len, fmt, ap);
	va_end(ap);
	return n >= 0 && (size_t)n < size - len;
}

size_t
par_state_encode(const struct par_state *st, char *buf, size_t size)
{
	const int64_t	*value;
	bool		 fits;
	size_t		 i;
	int		 k;

	buf[0] = '\0';
	fits = put(buf, size, MAGIC "boot %s\n", st->boot_id);
	for (i = 0; i < NLINES; i++) {
		value = (const int64_t *)(const void *)((const char *)st +
		    lines[i].offset);
		fits &= put(buf, size, "%s", lines[i].key);
		for (k = 0; k < lines[i].n; k++)
			fits &= put(buf, size, " %" PRId64, value[k]);
		fits &= put(buf, size, "\n");
	}
	fits &= put(buf, size, "sum %016" PRIx64 "\n",
	    checksum(buf, strlen(buf)));
	return fits ? strlen(buf) : 0;
}

static bool
read_line(const char **p, const struct line *l, struct par_state *st)
{
	int64_t	*value = (int64_t *)(void *)((char *)st + l->offset);
	char	*end;
	int	 k;

	*p += strcspn(*p, " ");
	for (k = 0; k < l->n; k++) {
		value[k] = strtoll(*p, &end, 10);
		if (end == *p || value[k] < l->min || value[k] > l->max)
			return false;
		*p = end;
	}
	return true;
}

/* As far as it can be read: what it is not is seen when it is written. */
static bool
read_lines(const char *p, struct par_state *st)
{
	const char	*boot = MAGIC "boot ";
	size_t		 i, len;

	if (strncmp(p, boot, strlen(boot)) != 0)
		return false;
	p += strlen(boot);
	if ((len = strcspn(p, "\n")) >= sizeof st->boot_id)
		return false;
	memcpy(st->boot_id, p, len);
	p += len;
	for (i = 0; i < NLINES; i++)
		if (!read_line(&p, &lines[i], st))
			return false;
	return true;
}

bool
par_state_decode(struct par_state *st, const char *buf, size_t len)
{
	char	text[PAR_STATE_MAX + 1], again[PAR_STATE_MAX + 1];

	memset(st, 0, sizeof *st);
	if (len > PAR_STATE_MAX)
		return false;
	memcpy(text, buf, len);
	text[len] = '\0';
	if (read_lines(text, st) &&
	    par_state_encode(st, again, sizeof again) == len &&
	    memcmp(again, buf, len) == 0)
		return true;
	memset(st, 0, sizeof *st);
	return false;
}

enum par_found
par_state_choose(struct par_state *st, const struct par_state *a,
    enum par_found a_found, const struct par_state *b, enum par_found b_found)
{
	bool	a_ok = a_found == PAR_FOUND_OK, b_ok = b_found == PAR_FOUND_OK;

	if (a_ok || b_ok) {
		*st = a_ok && (!b_ok || a->serial >= b->serial) ? *a : *b;
		return PAR_FOUND_OK;
	}
	memset(st, 0, sizeof *st);
	return a_found > b_found ? a_found : b_found;
}

static bool
same_boot(const struct par_state *st, const char *boot_id)
{
	return boot_id[0] != '\0' && strcmp(st->boot_id, boot_id) == 0;
}

void
par_state_resume(const struct par_state *st, enum par_found found,
    const char *boot_id, struct pol *p, struct tm_raw raw)
{
	/* and a raw clock ahead of this one is not of this boot either */
	bool	same = same_boot(st, boot_id) && st->raw_ns <= raw.ns &&
	    st->hour_ns <= st->raw_ns;

	if (found == PAR_FOUND_BAD)
		pol_updates(p, UINT32_MAX);
	if (found != PAR_FOUND_OK)
		return;
	if (st->trusted_known)
		pol_trust(p, st->trusted_ppb16);
	memcpy(p->budget.charge_ns, st->charge_ns,
	    sizeof p->budget.charge_ns);
	p->budget.hour_ns = same ? st->hour_ns : raw.ns;
	p->raw_ns = same ? st->raw_ns : raw.ns;
	p->applied_ppb16 = same ? st->applied_ppb16 : p->trusted_ppb16;
	/* A boot without a name may be the same one: no rights anew. */
	if ((boot_id[0] == '\0' || same_boot(st, boot_id)) && !st->clean)
		pol_updates(p, (uint32_t)st->rights_used);
}

void
par_state_collect(struct par_state *st, const char *boot_id,
    const struct pol *p, bool clean)
{
	struct pol_budget	b = p->budget;

	pol_budget_charge(&b, pol_committed(p) - pol_charged(p));
	snprintf(st->boot_id, sizeof st->boot_id, "%s", boot_id);
	st->serial += st->serial < INT64_MAX;
	st->clean = clean;
	st->trusted_known = p->trusted_known;
	st->trusted_ppb16 = p->trusted_ppb16;
	st->applied_ppb16 = p->applied_ppb16;
	st->raw_ns = p->raw_ns;
	st->hour_ns = p->budget.hour_ns;
	memcpy(st->charge_ns, b.charge_ns, sizeof st->charge_ns);
	st->rights_used = p->rights_used;
}

void
par_state_set_clock(struct par_state *st, const struct msg_saved *m)
{
	const int64_t	v[8] = { m->freq_ppb16, m->skew_ppb16, m->raw_ns,
	    m->true_ns, m->offset_sd_ns, m->covar, m->have_freq, m->updates };

	memcpy(st->clock, v, sizeof st->clock);
	st->have_clock = 1;
}

bool
par_state_get_clock(const struct par_state *st, const char *boot_id,
    struct msg_saved *m)
{
	const int64_t	*v = st->clock;

	memset(m, 0, sizeof *m);
	if (!st->have_clock)
		return false;
	m->freq_ppb16 = v[0];
	m->skew_ppb16 = v[1];
	m->have_freq = v[6] != 0;
	if (!same_boot(st, boot_id))
		return true;
	m->raw_ns = v[2];
	m->true_ns = v[3];
	m->offset_sd_ns = v[4];
	m->covar = v[5];
	/* they count makestep's rights, which a clean stop renews */
	m->updates = st->clean ? 0 : (uint32_t)v[7];
	return true;
}

int64_t
par_state_floor_ns(const struct par_state *st, int64_t release_s)
{
	int64_t	saved_ns = st->saved_wall_ns - TM_DAY;

	return saved_ns > release_s * TM_S ? saved_ns : release_s * TM_S;
}

int64_t
par_state_ceiling_ns(int64_t release_s)
{
	return (release_s + INT64_C(20) * 365 * 86400) * TM_S;
}
