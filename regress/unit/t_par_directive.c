/* ISC licence, see LICENSE. */
/*
 * Every directive and every option of a source, right and wrong: the right
 * ones are taken and come back from -p, the wrong ones are named.
 */
#include <strings.h>

#include "par_directive.h"
#include "par_test.h"

static struct par_conf	conf2;

/* One line: the text, and NULL or the error it must give. */
struct sample {
	const char	*line;
	const char	*error;
};

#define NEXT	" next (usage: "

static const struct sample samples[] = {
	{ "server ntp.example.net iburst", NULL },
	{ "server", "server: expected a host name or address next "
	    "(usage: server HOST [OPTION...])" },
	{ "server a ibusrt", "ibusrt: expected an option, did you mean "
	    "\"iburst\"? (usage: server HOST [OPTION...])" },
	{ "local stratun 3", "stratun: expected an option, did you mean "
	    "\"stratum\"? (usage: local " },
	{ "makestpe 1 3", "makestpe: expected a directive, did you mean "
	    "\"makestep\"?" },
	{ "server a b", "b: expected an option "
	    "(usage: server HOST [OPTION...])" },
	{ "server 10.1", "10.1: expected a host name or address "
	    "(usage: server HOST [OPTION...])" },
	{ "server 10.0.0.0-10.0.0.255", "10.0.0.0-10.0.0.255: expected a host "
	    "name or address (usage: server HOST [OPTION...])" },
	{ "server a..example", "a..example: expected a host name" },
	{ "server ntp.example.", NULL },
	{ "server a minpoll=4", "minpoll=4: expected an option, did you mean "
	    "\"minpoll\"? (usage: server HOST [OPTION...])" },
	{ "allow=10.0.0.0/8", "allow=10.0.0.0/8: expected a directive, did "
	    "you mean \"allow\"?" },
	{ "restrict default nomodify", "restrict: expected a directive: it is "
	    "ntp.conf's, here \"allow\" or \"deny\" is like it" },
	{ "Fudge 127.127.1.0 stratum 10", "Fudge: expected a directive: it is "
	    "ntp.conf's, here \"local stratum\" is like it" },
	{ "tinker panic 0", "tinker: expected a directive: it is ntp.conf's, "
	    "here \"maxchange\" or \"makestep\" is like it" },
	{ "disable monitor", "disable: expected a directive: it is "
	    "ntp.conf's, here nothing is like it" },
	{ "NTP=a.example", "NTP=a.example: expected a directive: it is "
	    "timesyncd.conf's, here \"server\" or \"pool\" is like it" },
	{ "[Time]", "[Time]: expected a directive: it is timesyncd.conf's, "
	    "here nothing is like it" },
	{ "server a_b/c", "a_b/c: expected a host name or address "
	    "(usage: server HOST [OPTION...])" },
	{ "pool 2.debian.pool.ntp.org maxsources 3", NULL },
	{ "pool p maxsources 0", "0: expected a whole number from 1 to 255 "
	    "(usage: pool HOST [OPTION...])" },
	{ "servers \"pool.ntp.org\" weight 5", NULL },
	{ "servers", "servers: expected a host name or address next "
	    "(usage: servers HOST [OPTION...])" },
	{ "peer fe80::1%eth0 key", "key: expected a whole number from 1 to "
	    "4294967295 after it (usage: peer HOST [OPTION...])" },
	{ "peer fe80::1%eth0", NULL },
	{ "refclock PHC /dev/ptp0 poll 3 dpoll -2 offset 0 tai", NULL },
	{ "refclock SHM 0 refid NMEA lock PPS rate 5 width 0.1 pps "
	    "delay 1e-9 stratum 1 maxlockage 2 precision 1e-7 "
	    "maxdispersion 1 filter 16 prefer noselect trust require local "
	    "minsamples 4 maxsamples 64 maxunreach 10", NULL },
	{ "refclock GPS 0", "GPS: expected PPS, SOCK, SHM, PHC or RTC "
	    "(usage: refclock DRIVER PARAMETER [OPTION...])" },
	{ "initstepslew 0.1 a 10.0.0.1", NULL },
	{ "initstepslew 0.1", "initstepslew: expected a host name or address "
	    "next (usage: initstepslew SECONDS HOST...)" },
	{ "sensor *", NULL },
	{ "sensor nmea0 correction -30000 refid GPS stratum 2 weight 3 "
	    "trusted", NULL },
	{ "sensor x weight 11", "11: expected a whole number from 1 to 10 "
	    "(usage: sensor DEVICE [correction N] [refid ID] [stratum N] "
	    "[weight N] [trusted])" },
	{ "constraint from \"9.9.9.9\"", NULL },
	{ "constraint from https://a.example/path 9.9.9.9 2620:fe::fe",
	    NULL },
	{ "constraint from a b", "b: expected an IP address "
	    "(usage: constraint from URL [ADDRESS...])" },
	{ "constraint a", "a: expected \"from\" "
	    "(usage: constraint from URL [ADDRESS...])" },
	{ "constraints from \"www.example.com\"", NULL },
	{ "constraints from a b", "b: expected nothing more "
	    "(usage: constraints from URL)" },
	{ "acquisitionport 1123", NULL },
	{ "acquisitionport -1", "-1: expected a whole number from 0 to 65535 "
	    "(usage: acquisitionport PORT)" },
	{ "bindacqaddress 10.0.0.1", NULL },
	{ "bindacqaddress eth0", "eth0: expected an IP address "
	    "(usage: bindacqaddress ADDRESS)" },
	{ "query from 2001:db8::1", NULL },
	{ "query to 10.0.0.1", "to: expected \"from\" "
	    "(usage: query from ADDRESS)" },
	{ "bindacqdevice eth0", NULL },
	{ "bindacqdevice", "bindacqdevice: expected a word" NEXT
	    "bindacqdevice INTERFACE)" },
	{ "dscp 46", NULL },
	{ "dscp 64", "64: expected a whole number from 0 to 63 "
	    "(usage: dscp 0-63)" },
	{ "refresh 1209600", NULL }, { "refresh 3600", NULL },
	{ "refresh x", "x: expected seconds from 0 to 3155760000 "
	    "(usage: refresh SECONDS)" },

	{ "minsources 3", NULL },
	{ "minsources 0", "0: expected a whole number from 1 to 256 "
	    "(usage: minsources NUMBER)" },
	{ "maxdistance 1.5", NULL },
	{ "maxdistance -1", "-1: expected seconds from 0 to 1000 "
	    "(usage: maxdistance SECONDS)" },
	{ "maxupdateskew 100.0", NULL },
	{ "maxupdateskew 100.0 5", "5: expected nothing more "
	    "(usage: maxupdateskew PPM)" },
	{ "maxclockerror 0.5", NULL },
	{ "maxclockerror inf", "inf: expected parts per million from 0 to "
	    "500000 (usage: maxclockerror PPM)" },
	{ "maxslewrate 1000", NULL },
	{ "maxslewrate nan", "nan: expected parts per million, "
	    "more than 0 and at most 500000 (usage: maxslewrate PPM)" },
	{ "maxdrift 200", NULL }, { "maxdrift x", "x: " },
	{ "maxjitter 0.5", NULL }, { "maxjitter", "maxjitter: " },
	{ "minstratum 1", NULL }, { "minstratum 16", "16: " },
	{ "maxstratum 8", NULL }, { "maxstratum x", "x: " },
	{ "minsamples 8", NULL }, { "minsamples -8", "-8: " },
	{ "maxsamples 8", NULL }, { "maxsamples 1.5", "1.5: " },
	{ "combinelimit 3.0", NULL }, { "combinelimit x", "x: " },
	{ "reselectdist 1e-4", NULL }, { "reselectdist 0x1", "0x1: " },
	{ "stratumweight 0.001", NULL }, { "stratumweight -1", "-1: " },
	{ "corrtimeratio 3", NULL }, { "corrtimeratio 3,0", "3,0: " },
	{ "clockprecision 1e-7", NULL }, { "clockprecision 2", "2: " },
	{ "authselectmode mix", NULL },
	{ "authselectmode require", NULL },
	{ "authselectmode x", "x: expected require, prefer, mix or ignore "
	    "(usage: authselectmode require|prefer|mix|ignore)" },

	{ "makestep 1.0 3", NULL }, { "makestep 0.1 -1", NULL },
	{ "makestep", "makestep: expected seconds from 0 to 315360000" NEXT
	    "makestep SECONDS LIMIT)" },
	{ "makestep 1", "makestep: expected a whole number from -2147483647 "
	    "to 2147483647 next (usage: makestep SECONDS LIMIT)" },
	{ "clockbudget forward 20 backward 0.5", NULL },
	{ "clockbudget backward 100", NULL },
	{ "clockbudget", "clockbudget: expected forward or backward" NEXT
	    "clockbudget [forward SECONDS] [backward SECONDS])" },
	{ "clockbudget forward 0", "0: expected seconds from 0.001 to "
	    "315360000 (usage: clockbudget [forward SECONDS] "
	    "[backward SECONDS])" },
	{ "clockbudget sideways 1", "sideways: expected an option " },
	{ "local", NULL }, { "local stratum 8 orphan", NULL },
	{ "local distance 0.5 activate 0.1 waitsynced 10 waitunsynced 20",
	    NULL },
	{ "local stratum", "stratum: expected a whole number from 1 to 15 "
	    "after it (usage: local [stratum N] [orphan] [distance SECONDS] "
	    "[activate SECONDS] [waitsynced SECONDS] "
	    "[waitunsynced SECONDS])" },
	{ "driftfile /var/lib/chrony/drift interval 7200", NULL },
	{ "driftfile drift", "drift: expected an absolute path "
	    "(usage: driftfile FILE [interval SECONDS])" },
	{ "maxchange 1000 1 2", NULL }, { "maxchange 1000 1", "maxchange: " },
	{ "maxstep forward 10 backward 0.5", NULL },
	{ "maxstep", "maxstep: expected forward or backward " },
	{ "maxstep sideways 1", "sideways: expected an option " },
	{ "fallbackdrift 16 19", NULL }, { "fallbackdrift 16 x", "x: " },
	{ "fallbackdrift 19 16", "16: less than the first" },
	{ "smoothtime 400 0.001 leaponly", NULL },
	{ "smoothtime 400 0.01", NULL },
	{ "smoothtime 400 0.001 leap", "leap: expected nothing more " },
	{ "tempcomp /sys/t 30 26000 0 0.000183 0.0", NULL },
	{ "tempcomp /sys/t 30 /etc/points", NULL },
	{ "tempcomp /sys/t 30 1 2", "tempcomp: expected a number from " },
	{ "leapsecmode slew", NULL },
	{ "leapsecmode smear", "smear: expected system, step, slew or ignore "
	    "(usage: leapsecmode system|step|slew|ignore)" },
	{ "leapsectz right/UTC", NULL }, { "leapsectz", "leapsectz: " },
	{ "leapseclist /usr/share/zoneinfo/leap-seconds.list", NULL },
	{ "leapseclist leap", "leap: expected an absolute path " },
	{ "rtcsync", NULL },
	{ "rtcsync on", "on: expected nothing more (usage: rtcsync)" },
	{ "rtcfile /var/lib/rtc", NULL }, { "rtcfile rtc", "rtc: " },
	{ "rtcdevice /dev/rtc", NULL }, { "rtcdevice", "rtcdevice: " },
	{ "rtcautotrim 30", NULL }, { "rtcautotrim -", "-: " },
	{ "rtconutc", NULL }, { "rtconutc 1", "1: " },
	{ "hwclockfile /etc/adjtime", NULL }, { "hwclockfile x", "x: " },
	{ "manual", NULL }, { "manual x", "x: " },

	{ "port 1123", NULL }, { "port 0", NULL },
	{ "port 65536", "65536: expected a whole number from 0 to 65535 "
	    "(usage: port 0-65535)" },
	{ "port ntp", "ntp: expected a whole number from 0 to 65535 "
	    "(usage: port 0-65535)" },
	{ "listen on *", NULL }, { "listen on 127.0.0.1 rtable 1", NULL },
	{ "listen on ::1", NULL }, { "listen on localhost", NULL },
	{ "listen", "listen: expected \"on\"" NEXT
	    "listen on ADDRESS|* [rtable N])" },
	{ "listen on eth0", "eth0: expected an IP address, \"*\" or "
	    "localhost (usage: listen on ADDRESS|* [rtable N])" },
	{ "bindaddress 192.168.31.110", NULL }, { "bindaddress ::", NULL },
	{ "bindaddress 1.2.3", "1.2.3: expected an IP address "
	    "(usage: bindaddress ADDRESS)" },
	{ "binddevice eth0", NULL }, { "binddevice", "binddevice: " },
	{ "allow", NULL }, { "allow all", NULL }, { "allow 10.1", NULL },
	{ "allow 2001:db8::/32", NULL }, { "allow all 10.1.2.3", NULL },
	{ "allow host.example.net", NULL },
	{ "allow 10.0.0.0/33", "10.0.0.0/33: expected a subnet, an address "
	    "or a host name (usage: allow [all] [SUBNET|ADDRESS|HOST])" },
	{ "deny all 192.168.0.0/16", NULL }, { "deny", NULL },
	{ "deny 1.2.3.4.5", "1.2.3.4.5: expected a subnet, an address or a "
	    "host name (usage: deny [all] [SUBNET|ADDRESS|HOST])" },
	{ "ratelimit interval 1 burst 16 leak 2 kod 1", NULL },
	{ "ratelimit", NULL }, { "ratelimit interval 13", "13: " },
	{ "clientloglimit 1000000", NULL }, { "clientloglimit x", "x: " },
	{ "noclientlog", NULL }, { "noclientlog x", "x: " },
	{ "workers 4", NULL }, { "workers 33", "33: " },
	{ "broadcast 30 192.168.1.255 1123", NULL },
	{ "broadcast 30 192.168.1.255", NULL }, { "broadcast 0 a", "0: " },
	{ "ntpsigndsocket /var/lib/samba", NULL }, { "ntpsigndsocket", "n" },
	{ "ptpport 319", NULL }, { "ptpport x", "x: " },
	{ "ptpdomain 123", NULL }, { "ptpdomain 256", "256: " },
	{ "hwtimestamp *", NULL },
	{ "hwtimestamp eth0 minpoll 1 maxpoll 2 minsamples 4 maxsamples 8 "
	    "precision 1e-7 txcomp 1e-9 rxcomp -1e-9 rxfilter all nocrossts",
	    NULL },
	{ "hwtimestamp", "hwtimestamp: expected an interface or \"*\"" NEXT
	    "hwtimestamp INTERFACE|* [OPTION...])" },
	{ "maxtxbuffers 128", NULL }, { "maxtxbuffers x", "x: " },
	{ "hwtstimeout 0.01", NULL }, { "hwtstimeout x", "x: " },

	{ "ctlsocket /tmp/x.sock", NULL },
	{ "ctlsocket x.sock", "x.sock: expected an absolute path "
	    "(usage: ctlsocket PATH)" },
	{ "cmdport 0", NULL }, { "cmdport 70000", "70000: " },
	{ "bindcmdaddress 0.0.0.0", NULL }, { "bindcmdaddress /", NULL },
	{ "bindcmdaddress /run/x.sock", NULL },
	{ "bindcmdaddress x", "x: expected an IP address "
	    "(usage: bindcmdaddress ADDRESS|PATH|/)" },
	{ "bindcmddevice eth0", NULL }, { "bindcmddevice", "bindcmddevice: " },
	{ "cmdallow 127/8", NULL }, { "cmdallow all host.example", NULL },
	{ "cmdallow 1/64", "1/64: " },
	{ "cmddeny all", NULL }, { "cmddeny a,b", "a,b: " },
	{ "cmdratelimit interval 2 burst 4 leak 1", NULL },
	{ "cmdratelimit kod 1", "kod: expected an option " },
	{ "opencommands sources tracking", NULL }, { "opencommands", NULL },
	{ "opencommands shutdown", "shutdown: " },

	{ "keyfile /etc/chrony.keys", NULL }, { "keyfile keys", "keys: " },
	{ "ntsdumpdir /var/lib/chrony", NULL }, { "ntsdumpdir", "ntsd" },
	{ "ntscachedir /var/lib/chrony", NULL }, { "ntscachedir x", "x: " },
	{ "ntsserverkey /etc/key", "ntsserverkey: not supported yet, and "
	    "without it clients would not be authenticated" },
	{ "ntsservercert /etc/cert", "ntsservercert: not supported yet, and "
	    "without it clients would not be authenticated" },
	{ "ntsport 4460", NULL }, { "ntsport 0", "0: " },
	{ "ntsprocesses 3", NULL }, { "ntsprocesses 1001", "1001: " },
	{ "maxntsconnections 100", NULL }, { "maxntsconnections 0", "0: " },
	{ "ntsntpserver a.example", NULL }, { "ntsntpserver a/b", "a/b: " },
	{ "ntsrotate 604800", NULL }, { "ntsrotate x", "x: " },
	{ "ntsrefresh 2419200", NULL }, { "ntsrefresh x", "x: " },
	{ "ntsaeads 30 15", NULL }, { "ntsaeads", "ntsaeads: " },
	{ "ntstrustedcerts 1 /etc/ca.pem", NULL },
	{ "ntstrustedcerts /etc/ca.pem", NULL },
	{ "ntstrustedcerts a /etc/ca.pem", "a: " },
	{ "nosystemcert", NULL }, { "nosystemcert x", "x: " },
	{ "nocerttimecheck 1", NULL }, { "nocerttimecheck x", "x: " },
	{ "ntsratelimit interval 2", NULL }, { "ntsratelimit leak 5", "5: " },

	{ "include /nowhere/*.conf", NULL },
	{ "include", "include: expected a file or pattern" NEXT
	    "include PATTERN)" },
	{ "confdir /nowhere /elsewhere", NULL },
	{ "confdir", "confdir: expected a directory" NEXT
	    "confdir DIRECTORY...)" },
	{ "confdir 1 2 3 4 5 6 7 8 9 10 11", "11: expected at most 10 "
	    "directories" },
	{ "sourcedir /nowhere", NULL },
	{ "sourcedir", "sourcedir: expected a directory" NEXT
	    "sourcedir DIRECTORY...)" },
	{ "statedir /var/lib/x", NULL }, { "statedir x", "x: " },
	{ "pidfile /run/x.pid", NULL }, { "pidfile /", NULL },
	{ "pidfile x", "x: expected an absolute path "
	    "(usage: pidfile FILE|/)" },
	{ "user chrony", NULL }, { "user", "user: expected a word" NEXT
	    "user NAME)" },
	{ "user a123456789b123456789c123456789d12345", "a123456789b123456789"
	    "c123456789d12345: expected at most 32 bytes (usage: user "
	    "NAME)" },
	{ "sandbox required", NULL }, { "sandbox besteffort", NULL },
	{ "sandbox", "sandbox: expected required or besteffort" NEXT
	    "sandbox required|besteffort)" },
	{ "logdir /var/log/chrony", NULL }, { "logdir log", "log: " },
	{ "log measurements statistics tracking", NULL },
	{ "log", "log: expected rawmeasurements, measurements, statistics, "
	    "tracking, selection, samples, rtc, refclocks or tempcomp" NEXT
	    "log KIND...)" },
	{ "logbanner 32", NULL }, { "logbanner x", "x: " },
	{ "logchange 0.1", NULL }, { "logchange x", "x: " },
	{ "mailonchange root@localhost 0.5", NULL },
	{ "mailonchange root@localhost", "mailonchange: " },
	{ "dumpdir /var/lib/chrony", NULL }, { "dumpdir x", "x: " },
	{ "lock_all", NULL }, { "lock_all x", "x: " },
	{ "sched_priority 1", NULL }, { "sched_priority 101", "101: " },
	{ "dumponexit", NULL },
	{ "commandkey 1", NULL }, { "generatecommandkey", NULL },
	{ "linux_freq_scale 1.0", NULL }, { "linux_hz 100", NULL },
};
#define SAMPLES	(sizeof samples / sizeof *samples)

