/* ISC licence, see LICENSE. */
/* The RTC beside the clock. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "par_file_io.h"
#include "par_log_io.h"
#include "par_rtc_watch_io.h"

#define QUICK_NS	(2 * TM_S)	/* until there is a line */
#define PAUSE_NS	(16 * TM_S)	/* and then, doubling */
#define PAUSE_MAX_NS	(512 * TM_S)
#define LATE_NS		(3 * TM_S)	/* its second never begins */

static void	on_timer(void *);

void
par_rtc_watch_load(struct par_rtc_watch *w, struct par_rtc *rtc,
    const struct par_conf *conf, const char *statedir)
{
	char	text[256];
	ssize_t	len;

	memset(w, 0, sizeof *w);
	w->rtc = rtc;
	if (conf->rtcfile[0] == '\0' || !rtc->exists)
		return;
	w->running = true;
	w->autotrim_ns = conf->rtcautotrim_ns;
	if (rtc->dev.since_ns != 0)
		snprintf(w->path, sizeof w->path, "%.240s/rtc", statedir);
	else
		strlcpy(w->path, conf->rtcfile, sizeof w->path);
	len = par_file_read(w->path, text, sizeof text);
	if (len == -1 ? errno != ENOENT : !par_rtcfit_decode(&rtc->fit, text))
		par_log(LOG_WARNING, "%s: %s; it is not used", w->path,
		    len == -1 ? strerror(errno) : "not an rtcfile");
}

void
par_rtc_watch_hold(struct par_rtc_watch *w)
{
	const struct par_rtc_driver	*drv = &w->rtc->drv;

	if (!w->running)
		return;
	if (drv->hold != NULL && drv->hold(drv->arg) == 0)
		return;
	par_log(LOG_WARNING, "rtcfile: %s: %s", w->rtc->dev.path,
	    drv->hold == NULL ? "it cannot be watched on this system" :
	    strerror(errno));
	w->running = false;
}

static int64_t
utc_now(const struct par_rtc_watch *w)
{
	const struct page_data	*p = &w->core->page;
	struct par_clock	*c = w->core->clock;

	return tm_utc_from_true(&p->leaps, page_true(p, c->drv->now(c)));
}

static bool
is_synced(const struct par_rtc_watch *w)
{
	const struct page_truth	*t = &w->core->page.truth;

	return t->sync == PAGE_SYNC && !t->local;
}

static void
again(struct par_rtc_watch *w, int64_t after_ns)
{
	loop_after(w->loop, &w->timer, after_ns, on_timer, w);
}

static void
give_up(struct par_rtc_watch *w, const char *what)
{
	par_log(LOG_WARNING, "%s: %s: %s; it is watched no more",
	    w->rtc->dev.path, what, strerror(errno));
	loop_timer_del(w->loop, &w->timer);
	w->running = false;
}

static void
stop_waiting(struct par_rtc_watch *w)
{
	const struct par_rtc_driver	*drv = &w->rtc->drv;

	(void)drv->edge(drv->arg, false);
	if (w->rtc->dev.fd != -1)
		loop_fd_del(w->loop, w->rtc->dev.fd);
}

/* The line of rtc.log; those of chronyd's are alike. */
static void
log_row(struct par_rtc_watch *w, int64_t utc_ns, int64_t fast_ns)
{
	const struct par_rtcfit	*f = &w->rtc->fit;
	char			 text[160], when[32];
	time_t			 s = (time_t)(utc_ns / TM_S);
	struct tm		 tm;

	if (!(w->core->conf->clock.log >> LOGF_RTC & 1) ||
	    gmtime_r(&s, &tm) == NULL)
		return;
	strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(text, sizeof text, "%s %13.6f %d %15.6f %15.3f %3u %3u "
	    "%4" PRId64, when, tm_s_from_ns(fast_ns), f->valid,
	    tm_s_from_ns(par_rtcfit_fast_ns(f, utc_ns)), f->gain * 1e6, f->n,
	    f->runs, w->pause_ns / TM_S);
	par_rows_write(w->rows, LOGF_RTC, text);
}

/* Half a second before the second that it is set to begins. */
static void
on_trim(void *arg)
{
	struct par_rtc_watch		*w = arg;
	const struct par_rtc_driver	*drv = &w->rtc->drv;
	time_t				 s = (time_t)(utc_now(w) / TM_S);
	struct tm			 tm;

	if ((w->rtc->utc ? gmtime_r(&s, &tm) : localtime_r(&s, &tm)) == NULL ||
	    drv->set(drv->arg, &tm) == -1) {
		give_up(w, "it cannot be set");
		return;
	}
	par_log(LOG_NOTICE, "the RTC was set");
	par_rtcfit_forget(&w->rtc->fit);
	again(w, QUICK_NS);
}

