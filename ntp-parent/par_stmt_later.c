/* ISC licence, see LICENSE. */
/* The syntax of directives whose feature does not exist yet.  Pure. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "addr.h"
#include "par_field.h"
#include "par_stmt_later.h"
#include "par_value.h"
#include "tm.h"

#define E6		INT64_C(1000000)
#define LEN(table)	(sizeof (table) / sizeof *(table))
#define INT(name, min, max) \
	{ name, PF_INT, PAR_DONE, min, max, PAR_NOWHERE }
#define REAL(name, type, min, max) \
	{ name, type, PAR_DONE, min, max, PAR_NOWHERE }
#define FLAG(name)	{ name, PF_CONST, PAR_DONE, 0, 0, PAR_NOWHERE }
#define TEXT(name, type) { name, type, PAR_DONE, 0, 0, PAR_NOWHERE }
#define SIGNED(name)	REAL(name, PF_SEC, -1000000 * TM_S, 1000000 * TM_S)

static const struct par_field refclock_options[] = {
	INT("poll", -7, 24),
	INT("dpoll", -7, 24),
	TEXT("refid", PF_WORD),
	TEXT("lock", PF_WORD),
	REAL("rate", PF_E6, 0, INT64_MAX),
	INT("maxlockage", 0, INT32_MAX),
	REAL("width", PF_SEC, 0, 1000 * TM_S),
	FLAG("pps"),
	SIGNED("offset"),
	REAL("delay", PF_SEC, 0, 1000 * TM_S),
	INT("stratum", 0, 15),
	REAL("precision", PF_SEC, 0, TM_S),
	REAL("maxdispersion", PF_SEC, 0, INT64_MAX),
	INT("filter", 1, 100000),
	FLAG("prefer"),
	FLAG("noselect"),
	FLAG("trust"),
	FLAG("require"),
	FLAG("tai"),
	FLAG("local"),
	INT("minsamples", 0, 1000000),
	INT("maxsamples", 0, 1000000),
	INT("maxunreach", 0, INT32_MAX),
};

static const struct par_field sensor_options[] = {
	INT("correction", -127000000, 127000000),
	TEXT("refid", PF_WORD),
	INT("stratum", 1, 15),
	INT("weight", 1, 10),
	FLAG("trusted"),
};

static const struct par_field hwtimestamp_options[] = {
	INT("minpoll", -20, 20),
	INT("maxpoll", -20, 20),
	INT("minsamples", 2, 1000),
	INT("maxsamples", 2, 1000),
	REAL("precision", PF_SEC, 0, TM_S),
	SIGNED("txcomp"),
	SIGNED("rxcomp"),
	TEXT("rxfilter", PF_WORD),
	FLAG("nocrossts"),
};

/* As ratelimit's, without kisses. */
static const struct par_field ratelimit_options[] = {
	INT("interval", -19, 12),
	INT("burst", 1, 255),
	INT("leak", 1, 4),
};

static void
args(struct par_parse *p, const struct par_field *table, size_t n)
{
	size_t	i;

	for (i = 0; i < n && p->bad == 0; i++)
		par_field_arg(p, &table[i], NULL);
}

/* Every word that is left must be one of a list. */
static void
words_of(struct par_parse *p, const char *const *list, size_t n,
    const char *what)
{
	const char	*word;
	size_t		 i;

	while ((word = par_next(p)) != NULL) {
		for (i = 0; i < n && strcasecmp(word, list[i]) != 0; i++)
			;
		if (i == n)
			par_expected(p, word, what);
	}
}

void
par_stmt_refclock(struct par_parse *p)
{
	static const char *const	 drivers[] = { "PPS", "SOCK", "SHM",
	    "PHC", "RTC" };

	if (par_choice(p, drivers, LEN(drivers),
	    "PPS, SOCK, SHM, PHC or RTC") == -1) {
		p->next = p->line->nwords;
		return;
	}
	if (par_need(p, "the driver's parameter") != NULL)
		par_field_options(p, refclock_options, LEN(refclock_options),
		    NULL);
}

void
par_stmt_sensor(struct par_parse *p)
{
	static const struct par_field	device = TEXT("DEVICE", PF_WORD);

	args(p, &device, 1);
	if (p->bad == 0)
		par_field_options(p, sensor_options, LEN(sensor_options),
		    NULL);
}