/* Options of a source, in the same way, after "server a ". */
static const struct sample options[] = {
	{ "minpoll -7", NULL }, { "minpoll 25", "25: expected a whole number "
	    "from -7 to 24 (usage: server HOST [OPTION...])" },
	{ "minpoll", "minpoll: expected a whole number from -7 to 24 after "
	    "it (usage: server HOST [OPTION...])" },
	{ "maxpoll 4", NULL }, { "maxpoll x", "x: " },
	{ "IBURST", NULL }, { "burst", NULL }, { "prefer", NULL },
	{ "noselect", NULL }, { "trust", NULL }, { "require", NULL },
	{ "xleave", NULL }, { "offline", NULL }, { "auto_offline", NULL },
	{ "copy", NULL },
	{ "maxsources 1", NULL }, { "maxsources 0", "0: " },
	{ "port 1123", NULL }, { "port 0", "0: " },
	{ "version 2", NULL }, { "version 5", "5: " },
	{ "ipv4", NULL }, { "ipv6", NULL },
	{ "minstratum 2", NULL }, { "minstratum 16", "16: " },
	{ "polltarget 16", NULL }, { "polltarget 0", "0: " },
	{ "presend 9", NULL }, { "presend x", "x: " },
	{ "filter 5", NULL }, { "filter -1", "-1: " },
	{ "minsamples 100", NULL }, { "minsamples -1", "-1: " },
	{ "maxsamples 10", NULL }, { "maxsamples -1", "-1: " },
	{ "maxunreach 10", NULL }, { "maxunreach -1", "-1: " },
	{ "maxdelay 0.3", NULL }, { "maxdelay 1001", "1001: expected seconds "
	    "from 0 to 1000 (usage: server HOST [OPTION...])" },
	{ "mindelay 0.0001", NULL }, { "mindelay -1", "-1: " },
	{ "maxdelayratio 1.5", NULL }, { "maxdelayratio -1", "-1: " },
	{ "maxdelaydevratio 2", NULL }, { "maxdelaydevratio x", "x: " },
	{ "maxdelayquant 0.5", NULL }, { "maxdelayquant 1.5", "1.5: " },
	{ "asymmetry -0.5", NULL }, { "asymmetry 0.6", "0.6: " },
	{ "offset -0.0025", NULL }, { "offset x", "x: " },
	{ "weight 10", NULL }, { "weight 0", "0: " },
	{ "trusted", NULL },
	{ "extfield F323", NULL }, { "extfield f324 extfield F323", NULL },
	{ "extfield 10A", NULL },
	{ "extfield G", "G: expected a "
	    "hexadecimal number (usage: server HOST [OPTION...])" },
	{ "extfield F325", "F325: expected F323, F324 or 10A "
	    "(usage: server HOST [OPTION...])" },
	{ "key 5", NULL }, { "key 0", "0: " }, { "key 4294967296", "4294" },
	{ "fallback", NULL },
	{ "nts", "nts: not supported yet, and without it the source would "
	    "not be authenticated" },
	{ "ntsport 4460", NULL }, { "ntsport x", "x: " },
	{ "certset 1", NULL }, { "certset -1", "-1: " },
	{ "fallbacks", "fallbacks: expected an option, did you mean "
	    "\"fallback\"? (usage: server HOST "
	    "[OPTION...])" },
};
#define OPTIONS	(sizeof options / sizeof *options)

