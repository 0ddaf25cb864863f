/* ISC licence, see LICENSE. */
/* Whole configurations: files, merging, errors, entries, sockets. */
#include "par_conf_io.h"
#include "par_stmt_auth.h"
#include "par_test.h"

static struct par_conf	conf2;

#define DATA	"regress/data/conf/"

/* Loads a file of the tests' data; what it names is not there. */
static unsigned int
load_data(struct par_conf *c, const char *name)
{
	struct par_text		text;
	char			path[128], copy[8192];
	unsigned int		errors;

	snprintf(path, sizeof path, DATA "%s", name);
	assert_int_equal(par_conf_files.read(NULL, path, &text), 0);
	assert_true(text.len < sizeof copy);
	memcpy(copy, text.text, text.len);
	copy[text.len] = '\0';
	par_conf_files.read_done(NULL, &text);
	errors = load_text(c, copy);
	return errors;
}

static void
round_trip(void)
{
	print_conf(&conf);
	conf.local_by_addr = 0;		/* printed as "local" */
	conf.nreads = 0;		/* what is included, in its place */
	if (load_text(&conf2, printed) != 0 || !same_conf(&conf, &conf2))
		fail_msg("printed as %s", printed);
}

static void
defaults(void **state)
{
	struct msg_sock	socks[PAR_SOCKS];

	(void)state;
	assert_int_equal(load_text(&conf, ""), 0);
	assert_string_equal(said, "");
	assert_int_equal(conf.port, 123);
	assert_int_equal(conf.cmdport, 323);
	assert_string_equal(conf.user, "_chimed");
	assert_string_equal(conf.statedir, LOCALSTATEDIR "/lib/chimed");
	assert_string_equal(conf.ctlsocket, "/run/chimed/chimed.sock");
	assert_int_equal(conf.clock.minsources, 1);
	assert_int_equal(conf.clock.maxdistance_ns, 3 * TM_S);
	assert_int_equal(conf.clock.maxupdateskew_ppb16, 1000 * TM_PPM16);
	assert_int_equal(conf.clock.makestep_ns, 0);
	assert_int_equal(conf.clock.local_stratum, 0);
	assert_int_equal(conf.policy.forward_ns, 1000 * TM_S);
	assert_int_equal(conf.policy.backward_ns, 10 * TM_S);
	assert_int_equal(par_conf_socks(&conf, socks), 0);
	print_conf(&conf);
	assert_string_equal(printed, "");
}

static void
seed_server(void **state)
{
	const struct msg_cfg_source	*s = conf.source;
	struct msg_sock			 socks[PAR_SOCKS];

	(void)state;
	assert_int_equal(load_data(&conf, "s2.conf"), 0);
	assert_string_equal(said, "N c:3: 127.127.1.0: ntpd's name for a "
	    "clock of its own: taken as \"local\", nothing is sent there\n");
	assert_int_equal(conf.nsources, 2);
	assert_int_equal(s[0].kind, SOURCE_POOL);
	assert_string_equal(s[0].name, "ntp.aliyun.com");
	assert_int_equal(s[0].flags, SRC_IBURST);
	assert_int_equal(s[0].maxsources, 3);
	assert_int_equal(s[0].entry, 1);
	assert_int_equal(s[1].kind, SOURCE_SERVER);
	assert_string_equal(s[1].name, "192.168.31.110");
	assert_int_equal(s[1].flags, SRC_IBURST | SRC_PREFER);
	assert_int_equal(s[1].entry, 2);
	assert_int_equal(conf.clock.nsources, 2);
	assert_int_equal(conf.clock.local_stratum, 10);
	assert_int_equal(conf.clock.makestep_ns, TM_S);
	assert_int_equal(conf.clock.makestep_limit, 3);
	assert_int_equal(conf.policy.makestep_ns, TM_S);
	assert_int_equal(conf.naccess, 1);
	assert_int_equal(conf.access[0].bits, 24);
	assert_int_equal(conf.access[0].net.ip[2], 31);
	assert_int_equal(conf.access[0].allow, 1);
	assert_string_equal(conf.driftfile, "/var/lib/chrony/drift");
	assert_string_equal(conf.logdir, "/var/log/chrony");
	assert_int_equal(conf.rtcsync, 1);
	assert_int_equal(par_conf_socks(&conf, socks), 2);
	round_trip();
}

