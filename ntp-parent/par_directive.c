/* ISC licence, see LICENSE. */
/* The table of all directives, and how a line goes through it.  Pure. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "par_directive.h"
#include "par_foreign.h"
#include "par_include.h"
#include "par_source.h"
#include "par_stmt_auth.h"
#include "par_stmt_clock.h"
#include "par_stmt_later.h"
#include "par_stmt_log.h"
#include "par_stmt_sandbox.h"
#include "par_stmt_serve.h"

/* Rows: a setting with a place, one without yet, one with own functions. */
#define SET(name, usage, type, min, max, member)			\
	{ { name, type, PAR_DONE, min, max,				\
	    PAR_AT(struct par_conf, member) }, usage, NULL, NULL }
#define LATER(name, usage, type, min, max)				\
	{ { name, type, PAR_LATER, min, max, PAR_NOWHERE },		\
	    usage, NULL, NULL }
#define CALL(name, usage, status, take, print)				\
	{ { name, PF_CONST, status, 0, 0, PAR_NOWHERE }, usage, take, print }
#define SKIP(name, status)						\
	{ { name, PF_CONST, status, 0, 0, PAR_NOWHERE }, "", NULL, NULL }

#define MAX	INT64_MAX
#define S	TM_S
#define PPM	TM_PPM16
#define E6	INT64_C(1000000)
#define SRC	"HOST [OPTION...]"
#define NET	"[all] [SUBNET|ADDRESS|HOST]"