/* The catalogue's judgement of every record. */
static void
assert_judged(const struct par_conf *c)
{
	struct msg_sock	socks[PAR_SOCKS];
	size_t		i, n;

	assert_true(ipc_check_cfg_net(&c->net));
	assert_true(ipc_check_cfg_clock(&c->clock));
	for (i = 0; i < c->nsources; i++)
		assert_true(ipc_check_cfg_source(&c->source[i]));
	for (i = 0; i < c->naccess; i++)
		assert_true(ipc_check_cfg_access(&c->access[i]));
	for (i = 0; i < c->ncmdaccess; i++)
		assert_true(ipc_check_cfg_access(&c->cmdaccess[i]));
	n = par_conf_socks(c, socks);
	for (i = 0; i < n; i++)
		assert_true(ipc_check_sock(&socks[i]));
}

static void
assert_good(const char *line)
{
	if (load_text(&conf, line) != 0)
		fail_msg("%s: %s", line, said);
	assert_judged(&conf);
	print_conf(&conf);
	conf.nreads = 0;		/* what is included, in its place */
	if (load_text(&conf2, printed) != 0)
		fail_msg("%s: printed as %s: %s", line, printed, said);
	conf.nreads = 0;		/* what is included, in its place */
	if (!same_conf(&conf, &conf2))
		fail_msg("%s: printed as %s", line, printed);
}