/* [https://]host[/path] */
static bool
is_url(const char *url)
{
	char	host[256];

	if (strncasecmp(url, "https://", 8) == 0)
		url += 8;
	if (strcspn(url, "/") >= sizeof host)
		return false;
	strlcpy(host, url, strcspn(url, "/") + 1);
	return par_value_host(host) && strpbrk(url, " \t#\"'\\") == NULL;
}

static void
take_from_url(struct par_parse *p)
{
	const char	*what = "[https://]HOST[/PATH]";
	const char	*word = par_need(p, "\"from\"");

	if (word == NULL)
		return;
	if (strcasecmp(word, "from") != 0)
		par_expected(p, word, "\"from\"");
	else if ((word = par_need(p, what)) != NULL && !is_url(word))
		par_expected(p, word, what);
}

void
par_stmt_constraint(struct par_parse *p)
{
	static const struct par_field	ip = TEXT("ADDRESS", PF_ADDR);

	take_from_url(p);
	while (p->bad == 0 && par_peek(p) != NULL)
		args(p, &ip, 1);
}

void
par_stmt_constraints(struct par_parse *p)
{
	take_from_url(p);
}

void
par_stmt_smoothtime(struct par_parse *p)
{
	static const struct par_field	arg[] = {
		REAL("PPM", PF_PPM, 0, INT64_MAX),
		REAL("PPM/S", PF_PPM, 0, INT64_MAX),
	};

	args(p, arg, LEN(arg));
	if (p->bad == 0)
		par_accept(p, "leaponly");
}

void
par_stmt_tempcomp(struct par_parse *p)
{
	static const struct par_field	arg[] = {
		TEXT("FILE", PF_PATH),
		REAL("SECONDS", PF_SEC, 1, INT64_MAX),
	};
	static const struct par_field	points = TEXT("FILE", PF_PATH);
	static const struct par_field	real = REAL("K", PF_E6, -E6 * E6,
					    E6 * E6);
	int				i;

	args(p, arg, LEN(arg));
	if (p->bad > 0)
		return;
	if (p->line->nwords == 4)
		args(p, &points, 1);
	else
		for (i = 0; i < 4 && p->bad == 0; i++)
			args(p, &real, 1);
}

void
par_stmt_cmdratelimit(struct par_parse *p)
{
	par_field_options(p, ratelimit_options, LEN(ratelimit_options), NULL);
}

void
par_stmt_broadcast(struct par_parse *p)
{
	static const struct par_field	arg[] = {
		INT("SECONDS", 1, INT32_MAX),
		TEXT("ADDRESS", PF_ADDR),
		INT("PORT", 1, 65535),
	};

	args(p, arg, par_peek(p) != NULL && p->line->nwords > 3 ? 3 : 2);
}

void
par_stmt_hwtimestamp(struct par_parse *p)
{
	if (par_need(p, "an interface or \"*\"") != NULL)
		par_field_options(p, hwtimestamp_options,
		    LEN(hwtimestamp_options), NULL);
}

void
par_stmt_opencommands(struct par_parse *p)
{
	static const char *const	names[] = { "activity", "authdata",
	    "clients", "manual", "ntpdata", "rtcdata", "selectdata",
	    "serverstats", "smoothing", "sourcename", "sources",
	    "sourcestats", "tracking" };

	words_of(p, names, LEN(names), "a command of chronyc that reports");
}

void
par_stmt_ntsaeads(struct par_parse *p)
{
	static const struct par_field	id = INT("ID", 1, 65535);

	do
		args(p, &id, 1);
	while (p->bad == 0 && par_peek(p) != NULL);
}

void
par_stmt_ntstrustedcerts(struct par_parse *p)
{
	static const struct par_field	arg[] = {
		INT("SET", 0, UINT32_MAX),
		TEXT("FILE", PF_PATH),
	};

	if (p->line->nwords > 2)
		args(p, arg, LEN(arg));
	else
		args(p, &arg[1], 1);
}

void
par_stmt_mailonchange(struct par_parse *p)
{
	static const struct par_field	arg[] = {
		TEXT("ADDRESS", PF_WORD),
		REAL("SECONDS", PF_SEC, 0, INT64_MAX),
	};

	args(p, arg, LEN(arg));
}