static void
data_files(void **state)
{
	static const struct {
		const char	*name;
		uint32_t	 sources;
		unsigned int	 warnings;
	} files[] = {
		{ "basic.conf", 1, 0 }, { "s1.conf", 1, 0 },
		{ "s2.conf", 2, 0 }, { "c1.conf", 2, 0 },
		{ "c2.conf", 2, 0 },
		{ "debian-chrony.conf", 1, 0 },
		{ "fedora-chrony.conf", 1, 0 },
		{ "debian-ntpd.conf", 4, 0 },
		/* sensor and three constraints */
		{ "openbsd-ntpd.conf", 2, 4 },
		/* refclock cmdallow smoothtime hwtimestamp */
		{ "cloud-chrony.conf", 2, 4 },
	};
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof files / sizeof *files; i++) {
		if (load_data(&conf, files[i].name) != 0)
			fail_msg("%s: %s", files[i].name, said);
		if (nsaid_warnings != files[i].warnings)
			fail_msg("%s: %s", files[i].name, said);
		assert_int_equal(conf.nsources, files[i].sources);
		round_trip();
	}
}

static void
openbsd(void **state)
{
	(void)state;
	assert_int_equal(load_data(&conf, "openbsd-ntpd.conf"), 0);
	assert_string_equal(said,
	    "W c:5: sensor: accepted, has no effect yet\n"
	    "W c:7: constraint: accepted, has no effect yet\n"
	    "W c:8: constraint: accepted, has no effect yet\n"
	    "W c:9: constraints: accepted, has no effect yet\n");
	assert_int_equal(conf.source[0].kind, SOURCE_POOL);
	assert_int_equal(conf.source[0].maxsources, 8);
	assert_int_equal(conf.source[1].kind, SOURCE_SERVER);
	print_conf(&conf);
	assert_string_equal(printed, "pool pool.ntp.org maxsources 8\n"
	    "server time.cloudflare.com\n"
	    "sensor *\n"
	    "constraint from 9.9.9.9\n"
	    "constraint from 2620:fe::fe\n"
	    "constraints from www.google.com\n");
}

static void
many_errors(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf,
	    "sever ntp.example.net\n"
	    "server\r\n"
	    "! server\n"
	    "makestep 1.0 three # step\n"
	    "port \\\n99999\n"
	    "server a minpoll 30 maxpoll x\n"
	    "rtcsync yes\n"
	    "maxdistance 1\x01\n"
	    "server ok.example.net\n"), 8);
	assert_string_equal(said,
	    "E c:1: sever: expected a directive, did you mean \"server\"?\n"
	    "E c:2: server: expected a host name or address next (usage: "
	    "server HOST [OPTION...])\n"
	    "E c:4: three: expected a whole number from -2147483647 to "
	    "2147483647 (usage: makestep SECONDS LIMIT)\n"
	    "E c:5: 99999: expected a whole number from 0 to 65535 (usage: "
	    "port 0-65535)\n"
	    "E c:7: 30: expected a whole number from -7 to 24 (usage: "
	    "server HOST [OPTION...])\n"
	    "E c:7: x: expected a whole number from -7 to 24 (usage: server "
	    "HOST [OPTION...])\n"
	    "E c:8: yes: expected nothing more (usage: rtcsync)\n"
	    "E c:9: 1?: expected seconds from 0 to 1000 (usage: maxdistance "
	    "SECONDS)\n");
}

static void
error_cap(void **state)
{
	static char	text[10 * 250 + 1];
	int		i;

	(void)state;
	for (i = 0; i < 250; i++)
		memcpy(text + 10 * i, "bad line!\n", 10);
	assert_int_equal(load_text(&conf, text), 250);
	assert_non_null(strstr(said, "c:100: bad: expected a directive\n"
	    "E 150 more errors not shown\n"));
	assert_null(strstr(said, "c:101:"));
}

