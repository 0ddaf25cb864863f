/* ISC licence, see LICENSE. */
/* chronyc's reports. */
#include <math.h>

#include "chimectl_report.h"
#include "chimectl_units.h"
#include "pol.h"

/* Longer names of hosts are cut in tables. */
#define NAME_CUT	25

static int64_t
negated(int64_t ns)
{
	return ns == INT64_MIN ? INT64_MAX : -ns;
}

static const char *
leap_name(unsigned int leap)
{
	static const char *const names[] = {
		"Normal", "Insert second", "Delete second", "Not synchronised"
	};

	return names[leap <= 3 ? leap : 3];
}

static void
tracking_text(FILE *f, const struct stat_tracking *t, const char *name)
{
	char	buf[CTL_FMT];

	fprintf(f, "Reference ID    : %08X (%s)\n", t->refid, name);
	fprintf(f, "Stratum         : %u\n", t->stratum);
	fprintf(f, "Ref time (UTC)  : %s\n", ctl_fmt_utc(buf, t->ref_utc_ns));
	fprintf(f, "System time     : %s seconds %s of NTP time\n",
	    ctl_fmt_magnitude(buf, t->correction_ns),
	    t->correction_ns > 0 ? "slow" : "fast");
	fprintf(f, "Last offset     : %s seconds\n",
	    ctl_fmt_seconds(buf, t->last_offset_ns, true));
	fprintf(f, "RMS offset      : %s seconds\n",
	    ctl_fmt_seconds(buf, t->rms_offset_ns, false));
	fprintf(f, "Frequency       : %.3f ppm %s\n",
	    fabs(ctl_ppm(t->freq_ppb16)),
	    t->freq_ppb16 > 0 ? "fast" : "slow");
	fprintf(f, "Residual freq   : %+.3f ppm\n", ctl_ppm(t->resid_ppb16));
	fprintf(f, "Skew            : %.3f ppm\n", ctl_ppm(t->skew_ppb16));
	fprintf(f, "Root delay      : %s seconds\n",
	    ctl_fmt_seconds(buf, t->root_delay_ns, false));
	fprintf(f, "Root dispersion : %s seconds\n",
	    ctl_fmt_seconds(buf, t->root_disp_ns, false));
	fprintf(f, "Update interval : %.1f seconds\n",
	    (double)t->interval_ns / 1e9);
	fprintf(f, "Leap status     : %s\n", leap_name(t->leap));
}

/* Not known to chronyc: how sure NTP time is, sources being right. */
static void
tracking_more(FILE *f, const struct stat_tracking *t)
{
	char	buf[CTL_FMT];

	fprintf(f, "Std deviation   : %s seconds\n",
	    ctl_fmt_seconds(buf, t->sd_ns, false));
}

static void
tracking_fields(struct ctl_out *o, const struct stat_tracking *t,
    const char *name)
{
	char	refid[9];

	snprintf(refid, sizeof refid, "%08X", t->refid);
	ctl_out_row(o);
	ctl_out_text(o, "reference_id", refid);
	ctl_out_text(o, "reference_name", name);
	ctl_out_int(o, "stratum", t->stratum);
	ctl_out_seconds(o, "reference_time_utc_s", t->ref_utc_ns);
	ctl_out_seconds(o, "system_time_slow_s", t->correction_ns);
	ctl_out_seconds(o, "last_offset_s", t->last_offset_ns);
	ctl_out_seconds(o, "rms_offset_s", t->rms_offset_ns);
	ctl_out_double(o, "frequency_fast_ppm", 3, ctl_ppm(t->freq_ppb16));
	ctl_out_double(o, "residual_frequency_ppm", 3,
	    ctl_ppm(t->resid_ppb16));
	ctl_out_double(o, "skew_ppm", 3, ctl_ppm(t->skew_ppb16));
	ctl_out_seconds(o, "root_delay_s", t->root_delay_ns);
	ctl_out_seconds(o, "root_dispersion_s", t->root_disp_ns);
	ctl_out_double(o, "update_interval_s", 1,
	    (double)t->interval_ns / 1e9);
	ctl_out_text(o, "leap_status", leap_name(t->leap));
	if (o->format == CTL_JSON)
		ctl_out_seconds(o, "std_deviation_s", t->sd_ns);
	ctl_out_row_end(o);
}

