/* ISC licence, see LICENSE. */
/* The RTC at the start of the daemon. */
#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "page_io.h"
#include "par_conf_io.h"
#include "par_log_io.h"
#include "par_rtc_io.h"

#define DEVICE	"/dev/rtc"

int64_t
par_rtc_local_s(void *arg, const struct tm *t)
{
	struct tm	copy = *t;

	(void)arg;
	copy.tm_isdst = -1;
	return mktime(&copy);
}

/* What the virtual one counts, ns. */
static int64_t
virtual_ns(const struct par_rtc_dev *d)
{
	struct tm_now	now = page_now_real();

	return now.wall.ns + d->off_ns +
	    tm_scale(now.raw.ns - d->since_ns, d->gain_ppb16);
}

static int
virtual_read(void *arg, struct tm *t)
{
	time_t	s = (time_t)(virtual_ns(arg) / TM_S);

	return gmtime_r(&s, t) == NULL ? -1 : 0;
}

static int
virtual_hold(void *arg)
{
	(void)arg;
	return 0;
}

static int64_t
virtual_edge(void *arg, bool on)
{
	return on ? TM_S - virtual_ns(arg) % TM_S : 0;
}

static int
virtual_set(void *arg, const struct tm *t)
{
	struct par_rtc_dev	*d = arg;
	struct tm		 copy = *t;

	d->off_ns += timegm(&copy) * TM_S + TM_S / 2 - virtual_ns(d);
	return 0;
}

const struct par_rtc_driver par_rtc_virtual = {
	.read = virtual_read,
	.local_s = par_rtc_local_s,
	.hold = virtual_hold,
	.edge = virtual_edge,
	.set = virtual_set,
};

/* rtconutc, or what hwclock(8) has noted; else RTCs run on local time. */
static bool
runs_on_utc(const struct par_conf *conf)
{
	struct par_text	text;
	bool		utc = conf->rtconutc;
	int		error;

	if (conf->hwclockfile[0] == '\0')
		return utc;
	if ((error = par_conf_files.read(par_conf_files.arg,
	    conf->hwclockfile, &text)) != 0) {
		par_log(LOG_WARNING, "%s: %s", conf->hwclockfile,
		    par_conf_error(error));
		return utc;
	}
	utc = par_rtc_text_utc(text.text, text.len);
	par_conf_files.read_done(par_conf_files.arg, &text);
	return utc;
}

void
par_rtc_find(struct par_rtc *r, const struct par_args *args,
    const struct par_conf *conf)
{
	memset(r, 0, sizeof *r);
	r->dev.fd = -1;
	r->dev.path = conf->rtcdevice[0] != '\0' ? conf->rtcdevice : DEVICE;
	r->drv = par_rtc_host;
	if (args->virtual) {
		r->drv = par_rtc_virtual;
		r->dev.path = "virtual RTC";
		r->dev.off_ns = args->virtual_rtc_ns;
		r->dev.gain_ppb16 = args->virtual_rtc_ppb16;
		r->dev.since_ns = page_now_real().raw.ns;
	}
	r->drv.arg = &r->dev;
	r->utc = args->virtual || runs_on_utc(conf);
	r->exists = !args->virtual || args->virtual_has_rtc;
}

static bool
read_rtc(struct par_rtc *r, int64_t *rtc_ns)
{
	if (par_rtc_read(&r->drv, r->utc, rtc_ns) == 0) {
		*rtc_ns -= par_rtcfit_fast_ns(&r->fit, *rtc_ns);
		return true;
	}
	par_log(LOG_WARNING, "%s: %s", r->dev.path, strerror(errno));
	return false;
}

void
par_rtc_boot(struct par_rtc *r, struct par_clock *c,
    const struct pol_conf *pol, int64_t saved_ns)
{
	struct par_rtc_start	in = {
		.saved_ns = saved_ns, .floor_ns = pol->floor_ns,
		.ceiling_ns = pol->ceiling_ns
	};
	const char		*why;
	int64_t			 off_ns;

	if (r->exists)
		in.have_rtc = read_rtc(r, &in.rtc_ns);
	off_ns = par_rtc_start(&in, c->drv->now(c).wall.ns, &why);
	if (off_ns == 0)
		return;
	if (c->drv->step(c, off_ns) == -1)
		par_log(LOG_ERR, "cannot set the clock to %s: %s", why,
		    strerror(errno));
	else
		par_log(LOG_NOTICE, "system clock set to %s: by %.3f seconds",
		    why, tm_s_from_ns(off_ns));
}
