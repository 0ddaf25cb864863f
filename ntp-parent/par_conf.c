/* ISC licence, see LICENSE. */
/* The configuration: defaults, loading, what follows from it.  Pure. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "par_conf.h"
#include "par_directive.h"
#include "par_include.h"
#include "par_source.h"

const char *const par_conf_paths[4] = {
	SYSCONFDIR "/chimed.conf", "/etc/chrony.conf",
	"/etc/chrony/chrony.conf", "/etc/ntpd.conf"
};

static void
init_clock(struct par_conf *conf)
{
	struct msg_cfg_clock	*clock = &conf->clock;

	clock->minsources = 1;
	clock->maxdistance_ns = 3 * TM_S;
	clock->maxupdateskew_ppb16 = 1000 * TM_PPM16;
	clock->maxclockerror_ppb16 = TM_PPM16;
	clock->maxdrift_ppb16 = 500000 * TM_PPM16;
	clock->logchange_ns = TM_S;
	clock->maxslewrate_ppb16 = tm_ppb16_from_ratio(83333.333e-6);
	clock->local_distance_ns = TM_S;
	clock->maxjitter_ns = TM_S;
	clock->reselectdist_ns = 100 * TM_US;
	clock->stratumweight_ns = TM_MS;
	clock->combinelimit_e6 = 3000000;
	clock->corrtimeratio_e6 = 3000000;
	conf->local_waitunsynced_ns = -1;
	conf->policy.forward_ns = 1000 * TM_S;
	conf->policy.backward_ns = 10 * TM_S;
	conf->drift_interval_ns = 3600 * TM_S;
	conf->logbanner = 32;
}

/* The part before the tables; those are as long as they are counted. */
void
par_conf_init(struct par_conf *conf)
{
	memset(conf, 0, offsetof(struct par_conf, listen));
	conf->next_entry = 1;
	conf->net.ipv4 = 1;
	conf->net.ipv6 = 1;
	conf->net.rate_interval = 3;
	conf->net.rate_burst = 8;
	conf->net.rate_leak = 2;
	conf->net.clientlog = 524288;
	conf->net.refresh_ns = 14 * TM_DAY;
	conf->port = 123;
	conf->cmdport = 323;
	addr_parse("127.0.0.1", &conf->bindcmd4);
	addr_parse("::1", &conf->bindcmd6);
	strlcpy(conf->cmdsocket, "/run/chrony/chronyd.sock",
	    sizeof conf->cmdsocket);
	init_clock(conf);
	strlcpy(conf->user, "_chimed", sizeof conf->user);
	strlcpy(conf->statedir, LOCALSTATEDIR "/lib/chimed",
	    sizeof conf->statedir);
	strlcpy(conf->ctlsocket, "/run/chimed/chimed.sock",
	    sizeof conf->ctlsocket);
	strlcpy(conf->pidfile, "/run/chimed/chimed.pid",
	    sizeof conf->pidfile);
}

void
par_conf_local(struct par_conf *conf)
{
	conf->clock.local_stratum = 10;
	conf->clock.local_orphan = 0;
	conf->clock.local_distance_ns = TM_S;
	conf->clock.local_activate_ns = 0;
	conf->clock.local_waitsynced_ns = 0;
	conf->local_waitunsynced_ns = -1;
}

void
par_conf_waits(struct par_conf *conf)
{
	conf->clock.local_waitunsynced_ns = conf->local_waitunsynced_ns;
	if (conf->local_waitunsynced_ns < 0)
		conf->clock.local_waitunsynced_ns = conf->clock.local_orphan ?
		    300 * TM_S : 0;
}

/* As NTP has it: the power of two that is no finer; 0 for 0. */
static int8_t
precision_of(int64_t ns)
{
	int64_t	s = TM_S;
	int8_t	log2_s = 0;

	while (ns > 0 && s / 2 >= ns && log2_s > -30) {
		s /= 2;
		log2_s--;
	}
	return log2_s;
}

/*
 * A step at the start where there is no makestep: initstepslew's, or
 * OpenNTPD's, which sets a clock that is a minute slow if it trusts somebody
 * (without constraints, which nobody checks here), and never back.
 */
