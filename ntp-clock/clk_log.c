/* ISC licence, see LICENSE. */
/* The lines of `log'.  Pure. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clk_f.h"
#include "clk_log.h"
#include "clk_publish.h"

#define STAMP	24	/* "2026-11-22 18:24:42" */

static bool
wants(const struct clk *c, enum log_kind kind)
{
	return c->conf.clock.log >> kind & 1;
}

static void row(struct clk *, enum log_kind, const char *, ...)
    __attribute__((__format__(__printf__, 3, 4)));

static void
row(struct clk *c, enum log_kind kind, const char *fmt, ...)
{
	struct msg_log_row	m;
	va_list			ap;

	if (!wants(c, kind))
		return;
	memset(&m, 0, sizeof m);
	m.kind = kind;
	va_start(ap, fmt);
	vsnprintf(m.text, sizeof m.text, fmt, ap);
	va_end(ap);
	core_send(&c->ops, ROLE_PARENT, MSG_LOG_ROW, &m, sizeof m);
}

static const char *
stamp(char buf[STAMP], struct tm_now now)
{
	time_t		t = (time_t)(now.wall.ns / TM_S);
	struct tm	tm;

	buf[0] = '\0';
	if (gmtime_r(&t, &tm) != NULL)
		snprintf(buf, STAMP, "%04u-%02u-%02u %02u:%02u:%02u",
		    (unsigned int)(tm.tm_year + 1900) % 10000,
		    (unsigned int)tm.tm_mon % 12 + 1,
		    (unsigned int)tm.tm_mday % 32,
		    (unsigned int)tm.tm_hour % 24,
		    (unsigned int)tm.tm_min % 60,
		    (unsigned int)tm.tm_sec % 61);
	return buf;
}

static const char *
name(char buf[ADDR_STRLEN], const struct clk_source *s)
{
	struct addr	a = s->addr;

	a.port = 0;
	return addr_str(&a, buf);
}

/* Who took the time of a packet: the daemon, the kernel, the hardware. */
static char
who(uint8_t stamps, uint8_t kernel, uint8_t hardware)
{
	return stamps & hardware ? 'H' : stamps & kernel ? 'K' : 'D';
}

static int
log2_of(int64_t ns)
{
	return ns > 0 ? (int)lround(log2(tm_s_from_ns(ns))) : 0;
}

static void
measurement(struct clk *c, const struct clk_source *s, enum log_kind kind,
    struct tm_now now)
{
	const struct msg_sample	*m = &s->last;
	char			 when[STAMP], addr[ADDR_STRLEN];
	int			 poll = log2_of(s->stat.poll_ns);

	row(c, kind, "%s %-15s %c %2u 111 111 1111  %2d %2d %4.2f %10.3e "
	    "%10.3e %10.3e %10.3e %10.3e %08X 4B %c %c", stamp(when, now),
	    name(addr, s), "N+-?"[m->leap & 3], m->stratum, poll, poll, 0.0,
	    tm_s_from_ns(s->measured_ns), tm_s_from_ns(m->delay_ns),
	    tm_s_from_ns(m->noise_ns), tm_s_from_ns(m->root_delay_ns),
	    tm_s_from_ns(m->root_disp_ns), m->refid,
	    who(m->stamps, STAMP_TX_KERNEL, STAMP_TX_HW),
	    who(m->stamps, STAMP_RX_KERNEL, STAMP_RX_HW));
}

void
clk_log_sample(struct clk *c, const struct clk_source *s, struct tm_now now)
{
	const struct msg_sample	*m = &s->last;

	if (wants(c, LOGF_MEASUREMENTS))
		measurement(c, s, LOGF_MEASUREMENTS, now);
	if (wants(c, LOGF_RAWMEASUREMENTS))
		measurement(c, s, LOGF_RAWMEASUREMENTS, now);
	row(c, LOGF_SAMPLES, "%" PRId64 " %" PRId64 " sample %" PRIu32
	    " %" PRIu32 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
	    " %" PRId64 " %" PRId64 " %u %u %d %u %u %u", now.raw.ns,
	    now.wall.ns, m->id, m->refid, m->raw_ns, m->theta_ns,
	    m->delay_ns, m->noise_ns, m->root_delay_ns, m->root_disp_ns,
	    m->stratum, m->leap, m->precision, m->stamps, m->in_burst,
	    m->local);
}

static void
statistics(struct clk *c, const struct clk_source *s, struct tm_now now)
{
	struct clk_stats_line	l;
	char			when[STAMP], addr[ADDR_STRLEN];

	clk_stats_line(&s->stats, &l);
	row(c, LOGF_STATISTICS, "%s %-15s %10.3e %10.3e %10.3e %10.3e "
	    "%10.3e %7.1e %3u %3u %3u %5.2f", stamp(when, now),
	    name(addr, s), l.sd_s, l.offset_s,
	    l.samples > 0 ? l.sd_s / sqrt(l.samples) : l.sd_s, l.freq,
	    l.skew, 0.0, l.samples, 0u, l.runs, 0.0);
}

static void
tracking(struct clk *c, struct tm_now now)
{
	const struct clk_track	*t = &c->track;
	const struct clk_source	*s;
	struct clk_estimate	 p;
	char			 when[STAMP], addr[ADDR_STRLEN];
	unsigned int		 used = 0;

	if (t->ref == NULL || clk_f_predict(c, now.raw.ns, &p) == -1)
		return;
	CLK_SOURCE_FOREACH(s, &c->sources)
		used += s->state == '*' || s->state == '+';
	row(c, LOGF_TRACKING, "%s %-15s %2u %10.3f %10.3f %10.3e %c %2u "
	    "%10.3e %10.3e %10.3e %10.3e %10.3e", stamp(when, now),
	    name(addr, t->ref), t->truth.stratum, -p.freq * 1e6,
	    p.freq_sd * 1e6, t->last_offset_s, "N+-?"[t->truth.leap & 3],
	    used, p.theta_sd_s, tm_s_from_ns(clk_f_error(c, now)),
	    tm_s_from_ns(t->truth.root_delay_ns),
	    tm_s_from_ns(t->truth.root_disp_ns),
	    tm_s_from_ns(clk_publish_distance(c, now.raw)));
}

static void
selection(struct clk *c, struct tm_now now)
{
	const struct clk_source	*s;
	char			 when[STAMP], addr[ADDR_STRLEN];

	CLK_SOURCE_FOREACH(s, &c->sources)
		if (s->samples > 0)
			row(c, LOGF_SELECTION, "%s %-15s %c %c%c%c%c- %5o "
			    "%5.1f %10.3e %10.3e %10.3e", stamp(when, now),
			    name(addr, s), s->detail,
			    s->flags & SRC_NOSELECT ? 'N' : '-',
			    s->flags & SRC_PREFER ? 'P' : '-',
			    s->flags & SRC_TRUST ? 'T' : '-',
			    s->flags & SRC_REQUIRE ? 'R' : '-',
			    s->stat.reach, s->score,
			    tm_s_from_ns(now.raw.ns - s->last.raw_ns),
			    -s->hi_s, -s->lo_s);
}

void
clk_log_update(struct clk *c, const struct clk_source *s, struct tm_now now)
{
	if (wants(c, LOGF_STATISTICS))
		statistics(c, s, now);
	if (wants(c, LOGF_TRACKING))
		tracking(c, now);
	if (wants(c, LOGF_SELECTION))
		selection(c, now);
}
