/* ISC licence, see LICENSE. */
/* The directives server, pool, peer and servers.  Pure. */
#include <string.h>
#include <strings.h>

#include "par_field.h"
#include "par_source.h"
#include "par_value.h"

#define MINPOLL		(-7)
#define MAXPOLL		24
#define E6		INT64_C(1000000)

#define MEMBERS	16	/* of a pool; DNS_REPLY has no more */
#define AT(member)	PAR_AT(struct msg_cfg_source, member)
#define BIT(name, bit)	{ name, PF_BIT, PAR_DONE, bit, 0, AT(flags) }

static const struct par_field options[] = {
	{ "minpoll", PF_INT, PAR_DONE, MINPOLL, MAXPOLL, AT(minpoll) },
	{ "maxpoll", PF_INT, PAR_DONE, MINPOLL, MAXPOLL, AT(maxpoll) },
	BIT("iburst", SRC_IBURST),
	BIT("burst", SRC_BURST),
	BIT("prefer", SRC_PREFER),
	BIT("noselect", SRC_NOSELECT),
	BIT("trust", SRC_TRUST),
	BIT("require", SRC_REQUIRE),
	BIT("xleave", SRC_XLEAVE),
	BIT("offline", SRC_OFFLINE),
	BIT("auto_offline", SRC_AUTO_OFFLINE),
	BIT("copy", SRC_COPY),
	BIT("fallback", SRC_FALLBACK),
	{ "maxsources", PF_INT, PAR_DONE, 1, 255, AT(maxsources) },
	{ "port", PF_INT, PAR_DONE, 1, 65535, AT(port) },
	{ "version", PF_INT, PAR_DONE, 1, 4, AT(version) },
	{ "ipv4", PF_CONST, PAR_DONE, 4, 0, AT(family) },
	{ "ipv6", PF_CONST, PAR_DONE, 6, 0, AT(family) },
	{ "minstratum", PF_INT, PAR_DONE, 0, 15, AT(minstratum) },
	{ "polltarget", PF_INT, PAR_DONE, 1, 255, AT(polltarget) },
	{ "presend", PF_INT, PAR_DONE, MINPOLL, 100, AT(presend) },
	{ "filter", PF_INT, PAR_DONE, 0, 1024, AT(filter) },
	{ "minsamples", PF_INT, PAR_NEEDLESS, 0, 1000000, AT(minsamples) },
	{ "maxsamples", PF_INT, PAR_NEEDLESS, 0, 1000000, AT(maxsamples) },
	{ "maxunreach", PF_INT, PAR_NEEDLESS, 0, INT32_MAX, AT(maxunreach) },
	{ "maxdelay", PF_SEC, PAR_DONE, 0, 1000 * TM_S, AT(maxdelay_ns) },
	{ "mindelay", PF_SEC, PAR_DONE, 0, 1000 * TM_S, AT(mindelay_ns) },
	{ "maxdelayratio", PF_E6, PAR_DONE, 0, E6 * E6,
	    AT(maxdelayratio_e6) },
	{ "maxdelaydevratio", PF_E6, PAR_DONE, 0, E6 * E6,
	    AT(maxdelaydevratio_e6) },
	{ "maxdelayquant", PF_E6, PAR_DONE, 0, E6, AT(maxdelayquant_e6) },
	{ "asymmetry", PF_E6, PAR_DONE, -E6 / 2, E6 / 2, AT(asymmetry_e6) },
	{ "offset", PF_SEC, PAR_DONE, -1000000 * TM_S, 1000000 * TM_S,
	    AT(offset_ns) },
	{ "weight", PF_INT, PAR_DONE, 1, 10, AT(weight) },
	{ "trusted", PF_CONST, PAR_DONE, 0, 0, PAR_NOWHERE },
	{ "extfield", PF_HEX, PAR_DONE, 0, 0, PAR_NOWHERE },
	{ "key", PF_INT, PAR_DONE, 1, UINT32_MAX, AT(key) },
	{ "nts", PF_CONST, PAR_REFUSED, 0, 0, PAR_NOWHERE },
	{ "ntsport", PF_INT, PAR_DONE, 1, 65535, PAR_NOWHERE },
	{ "certset", PF_INT, PAR_DONE, 0, UINT32_MAX, PAR_NOWHERE },
};
#define OPTIONS	(sizeof options / sizeof *options)

static void
defaults_of(struct msg_cfg_source *s, enum source_kind kind)
{
	memset(s, 0, sizeof *s);
	s->kind = (uint8_t)kind;
	s->minpoll = 6;
	s->maxpoll = 10;
	s->polltarget = 8;
	s->maxsources = 4;
	s->port = 123;
	s->minsamples = -1;
	s->maxsamples = -1;
	s->maxunreach = 100000;
	s->presend = 100;
	s->maxdelay_ns = 3 * TM_S;
	s->asymmetry_e6 = E6;
	s->weight = 1;
}

bool
par_source_same(const struct msg_cfg_source *a, const struct msg_cfg_source *b)
{
	return a->kind == b->kind && a->port == b->port &&
	    strcasecmp(a->name, b->name) == 0;
}

