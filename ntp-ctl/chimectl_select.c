/* ISC licence, see LICENSE. */
/* chronyc's selectdata. */
#include <string.h>

#include "chimectl_select.h"
#include "chimectl_table.h"
#include "chimectl_units.h"

#define NAME_CUT	25	/* columns of a name */

static const struct {
	uint32_t	 flag;
	char		 letter;
	const char	*name;
} options[] = {
	{ SRC_NOSELECT, 'N', "noselect" }, { SRC_PREFER, 'P', "prefer" },
	{ SRC_TRUST, 'T', "trust" }, { SRC_REQUIRE, 'R', "require" },
};
#define OPTIONS	(sizeof options / sizeof options[0])

static const char *const	leaps[] = { "Normal", "Insert second",
	"Delete second", "Not synchronised" };

static void
head(const struct ctl_report *r)
{
	FILE	*f = r->out.f;
	int	i;

	if (r->out.format != CTL_TEXT)
		return;
	if (r->verbose)
		fputs("\n"
"  .- State: '*' best, '+' combined, '-' not used; why it is not:\n"
" /   N noselect, M no samples, S silent, s unsynchronised, d too distant,\n"
"|    ~ jitter, x falseticker, T not trusted, W waits for more sources,\n"
"|    P others are preferred, D more distant than others, O orphan.\n"
"|        Options, configured and in force: N noselect, P prefer,   Offset\n"
"|        T trust, R require, then a place that is not used yet.    now -.\n"
"|                                                                       |\n",
		    f);
	fputs("S Name/IP Address        Auth COpts EOpts Last Score     "
	    "Interval  Leap\n", f);
	for (i = 0; i < 71; i++)
		fputc('=', f);
	fputc('\n', f);
}

static const char *
letters(uint32_t flags, char buf[OPTIONS + 2])
{
	size_t	i;

	for (i = 0; i < OPTIONS; i++)
		buf[i] = flags & options[i].flag ? options[i].letter : '-';
	buf[i++] = '-';
	buf[i] = '\0';
	return buf;
}

static void
option_fields(struct ctl_out *o, const char *which, uint32_t flags)
{
	char	name[32];
	size_t	i;

	for (i = 0; i < OPTIONS; i++) {
		snprintf(name, sizeof name, "%s_%s", which, options[i].name);
		if (o->format == CTL_CSV)
			ctl_out_char(o, name, flags & options[i].flag ?
			    options[i].letter : '-');
		else
			ctl_out_bool(o, name, (flags & options[i].flag) != 0);
	}
	if (o->format == CTL_CSV)
		ctl_out_char(o, which, '-');
}

/* chronyc's offsets are of the local clock: > 0 is ahead. */
static int64_t
ahead(int64_t ns)
{
	return ns == INT64_MIN ? INT64_MAX : -ns;
}

static void
fields(struct ctl_out *o, const struct stat_selectdata *d, const char *name)
{
	ctl_out_row(o);
	ctl_out_char(o, "state", d->state);
	ctl_out_text(o, "name", name);
	ctl_out_char(o, "authenticated", d->auth ? 'Y' : 'N');
	option_fields(o, "configured", d->conf);
	option_fields(o, "effective", d->eff);
	ctl_out_age(o, "last_sample_age_s", ctl_age_s(d->since_ns));
	ctl_out_double(o, "score", 1, (double)d->score_e6 * 1e-6);
	ctl_out_seconds(o, "interval_low_s", ahead(d->hi_ns));
	ctl_out_seconds(o, "interval_high_s", ahead(d->lo_ns));
	ctl_out_text(o, "leap", leaps[d->leap & 3]);
	ctl_out_row_end(o);
}

static void
show(struct ctl_table *b, const struct msg_stat_row *row)
{
	const struct stat_selectdata	*d;
	char	name[CTL_NAME], age[CTL_FMT], lo[CTL_FMT], hi[CTL_FMT],
		conf[OPTIONS + 2], eff[OPTIONS + 2];
	char	state;

	if (row == NULL) {
		head(&b->r);
		return;
	}
	d = &row->u.selectdata;
	if (d->addr.family == 0 && !b->r.all)
		return;
	ctl_name(b->r.namer, name, &d->addr, d->name, d->id,
	    b->r.out.format == CTL_TEXT ? NAME_CUT : 0);
	if (b->r.out.format != CTL_TEXT) {
		fields(&b->r.out, d, name);
		return;
	}
	state = d->state > ' ' && d->state <= '~' ? d->state : '?';
	fprintf(b->r.out.f, "%c %-25s %c %s %s %s %5.1f %s %s  %c\n", state,
	    name, d->auth ? 'Y' : 'N', letters(d->conf, conf),
	    letters(d->eff, eff),
	    ctl_fmt_interval(age, ctl_age_s(d->since_ns)),
	    (double)d->score_e6 * 1e-6, ctl_fmt_offset(lo, ahead(d->hi_ns)),
	    ctl_fmt_offset(hi, ahead(d->lo_ns)), "N+-?"[d->leap & 3]);
}

enum ctl_exit
ctl_select_data(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ctl_table	b;

	ctl_table_init(&b, t, true, show);
	return ctl_table_options(&b, n, words, "av") ?
	    ctl_table_run(&b, STAT_SELECTDATA) : CTL_USAGE;
}