static const struct par_directive table[] = {
	/* sources */
	CALL("server", SRC, PAR_DONE, par_source_server, par_source_print),
	CALL("pool", SRC, PAR_DONE, par_source_pool, par_source_print),
	CALL("servers", SRC, PAR_DONE, par_source_servers, par_source_print),
	CALL("peer", SRC, PAR_DONE, par_source_peer, par_source_print),
	CALL("refclock", "DRIVER PARAMETER [OPTION...]", PAR_LATER,
	    par_stmt_refclock, NULL),
	CALL("initstepslew", "SECONDS HOST...", PAR_DONE,
	    par_stmt_initstepslew, NULL),
	CALL("sensor", "DEVICE [correction N] [refid ID] [stratum N] "
	    "[weight N] [trusted]", PAR_LATER, par_stmt_sensor, NULL),
	CALL("constraint", "from URL [ADDRESS...]", PAR_LATER,
	    par_stmt_constraint, NULL),
	CALL("constraints", "from URL", PAR_LATER, par_stmt_constraints,
	    NULL),
	SET("acquisitionport", "PORT", PF_INT, 0, 65535, net.acqport),
	CALL("bindacqaddress", "ADDRESS", PAR_DONE, par_stmt_bindacq,
	    par_stmt_print_bindacq),
	CALL("query", "from ADDRESS", PAR_DONE, par_stmt_query,
	    par_stmt_print_bindacq),
	SET("bindacqdevice", "INTERFACE", PF_WORD, 0, 0, net.acqdevice),
	SET("dscp", "0-63", PF_INT, 0, 63, net.dscp),
	SET("refresh", "SECONDS", PF_SEC, 0, 36525 * TM_DAY, net.refresh_ns),

	/* selection and estimation */
	LATER("minstratum", "0-15", PF_INT, 0, 15),
	LATER("maxstratum", "0-15", PF_INT, 0, 15),
	SET("minsources", "NUMBER", PF_INT, 1, 256, clock.minsources),
	SET("maxdistance", "SECONDS", PF_SEC, 0, 1000 * S,
	    clock.maxdistance_ns),
	SET("maxupdateskew", "PPM", PF_PPM, 1, 1000000 * PPM,
	    clock.maxupdateskew_ppb16),
	SET("maxclockerror", "PPM", PF_PPM, 0, 500000 * PPM,
	    clock.maxclockerror_ppb16),
	SET("maxslewrate", "PPM", PF_PPM, 1, 500000 * PPM,
	    clock.maxslewrate_ppb16),
	SET("maxdrift", "PPM", PF_PPM, 0, 1000000 * PPM,
	    clock.maxdrift_ppb16),
	SET("maxjitter", "SECONDS", PF_SEC, 0, 1000000 * S,
	    clock.maxjitter_ns),
	{ { "minsamples", PF_INT, PAR_NEEDLESS, 0, 1000000, PAR_NOWHERE },
	    "NUMBER", NULL, NULL },
	{ { "maxsamples", PF_INT, PAR_NEEDLESS, 0, 1000000, PAR_NOWHERE },
	    "NUMBER", NULL, NULL },
	SET("combinelimit", "LIMIT", PF_E6, 0, 1000000 * E6,
	    clock.combinelimit_e6),
	SET("reselectdist", "SECONDS", PF_SEC, 0, 1000000 * S,
	    clock.reselectdist_ns),
	SET("stratumweight", "SECONDS", PF_SEC, 0, 1000000 * S,
	    clock.stratumweight_ns),
	SET("corrtimeratio", "RATIO", PF_E6, 0, 1000000 * E6,
	    clock.corrtimeratio_e6),
	SET("clockprecision", "SECONDS", PF_SEC, 1, S, clockprecision_ns),
	CALL("authselectmode", "require|prefer|mix|ignore", PAR_DONE,
	    par_stmt_authselectmode, par_stmt_print_authselectmode),

	/* the clock */
	CALL("makestep", "SECONDS LIMIT", PAR_DONE, par_stmt_makestep,
	    par_stmt_print_makestep),
	CALL("clockbudget", "[forward SECONDS] [backward SECONDS]", PAR_DONE,
	    par_stmt_budget, par_stmt_print_budget),
	CALL("local", "[stratum N] [orphan] [distance SECONDS] "
	    "[activate SECONDS] [waitsynced SECONDS] [waitunsynced SECONDS]",
	    PAR_DONE, par_stmt_local, par_stmt_print_local),
	CALL("driftfile", "FILE [interval SECONDS]", PAR_DONE,
	    par_stmt_driftfile, par_stmt_print_driftfile),
	CALL("maxchange", "SECONDS START IGNORE", PAR_DONE,
	    par_stmt_maxchange, par_stmt_print_maxchange),
	CALL("maxstep", "[forward SECONDS] [backward SECONDS]", PAR_DONE,
	    par_stmt_maxstep, par_stmt_print_maxstep),
	CALL("fallbackdrift", "MIN MAX", PAR_DONE, par_stmt_fallbackdrift,
	    par_stmt_print_fallbackdrift),
	CALL("smoothtime", "PPM PPM/S [leaponly]", PAR_LATER,
	    par_stmt_smoothtime, NULL),
	CALL("tempcomp", "FILE SECONDS (T0 K0 K1 K2 | FILE)", PAR_LATER,
	    par_stmt_tempcomp, NULL),
	CALL("leapsecmode", "system|step|slew|ignore", PAR_DONE,
	    par_stmt_leapsecmode, par_stmt_print_leapsecmode),
	SET("leapsectz", "TIMEZONE", PF_WORD, 0, 0, leapsectz),
	SET("leapseclist", "FILE", PF_PATH, 0, 0, leapseclist),
	SET("rtcsync", "", PF_CONST, 1, 1, rtcsync),
	SET("rtcfile", "FILE", PF_PATH, 0, 0, rtcfile),
	SET("rtcdevice", "DEVICE", PF_PATH, 0, 0, rtcdevice),
	SET("rtcautotrim", "SECONDS", PF_SEC, 0, 1000000 * S, rtcautotrim_ns),
	SET("rtconutc", "", PF_CONST, 1, 1, rtconutc),
	SET("hwclockfile", "FILE", PF_PATH, 0, 0, hwclockfile),
	LATER("manual", "", PF_CONST, 0, 0),

	/* serving */
	SET("port", "0-65535", PF_INT, 0, 65535, port),
	CALL("listen", "on ADDRESS|* [rtable N]", PAR_DONE, par_stmt_listen,
	    par_stmt_print_listen),
	CALL("bindaddress", "ADDRESS", PAR_DONE, par_stmt_bind,
	    par_stmt_print_bind),
	SET("binddevice", "INTERFACE", PF_WORD, 0, 0, binddevice),
	CALL("allow", NET, PAR_DONE, par_stmt_allow, par_stmt_print_access),
	CALL("deny", NET, PAR_DONE, par_stmt_deny, par_stmt_print_access),
	CALL("ratelimit", "[interval N] [burst N] [leak N] [kod N]",
	    PAR_DONE, par_stmt_ratelimit, par_stmt_print_ratelimit),
	SET("clientloglimit", "BYTES", PF_INT, 0, INT64_C(1) << 40, net.clientlog),
	SET("noclientlog", "", PF_CONST, 0, 0, net.clientlog),
	SET("workers", "NUMBER", PF_INT, 0, PAR_WORKERS, workers),
	CALL("broadcast", "SECONDS ADDRESS [PORT]", PAR_LATER,
	    par_stmt_broadcast, NULL),
	LATER("ntpsigndsocket", "DIRECTORY", PF_PATH, 0, 0),
	LATER("ptpport", "PORT", PF_INT, 0, 65535),
	LATER("ptpdomain", "0-255", PF_INT, 0, 255),
	CALL("hwtimestamp", "INTERFACE|* [OPTION...]", PAR_LATER,
	    par_stmt_hwtimestamp, NULL),
	LATER("maxtxbuffers", "NUMBER", PF_INT, 0, INT32_MAX),
	LATER("hwtstimeout", "SECONDS", PF_SEC, 0, MAX),

	/* control */
	SET("ctlsocket", "PATH", PF_PATH, 0, 0, ctlsocket),
	SET("cmdport", "0-65535", PF_INT, 0, 65535, cmdport),
	CALL("bindcmdaddress", "ADDRESS|PATH|/", PAR_DONE, par_stmt_bindcmd,
	    par_stmt_print_bindcmd),
	LATER("bindcmddevice", "INTERFACE", PF_WORD, 0, 0),
	CALL("cmdallow", NET, PAR_LATER, par_stmt_cmdallow,
	    par_stmt_print_cmdaccess),
	CALL("cmddeny", NET, PAR_LATER, par_stmt_cmddeny,
	    par_stmt_print_cmdaccess),
	CALL("cmdratelimit", "[interval N] [burst N] [leak N]", PAR_LATER,
	    par_stmt_cmdratelimit, NULL),
	CALL("opencommands", "[COMMAND...]", PAR_LATER,
	    par_stmt_opencommands, NULL),

	/* authentication */
	SET("keyfile", "FILE", PF_PATH, 0, 0, keyfile),
	SET("ntsdumpdir", "DIRECTORY", PF_PATH, 0, 0, ntsdumpdir),
	SET("ntscachedir", "DIRECTORY", PF_PATH, 0, 0, ntsdumpdir),
	CALL("ntsserverkey", "FILE", PAR_REFUSED, NULL, NULL),
	CALL("ntsservercert", "FILE", PAR_REFUSED, NULL, NULL),
	LATER("ntsport", "PORT", PF_INT, 1, 65535),
	LATER("ntsprocesses", "NUMBER", PF_INT, 0, 1000),
	LATER("maxntsconnections", "NUMBER", PF_INT, 1, INT32_MAX),
	LATER("ntsntpserver", "HOST", PF_HOST, 0, 0),
	LATER("ntsrotate", "SECONDS", PF_SEC, 0, MAX),
	LATER("ntsrefresh", "SECONDS", PF_SEC, 0, MAX),
	CALL("ntsaeads", "ID...", PAR_LATER, par_stmt_ntsaeads, NULL),
	CALL("ntstrustedcerts", "[SET] FILE|DIRECTORY", PAR_LATER,
	    par_stmt_ntstrustedcerts, NULL),
	LATER("nosystemcert", "", PF_CONST, 0, 0),
	LATER("nocerttimecheck", "NUMBER", PF_INT, 0, INT32_MAX),
	CALL("ntsratelimit", "[interval N] [burst N] [leak N]", PAR_LATER,
	    par_stmt_cmdratelimit, NULL),

	/* files, logs, the process */
	CALL("include", "PATTERN", PAR_DONE, par_include, NULL),
	CALL("confdir", "DIRECTORY...", PAR_DONE, par_include_confdir, NULL),
	CALL("sourcedir", "DIRECTORY...", PAR_DONE, par_include_sourcedir,
	    NULL),
	SET("statedir", "DIRECTORY", PF_PATH, 0, 0, statedir),
	SET("pidfile", "FILE|/", PF_PATH, 1, 0, pidfile),
	SET("user", "NAME", PF_WORD, 0, 0, user),
	CALL("sandbox", "required|besteffort", PAR_DONE, par_stmt_sandbox,
	    par_stmt_print_sandbox),
	SET("logdir", "DIRECTORY", PF_PATH, 0, 0, logdir),
	CALL("log", "KIND...", PAR_DONE, par_stmt_log, par_stmt_print_log),
	SET("logbanner", "LINES", PF_INT, 0, INT32_MAX, logbanner),
	SET("logchange", "SECONDS", PF_SEC, 0, 1000000 * S,
	    clock.logchange_ns),
	CALL("mailonchange", "ADDRESS SECONDS", PAR_LATER,
	    par_stmt_mailonchange, NULL),
	SET("dumpdir", "DIRECTORY", PF_PATH, 0, 0, dumpdir),
	LATER("lock_all", "", PF_CONST, 0, 0),
	SET("sched_priority", "0-100", PF_INT, 0, 100, sched_priority),
	SKIP("dumponexit", PAR_QUIET),
	SKIP("commandkey", PAR_OBSOLETE),
	SKIP("generatecommandkey", PAR_OBSOLETE),
	SKIP("linux_freq_scale", PAR_OBSOLETE),
	SKIP("linux_hz", PAR_OBSOLETE),
};
#define ROWS	(sizeof table / sizeof *table)

