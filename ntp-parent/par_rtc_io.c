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

static int
virtual_read(void *arg, struct tm *t)
{
	const int64_t	*off_ns = arg;
	time_t		 s = (time_t)((page_now_real().wall.ns + *off_ns) /
			    TM_S);

	return gmtime_r(&s, t) == NULL ? -1 : 0;
}

const struct par_rtc_driver par_rtc_virtual = {
	NULL, virtual_read, par_rtc_local_s
};

/* rtconutc, or what hwclock(8) has noted; else RTCs run on local time. */
static bool
runs_on_utc(const struct par_conf *conf)
{
	struct par_text	text;
	bool		utc = conf->rtconutc;

	if (conf->hwclockfile[0] == '\0')
		return utc;
	if (par_conf_files.read(par_conf_files.arg, conf->hwclockfile,
	    &text) != 0) {
		par_log(LOG_WARNING, "%s: %s", conf->hwclockfile,
		    strerror(errno));
		return utc;
	}
	utc = par_rtc_text_utc(text.text, text.len);
	par_conf_files.read_done(par_conf_files.arg, &text);
	return utc;
}

static bool
read_rtc(const struct par_args *args, const struct par_conf *conf,
    int64_t *rtc_ns)
{
	struct par_rtc_driver	drv = par_rtc_host;
	const char		*device = DEVICE;
	int64_t			off_ns = args->virtual_rtc_ns;
	bool			utc = true;

	if (conf->rtcdevice[0] != '\0')
		device = conf->rtcdevice;
	if (args->virtual) {
		drv = par_rtc_virtual;
		drv.arg = &off_ns;
		device = "virtual RTC";
	} else {
		drv.arg = (void *)(uintptr_t)device;
		utc = runs_on_utc(conf);
	}
	if (par_rtc_read(&drv, utc, rtc_ns) == 0)
		return true;
	par_log(LOG_WARNING, "%s: %s", device, strerror(errno));
	return false;
}

void
par_rtc_boot(struct par_clock *c, const struct par_args *args,
    const struct par_conf *conf, const struct pol_conf *pol, int64_t saved_ns)
{
	struct par_rtc_start	in = {
		.saved_ns = saved_ns, .floor_ns = pol->floor_ns,
		.ceiling_ns = pol->ceiling_ns
	};
	const char		*why;
	int64_t			 off_ns;

	if (!args->virtual || args->virtual_has_rtc)
		in.have_rtc = read_rtc(args, conf, &in.rtc_ns);
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
