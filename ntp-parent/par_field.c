/* ISC licence, see LICENSE. */
/* Keywords with one value or none, described by data.  Pure. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "addr.h"
#include "par_field.h"
#include "par_value.h"

#define WHAT	160

/* Text and scale of the numeric types. */
static const struct {
	const char	*what;
	double		 scale;		/* 0: whole numbers */
} numeric[] = {
	[PF_INT] = { "a whole number", 0 },
	[PF_SEC] = { "seconds", PAR_UNIT_S },
	[PF_PPM] = { "parts per million", PAR_UNIT_PPM },
	[PF_E6] = { "a number", PAR_UNIT_E6 },
};

static bool
is_numeric(enum par_type t)
{
	return t == PF_INT || t == PF_SEC || t == PF_PPM || t == PF_E6;
}

static void
number_str(enum par_type t, int64_t v, char *buf, size_t len)
{
	if (numeric[t].scale == 0)
		snprintf(buf, len, "%" PRId64, v);
	else
		par_value_str(v, numeric[t].scale, buf, len);
}

/* "seconds, 0 or more", "a whole number from 1 to 16", "a path" */
static const char *
what_of(const struct par_field *f, char buf[WHAT])
{
	char	min[32], max[32];

	if (!is_numeric(f->type)) {
		switch (f->type) {
		case PF_PATH:
			return "an absolute path";
		case PF_HEX:
			return "a hexadecimal number";
		case PF_HOST:
			return "a host name or address";
		case PF_ADDR:
			return "an IP address";
		default:
			return "a word";
		}
	}
	number_str(f->type, f->min, min, sizeof min);
	number_str(f->type, f->max, max, sizeof max);
	if (f->min == 1 && numeric[f->type].scale != 0)
		/* the least that is kept is not what somebody would write */
		snprintf(buf, WHAT, "%s, more than 0 and at most %s",
		    numeric[f->type].what, max);
	else if (f->max == INT64_MAX)
		snprintf(buf, WHAT, "%s, %s or more", numeric[f->type].what,
		    min);
	else
		snprintf(buf, WHAT, "%s from %s to %s", numeric[f->type].what,
		    min, max);
	return buf;
}

static void
store(const struct par_field *f, void *base, int64_t v)
{
	char	*at = (char *)base + f->offset;
	int32_t	 v32 = (int32_t)v;
	int16_t	 v16 = (int16_t)v;
	int8_t	 v8 = (int8_t)v;

	switch (f->width) {
	case 1:
		memcpy(at, &v8, sizeof v8);
		break;
	case 2:
		memcpy(at, &v16, sizeof v16);
		break;
	case 4:
		memcpy(at, &v32, sizeof v32);
		break;
	case 8:
		memcpy(at, &v, sizeof v);
		break;
	}
}

static int64_t
load(const struct par_field *f, const void *base)
{
	const char	*at = (const char *)base + f->offset;
	int64_t		 v = 0;
	int32_t		 v32;
	int16_t		 v16;
	int8_t		 v8;

	switch (f->width) {
	case 1:
		memcpy(&v8, at, sizeof v8);
		return f->min < 0 ? v8 : (uint8_t)v8;
	case 2:
		memcpy(&v16, at, sizeof v16);
		return f->min < 0 ? v16 : (uint16_t)v16;
	case 4:
		memcpy(&v32, at, sizeof v32);
		return f->min < 0 ? v32 : (int64_t)(uint32_t)v32;
	case 8:
		memcpy(&v, at, sizeof v);
	}
	return v;
}

static bool
is_hex(const char *s)
{
	size_t	len = strlen(s);

	return len > 0 && len <= 8 &&
	    strspn(s, "0123456789abcdefABCDEF") == len;
}

static bool
text_fits(const struct par_field *f, const char *word)
{
	struct addr	a;

	switch (f->type) {
	case PF_PATH:
		return word[0] == '/';
	case PF_HEX:
		return is_hex(word);
	case PF_HOST:
		return par_value_host(word);
	case PF_ADDR:
		return addr_parse(word, &a) == 0;
	default:
		/* What only quotes could bring into a word is no word. */
		return *word != '\0' && strpbrk(word, " \t#\"'\\") == NULL;
	}
}