static void
first_step(struct par_conf *conf)
{
	struct msg_cfg_clock	*c = &conf->clock;

	if (c->makestep_ns == 0 && conf->initstep_ns > 0) {
		c->makestep_ns = conf->initstep_ns;
		c->makestep_limit = 1;
	} else if (c->makestep_ns == 0 && conf->trusted) {
		c->makestep_ns = 60 * TM_S;
		c->makestep_limit = 1;
		if (c->maxstep_backward_ns == 0)
			c->maxstep_backward_ns = 1;
	}
	conf->initstep_ns = 0;
	conf->trusted = 0;
}

/* What follows once all lines have been read. */
static void
finish(struct par_conf *conf)
{
	first_step(conf);
	conf->net.precision = precision_of(conf->clockprecision_ns);
	if (conf->local_by_addr && conf->clock.local_stratum == 0)
		par_conf_local(conf);
	par_conf_waits(conf);
	conf->clock.nsources = conf->nsources;
	conf->policy.makestep_ns = conf->clock.makestep_ns;
	conf->policy.makestep_limit = conf->clock.makestep_limit;
	conf->policy.maxstep_forward_ns = conf->clock.maxstep_forward_ns;
	conf->policy.maxstep_backward_ns = conf->clock.maxstep_backward_ns;
	conf->policy.maxslew_ppb16 = conf->clock.maxslewrate_ppb16;
}

static void
begin(struct par_parse *p, struct par_conf *conf,
    const struct par_conf_io *io, par_say_fn *say, void *arg)
{
	par_conf_init(conf);
	memset(p, 0, sizeof *p);
	p->conf = conf;
	p->io = io;
	p->say = say;
	p->arg = arg;
}

const char *
par_conf_error(int error)
{
	return error == PAR_IRREGULAR ? "not a regular file" : strerror(error);
}

static void
complain(struct par_parse *p, const char *path, int error)
{
	char	text[PAR_TEXT];

	snprintf(text, sizeof text, "%s: %s", path, par_conf_error(error));
	p->errors++;
	p->say(p->arg, LOG_ERR, text);
}

static void
say_taken(struct par_parse *p, const char *path)
{
	char	text[PAR_TEXT];

	snprintf(text, sizeof text, "%s: the configuration is taken from "
	    "here", path);
	p->say(p->arg, LOG_NOTICE, text);
}

/* The first that exists; one that cannot be read is not passed over. */
static void
search(struct par_parse *p)
{
	struct par_text	text;
	char		none[PAR_TEXT];
	size_t		i;
	int		error;

	for (i = 0; i < sizeof par_conf_paths / sizeof *par_conf_paths; i++) {
		error = p->io->read(p->io->arg, par_conf_paths[i], &text);
		if (error == ENOENT)
			continue;
		if (error == 0) {
			p->io->read_done(p->io->arg, &text);
			say_taken(p, par_conf_paths[i]);
			error = par_include_file(p, par_conf_paths[i]);
		}
		if (error != 0)
			complain(p, par_conf_paths[i], error);
		return;
	}
	snprintf(none, sizeof none, "no configuration: none of %s, %s, %s, "
	    "%s exists", par_conf_paths[0], par_conf_paths[1],
	    par_conf_paths[2], par_conf_paths[3]);
	p->errors++;
	p->say(p->arg, LOG_ERR, none);
}

/* What only the whole shows: lines that need, or exclude, another one. */
static void
judge_whole(struct par_parse *p)
{
	const struct par_conf	*c = p->conf;

	/* The kernel sets the RTC, or we do. */
	if (c->rtcsync && c->rtcfile[0] != '\0') {
		p->errors++;
		p->say(p->arg, LOG_ERR,
		    "rtcsync and rtcfile exclude each other");
	}
	if (c->clock.log != 0 && c->logdir[0] == '\0')
		p->say(p->arg, LOG_WARNING,
		    "log: expected a logdir as well: nothing is written");
	if (c->net.rate_on && c->net.clientlog == 0)
		p->say(p->arg, LOG_WARNING,
		    "ratelimit: no effect without a client log (noclientlog)");
}