const struct par_directive *
par_directive_at(size_t n)
{
	return n < ROWS ? &table[n] : NULL;
}

const struct par_directive *
par_directive_find(const char *name)
{
	size_t	i;

	for (i = 0; i < ROWS; i++)
		if (strcasecmp(table[i].field.name, name) == 0)
			return &table[i];
	return NULL;
}

/* Keeps a line that means nothing yet, for -p. */
static void
keep(struct par_parse *p)
{
	struct par_conf	*conf = p->conf;
	uint32_t	 at = conf->nkept;
	int		 i, n;

	for (i = 0; i < p->line->nwords; i++) {
		n = snprintf(conf->kept + at, sizeof conf->kept - at, "%s%c",
		    p->line->word[i], i + 1 < p->line->nwords ? ' ' : '\n');
		if (n < 0 || (size_t)n >= sizeof conf->kept - at) {
			par_warn(p, NULL, "no room to keep it for -p");
			return;
		}
		at += (uint32_t)n;
	}
	conf->nkept = at;
}

static void
take(struct par_parse *p, const struct par_directive *d)
{
	const char	*word;

	if (d->take != NULL)
		d->take(p);
	else
		par_field_arg(p, &d->field, p->conf);
	if (p->bad == 0 && (word = par_next(p)) != NULL)
		par_expected(p, word, "nothing more");
	if (p->bad > 0 || !par_tell_effect(p, d->field.name,
	    d->field.status))
		return;
	if (d->field.width == 0 && d->print == NULL)
		keep(p);
}