static void
bad_lines(void **state)
{
	static char	text[PAR_LINE_MAX + 32];

	(void)state;
	memset(text, 'x', PAR_LINE_MAX + 1);
	memcpy(text, "server ", 7);
	strlcpy(text + PAR_LINE_MAX + 1, "\nsensor 'x\nlog\n", 16);
	assert_int_equal(load_text(&conf, text), 3);
	assert_non_null(strstr(said,
	    "E c:1: server: expected a line of at most 2048 bytes\n"
	    "E c:2: sensor: expected a closing quote\n"
	    "E c:3: log: expected "));
}

static void
local_clock(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "server 127.127.1.0 iburst\n"
	    "server 127.127.28.1 minpoll 4\npool 127.127.0.0\n"), 0);
	assert_int_equal(conf.nsources, 0);
	assert_int_equal(conf.clock.local_stratum, 10);
	assert_int_equal(load_text(&conf, "local stratum 5 orphan\n"
	    "server 127.127.1.0\n"), 0);
	assert_int_equal(conf.clock.local_stratum, 5);
	assert_int_equal(conf.clock.local_orphan, 1);
	/* Its options are checked all the same. */
	assert_int_equal(load_text(&conf, "server 127.127.1.0 bogus\n"), 1);
	assert_int_equal(load_text(&conf, "server 127.126.1.0\n"), 0);
	assert_int_equal(conf.nsources, 1);
	assert_int_equal(conf.clock.local_stratum, 0);
}

static void
precision(void **state)
{
	(void)state;
	load_text(&conf, "port 0\n");
	assert_int_equal(conf.net.precision, 0);
	load_text(&conf, "clockprecision 1e-6\n");
	assert_int_equal(conf.net.precision, -19);
	load_text(&conf, "clockprecision 0.5\n");
	assert_int_equal(conf.net.precision, -1);
	load_text(&conf, "clockprecision 1e-9\n");
	assert_int_equal(conf.net.precision, -29);
}

static void
step_at_the_start(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "initstepslew 0.5 a b\n"
	    "server a\n"), 0);
	assert_int_equal(conf.clock.makestep_ns, TM_S / 2);
	assert_int_equal(conf.clock.makestep_limit, 1);
	assert_int_equal(conf.nsources, 1);
	assert_int_equal(load_text(&conf, "initstepslew 0.5 a\n"
	    "makestep 1 3\n"), 0);
	assert_int_equal(conf.clock.makestep_ns, TM_S);
	assert_int_equal(conf.clock.makestep_limit, 3);
}

/* OpenNTPD's: the clock is set at the start, forward, by who is trusted. */
static void
trusted_sources_step(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "server a trusted\n"), 0);
	assert_int_equal(conf.policy.makestep_ns, 60 * TM_S);
	assert_int_equal(conf.policy.makestep_limit, 1);
	assert_int_equal(conf.policy.maxstep_forward_ns, 0);
	assert_int_equal(conf.policy.maxstep_backward_ns, 1);
	assert_string_equal(said, "");
	assert_int_equal(load_text(&conf, "server a trusted\n"
	    "makestep 1 3\n"), 0);
	assert_int_equal(conf.policy.makestep_ns, TM_S);
	assert_int_equal(conf.policy.maxstep_backward_ns, 0);
	assert_int_equal(load_text(&conf, "server a trust\n"), 0);
	assert_int_equal(conf.policy.makestep_ns, 0);
}

/* An address may be served in several routing tables. */
static void
routing_tables(void **state)
{
	struct msg_sock	socks[PAR_SOCKS];

	(void)state;
	assert_int_equal(load_text(&conf, "listen on 10.0.0.1 rtable 5\n"
	    "listen on 10.0.0.1\nlisten on 10.0.0.1 rtable 5\n"), 0);
	assert_string_equal(said, "");
	assert_int_equal(par_conf_socks(&conf, socks), 2);
	assert_int_equal(SOCK_RTABLE(socks[0].flags), 5);
	assert_int_equal(SOCK_RTABLE(socks[1].flags), 0);
	assert_true(ipc_check_sock(&socks[0]));
	round_trip();
	assert_int_equal(load_text(&conf, "listen on 10.0.0.1 rtable 256\n"),
	    1);
}