static void
assert_bad(const char *line, const char *error)
{
	char	want[PAR_TEXT];

	if (load_text(&conf, line) == 0)
		fail_msg("%s: taken", line);
	snprintf(want, sizeof want, "E c:1: %s", error);
	if (strstr(said, want) == NULL)
		fail_msg("%s: \"%s\" not in \"%s\"", line, want, said);
	/* A text that ends with the usage is the whole message. */
	if (error[strlen(error) - 1] == ')' &&
	    strncmp(strstr(said, want) + strlen(want), "\n", 1) != 0)
		fail_msg("%s: more in \"%s\"", line, said);
}

static void
all_samples(void **state)
{
	size_t	i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		if (samples[i].error == NULL)
			assert_good(samples[i].line);
		else
			assert_bad(samples[i].line, samples[i].error);
	}
}

static void
all_options(void **state)
{
	char	line[256];
	size_t	i;

	(void)state;
	for (i = 0; i < OPTIONS; i++) {
		snprintf(line, sizeof line, "server a %s", options[i].line);
		if (options[i].error == NULL)
			assert_good(line);
		else
			assert_bad(line, options[i].error);
	}
}

static bool
begins_with(const char *line, const char *name)
{
	size_t	len = strlen(name);

	return strncasecmp(line, name, len) == 0 &&
	    (line[len] == ' ' || line[len] == '\0');
}

