/* ISC licence, see LICENSE. */
/* Directives about who may ask, and where.  Pure. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "par_field.h"
#include "par_stmt_serve.h"
#include "par_value.h"

/* What a line of the four access directives means. */
struct access_kind {
	uint8_t	allow;
	uint8_t	cmd;
};

static void
add_net(struct par_parse *p, struct access_kind kind, uint8_t all,
    const struct addr *net, uint8_t bits)
{
	struct par_conf		*conf = p->conf;
	uint32_t		*n;
	struct msg_cfg_access	*to;

	n = kind.cmd ? &conf->ncmdaccess : &conf->naccess;
	to = kind.cmd ? conf->cmdaccess : conf->access;
	if (*n == PAR_ACCESS) {
		par_error(p, NULL, "expected at most %d rules of access",
		    PAR_ACCESS);
		return;
	}
	to += (*n)++;
	memset(to, 0, sizeof *to);
	to->net = *net;
	to->bits = bits;
	to->allow = kind.allow;
	to->all = all;
}

static void
add_everybody(struct par_parse *p, struct access_kind kind, uint8_t all)
{
	struct addr	any;

	memset(&any, 0, sizeof any);
	any.family = 4;
	add_net(p, kind, all, &any, 0);
	any.family = 6;
	add_net(p, kind, all, &any, 0);
}

/* The name is kept for ntp-net, which has it looked up again and again. */
static void
add_named(struct par_parse *p, struct access_kind kind, uint8_t all,
    const char *name)
{
	struct par_named	*to;

	if (p->conf->nnamed == PAR_NAMED) {
		par_error(p, name, "expected at most %d names of hosts in "
		    "rules of access", PAR_NAMED);
		return;
	}
	to = &p->conf->named[p->conf->nnamed++];
	memset(to, 0, sizeof *to);
	to->allow = kind.allow;
	to->cmd = kind.cmd;
	to->all = all;
	strlcpy(to->name, name, sizeof to->name);
	if (kind.cmd)
		par_warn(p, name, "names are not looked up here yet: the "
		    "line has no effect, give the address");
}

static void
take_access(struct par_parse *p, struct access_kind kind)
{
	uint8_t		 all = par_accept(p, "all"), bits;
	const char	*word = par_next(p);
	struct addr	 net;

	if (word == NULL)
		add_everybody(p, kind, all);
	else if (par_value_subnet(word, &net, &bits))
		add_net(p, kind, all, &net, bits);
	else if (par_value_host(word))
		add_named(p, kind, all, word);
	else
		par_expected(p, word, "a subnet, an address or a host name");
}

void
par_stmt_allow(struct par_parse *p)
{
	take_access(p, (struct access_kind){ 1, 0 });
}

void
par_stmt_deny(struct par_parse *p)
{
	take_access(p, (struct access_kind){ 0, 0 });
}

void
par_stmt_cmdallow(struct par_parse *p)
{
	take_access(p, (struct access_kind){ 1, 1 });
}

void
par_stmt_cmddeny(struct par_parse *p)
{
	take_access(p, (struct access_kind){ 0, 1 });
}

static void
add_listen(struct par_parse *p, const struct addr *a, uint32_t rtable)
{
	struct par_conf	*conf = p->conf;
	struct msg_sock	*to;
	uint32_t	 flags = SOCK_ALLOW_ALL | rtable, i;

	for (i = 0; i < conf->nlisten; i++)
		if (addr_same_ip(&conf->listen[i].local, a) &&
		    conf->listen[i].flags == flags)
			return;
	if (conf->nlisten == PAR_LISTEN) {
		par_error(p, NULL, "expected at most %d addresses",
		    PAR_LISTEN);
		return;
	}
	to = &conf->listen[conf->nlisten++];
	memset(to, 0, sizeof *to);
	to->kind = SOCK_NTP;
	to->flags = flags;
	to->local = *a;
}

/* A literal address of each family: "*" and "localhost" mean both. */
static void
add_listen_both(struct par_parse *p, const char *v4, const char *v6,
    uint32_t rtable)
{
	struct addr	a;

	if (addr_parse(v4, &a) == 0)
		add_listen(p, &a, rtable);
	if (addr_parse(v6, &a) == 0)
		add_listen(p, &a, rtable);
}

static uint32_t
take_rtable(struct par_parse *p)
{
	static const struct par_field	option = { "rtable", PF_INT,
		PAR_DONE, 0, 255, 0, sizeof(uint32_t) };
	uint32_t			rtable = 0;

	par_field_options(p, &option, 1, &rtable);
	return SOCK_IN_RTABLE(rtable);
}

void
par_stmt_listen(struct par_parse *p)
{
	const char	*what = "an IP address, \"*\" or localhost";
	const char	*word = par_need(p, "\"on\"");
	struct addr	 a;
	uint32_t	 rtable;

	if (word == NULL)
		return;
	if (strcasecmp(word, "on") != 0) {
		par_expected(p, word, "\"on\"");
		return;
	}
	if ((word = par_need(p, what)) == NULL)
		return;
	rtable = take_rtable(p);
	if (strcmp(word, "*") == 0)
		add_listen_both(p, "0.0.0.0", "::", rtable);
	else if (strcasecmp(word, "localhost") == 0)
		add_listen_both(p, "127.0.0.1", "::1", rtable);
	else if (addr_parse(word, &a) == 0)
		add_listen(p, &a, rtable);
	else
		par_expected(p, word, what);
}