/* What is not sent is said, and why. */
static void
extension_fields(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "server a extfield F323\n"
	    "server b extfield F324 maxunreach 5\n"), 0);
	assert_int_equal(conf.nsources, 2);
	assert_non_null(strstr(said, "W c:1: F323: "));
	assert_non_null(strstr(said, "W c:2: F324: "));
	assert_non_null(strstr(said, "W c:2: maxunreach: accepted, and not "
	    "needed"));
}

static void
kernel_or_we_set_the_rtc(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "rtcfile /a/rtc\n"), 0);
	assert_int_equal(load_text(&conf, "rtcfile /a/rtc\nrtcsync\n"), 1);
	assert_non_null(strstr(said, "E rtcsync and rtcfile exclude each "
	    "other\n"));
}

/* A line that means nothing for want of another one, or because of it. */
static void
alone(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "log measurements\n"), 0);
	assert_string_equal(said, "W log: expected a logdir as well: nothing "
	    "is written\n");
	assert_int_equal(load_text(&conf, "log measurements\nlogdir /a\n"),
	    0);
	assert_string_equal(said, "");
	assert_int_equal(load_text(&conf, "ratelimit\nnoclientlog\n"), 0);
	assert_string_equal(said, "W ratelimit: no effect without a client "
	    "log (noclientlog)\n");
	assert_int_equal(load_text(&conf, "noclientlog\n"), 0);
	assert_string_equal(said, "");
}

static void
polls(void **state)
{
	(void)state;
	load_text(&conf, "server a minpoll 12\nserver b maxpoll 4\n"
	    "server c minpoll 8 maxpoll 7\n");
	assert_int_equal(conf.source[0].maxpoll, 12);
	assert_int_equal(conf.source[1].minpoll, 4);
	assert_int_equal(conf.source[2].maxpoll, 8);
	assert_string_equal(said, "W c:3: c: maxpoll 7 is below minpoll 8, "
	    "which is used for both\n");
}

static void
access_rules(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "allow 10.1\ndeny all 10.1.2.3/9\n"
	    "allow\nallow 2001:db8:ffff::1/33\ndeny some.host\n"), 0);
	assert_int_equal(conf.naccess, 5);
	assert_int_equal(conf.access[0].bits, 16);
	assert_int_equal(conf.access[0].net.ip[1], 1);
	assert_int_equal(conf.access[1].bits, 9);
	assert_int_equal(conf.access[1].net.ip[1], 0);
	assert_int_equal(conf.access[1].all, 1);
	assert_int_equal(conf.access[1].allow, 0);
	assert_int_equal(conf.access[2].net.family, 4);
	assert_int_equal(conf.access[3].net.family, 6);
	assert_int_equal(conf.access[4].net.ip[4], 0x80);
	assert_int_equal(conf.access[4].net.ip[5], 0);
	assert_int_equal(conf.nnamed, 1);
	assert_string_equal(conf.named[0].name, "some.host");
	assert_string_equal(said, "");
	print_conf(&conf);
	assert_string_equal(printed, "allow 10.1.0.0/16\n"
	    "deny all 10.0.0.0/9\nallow 0.0.0.0/0\nallow ::/0\n"
	    "allow 2001:db8:8000::/33\ndeny some.host\n");
}

