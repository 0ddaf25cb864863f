/* ISC licence, see LICENSE. */
/* The command line of chimed.  Pure (getopt(3) keeps state). */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "par_args.h"
#include "par_value.h"

#define CENTURY	(36525 * TM_DAY)

#define VIRTUAL	"virtual[,offset=SECONDS][,freq=PPM][,rtc=SECONDS]" \
	"[,rtcfreq=PPM]"

enum kind {
	OPT_COUNT,			/* no value: counted */
	OPT_TEXT,
	OPT_SECONDS,
	OPT_PRIORITY,
	OPT_FILTER,
	OPT_VIRTUAL,
	OPT_ONCE_QUERY,
	OPT_FAMILY
};

struct option {
	char		letter;
	enum kind	kind;
	size_t		offset;
};

#define AT(member)	offsetof(struct par_args, member)

static const struct option options[] = {
	{ '4', OPT_FAMILY, AT(family) },
	{ '6', OPT_FAMILY, AT(family) },
	{ 'C', OPT_VIRTUAL, 0 },
	{ 'd', OPT_COUNT, AT(foreground) },
	{ 'E', OPT_COUNT, AT(end_slew) },
	{ 'F', OPT_FILTER, AT(filter) },
	{ 'f', OPT_TEXT, AT(file) },
	{ 'L', OPT_TEXT, AT(libexec) },
	{ 'l', OPT_TEXT, AT(logfile) },
	{ 'm', OPT_COUNT, AT(lock_memory) },
	{ 'n', OPT_COUNT, AT(check) },
	{ 'P', OPT_PRIORITY, AT(priority) },
	{ 'p', OPT_COUNT, AT(print) },
	{ 'Q', OPT_ONCE_QUERY, 0 },
	{ 'q', OPT_COUNT, AT(once) },
	{ 'R', OPT_COUNT, AT(forget) },
	{ 'r', OPT_COUNT, AT(dumps) },
	{ 's', OPT_COUNT, AT(rtc) },
	{ 't', OPT_SECONDS, AT(timeout_ns) },
	{ 'U', OPT_COUNT, AT(unprivileged) },
	{ 'u', OPT_TEXT, AT(user) },
	{ 'v', OPT_COUNT, AT(verbose) },
	{ 'x', OPT_COUNT, AT(noset) },
};

const char par_args_usage[] =
    "usage: chimed [-46dEmnpQqRrsUvVx] [-C " VIRTUAL "]\n"
    "              [-F level] [-f file] [-L dir] [-l file] [-P priority]\n"
    "              [-t seconds] [-u user] [directive ...]\n";

/* Words of the command line, letters of clustered flags. */
struct walk {
	int		 argc;
	char *const	*argv;
	int		 at;
	const char	*cluster;	/* rest of "-dxf..." */
	char		*err;
};

static bool __attribute__((__format__(__printf__, 2, 3)))
fail(struct walk *w, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	vsnprintf(w->err, PAR_TEXT, fmt, ap);
	va_end(ap);
	return false;
}

/* The value of a flag: the rest of its word, or the next word. */
static const char *
value(struct walk *w, char letter)
{
	const char	*v = w->cluster;

	w->cluster = "";
	if (*v != '\0')
		return v;
	if (w->at < w->argc)
		return w->argv[w->at++];
	fail(w, "-%c: expected a value after it", letter);
	return NULL;
}

/* One setting of -C: "offset=-3", "freq=80", "rtc=1", "rtcfreq=5" */
static bool
take_virtual_part(struct par_args *a, const char *part)
{
	if (strncmp(part, "offset=", 7) == 0)
		return par_value_real(part + 7, PAR_UNIT_S, -CENTURY,
		    CENTURY, &a->virtual_offset_ns);
	if (strncmp(part, "freq=", 5) == 0)
		return par_value_real(part + 5, PAR_UNIT_PPM,
		    -100000 * TM_PPM16, 100000 * TM_PPM16,
		    &a->virtual_freq_ppb16);
	if (strncmp(part, "rtcfreq=", 8) == 0)
		return par_value_real(part + 8, PAR_UNIT_PPM,
		    -1000 * TM_PPM16, 1000 * TM_PPM16,
		    &a->virtual_rtc_ppb16);
	if (strncmp(part, "rtc=", 4) != 0)
		return false;
	a->virtual_has_rtc = true;
	return par_value_real(part + 4, PAR_UNIT_S, -CENTURY,
	    CENTURY, &a->virtual_rtc_ns);
}