/* An address into the place of its family. */
static bool
take_addr(struct par_parse *p, struct addr *v4, struct addr *v6)
{
	const char	*word = par_need(p, "an IP address");
	struct addr	 a;

	if (word == NULL)
		return false;
	if (addr_parse(word, &a) == -1) {
		par_expected(p, word, "an IP address");
		return false;
	}
	*(a.family == 4 ? v4 : v6) = a;
	return true;
}

void
par_stmt_bind(struct par_parse *p)
{
	take_addr(p, &p->conf->bind4, &p->conf->bind6);
}

void
par_stmt_bindacq(struct par_parse *p)
{
	take_addr(p, &p->conf->net.acq4, &p->conf->net.acq6);
}

/* In ntpd.conf(5) this is for the servers below it; here it is for all. */
void
par_stmt_query(struct par_parse *p)
{
	const char	*word = par_need(p, "\"from\"");

	if (word == NULL)
		return;
	if (strcasecmp(word, "from") != 0)
		par_expected(p, word, "\"from\"");
	else if (take_addr(p, &p->conf->net.acq4, &p->conf->net.acq6) &&
	    p->conf->nsources > 0)
		par_warn(p, NULL, "is used for the servers above it too");
}

void
par_stmt_bindcmd(struct par_parse *p)
{
	static const struct par_field	 path = { "bindcmdaddress", PF_PATH,
		PAR_DONE, 1, 0, PAR_AT(struct par_conf, cmdsocket) };
	const char			*word = par_peek(p);

	if (word != NULL && *word == '/')
		par_field_arg(p, &path, p->conf);
	else if (word == NULL)
		par_expected(p, NULL, "an IP address or a path");
	else
		take_addr(p, &p->conf->bindcmd4, &p->conf->bindcmd6);
}

#define RATE(name, min, max, member) \
	{ name, PF_INT, PAR_DONE, min, max, \
	    PAR_AT(struct msg_cfg_net, member) }
static const struct par_field rate_options[] = {
	RATE("interval", -19, 12, rate_interval),
	RATE("burst", 1, 255, rate_burst),
	RATE("leak", 1, 4, rate_leak),
	RATE("kod", 0, 4, rate_kod),
};
#define RATES	(sizeof rate_options / sizeof *rate_options)

void
par_stmt_ratelimit(struct par_parse *p)
{
	p->conf->net.rate_on = 1;
	par_field_options(p, rate_options, RATES, &p->conf->net);
}

void
par_stmt_print_ratelimit(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	size_t	i;

	if (!conf->net.rate_on)
		return;
	par_out_add(out, "ratelimit");
	for (i = 0; i < RATES; i++)
		par_field_print(&rate_options[i], &conf->net, &defaults->net,
		    out);
	par_out_end(out);
}

static void
print_access(const struct msg_cfg_access *rules, uint32_t n,
    const char *prefix, struct par_out *out)
{
	char		buf[ADDR_STRLEN];
	uint32_t	i;

	for (i = 0; i < n; i++) {
		par_out_add(out, "%s%s%s %s/%u", prefix,
		    rules[i].allow ? "allow" : "deny",
		    rules[i].all ? " all" : "",
		    addr_str(&rules[i].net, buf), rules[i].bits);
		par_out_end(out);
	}
}

static void
print_named(const struct par_conf *conf, bool cmd, struct par_out *out)
{
	const struct par_named	*r;
	uint32_t		 i;

	for (i = 0; i < conf->nnamed; i++) {
		r = &conf->named[i];
		if (r->cmd != cmd)
			continue;
		par_out_add(out, "%s%s%s %s", cmd ? "cmd" : "",
		    r->allow ? "allow" : "deny", r->all ? " all" : "",
		    r->name);
		par_out_end(out);
	}
}

void
par_stmt_print_access(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	(void)defaults;
	print_access(conf->access, conf->naccess, "", out);
	print_named(conf, false, out);
}

void
par_stmt_print_cmdaccess(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	(void)defaults;
	print_access(conf->cmdaccess, conf->ncmdaccess, "cmd", out);
	print_named(conf, true, out);
}

void
par_stmt_print_listen(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	char		buf[ADDR_STRLEN];
	uint32_t	i, rtable;

	(void)defaults;
	for (i = 0; i < conf->nlisten; i++) {
		par_out_add(out, "listen on %s",
		    addr_str(&conf->listen[i].local, buf));
		if ((rtable = SOCK_RTABLE(conf->listen[i].flags)) != 0)
			par_out_add(out, " rtable %u", rtable);
		par_out_end(out);
	}
}

static void
print_addr(const char *directive, const struct addr *a,
    const struct addr *plain, struct par_out *out)
{
	char	buf[ADDR_STRLEN];

	if (a->family == 0 || addr_same_ip(a, plain))
		return;
	par_out_add(out, "%s %s", directive, addr_str(a, buf));
	par_out_end(out);
}

void
par_stmt_print_bind(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	print_addr("bindaddress", &conf->bind4, &defaults->bind4, out);
	print_addr("bindaddress", &conf->bind6, &defaults->bind6, out);
}

void
par_stmt_print_bindacq(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	print_addr("bindacqaddress", &conf->net.acq4, &defaults->net.acq4,
	    out);
	print_addr("bindacqaddress", &conf->net.acq6, &defaults->net.acq6,
	    out);
}

void
par_stmt_print_bindcmd(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	print_addr("bindcmdaddress", &conf->bindcmd4, &defaults->bindcmd4,
	    out);
	print_addr("bindcmdaddress", &conf->bindcmd6, &defaults->bindcmd6,
	    out);
	if (strcmp(conf->cmdsocket, defaults->cmdsocket) == 0)
		return;
	par_out_add(out, "bindcmdaddress %s",
	    conf->cmdsocket[0] != '\0' ? conf->cmdsocket : "/");
	par_out_end(out);
}
