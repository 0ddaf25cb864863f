/* ISC licence, see LICENSE. */
/* A report under way.  Pure. */
#include <string.h>

#include "chimectl_table.h"

void
ctl_table_init(struct ctl_table *b, struct ctl_tool *t, bool list,
    void (*show)(struct ctl_table *, const struct msg_stat_row *))
{
	memset(b, 0, sizeof *b);
	b->t = t;
	b->list = list;
	b->show = show;
	b->r.namer = &t->namer;
	ctl_out_init(&b->r.out, t->out, t->format);
}

bool
ctl_table_options(struct ctl_table *b, unsigned int n, char **words,
    const char *allowed)
{
	unsigned int	i, k;

	for (i = 1; i < n; i++) {
		k = (unsigned int)strspn(words[i] + 1, allowed);
		if (words[i][0] != '-' || k == 0 || words[i][k + 1] != '\0') {
			ctl_tool_syntax(b->t, words[0]);
			return false;
		}
		for (; k > 0; k--)
			if (words[i][k] == 'a')
				b->r.all = true;
			else
				b->r.verbose = true;
	}
	return true;
}

static void
begin(struct ctl_table *b)
{
	if (b->begun)
		return;
	b->begun = true;
	ctl_out_begin(&b->r.out, b->list);
	b->show(b, NULL);
}

static void
on_row(void *arg, const struct msg_stat_row *row)
{
	struct ctl_table	*b = arg;

	begin(b);
	b->show(b, row);
}

enum ctl_exit
ctl_table_run(struct ctl_table *b, enum stat_table table)
{
	enum ctl_exit	result = ctl_tool_ask(b->t, table, on_row, b);

	if (result == CTL_DONE)
		begin(b);
	if (b->begun)
		ctl_out_end(&b->r.out);
	return result;
}