bool
par_source_set(struct msg_cfg_source *s, const char *option, int64_t v)
{
	const struct par_field	*f = par_field_find(options, OPTIONS, option);

	return f != NULL && par_field_set(f, s, v);
}

/*
 * The polls where the line gave one only: the other follows it.  has_min
 * and has_max tell which were given.
 */
static void
order_polls(struct par_parse *p, struct msg_cfg_source *s, bool has_min,
    bool has_max)
{
	if (s->minpoll <= s->maxpoll)
		return;
	if (has_min && has_max)
		par_warn(p, s->name, "maxpoll %d is below minpoll %d, which "
		    "is used for both", s->maxpoll, s->minpoll);
	if (has_min)
		s->maxpoll = s->minpoll;
	else
		s->minpoll = s->maxpoll;
}

/* chronyd takes as many without a word. */
static void
few_members(struct par_parse *p, struct msg_cfg_source *s)
{
	if (s->maxsources <= MEMBERS)
		return;
	par_warn(p, s->name, "maxsources %u: no more than %d are used",
	    s->maxsources, MEMBERS);
	s->maxsources = MEMBERS;
}

static void
add(struct par_parse *p, const struct msg_cfg_source *s)
{
	struct par_conf	*conf = p->conf;
	uint32_t	 i;

	for (i = 0; i < conf->nsources; i++)
		if (par_source_same(&conf->source[i], s)) {
			par_warn(p, s->name, "given before, ignored");
			return;
		}
	if (conf->nsources == PAR_SOURCES) {
		par_error(p, s->name, "expected at most %d sources",
		    PAR_SOURCES);
		return;
	}
	conf->source[conf->nsources] = *s;
	conf->source[conf->nsources].entry = conf->next_entry++;
	conf->nsources++;
}

static bool
given(const struct par_parse *p, const char *option)
{
	int	i;

	for (i = 2; i < p->line->nwords; i++)
		if (strcasecmp(p->line->word[i], option) == 0)
			return true;
	return false;
}

/* chronyd's experiments, which are not sent; their names are checked. */
static void
extfields(struct par_parse *p)
{
	const char	*type;
	int		 i;

	for (i = 2; i + 1 < p->line->nwords; i++) {
		if (strcasecmp(p->line->word[i], "extfield") != 0)
			continue;
		type = p->line->word[++i];
		if (strcasecmp(type, "F323") == 0)
			par_warn(p, type, "not sent: what the server's clock "
			    "does is told by its samples alone");
		else if (strcasecmp(type, "F324") == 0 ||
		    strcasecmp(type, "10A") == 0)
			par_warn(p, type, "not sent: it needs NTP over PTP "
			    "and the network card's timestamps");
		else
			par_expected(p, type, "F323, F324 or 10A");
	}
}

static void
take_source(struct par_parse *p, struct msg_cfg_source *s)
{
	const char	*name = par_need(p, "a host name or address");
	struct addr	 a;

	if (name == NULL)
		return;
	if (!par_value_host(name))
		par_expected(p, name, "a host name or address");
	else
		strlcpy(s->name, name, sizeof s->name);
	par_field_options(p, options, OPTIONS, s);
	if (p->bad == 0)
		extfields(p);
	if (p->bad > 0)
		return;
	if (given(p, "trusted") && !p->drop_in)
		p->conf->trusted = 1;
	if (addr_parse(name, &a) == 0 && addr_is_refclock(&a)) {
		par_notice(p, name, "ntpd's name for a clock of its own: "
		    "taken as \"local\", nothing is sent there");
		p->conf->local_by_addr = 1;
		return;
	}
	few_members(p, s);
	order_polls(p, s, given(p, "minpoll"), given(p, "maxpoll"));
	add(p, s);
}

void
par_source_server(struct par_parse *p)
{
	struct msg_cfg_source	s;

	defaults_of(&s, SOURCE_SERVER);
	take_source(p, &s);
}

void
par_source_pool(struct par_parse *p)
{
	struct msg_cfg_source	s;

	defaults_of(&s, SOURCE_POOL);
	take_source(p, &s);
}

void
par_source_peer(struct par_parse *p)
{
	struct msg_cfg_source	s;

	defaults_of(&s, SOURCE_PEER);
	take_source(p, &s);
}

void
par_source_servers(struct par_parse *p)
{
	struct msg_cfg_source	s;

	defaults_of(&s, SOURCE_POOL);
	s.maxsources = 8;
	take_source(p, &s);
}

void
par_source_print(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	static const char *const	 kinds[] = {
		[SOURCE_SERVER] = "server", [SOURCE_POOL] = "pool",
		[SOURCE_PEER] = "peer"
	};
	const struct msg_cfg_source	*s;
	struct msg_cfg_source		 plain;
	uint32_t			 i;
	size_t				 k;

	(void)defaults;
	for (i = 0; i < conf->nsources; i++) {
		s = &conf->source[i];
		defaults_of(&plain, s->kind);
		par_out_add(out, "%s %s", kinds[s->kind], s->name);
		for (k = 0; k < OPTIONS; k++)
			par_field_print(&options[k], s, &plain, out);
		par_out_end(out);
	}
}