void
ctl_report_tracking(struct ctl_report *r, const struct stat_tracking *t)
{
	char	buf[CTL_NAME];

	if (t == NULL)
		return;
	ctl_refname(r->namer, buf, &t->addr, t->name, t->refid);
	if (r->out.format == CTL_TEXT) {
		tracking_text(r->out.f, t, buf);
		if (r->verbose)
			tracking_more(r->out.f, t);
	} else
		tracking_fields(&r->out, t, buf);
}

static void
rule(FILE *f, int columns)
{
	while (columns-- > 0)
		fputc('=', f);
	fputc('\n', f);
}

static void
sources_head(struct ctl_report *r)
{
	FILE	*f = r->out.f;

	if (r->out.format != CTL_TEXT)
		return;
	if (r->verbose)
		fputs("\n"
"  .-- Source mode  '^' = server, '=' = peer, '#' = local clock.\n"
" / .- Source state '*' = current best, '+' = combined, '-' = not combined,\n"
"| /             'x' = may be in error, '~' = too variable, '?' = unusable.\n"
"||                                                 .- xxxx [ yyyy ] +/- zzzz\n"
"||      Reachability register (octal) -.           |  xxxx = adjusted offset,\n"
"||      Log2(Polling interval) --.      |          |  yyyy = measured offset,\n"
"||                                \\     |          |  zzzz = estimated error.\n"
"||                                 |    |           \\\n", f);
	fprintf(f, "%-79s\n", "MS Name/IP address         Stratum Poll Reach "
	    "LastRx Last sample");
	rule(f, 79);
}

/* chronyc's offsets of sources are of the local clock: > 0 is ahead. */
static int64_t
ahead(int64_t server_less_wall_ns)
{
	return negated(server_less_wall_ns);
}

static void
source_fields(struct ctl_out *o, const struct stat_source *s, const char *name)
{
	ctl_out_row(o);
	ctl_out_char(o, "mode", s->mode);
	ctl_out_char(o, "state", s->state);
	ctl_out_text(o, "name", name);
	ctl_out_int(o, "stratum", s->stratum);
	ctl_out_int(o, "poll_log2_s", s->poll);
	ctl_out_octal(o, "reach", s->reach);
	ctl_out_age(o, "last_sample_age_s", ctl_age_s(s->since_ns));
	ctl_out_seconds(o, "adjusted_offset_s", ahead(s->adjusted_ns));
	ctl_out_seconds(o, "measured_offset_s", ahead(s->measured_ns));
	ctl_out_seconds(o, "error_s", s->error_ns);
	ctl_out_row_end(o);
}

/* A character from another process, shown to a terminal. */
static char
shown(char c)
{
	return c > ' ' && c <= '~' ? c : '?';
}

void
ctl_report_source(struct ctl_report *r, const struct stat_source *s)
{
	char	name[CTL_NAME], age[CTL_FMT], adj[CTL_FMT], meas[CTL_FMT],
		error[CTL_FMT];

	if (s == NULL) {
		sources_head(r);
		return;
	}
	if (s->addr.family == 0 && s->mode != '#' && !r->all)
		return;
	ctl_name(r->namer, name, &s->addr, s->name, s->id,
	    r->out.format == CTL_TEXT ? NAME_CUT : 0);
	if (r->out.format != CTL_TEXT) {
		source_fields(&r->out, s, name);
		return;
	}
	fprintf(r->out.f, "%c%c %-27s  %2u  %2d   %3o  %s  %s[%s] +/- %s\n",
	    shown(s->mode), shown(s->state), name, s->stratum, s->poll,
	    s->reach, ctl_fmt_interval(age, ctl_age_s(s->since_ns)),
	    ctl_fmt_offset(adj, ahead(s->adjusted_ns)),
	    ctl_fmt_offset(meas, ahead(s->measured_ns)),
	    ctl_fmt_error(error, s->error_ns));
}

