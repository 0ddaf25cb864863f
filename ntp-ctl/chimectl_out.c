/* ISC licence, see LICENSE. */
/* CSV and JSON writers. */
#include "chimectl_out.h"
#include "chimectl_units.h"

void
ctl_out_init(struct ctl_out *o, FILE *f, enum ctl_format format)
{
	o->f = f;
	o->format = format;
	o->part = CTL_WHOLE;
	o->first_field = o->first_row = true;
	o->list = false;
}

void
ctl_out_begin(struct ctl_out *o, bool list)
{
	o->list = list;
	o->first_row = true;
	if (o->format == CTL_JSON && list)
		fputc('[', o->f);
}

void
ctl_out_end(struct ctl_out *o)
{
	if (o->format == CTL_JSON && o->list)
		fputs("]\n", o->f);
}

void
ctl_out_row(struct ctl_out *o)
{
	o->first_field = true;
	if (o->format != CTL_JSON)
		return;
	if (o->part == CTL_TAIL) {
		o->first_field = false;
		return;
	}
	if (o->list && !o->first_row)
		fputs(",\n ", o->f);
	o->first_row = false;
	fputc('{', o->f);
}

void
ctl_out_row_end(struct ctl_out *o)
{
	if (o->format == CTL_JSON && o->part == CTL_HEAD)
		return;
	if (o->format == CTL_JSON)
		fputc('}', o->f);
	if (o->format != CTL_JSON || !o->list)
		fputc('\n', o->f);
}

static void
field(struct ctl_out *o, const char *name)
{
	if (!o->first_field)
		fputc(',', o->f);
	o->first_field = false;
	if (o->format == CTL_JSON)
		fprintf(o->f, "\"%s\":", name);
}

/* chronyc's CSV knows no quoting: a comma may not occur in a field. */
static void
put_csv(FILE *f, const char *s)
{
	for (; *s != '\0'; s++)
		fputc(*s < ' ' || *s > '~' || *s == ',' ? '?' : *s, f);
}

static void
put_json(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc(*s < ' ' || *s > '~' ? '?' : *s, f);
	}
	fputc('"', f);
}

void
ctl_out_text(struct ctl_out *o, const char *name, const char *text)
{
	field(o, name);
	if (o->format == CTL_JSON)
		put_json(o->f, text);
	else
		put_csv(o->f, text);
}

void
ctl_out_char(struct ctl_out *o, const char *name, char c)
{
	char	text[2] = { c, '\0' };

	ctl_out_text(o, name, text);
}

void
ctl_out_int(struct ctl_out *o, const char *name, int64_t n)
{
	field(o, name);
	fprintf(o->f, "%lld", (long long)n);
}

void
ctl_out_bool(struct ctl_out *o, const char *name, bool yes)
{
	field(o, name);
	if (o->format == CTL_JSON)
		fputs(yes ? "true" : "false", o->f);
	else
		fputs(yes ? "Yes" : "No", o->f);
}

void
ctl_out_octal(struct ctl_out *o, const char *name, uint32_t n)
{
	field(o, name);
	fprintf(o->f, o->format == CTL_JSON ? "%u" : "%o", n);
}

void
ctl_out_age(struct ctl_out *o, const char *name, uint32_t age_s)
{
	field(o, name);
	if (o->format == CTL_JSON && age_s == CTL_NEVER_S)
		fputs("null", o->f);
	else
		fprintf(o->f, "%u", age_s);
}

void
ctl_out_seconds(struct ctl_out *o, const char *name, int64_t ns)
{
	char	buf[CTL_FMT];

	field(o, name);
	fputs(ctl_fmt_seconds(buf, ns, false), o->f);
}

void
ctl_out_double(struct ctl_out *o, const char *name, int decimals, double x)
{
	field(o, name);
	fprintf(o->f, "%.*f", decimals, x);
}

const char *
ctl_printable(const char *text, char *buf, size_t len)
{
	size_t	i;

	for (i = 0; i + 1 < len && text[i] != '\0'; i++)
		buf[i] = text[i];
	buf[i] = '\0';
	while (i-- > 0)
		if (buf[i] < ' ' || buf[i] > '~')
			buf[i] = '?';
	return buf;
}