static void
serving(void **state)
{
	const struct msg_cfg_net	*n = &conf.net;

	(void)state;
	assert_int_equal(load_text(&conf, "port 123\n"), 0);
	assert_false(n->rate_on);
	assert_int_equal(n->clientlog, 524288);
	assert_int_equal(conf.workers, 0);
	assert_int_equal(load_text(&conf, "ratelimit\n"), 0);
	assert_true(n->rate_on && n->rate_interval == 3 &&
	    n->rate_burst == 8 && n->rate_leak == 2 && n->rate_kod == 0);
	assert_int_equal(load_text(&conf, "ratelimit interval -4 burst 16 "
	    "leak 1 kod 3\nclientloglimit 1000000\nworkers 4\n"
	    "binddevice eth0\ndscp 46\n"), 0);
	assert_string_equal(said, "");
	assert_true(n->rate_interval == -4 && n->rate_burst == 16 &&
	    n->rate_leak == 1 && n->rate_kod == 3);
	assert_int_equal(n->dscp, 46);
	print_conf(&conf);
	assert_string_equal(printed, "dscp 46\nbinddevice eth0\n"
	    "ratelimit interval -4 burst 16 leak 1 kod 3\n"
	    "clientloglimit 1000000\nworkers 4\n");
	assert_int_equal(load_text(&conf, "noclientlog\n"), 0);
	assert_int_equal(n->clientlog, 0);
}

/* authselectmode: what a key makes of the sources that it is beside */
static void
keys_and_none(void **state)
{
	static const struct {
		const char	*mode;
		uint32_t	 keyed, open;
	} want[] = {
		{ "", SRC_TRUST | SRC_REQUIRE, 0 },
		{ "authselectmode MIX\n", SRC_TRUST | SRC_REQUIRE, 0 },
		{ "authselectmode prefer\n", 0, SRC_NOSELECT },
		{ "authselectmode require\n", 0, SRC_NOSELECT },
		{ "authselectmode ignore\n", 0, 0 },
	};
	char	text[128];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof want / sizeof want[0]; i++) {
		snprintf(text, sizeof text, "%sserver a.example key 1\n"
		    "server b.example\n", want[i].mode);
		assert_int_equal(load_text(&conf, text), 0);
		assert_int_equal(par_auth_flags(&conf, &conf.source[0]),
		    want[i].keyed);
		assert_int_equal(par_auth_flags(&conf, &conf.source[1]),
		    want[i].open);
		round_trip();
	}
	/* one that is only watched mixes nothing; nor do equals */
	load_text(&conf, "server a.example key 1\nserver b.example noselect\n");
	assert_int_equal(par_auth_flags(&conf, &conf.source[0]), 0);
	load_text(&conf, "authselectmode prefer\nserver b.example\n");
	assert_int_equal(par_auth_flags(&conf, &conf.source[0]), 0);
	load_text(&conf, "authselectmode require\nserver b.example\n");
	assert_int_equal(par_auth_flags(&conf, &conf.source[0]), SRC_NOSELECT);
}

static void
sockets(void **state)
{
	struct msg_sock	s[PAR_SOCKS];

	(void)state;
	/* "deny" alone serves nobody. */
	load_text(&conf, "deny 10.0.0.1\n");
	assert_int_equal(par_conf_socks(&conf, s), 0);
	load_text(&conf, "allow 10/8\nbindaddress 10.0.0.1\nport 1123\n"
	    "listen on 10.0.0.1\nlisten on 127.0.0.1\nlisten on 127.0.0.1\n");
	assert_int_equal(par_conf_socks(&conf, s), 3);
	assert_int_equal(s[0].local.ip[0], 10);
	assert_int_equal(s[0].local.port, 1123);
	assert_int_equal(s[0].flags, SOCK_ALLOW_ALL);
	assert_int_equal(s[1].local.family, 6);
	assert_int_equal(s[1].flags, 0);
	assert_int_equal(s[2].local.ip[0], 127);
	conf.net.ipv6 = 0;
	assert_int_equal(par_conf_socks(&conf, s), 2);
	conf.port = 0;
	assert_int_equal(par_conf_socks(&conf, s), 0);
	load_text(&conf, "listen on *\n");
	assert_int_equal(par_conf_socks(&conf, s), 2);
}