static void
trim(struct par_rtc_watch *w)
{
	int64_t	part_ns = utc_now(w) % TM_S;

	loop_after(w->loop, &w->timer, (part_ns < TM_S / 2 ? TM_S / 2 :
	    TM_S * 3 / 2) - part_ns, on_trim, w);
}

/* A second of the RTC has begun. */
static void
on_second(void *arg)
{
	struct par_rtc_watch	*w = arg;
	struct par_rtcfit	*f = &w->rtc->fit;
	int64_t			 utc_ns = utc_now(w), rtc_ns, fast_ns;

	stop_waiting(w);
	if (par_rtc_read(&w->rtc->drv, w->rtc->utc, &rtc_ns) == -1) {
		give_up(w, "it cannot be read");
		return;
	}
	/* the reading is of the middle of its second */
	rtc_ns -= TM_S / 2;
	par_rtcfit_add(f, utc_ns, rtc_ns);
	w->pause_ns = f->n < PAR_RTC_LEAST ? QUICK_NS :
	    PAUSE_NS << f->n / 8;
	if (w->pause_ns > PAUSE_MAX_NS)
		w->pause_ns = PAUSE_MAX_NS;
	log_row(w, utc_ns, rtc_ns - utc_ns);
	fast_ns = par_rtcfit_fast_ns(f, utc_ns);
	if (w->autotrim_ns > 0 && f->n >= PAR_RTC_LEAST &&
	    (fast_ns > w->autotrim_ns || fast_ns < -w->autotrim_ns))
		trim(w);
	else
		again(w, w->pause_ns);
}

static void
on_readable(void *arg, int fd, short revents)
{
	unsigned long	count;

	(void)revents;
	if (read(fd, &count, sizeof count) > 0)
		on_second(arg);
}

static void
on_late(void *arg)
{
	struct par_rtc_watch	*w = arg;

	stop_waiting(w);
	errno = ETIMEDOUT;
	give_up(w, "its seconds cannot be seen");
}

static void
on_timer(void *arg)
{
	struct par_rtc_watch		*w = arg;
	const struct par_rtc_driver	*drv = &w->rtc->drv;
	int64_t				 wait_ns;

	if (!is_synced(w)) {
		again(w, QUICK_NS);
		return;
	}
	if ((wait_ns = drv->edge(drv->arg, true)) == -1)
		give_up(w, "its seconds cannot be seen");
	else if (wait_ns > 0)
		loop_after(w->loop, &w->timer, wait_ns, on_second, w);
	else {
		loop_fd(w->loop, w->rtc->dev.fd, POLLIN, on_readable, w);
		loop_after(w->loop, &w->timer, LATE_NS, on_late, w);
	}
}

void
par_rtc_watch_begin(struct par_rtc_watch *w, struct loop *loop,
    const struct par *core, struct par_rows *rows)
{
	w->loop = loop;
	w->core = core;
	w->rows = rows;
	if (w->running)
		again(w, QUICK_NS);
}

static bool
save(const struct par_rtc_watch *w)
{
	char	text[128];
	size_t	len = par_rtcfit_encode(&w->rtc->fit, text, sizeof text);

	errno = ENODATA;	/* nothing is known yet */
	if (len > 0 && par_file_replace(&par_fs_system, w->path, 0644, text,
	    len) == 0)
		return true;
	par_log(LOG_WARNING, "%s: %s", w->path, strerror(errno));
	return false;
}

enum cmd_status
par_rtc_watch_cmd(struct par_rtc_watch *w, uint32_t cmd, struct stat_rtc *s)
{
	const struct par_rtcfit	*f = &w->rtc->fit;

	if (!w->running)
		return CMD_NORTC;
	switch (cmd) {
	case CMD_TRIMRTC:
		if (!is_synced(w))
			return CMD_FAILED;
		stop_waiting(w);
		trim(w);
		break;
	case CMD_WRITERTC:
		return save(w) ? CMD_OK : CMD_BADRTCFILE;
	default:
		s->ref_utc_ns = f->ref_ns;
		s->samples = f->n;
		s->runs = f->runs;
		s->span_ns = par_rtcfit_span_ns(f);
		s->fast_ns = tm_ns_from_s(f->fast_s);
		s->gain_ppb16 = tm_ppb16_from_ratio(f->gain);
	}
	return CMD_OK;
}

void
par_rtc_watch_end(struct par_rtc_watch *w)
{
	if (w->running && w->rtc->fit.n > 0 && w->rtc->fit.valid)
		(void)save(w);
}