unsigned int
par_conf_load(struct par_conf *conf, const struct par_conf_io *io,
    const char *path, par_say_fn *say, void *arg)
{
	struct par_parse	p;
	int			error;

	begin(&p, conf, io, say, arg);
	if (path == NULL)
		search(&p);
	else if ((error = par_include_file(&p, path)) != 0)
		complain(&p, path, error);
	judge_whole(&p);
	par_summary(&p);
	finish(conf);
	return p.errors;
}

/* The text of one argument is one line, whatever is in it. */
unsigned int
par_conf_load_args(struct par_conf *conf, const struct par_conf_io *io,
    char *const *directives, int n, par_say_fn *say, void *arg)
{
	struct par_parse	p;
	int			i;

	begin(&p, conf, io, say, arg);
	for (i = 0; i < n; i++)
		par_include_line(&p, "argument", (unsigned int)i + 1,
		    directives[i]);
	judge_whole(&p);
	par_summary(&p);
	finish(conf);
	return p.errors;
}

static bool
uses(const struct par_conf *conf, uint32_t n, uint32_t entry)
{
	uint32_t	i;

	for (i = 0; i < n; i++)
		if (conf->source[i].entry == entry)
			return true;
	return false;
}

static uint32_t
unused_entry(struct par_conf *conf, const struct par_conf *old)
{
	uint32_t	entry;

	do {
		if (conf->next_entry > UINT16_MAX)
			conf->next_entry = 1;
		entry = conf->next_entry++;
	} while (uses(conf, conf->nsources, entry) ||
	    uses(old, old->nsources, entry));
	return entry;
}

void
par_conf_adopt_entries(struct par_conf *conf, const struct par_conf *old)
{
	struct msg_cfg_source	*s;
	uint32_t		 i, k;

	conf->gen = old->gen + 1;
	conf->next_entry = old->next_entry;
	for (i = 0; i < conf->nsources; i++) {
		s = &conf->source[i];
		s->entry = 0;
		for (k = 0; k < old->nsources; k++)
			if (par_source_same(s, &old->source[k]))
				s->entry = old->source[k].entry;
	}
	for (i = 0; i < conf->nsources; i++)
		if (conf->source[i].entry == 0)
			conf->source[i].entry = unused_entry(conf, old);
}

static bool
family_used(const struct par_conf *conf, const struct addr *a)
{
	return a->family == 4 ? conf->net.ipv4 : conf->net.ipv6;
}

/* Adds a socket, or what it may to one at the same address. */
static size_t
add_sock(const struct par_conf *conf, struct msg_sock *socks, size_t n,
    const struct addr *a, uint32_t flags)
{
	size_t	i;

	if (!family_used(conf, a))
		return n;
	for (i = 0; i < n; i++)
		if (addr_same_ip(&socks[i].local, a) &&
		    SOCK_RTABLE(socks[i].flags) == SOCK_RTABLE(flags)) {
			socks[i].flags |= flags;
			return n;
		}
	memset(&socks[n], 0, sizeof socks[n]);
	socks[n].kind = SOCK_NTP;
	socks[n].flags = flags;
	socks[n].local = *a;
	socks[n].local.port = conf->port;
	return n + 1;
}

static bool
allows_any(const struct par_conf *conf)
{
	uint32_t	i;

	for (i = 0; i < conf->naccess; i++)
		if (conf->access[i].allow)
			return true;
	for (i = 0; i < conf->nnamed; i++)
		if (conf->named[i].allow && !conf->named[i].cmd)
			return true;
	return false;
}

size_t
par_conf_socks(const struct par_conf *conf, struct msg_sock *socks)
{
	struct addr	any;
	uint32_t	i;
	size_t		n = 0;

	if (conf->port == 0)
		return 0;
	if (allows_any(conf)) {
		memset(&any, 0, sizeof any);
		any.family = 4;
		n = add_sock(conf, socks, n, conf->bind4.family != 0 ?
		    &conf->bind4 : &any, 0);
		any.family = 6;
		n = add_sock(conf, socks, n, conf->bind6.family != 0 ?
		    &conf->bind6 : &any, 0);
	}
	for (i = 0; i < conf->nlisten; i++)
		n = add_sock(conf, socks, n, &conf->listen[i].local,
		    conf->listen[i].flags);
	return n;
}