static void
sourcestats_head(struct ctl_report *r)
{
	FILE	*f = r->out.f;

	if (r->out.format != CTL_TEXT)
		return;
	if (r->verbose)
		fputs("\n"
"                            .- Samples in use,\n"
"                            |   .- changes of sign in their residuals (runs),\n"
"                            |   |     .- and the time that they span.\n"
"                            |   |     |          .- Frequency error,\n"
"                            |   |     |          |          .- its bound.\n"
"                            |   |     |          |       Offset now -.\n"
"                            |   |     |          |          |        |   sd -.\n"
"                            |   |     |          |          |        |       |\n", f);
	fputs("Name/IP Address            NP  NR  Span  Frequency  Freq Skew  "
	    "Offset  Std Dev\n", f);
	rule(f, 78);
}

static void
sourcestats_fields(struct ctl_out *o, const struct stat_sourcestats *s,
    const char *name)
{
	ctl_out_row(o);
	ctl_out_text(o, "name", name);
	ctl_out_int(o, "samples", s->samples);
	ctl_out_int(o, "runs", s->runs);
	ctl_out_int(o, "span_s", ctl_age_s(s->span_ns));
	ctl_out_double(o, "frequency_ppm", 3, ctl_ppm(s->freq_ppb16));
	ctl_out_double(o, "skew_ppm", 3, ctl_ppm(s->skew_ppb16));
	ctl_out_seconds(o, "offset_s", ahead(s->offset_ns));
	ctl_out_seconds(o, "std_dev_s", s->sd_ns);
	ctl_out_row_end(o);
}

void
ctl_report_sourcestats(struct ctl_report *r, const struct stat_sourcestats *s)
{
	char	name[CTL_NAME], span[CTL_FMT], freq[CTL_FMT], skew[CTL_FMT],
		offset[CTL_FMT], sd[CTL_FMT];

	if (s == NULL) {
		sourcestats_head(r);
		return;
	}
	if (s->addr.family == 0 && s->refid == 0 && !r->all)
		return;
	if (s->addr.family == 0 && s->refid != 0)
		ctl_refname(r->namer, name, &s->addr, s->name, s->refid);
	else
		ctl_name(r->namer, name, &s->addr, s->name, s->id,
		    r->out.format == CTL_TEXT ? NAME_CUT : 0);
	if (r->out.format != CTL_TEXT) {
		sourcestats_fields(&r->out, s, name);
		return;
	}
	fprintf(r->out.f, "%-25s %3u %3u  %s %s %s  %s  %s\n", name,
	    s->samples, s->runs, ctl_fmt_interval(span, ctl_age_s(s->span_ns)),
	    ctl_fmt_ppm(freq, s->freq_ppb16, true),
	    ctl_fmt_ppm(skew, s->skew_ppb16, false),
	    ctl_fmt_offset(offset, ahead(s->offset_ns)),
	    ctl_fmt_error(sd, s->sd_ns));
}

void
ctl_report_activity(struct ctl_report *r, const struct stat_activity *a)
{
	struct ctl_out	*o = &r->out;

	if (a == NULL)
		return;
	if (o->format == CTL_TEXT) {
		fprintf(o->f, "200 OK\n%u sources online\n"
		    "%u sources offline\n"
		    "%u sources doing burst (return to online)\n"
		    "%u sources doing burst (return to offline)\n"
		    "%u sources with unknown address\n", a->online,
		    a->offline, a->burst_online, a->burst_offline,
		    a->unresolved);
		return;
	}
	ctl_out_row(o);
	ctl_out_int(o, "online", a->online);
	ctl_out_int(o, "offline", a->offline);
	ctl_out_int(o, "burst_online", a->burst_online);
	ctl_out_int(o, "burst_offline", a->burst_offline);
	ctl_out_int(o, "unresolved", a->unresolved);
	ctl_out_row_end(o);
}