static void
take_text(struct par_parse *p, const struct par_field *f, void *base,
    const char *word)
{
	char	 buf[WHAT];

	if (!text_fits(f, word)) {
		par_expected(p, word, what_of(f, buf));
		return;
	}
	if (f->width == 0)
		return;
	if (f->type == PF_PATH && f->min == 1 && strcmp(word, "/") == 0)
		word = "";
	if (strlen(word) >= f->width) {
		snprintf(buf, sizeof buf, "at most %zu bytes", f->width - 1);
		par_expected(p, word, buf);
		return;
	}
	memset((char *)base + f->offset, 0, f->width);
	strlcpy((char *)base + f->offset, word, f->width);
}

static void
take_number(struct par_parse *p, const struct par_field *f, void *base,
    const char *word)
{
	char	what[WHAT];
	int64_t	v;
	bool	ok;

	if (f->type == PF_INT)
		ok = par_value_int(word, f->min, f->max, &v);
	else
		ok = par_value_real(word, numeric[f->type].scale, f->min,
		    f->max, &v);
	if (!ok)
		par_expected(p, word, what_of(f, what));
	else if (f->width != 0)
		store(f, base, v);
}

static void
take_word(struct par_parse *p, const struct par_field *f, void *base,
    const char *word)
{
	if (is_numeric(f->type))
		take_number(p, f, base, word);
	else
		take_text(p, f, base, word);
}

void
par_field_arg(struct par_parse *p, const struct par_field *f, void *base)
{
	const char	*word;
	char		 what[WHAT];

	if (f->type == PF_CONST || f->type == PF_BIT) {
		if (f->width != 0)
			store(f, base, f->type == PF_CONST ? f->min :
			    load(f, base) | f->min);
	} else if ((word = par_need(p, what_of(f, what))) != NULL)
		take_word(p, f, base, word);
}

/* As par_field_arg, for an option: what is missing is missing after it. */
static void
take_option(struct par_parse *p, const struct par_field *f, void *base)
{
	char	what[WHAT], after[WHAT + 16];

	if (f->type != PF_CONST && f->type != PF_BIT && par_peek(p) == NULL) {
		snprintf(after, sizeof after, "%s after it", what_of(f, what));
		par_expected(p, f->name, after);
	} else
		par_field_arg(p, f, base);
}

const struct par_field *
par_field_find(const struct par_field *table, size_t n, const char *name)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (strcasecmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

bool
par_field_set(const struct par_field *f, void *base, int64_t v)
{
	if (v < f->min || v > f->max)
		return false;
	store(f, base, v);
	return true;
}

bool
par_tell_effect(struct par_parse *p, const char *word,
    enum par_status status)
{
	if (status == PAR_LATER)
		par_no_effect(p, word);
	else if (status == PAR_NEEDLESS)
		par_warn(p, word, "accepted, and not needed: every sample "
		    "counts by its own noise and age");
	return status == PAR_LATER || status == PAR_NEEDLESS;
}

static void
unknown(struct par_parse *p, const struct par_field *table, size_t n,
    const char *word)
{
	struct near	like;
	size_t		i;

	near_begin(&like, word);
	for (i = 0; i < n; i++)
		near_try(&like, table[i].name);
	par_expected_like(p, &like, "an option");
}

void
par_field_options(struct par_parse *p, const struct par_field *table,
    size_t n, void *base)
{
	const struct par_field	*f;
	const char		*word;

	while ((word = par_next(p)) != NULL) {
		if ((f = par_field_find(table, n, word)) == NULL) {
			unknown(p, table, n, word);
			/* What follows may be its value: no more guesses. */
			p->next = p->line->nwords;
			return;
		}
		if (f->status == PAR_REFUSED)
			par_error(p, word, "not supported yet, and without "
			    "it the source would not be authenticated");
		take_option(p, f, base);
		par_tell_effect(p, word, f->status);
	}
}

void
par_field_print(const struct par_field *f, const void *base,
    const void *defaults, struct par_out *out)
{
	const char	*at = (const char *)base + f->offset;
	char		 buf[40];
	int64_t		 v;

	if (f->width == 0 || memcmp(at, (const char *)defaults + f->offset,
	    f->width) == 0)
		return;
	v = load(f, base);
	if (f->type == PF_CONST || f->type == PF_BIT) {
		if (f->type == PF_CONST ? v == f->min : (v & f->min) != 0)
			par_out_add(out, " %s", f->name);
	} else if (is_numeric(f->type)) {
		number_str(f->type, v, buf, sizeof buf);
		par_out_add(out, " %s %s", f->name, buf);
	} else
		par_out_add(out, " %s %s", f->name, *at != '\0' ? at : "/");
}