/* In the files of a sourcedir only sources may be named. */
static bool
names_source(const char *name)
{
	static const char *const	names[] = { "server", "pool", "peer",
	    "servers" };
	size_t				i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
unknown(struct par_parse *p, const char *name)
{
	const struct par_foreign	*f = par_foreign_find(name);
	struct near			 n;
	size_t				 i;

	if (f != NULL) {
		par_error(p, name, "expected a directive: it is %s's, here "
		    "%s is like it", f->file,
		    f->here != NULL ? f->here : "nothing");
		return;
	}
	near_begin(&n, name);
	for (i = 0; i < ROWS; i++)
		near_try(&n, table[i].field.name);
	par_expected_like(p, &n, "a directive");
}

void
par_directive_run(struct par_parse *p)
{
	const struct par_directive	*d;
	const char			*name = par_next(p);

	p->usage = NULL;
	if (p->drop_in && !names_source(name)) {
		par_expected(p, name, "server, pool or peer");
		return;
	}
	if ((d = par_directive_find(name)) == NULL) {
		unknown(p, name);
		return;
	}
	p->usage = d->usage;
	switch (d->field.status) {
	case PAR_DONE:
	case PAR_LATER:
	case PAR_NEEDLESS:
		take(p, d);
		break;
	case PAR_REFUSED:
		par_error(p, name, "not supported yet, and without it "
		    "clients would not be authenticated");
		break;
	case PAR_QUIET:
		break;
	case PAR_OBSOLETE:
		par_warn(p, name, "obsolete, ignored");
		break;
	}
}
