/* ISC licence, see LICENSE. */
/* The real-time clock's report and commands.  Pure. */
#include <string.h>

#include "chimectl_rtc.h"
#include "chimectl_units.h"

static void
data_text(FILE *f, const struct stat_rtc *s)
{
	char	buf[CTL_FMT];

	fprintf(f, "RTC ref time (UTC) : %s\n", ctl_fmt_utc(buf,
	    s->ref_utc_ns));
	fprintf(f, "Number of samples  : %u\n", s->samples);
	fprintf(f, "Number of runs     : %u\n", s->runs);
	fprintf(f, "Sample span period : %s\n", ctl_fmt_interval(buf,
	    ctl_age_s(s->span_ns)));
	fprintf(f, "RTC is fast by     : %12.6f seconds\n",
	    (double)s->fast_ns / 1e9);
	fprintf(f, "RTC gains time at  : %9.3f ppm\n",
	    ctl_ppm(s->gain_ppb16));
}

static void
on_row(void *arg, const struct msg_stat_row *row)
{
	struct ctl_tool		*t = arg;
	const struct stat_rtc	*s = &row->u.rtc;
	struct ctl_out		 o;

	if (t->format == CTL_TEXT) {
		data_text(t->out, s);
		return;
	}
	ctl_out_init(&o, t->out, t->format);
	ctl_out_begin(&o, false);
	ctl_out_row(&o);
	ctl_out_seconds(&o, "reference_time_utc_s", s->ref_utc_ns);
	ctl_out_int(&o, "samples", s->samples);
	ctl_out_int(&o, "runs", s->runs);
	ctl_out_int(&o, "span_s", ctl_age_s(s->span_ns));
	ctl_out_double(&o, "fast_s", 6, (double)s->fast_ns / 1e9);
	ctl_out_double(&o, "gain_ppm", 3, ctl_ppm(s->gain_ppb16));
	ctl_out_row_end(&o);
	ctl_out_end(&o);
}

enum ctl_exit
ctl_rtc_data(struct ctl_tool *t, unsigned int n, char **words)
{
	return n > 1 ? ctl_tool_syntax(t, words[0]) :
	    ctl_tool_ask(t, STAT_RTC, on_row, t);
}

enum ctl_exit
ctl_rtc_trim(struct ctl_tool *t, unsigned int n, char **words)
{
	return ctl_tool_plain(t, n, words, CMD_TRIMRTC);
}

enum ctl_exit
ctl_rtc_write(struct ctl_tool *t, unsigned int n, char **words)
{
	return ctl_tool_plain(t, n, words, CMD_WRITERTC);
}