/* The samples leave no directive out. */
static void
complete(void **state)
{
	const struct par_directive	*d;
	size_t				 i, k;
	unsigned int			 good, bad;

	(void)state;
	for (i = 0; (d = par_directive_at(i)) != NULL; i++) {
		good = bad = 0;
		for (k = 0; k < SAMPLES; k++) {
			if (!begins_with(samples[k].line, d->field.name))
				continue;
			if (samples[k].error == NULL)
				good++;
			else
				bad++;
		}
		/* Ignored: no error to make; refused: nothing else. */
		if (good == 0 && d->field.status != PAR_REFUSED)
			fail_msg("%s: no right sample", d->field.name);
		if (bad == 0 && d->field.status < PAR_QUIET)
			fail_msg("%s: no wrong sample", d->field.name);
		assert_ptr_equal(par_directive_find(d->field.name), d);
	}
	assert_int_equal(i > 100, 1);
}

/* What has no effect says so, once; what has one says nothing. */
static void
warnings(void **state)
{
	const struct par_directive	*d;
	char				 name[64];
	size_t				 i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		if (samples[i].error != NULL)
			continue;
		load_text(&conf, samples[i].line);
		strlcpy(name, samples[i].line, sizeof name);
		name[strcspn(name, " ")] = '\0';
		d = par_directive_find(name);
		if (d->field.status == PAR_LATER &&
		    strstr(said, ": accepted, has no effect yet\n") == NULL)
			fail_msg("%s: %s", samples[i].line, said);
		if (d->field.status == PAR_NEEDLESS)
			assert_non_null(strstr(said, ": accepted, and not "
			    "needed: "));
		if (d->field.status == PAR_OBSOLETE)
			assert_non_null(strstr(said, "obsolete, ignored"));
		if (d->field.status == PAR_QUIET)
			assert_string_equal(said, "");
	}
	load_text(&conf, "refclock SHM 0\n");
	assert_string_equal(said,
	    "W c:1: refclock: accepted, has no effect yet\n");
	load_text(&conf, "maxdistance 2\nserver a iburst\nlocal\nallow\n");
	assert_string_equal(said, "");
}

/*
 * Samples with a few bytes changed: whatever is still taken is what the
 * catalogue allows and comes back from -p.
 */
static void
mutations(void **state)
{
	static const char	 bytes[] = "0123456789.-+eE:/%*abZ \t\"'\\\n#";
	char			 line[256];
	uint32_t		 x = 4711;
	size_t			 i, at, taken = 0;
	int			 round, k;

	(void)state;
	for (round = 0; round < 60; round++)
		for (i = 0; i < SAMPLES; i++) {
			strlcpy(line, samples[i].line, sizeof line);
			for (k = 0; k < 1 + round % 3; k++) {
				x = x * 1664525 + 1013904223;
				at = (x >> 8) % strlen(line);
				x = x * 1664525 + 1013904223;
				line[at] = bytes[(x >> 8) %
				    (sizeof bytes - 1)];
			}
			if (load_text(&conf, line) != 0)
				continue;
			taken++;
			assert_good(line);
		}
	assert_in_range(taken, 500, SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(all_samples),
		cmocka_unit_test(all_options),
		cmocka_unit_test(complete),
		cmocka_unit_test(warnings),
		cmocka_unit_test(mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
