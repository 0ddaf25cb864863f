/* ISC licence, see LICENSE. */
/* The merged configuration as text.  Pure. */
#include <string.h>

#include "par_directive.h"
#include "par_print.h"

/* Names of one thing: it is printed at the first of them. */
static bool
printed_before(const struct par_directive *d, size_t n)
{
	const struct par_directive	*other;
	size_t				 i;

	for (i = 0; i < n; i++) {
		other = par_directive_at(i);
		if (d->print != NULL ? other->print == d->print :
		    other->field.width > 0 &&
		    other->field.offset == d->field.offset)
			return true;
	}
	return false;
}

static void
print_field(const struct par_directive *d, const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	size_t	len;

	par_field_print(&d->field, conf, defaults, out);
	/* The field's text is " name value", here without the blank. */
	if ((len = out->len) > 0) {
		memmove(out->text, out->text + 1, len);
		out->len = len - 1;
	}
	par_out_end(out);
}

static void
print_kept(const struct par_conf *conf, struct par_out *out)
{
	const char	*at = conf->kept, *end = conf->kept + conf->nkept, *nl;

	while (at < end &&
	    (nl = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		par_out_add(out, "%.*s", (int)(nl - at), at);
		par_out_end(out);
		at = nl + 1;
	}
}

void
par_print(const struct par_conf *conf, const struct par_conf *defaults,
    void (*line)(void *arg, const char *text), void *arg)
{
	struct par_out			 out = { .line = line, .arg = arg };
	const struct par_directive	*d;
	size_t				 i;

	for (i = 0; (d = par_directive_at(i)) != NULL; i++) {
		if (printed_before(d, i))
			continue;
		if (d->print != NULL)
			d->print(conf, defaults, &out);
		else if (d->field.width > 0)
			print_field(d, conf, defaults, &out);
	}
	print_kept(conf, &out);
}