/* Of a budget of so much per day: the charged sum is signed. */
static int64_t
budget_left(int64_t budget_ns, int64_t charged_ns)
{
	int64_t	left_ns;

	if (__builtin_sub_overflow(budget_ns, charged_ns, &left_ns))
		return charged_ns < 0 ? INT64_MAX : 0;
	return left_ns < 0 ? 0 : left_ns;
}

static void
policy_fields(struct ctl_out *o, const struct stat_policy *p, int64_t forward,
    int64_t backward, const char *last)
{
	ctl_out_row(o);
	ctl_out_seconds(o, "budget_forward_s", p->forward_ns);
	ctl_out_seconds(o, "budget_forward_left_s", forward);
	ctl_out_seconds(o, "budget_backward_s", p->backward_ns);
	ctl_out_seconds(o, "budget_backward_left_s", backward);
	ctl_out_double(o, "trusted_frequency_ppm", 3,
	    ctl_ppm(p->trusted_ppb16));
	ctl_out_double(o, "applied_frequency_ppm", 3,
	    ctl_ppm(p->applied_ppb16));
	ctl_out_int(o, "steps_left", p->steps_left);
	ctl_out_int(o, "steps", p->steps);
	ctl_out_int(o, "refusals", p->refusals);
	ctl_out_text(o, "last_refusal", last);
	ctl_out_int(o, "child_restarts", p->restarts);
	ctl_out_int(o, "child_violations", p->violations);
	ctl_out_row_end(o);
}

static void
policy_text(FILE *f, const struct stat_policy *p, int64_t forward,
    int64_t backward, const char *last)
{
	char	left[CTL_FMT], whole[CTL_FMT];

	fprintf(f, "Forward budget  : %s of %s seconds left\n",
	    ctl_fmt_seconds(left, forward, false),
	    ctl_fmt_seconds(whole, p->forward_ns, false));
	fprintf(f, "Backward budget : %s of %s seconds left\n",
	    ctl_fmt_seconds(left, backward, false),
	    ctl_fmt_seconds(whole, p->backward_ns, false));
	fprintf(f, "Trusted freq    : %+.3f ppm\n", ctl_ppm(p->trusted_ppb16));
	fprintf(f, "Applied freq    : %+.3f ppm\n", ctl_ppm(p->applied_ppb16));
	if (p->steps_left < 0)
		fputs("Steps left      : unlimited\n", f);
	else
		fprintf(f, "Steps left      : %d\n", p->steps_left);
	fprintf(f, "Steps made      : %u\n", p->steps);
	fprintf(f, "Refusals        : %u%s%s%s\n", p->refusals,
	    last[0] != '\0' ? " (last: " : "", last,
	    last[0] != '\0' ? ")" : "");
	fprintf(f, "Child restarts  : %u (violations: %u)\n", p->restarts,
	    p->violations);
}

void
ctl_report_policy(struct ctl_report *r, const struct stat_policy *p)
{
	int64_t		 forward, backward;
	const char	*last = "";

	if (p == NULL)
		return;
	forward = budget_left(p->forward_ns, p->charged_ns);
	backward = budget_left(p->backward_ns, negated(p->charged_ns));
	if (p->refusals > 0 && p->last_refusal < POL_VERDICTS)
		last = pol_verdict_name((enum pol_verdict)p->last_refusal);
	if (r->out.format == CTL_TEXT)
		policy_text(r->out.f, p, forward, backward, last);
	else
		policy_fields(&r->out, p, forward, backward, last);
}