static void
last_wins(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "PORT 1\nport 2\nlocal stratum 3\n"
	    "local orphan\nmakestep 1 3\nmakestep 2 -1\nmakestep 0 5\n"
	    "server a\nserver A\nserver a port 1123\n"), 0);
	assert_int_equal(conf.port, 2);
	assert_int_equal(conf.clock.local_stratum, 10);
	assert_int_equal(conf.clock.local_orphan, 1);
	assert_int_equal(conf.clock.makestep_ns, 1);
	assert_int_equal(conf.clock.makestep_limit, 5);
	assert_int_equal(conf.nsources, 2);
	assert_string_equal(said, "W c:9: A: given before, ignored\n");
	load_text(&conf, "makestep 1 0\n");
	assert_int_equal(conf.clock.makestep_ns, 0);
}

static void
adopt(void **state)
{
	(void)state;
	load_text(&conf, "server a\nserver b\npool c\n");
	conf.gen = 7;
	load_text(&conf2, "server x\npool C iburst\nserver a\nserver b port 1\n"
	    "server c\n");
	par_conf_adopt_entries(&conf2, &conf);
	assert_int_equal(conf2.gen, 8);
	assert_int_equal(conf2.source[1].entry, 3);
	assert_int_equal(conf2.source[2].entry, 1);
	assert_int_equal(conf2.source[0].entry, 4);
	assert_int_equal(conf2.source[3].entry, 5);
	assert_int_equal(conf2.source[4].entry, 6);
	assert_true(ipc_check_cfg_source(&conf2.source[4]));

	/* The numbers go round, past those in use. */
	load_text(&conf, "server x\nserver a\nserver y\n");
	conf2.next_entry = 65535;
	par_conf_adopt_entries(&conf, &conf2);
	assert_int_equal(conf.source[0].entry, 4);
	assert_int_equal(conf.source[1].entry, 1);
	assert_int_equal(conf.source[2].entry, 65535);
	load_text(&conf2, "server y\nserver z\n");
	par_conf_adopt_entries(&conf2, &conf);
	assert_int_equal(conf2.source[0].entry, 65535);
	assert_int_equal(conf2.source[1].entry, 2);
}

/* As chronyd, which takes a larger number for as many as it can. */
static void
many_members(void **state)
{
	(void)state;
	assert_int_equal(load_text(&conf, "pool p maxsources 20\n"), 0);
	assert_string_equal(said, "W c:1: p: maxsources 20: no more than 16 "
	    "are used\n");
	assert_int_equal(conf.source[0].maxsources, 16);
}

static void
full_tables(void **state)
{
	static char	text[PAR_SOURCES * 20 + 64];
	size_t		len = 0;
	int		i;

	(void)state;
	for (i = 0; i <= PAR_SOURCES; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "server h%d\n", i);
	assert_int_equal(load_text(&conf, text), 1);
	assert_string_equal(said, "E c:65: h64: expected at most 64 "
	    "sources\n");
	text[0] = '\0';
	for (i = 0; i <= PAR_LISTEN; i++)
		snprintf(text + strlen(text), 32, "listen on 10.0.0.%d\n", i);
	assert_int_equal(load_text(&conf, text), 1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(seed_server),
		cmocka_unit_test(data_files),
		cmocka_unit_test(openbsd),
		cmocka_unit_test(many_errors),
		cmocka_unit_test(error_cap),
		cmocka_unit_test(bad_lines),
		cmocka_unit_test(local_clock),
		cmocka_unit_test(precision),
		cmocka_unit_test(step_at_the_start),
		cmocka_unit_test(trusted_sources_step),
		cmocka_unit_test(routing_tables),
		cmocka_unit_test(extension_fields),
		cmocka_unit_test(kernel_or_we_set_the_rtc),
		cmocka_unit_test(alone),
		cmocka_unit_test(polls),
		cmocka_unit_test(access_rules),
		cmocka_unit_test(serving),
		cmocka_unit_test(sockets),
		cmocka_unit_test(keys_and_none),
		cmocka_unit_test(last_wins),
		cmocka_unit_test(adopt),
		cmocka_unit_test(many_members),
		cmocka_unit_test(full_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