static bool
take_virtual(struct par_args *a, const char *v)
{
	char	 buf[128], *p = buf, *part;

	if (strlcpy(buf, v, sizeof buf) >= sizeof buf ||
	    strcmp(strsep(&p, ","), "virtual") != 0)
		return false;
	a->virtual = 1;
	while ((part = strsep(&p, ",")) != NULL)
		if (!take_virtual_part(a, part))
			return false;
	return true;
}

static bool
take_value(struct walk *w, struct par_args *a, const struct option *o)
{
	char		*at = (char *)a + o->offset;
	const char	*v, *what = NULL;
	int64_t		 n = 0;
	unsigned int	 priority;
	int32_t		 level;

	if ((v = value(w, o->letter)) == NULL)
		return false;
	if (o->kind == OPT_TEXT) {
		memcpy(at, &v, sizeof v);
		what = *v == '\0' ? "a name" : NULL;
	} else if (o->kind == OPT_SECONDS) {
		if (!par_value_real(v, PAR_UNIT_S, 1, CENTURY, &n))
			what = "seconds, more than 0";
		memcpy(at, &n, sizeof n);
	} else if (o->kind == OPT_PRIORITY) {
		if (!par_value_int(v, 0, 100, &n))
			what = "a priority from 0 to 100";
		priority = (unsigned int)n;
		memcpy(at, &priority, sizeof priority);
	} else if (o->kind == OPT_FILTER) {
		if (!par_value_int(v, -2, 2, &n))
			what = "a level from -2 to 2";
		level = (int32_t)n;
		memcpy(at, &level, sizeof level);
	} else if (!take_virtual(a, v))
		what = VIRTUAL;
	return what == NULL ||
	    fail(w, "-%c: %.100s: expected %s", o->letter, v, what);
}

static bool
take_option(struct walk *w, struct par_args *a, const struct option *o)
{
	unsigned int	*at = (unsigned int *)((char *)a + o->offset);

	switch (o->kind) {
	case OPT_COUNT:
		(*at)++;
		return true;
	case OPT_FAMILY:
		*at = (unsigned int)(o->letter - '0');
		return true;
	case OPT_ONCE_QUERY:
		a->once = a->query = a->noset = 1;
		return true;
	default:
		return take_value(w, a, o);
	}
}

static const struct option *
find(char letter)
{
	size_t	i;

	for (i = 0; i < sizeof options / sizeof *options; i++)
		if (options[i].letter == letter)
			return &options[i];
	return NULL;
}

/* All flags of one word. */
static enum par_args_status
take_cluster(struct walk *w, struct par_args *a)
{
	const struct option	*o;
	char			 letter;

	while ((letter = *w->cluster) != '\0') {
		w->cluster++;
		if (letter == 'V')
			return PAR_ARGS_VERSION;
		if (letter == 'h')
			return PAR_ARGS_HELP;
		if ((o = find(letter)) == NULL) {
			fail(w, "-%c: unknown option", letter);
			return PAR_ARGS_USAGE;
		}
		if (!take_option(w, a, o))
			return PAR_ARGS_USAGE;
	}
	return PAR_ARGS_RUN;
}

enum par_args_status
par_args_parse(struct par_args *a, int argc, char *const *argv,
    char err[PAR_TEXT])
{
	struct walk		 w = { argc, argv, 1, "", err };
	enum par_args_status	 status;
	const char		*word;

	memset(a, 0, sizeof *a);
	err[0] = '\0';
	while (w.at < argc) {
		word = argv[w.at];
		if (word[0] != '-' || word[1] == '\0')
			break;
		w.at++;
		if (strcmp(word, "--") == 0)
			break;
		if (strcmp(word, "--version") == 0)
			return PAR_ARGS_VERSION;
		if (strcmp(word, "--help") == 0)
			return PAR_ARGS_HELP;
		w.cluster = word + 1;
		if ((status = take_cluster(&w, a)) != PAR_ARGS_RUN)
			return status;
	}
	a->directives = argv + w.at;
	a->ndirectives = argc - w.at;
	return PAR_ARGS_RUN;
}

void
par_args_apply(const struct par_args *a, struct par_conf *conf)
{
	uint32_t	i;

	if (a->user != NULL)
		strlcpy(conf->user, a->user, sizeof conf->user);
	if (a->family != 0) {
		conf->net.ipv4 = a->family == 4;
		conf->net.ipv6 = a->family == 6;
	}
	if (a->query) {
		conf->pidfile[0] = conf->ctlsocket[0] = '\0';
		conf->port = 0;
	}
	/* who waits for the answer does not want to wait for a poll */
	for (i = 0; a->once && i < conf->nsources; i++)
		conf->source[i].flags |= SRC_IBURST;
	conf->clock.noset = a->noset > 0;
	conf->clock.once = a->once > 0;
	conf->policy.noset = a->noset > 0;
}
