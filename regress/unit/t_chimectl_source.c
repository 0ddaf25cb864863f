/* ISC licence, see LICENSE. */
/*
 * Commands for sources as they are sent, and the reports of sources on the
 * network byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chimectl_cmd.h"
#include "chimectl_source.h"

static struct {
	struct msg_cmd		 cmd;
	unsigned int		 cmds;
	struct msg_stat_row	 row[2];
	unsigned int		 rows;
	enum cmd_status		 status;
	int64_t			 paused_ns;
	unsigned int		 synced_at;	/* asked so often, it is */
	unsigned int		 asked;
	const char		*present;	/* the only source, if any */
	int			 family;
	unsigned int		 lookups;
	char			*out, *err;
	size_t			 outlen, errlen;
} w;

static enum ctl_got
ask(void *arg, enum stat_table table, ctl_row_fn *fn, void *fn_arg,
    enum cmd_status *status)
{
	unsigned int	i;

	(void)arg;
	w.asked++;
	for (i = 0; i < w.rows; i++) {
		if (table == STAT_SOURCES && w.row[i].table != table)
			break;		/* there is none of that name */
		assert_int_equal(w.row[i].table, table);
		if (table == STAT_TRACKING)
			w.row[i].u.tracking.leap = w.asked >= w.synced_at ?
			    0 : 3;
		fn(fn_arg, &w.row[i]);
	}
	*status = w.status;
	return CTL_GOT_ANSWER;
}

static enum ctl_got
command(void *arg, const struct msg_cmd *cmd,
    struct msg_cmd_result *result)
{
	char	text[ADDR_STRLEN];

	(void)arg;
	assert_true(ipc_check_cmd(cmd));
	w.cmd = *cmd;
	w.cmds++;
	memset(result, 0, sizeof *result);
	result->cmd = cmd->cmd;
	result->status = w.status;
	if (w.present != NULL) {
		addr_str(&cmd->addr, text);
		result->status = strcmp(text, w.present) == 0 ? CMD_OK :
		    CMD_NOSOURCE;
	}
	return CTL_GOT_ANSWER;
}

/* The DNS: one name with two addresses. */
static unsigned int
look_up(const char *name, int family, struct addr *a, unsigned int most)
{
	assert_int_equal(most, 16);
	w.lookups++;
	w.family = family;
	if (strcmp(name, "ntp.example") != 0)
		return 0;
	addr_parse("2001:db8::7", &a[0]);
	addr_parse("192.0.2.7", &a[1]);
	return 2;
}

static void
pass(int64_t ns)
{
	w.paused_ns += ns;
}

static void
bytes(void *buf, size_t len)
{
	memset(buf, 0xa5, len);
}

static enum ctl_exit
run(enum ctl_format format, const char *line)
{
	static const struct ctl_daemon	daemon = { .ask = ask, .command = command };
	struct ctl_tool			t;
	enum ctl_exit			result;
	char				copy[1024];

	free(w.out);
	free(w.err);
	memset(&t, 0, sizeof t);
	t.daemon = &daemon;
	t.format = format;
	t.namer.naming = CTL_BY_ADDRESS;
	t.lookup = look_up;
	t.pause = pass;
	t.random = bytes;
	t.out = open_memstream(&w.out, &w.outlen);
	t.err = open_memstream(&w.err, &w.errlen);
	strlcpy(copy, line, sizeof copy);
	result = ctl_cmd_line(&t, copy);
	fclose(t.out);
	fclose(t.err);
	return result;
}

static int
fresh(void **state)
{
	(void)state;
	free(w.out);
	free(w.err);
	memset(&w, 0, sizeof w);
	return 0;
}

static void
expect(const char *line, enum cmd_name cmd, const char *addr, int64_t v0,
    int64_t v1, const char *text)
{
	struct addr	a = { 0 };

	w.cmds = 0;
	if (run(CTL_TEXT, line) != CTL_DONE)
		fail_msg("%s: %s", line, w.err);
	if (addr != NULL)
		assert_int_equal(addr_parse(addr, &a), 0);
	assert_string_equal(w.out, "200 OK\n");
	assert_int_equal(w.cmds, 1);
	assert_int_equal(w.cmd.cmd, cmd);
	assert_memory_equal(&w.cmd.addr, &a, sizeof a);
	assert_int_equal(w.cmd.value[0], v0);
	assert_int_equal(w.cmd.value[1], v1);
	assert_string_equal(w.cmd.text, text);
}

static void
sent(void **state)
{
	(void)state;
	expect("add server ntp.example iburst minpoll 3", CMD_ADD, NULL, 0,
	    0, "server ntp.example iburst minpoll 3");
	expect("delete 192.0.2.1", CMD_DELETE, "192.0.2.1", 0, 0, "");
	expect("delete ntp.example", CMD_DELETE, NULL, 0, 0, "ntp.example");
	expect("burst 3/5", CMD_BURST, NULL, INT64_C(3) << 32 | 5, 0, "");
	expect("burst 3/5 255.255.0.0/192.0.0.0", CMD_BURST, "192.0.0.0",
	    INT64_C(3) << 32 | 5, 16, "");
	expect("online", CMD_ONLINE, NULL, 0, 0, "");
	expect("offline 192.0.2.0/24", CMD_OFFLINE, "192.0.2.0", 0, 24, "");
	expect("offline 192.0.2.9", CMD_OFFLINE, "192.0.2.9", 0, 32, "");
	expect("online ffff:ffff::/2001:db8::", CMD_ONLINE, "2001:db8::", 0,
	    32, "");
	expect("onoffline", CMD_ONOFFLINE, NULL, 0, 0, "");
	expect("refresh", CMD_REFRESH, NULL, 0, 0, "");
	expect("rekey", CMD_REKEY, NULL, 0, 0, "");
	expect("reload sources", CMD_RELOAD, NULL, 0, 0, "");
	expect("local stratum 5 orphan", CMD_SETTING, NULL, 0, 0,
	    "local stratum 5 orphan");
	expect("local", CMD_SETTING, NULL, 0, 0, "local");
	expect("maxup 5.5", CMD_SETTING, NULL, 0, 0, "maxupdateskew 5.5");
	expect("reselectdist 1e-3", CMD_SETTING, NULL, 0, 0,
	    "reselectdist 1e-3");
	expect("reset sources", CMD_RESET_SOURCES, NULL, 0, 0, "");
	expect("reselect", CMD_RESELECT, NULL, 0, 0, "");
	expect("minpoll 192.0.2.1 -3", CMD_MINPOLL, "192.0.2.1", -3, 0, "");
	expect("maxpoll ntp.example 9", CMD_MAXPOLL, NULL, 9, 0,
	    "ntp.example");
	expect("maxdelay 192.0.2.1 0.25", CMD_MAXDELAY, "192.0.2.1",
	    250000000, 0, "");
	expect("maxdelayratio 192.0.2.1 1.5", CMD_MAXDELAYRATIO, "192.0.2.1",
	    1500000, 0, "");
	expect("maxdelaydevratio 192.0.2.1 2", CMD_MAXDELAYDEVRATIO,
	    "192.0.2.1", 2000000, 0, "");
	expect("minstratum 192.0.2.1 4", CMD_MINSTRATUM, "192.0.2.1", 4, 0,
	    "");
	expect("polltarget 192.0.2.1 12", CMD_POLLTARGET, "192.0.2.1", 12, 0,
	    "");
	expect("offset 192.0.2.1 -0.0015", CMD_OFFSET, "192.0.2.1", -1500000,
	    0, "");
	expect("selectopts 192.0.2.1 +prefer -TRUST", CMD_SELECTOPTS,
	    "192.0.2.1", (int64_t)(SRC_PREFER | SRC_TRUST) << 32 | SRC_PREFER,
	    0, "");
	expect("selectopts ntp.example +noselect +require -noselect",
	    CMD_SELECTOPTS, NULL, (int64_t)(SRC_NOSELECT | SRC_REQUIRE) << 32 |
	    SRC_REQUIRE, 0, "ntp.example");
}

static void
refused(void **state)
{
	static const char *const	lines[] = {
		"add", "add server", "delete", "delete a b", "burst",
		"burst 3", "burst 0/5", "burst 5/3", "burst 3/x",
		"burst 1/256", "online 1.2.3.4 5", "offline x/y", "reset",
		"reset x", "reselect x", "burst 1/2 1.2.3.4.5",
		"offline 255.0.255.0/1.2.3.4", "offline 1.2.3.4/33",
		"offline ffff::/1.2.3.4", "refresh x", "reload",
		"reload keys", "minpoll 1.2.3.4", "minpoll 1.2.3.4 25",
		"minpoll 1.2.3.4 2.5", "minpoll 1.2.3.4 nan",
		"maxdelay 1.2.3.4 -1", "maxdelay 1.2.3.4 inf",
		"polltarget 1.2.3.4 0", "offset 1.2.3.4", "offset 1.2.3.4 x",
		"selectopts", "selectopts 1.2.3.4 prefer",
		"selectopts 1.2.3.4 +best", "sourcename x", "ntpdata x/y",
		"ntpdata 1.2.3.4 x", "authdata -x", "keygen 0", "keygen x",
		"keygen 1 SHA3-256", "keygen 1 MD5 79", "keygen 1 MD5 4097",
		"waitsync -1", "waitsync 1 2 3 4 5", "waitsync x"
	};
	size_t				i;

	(void)state;
	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		if (run(CTL_TEXT, lines[i]) != CTL_USAGE)
			fail_msg("%s: taken", lines[i]);
		assert_string_equal(w.out, "");
		assert_non_null(strstr(w.err, "Invalid syntax for "));
	}
	assert_int_equal(w.cmds, 0);
	w.status = CMD_EXISTS;
	assert_int_equal(run(CTL_TEXT, "add server a"), CTL_REFUSED);
	assert_string_equal(w.out, "511 Source already present\n");
	w.status = CMD_NOSOURCE;
	assert_int_equal(run(CTL_TEXT, "delete a"), CTL_REFUSED);
	assert_string_equal(w.out, "503 No such source\n");
}

/* An option of selectopts that is none, and one that was meant. */
static void
options(void **state)
{
	(void)state;
	assert_int_equal(run(CTL_TEXT, "selectopts a -prefr"), CTL_USAGE);
	assert_string_equal(w.err, "-prefr: did you mean \"-prefer\"?\n"
	    "Invalid syntax for selectopts command\n");
	assert_int_equal(run(CTL_TEXT, "selectopts a trust"), CTL_USAGE);
	assert_string_equal(w.err, "trust: did you mean \"+trust\"?\n"
	    "Invalid syntax for selectopts command\n");
	assert_int_equal(run(CTL_TEXT, "selectopts a +x"), CTL_USAGE);
	assert_string_equal(w.err, "Invalid syntax for selectopts command\n");
	assert_int_equal(w.cmds, 0);
}

/* A name of no line of the configuration is looked up. */
static void
names(void **state)
{
	(void)state;
	w.present = "192.0.2.7";
	assert_int_equal(run(CTL_TEXT, "delete ntp.example"), CTL_DONE);
	assert_string_equal(w.out, "200 OK\n");
	assert_int_equal(w.cmds, 3);		/* the name, two addresses */
	assert_string_equal(w.cmd.text, "");
	w.present = "192.0.2.8";
	assert_int_equal(run(CTL_TEXT, "minpoll ntp.example 3"), CTL_REFUSED);
	assert_string_equal(w.out, "503 No such source\n");
	assert_int_equal(run(CTL_TEXT, "selectopts other.example +trust"),
	    CTL_REFUSED);
	assert_string_equal(w.out, "503 No such source\n");
	assert_int_equal(w.lookups, 3);
	/* what no host is called is not looked up */
	assert_int_equal(run(CTL_TEXT, "delete 1.2.3"), CTL_REFUSED);
	assert_int_equal(run(CTL_TEXT, "delete a/b"), CTL_REFUSED);
	assert_int_equal(w.lookups, 3);
	assert_int_equal(run(CTL_TEXT, "delete x"), CTL_REFUSED);
	assert_int_equal(w.lookups, 4);
}

/* A name for commands that go by address: that of sources, or a host's. */
static void
scopes(void **state)
{
	(void)state;
	w.rows = 2;
	w.row[0].table = w.row[1].table = STAT_SOURCES;
	addr_parse("192.0.2.1", &w.row[0].u.source.addr);
	addr_parse("192.0.2.2", &w.row[1].u.source.addr);
	strlcpy(w.row[0].u.source.name, "pool.example", 256);
	strlcpy(w.row[1].u.source.name, "pool.example", 256);
	assert_int_equal(run(CTL_TEXT, "offline Pool.example"), CTL_DONE);
	assert_string_equal(w.out, "200 OK\n");
	assert_int_equal(w.cmds, 2);
	assert_int_equal(w.cmd.addr.ip[3], 2);
	assert_int_equal(w.cmd.value[1], 32);
	assert_int_equal(w.lookups, 0);
	w.cmds = 0;
	w.present = "2001:db8::7";
	assert_int_equal(run(CTL_TEXT, "burst 2/3 ntp.example"), CTL_DONE);
	assert_string_equal(w.out, "200 OK\n");
	assert_int_equal(w.cmds, 2);
	assert_int_equal(w.cmd.value[0], INT64_C(2) << 32 | 3);
	w.present = "2001:db8::8";
	assert_int_equal(run(CTL_TEXT, "online ntp.example"), CTL_REFUSED);
	assert_string_equal(w.out, "503 No such source\n");
	w.cmds = 0;
	assert_int_equal(run(CTL_TEXT, "online x"), CTL_REFUSED);
	assert_string_equal(w.err, "x: no address of that name was found\n");
	assert_int_equal(w.cmds, 0);
}

static void
self(void **state)
{
	static const char *const	bad[] = { "dns", "dns n", "dns -5",
	    "dns -n -n", "timeout", "timeout 0", "timeout x", "retries",
	    "retries -1", "timeout 1 2" };
	char				line[] = "dns -6", more[] = "dns -n";
	struct ctl_tool			t;
	size_t				i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (run(CTL_TEXT, bad[i]) != CTL_USAGE)
			fail_msg("%s: taken", bad[i]);
	assert_int_equal(run(CTL_TEXT, "retries 3"), CTL_DONE);
	assert_string_equal(w.out, "");
	memset(&t, 0, sizeof t);
	assert_int_equal(ctl_cmd_line(&t, line), CTL_DONE);
	assert_int_equal(t.family, 6);
	assert_int_equal(ctl_cmd_line(&t, strcpy(line, "dns -4")), CTL_DONE);
	assert_int_equal(t.family, 4);
	assert_int_equal(ctl_cmd_line(&t, more), CTL_DONE);
	assert_int_equal(t.namer.naming, CTL_BY_ADDRESS);
	assert_int_equal(ctl_cmd_line(&t, strcpy(more, "dns +n")), CTL_DONE);
	assert_int_equal(t.namer.naming, CTL_BY_DNS);
	assert_int_equal(ctl_cmd_line(&t, strcpy(line, "tim 9")), CTL_DONE);
	assert_int_equal(t.timeout_ms, 9);
}

/* chronyd knows all addresses: one of a pool's is not added again. */
static void
added_twice(void **state)
{
	(void)state;
	w.rows = 1;
	w.row[0].table = STAT_SOURCES;
	addr_parse("192.0.2.1", &w.row[0].u.source.addr);
	w.row[0].u.source.addr.port = 123;
	strlcpy(w.row[0].u.source.name, "pool.example", 256);
	assert_int_equal(run(CTL_TEXT, "add server 192.0.2.1 iburst"),
	    CTL_REFUSED);
	assert_string_equal(w.out, "511 Source already present\n");
	assert_int_equal(w.cmds, 0);
	assert_int_equal(run(CTL_TEXT, "add server 192.0.2.2"), CTL_DONE);
	assert_int_equal(run(CTL_TEXT, "add server pool.example"), CTL_DONE);
	assert_int_equal(run(CTL_TEXT, "add server 192.0.2.1 iburst port 11"),
	    CTL_DONE);
	assert_int_equal(w.cmds, 3);
}

static void
keygen(void **state)
{
	(void)state;
	assert_int_equal(run(CTL_TEXT, "keygen"), CTL_DONE);
	assert_string_equal(w.out, "1 SHA256 HEX:"
	    "A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5\n");
	assert_int_equal(run(CTL_TEXT, "keygen 73 sha1 81"), CTL_DONE);
	assert_string_equal(w.out, "73 SHA1 HEX:A5A5A5A5A5A5A5A5A5A5A5\n");
	assert_int_equal(run(CTL_TEXT, "keygen 4294967295 AES128 4096"),
	    CTL_DONE);
	assert_string_equal(w.out, "4294967295 AES128 HEX:"
	    "A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5\n");
}

static void
waitsync(void **state)
{
	(void)state;
	w.rows = 1;
	w.row[0].table = STAT_TRACKING;
	w.row[0].u.tracking.refid = 0x7f000001;
	w.row[0].u.tracking.correction_ns = -1500;
	w.synced_at = 3;
	assert_int_equal(run(CTL_TEXT, "waitsync"), CTL_DONE);
	assert_string_equal(w.out,
	    "try: 1, refid: 7F000001, correction: 0.000001500, skew: 0.000\n"
	    "try: 2, refid: 7F000001, correction: 0.000001500, skew: 0.000\n"
	    "try: 3, refid: 7F000001, correction: 0.000001500, skew: 0.000\n");
	assert_int_equal(w.paused_ns, 20 * INT64_C(1000000000));
	assert_int_equal(run(CTL_CSV, "waitsync 2 0.000001 0 0.5"),
	    CTL_REFUSED);
	assert_string_equal(w.out, "1,7F000001,0.000001500,0.000\n"
	    "2,7F000001,0.000001500,0.000\n");
	assert_int_equal(run(CTL_JSON, "waitsync 1"), CTL_DONE);
	assert_string_equal(w.out, "{\"try\":1,\"reference_id\":\"7F000001\","
	    "\"correction_s\":0.000001500,\"skew_ppm\":0.000}\n");
	/* the local reference is no time to wait for */
	w.row[0].u.tracking.refid = 0x7f7f0101;
	assert_int_equal(run(CTL_CSV, "waitsync 1"), CTL_REFUSED);
	assert_string_equal(w.out, "1,7F7F0101,0.000001500,0.000\n");
}

static void
fill_ntpdata(void)
{
	struct stat_ntpdata	*d = &w.row[0].u.ntpdata;

	w.rows = 2;
	w.row[0].table = w.row[1].table = STAT_NTPDATA;
	addr_parse("127.0.0.1", &d->remote);
	d->remote.port = 11124;
	addr_parse("127.0.0.1", &d->local);
	d->version = 4;
	d->mode = 4;
	d->stratum = 3;
	d->poll = 1;
	d->precision = -26;
	d->refid = 0x7f7f0101;
	d->ref_utc_ns = INT64_C(1795371882) * 1000000000;
	d->offset_ns = 217;
	d->delay_ns = 2129;
	d->disp_ns = 35;
	d->response_ns = 64310;
	d->asymmetry_e6 = 500000;
	d->tests = 0x3ff;
	d->interleaved = 1;
	d->tx_kind = d->rx_kind = 'K';
	d->tx = d->rx = d->valid = d->kernel_tx = d->kernel_rx = 24;
	d->good = 23;
	d = &w.row[1].u.ntpdata;
	addr_parse("2001:db8::1", &d->remote);
}

static void
ntpdata(void **state)
{
	static const char	want[] =
"Remote address  : 127.0.0.1 (7F000001)\n"
"Remote port     : 11124\n"
"Local address   : 127.0.0.1 (7F000001)\n"
"Leap status     : Normal\n"
"Version         : 4\n"
"Mode            : Server\n"
"Stratum         : 3\n"
"Poll interval   : 1 (2 seconds)\n"
"Precision       : -26 (0.000000015 seconds)\n"
"Root delay      : 0.000000 seconds\n"
"Root dispersion : 0.000000 seconds\n"
"Reference ID    : 7F7F0101 ()\n"
"Reference time  : Sun Nov 22 18:24:42 2026\n"
"Offset          : +0.000000217 seconds\n"
"Peer delay      : 0.000002129 seconds\n"
"Peer dispersion : 0.000000035 seconds\n"
"Response time   : 0.000064310 seconds\n"
"Jitter asymmetry: +0.50\n"
"NTP tests       : 111 111 1111\n"
"Interleaved     : Yes\n"
"Authenticated   : No\n"
"TX timestamping : Kernel\n"
"RX timestamping : Kernel\n"
"Total TX        : 24\n"
"Total RX        : 24\n"
"Total valid RX  : 24\n"
"Total good RX   : 23\n"
"Total kernel TX : 24\n"
"Total kernel RX : 24\n"
"Total HW TX     : 0\n"
"Total HW RX     : 0\n";

	(void)state;
	fill_ntpdata();
	assert_int_equal(run(CTL_TEXT, "ntpdata 127.0.0.1"), CTL_DONE);
	assert_string_equal(w.out, want);
	assert_int_equal(run(CTL_TEXT, "ntpdata"), CTL_DONE);
	assert_int_equal(w.out[0], '\n');
	assert_memory_equal(w.out + 1, want, sizeof want - 1);
	assert_non_null(strstr(w.out, "Local address   : [UNSPEC] "
	    "(00000000)\n"));
	assert_non_null(strstr(w.out, "Mode            : Invalid\n"));
	assert_non_null(strstr(w.out, "TX timestamping : Invalid\n"));
	assert_int_equal(run(CTL_CSV, "ntpdata 127.0.0.1"), CTL_DONE);
	assert_string_equal(w.out, "127.0.0.1,7F000001,11124,127.0.0.1,"
	    "7F000001,Normal,4,Server,3,1,2,-26,0.000000015,0.000000,"
	    "0.000000,7F7F0101,,1795371882.000000000,0.000000217,0.000002129,"
	    "0.000000035,0.000064310,0.50,111,111,1111,Yes,No,Kernel,Kernel,"
	    "24,24,24,23,24,24,0,0\n");
	assert_int_equal(run(CTL_TEXT, "ntpdata 10.0.0.1"), CTL_REFUSED);
	assert_string_equal(w.out, "503 No such source\n");
	/* a host's name, one of whose addresses is a source's */
	addr_parse("192.0.2.7", &w.row[0].u.ntpdata.remote);
	assert_int_equal(run(CTL_CSV, "ntpdata ntp.example"), CTL_DONE);
	assert_memory_equal(w.out, "192.0.2.7,C0000207,0,", 21);
}

static void
authdata(void **state)
{
	struct stat_authdata	*d = &w.row[0].u.authdata;

	(void)state;
	w.rows = 2;
	w.row[0].table = w.row[1].table = STAT_AUTHDATA;
	addr_parse("127.0.0.1", &d->addr);
	d->since_ns = -1;
	d = &w.row[1].u.authdata;
	addr_parse("192.0.2.1", &d->addr);
	d->mode = 1;
	d->key = 30;
	d->type = 13;
	d->bits = 128;
	d->since_ns = -1;
	d->naks = 2;
	assert_int_equal(run(CTL_TEXT, "authdata"), CTL_DONE);
	assert_string_equal(w.out,
"Name/IP address             Mode KeyID Type KLen Last Atmp  NAK Cook CLen\n"
"=========================================================================\n"
"127.0.0.1                      -     0    0    0    -    0    0    0    0\n"
"192.0.2.1                     SK    30   13  128    -    0    2    0    0\n");
	assert_int_equal(run(CTL_CSV, "authdata"), CTL_DONE);
	assert_string_equal(w.out, "127.0.0.1,-,0,0,0,4294967295,0,0,0,0\n"
	    "192.0.2.1,SK,30,13,128,4294967295,0,2,0,0\n");
}

static void
sourcename(void **state)
{
	(void)state;
	w.rows = 1;
	w.row[0].table = STAT_SOURCES;
	addr_parse("192.0.2.1", &w.row[0].u.source.addr);
	strlcpy(w.row[0].u.source.name, "ntp.exa\x1bmple",
	    sizeof w.row[0].u.source.name);
	assert_int_equal(run(CTL_TEXT, "sourcename 192.0.2.1"), CTL_DONE);
	assert_string_equal(w.out, "ntp.exa?mple\n");
	assert_int_equal(run(CTL_JSON, "sourcename 192.0.2.1"), CTL_DONE);
	assert_string_equal(w.out, "{\"name\":\"ntp.exa?mple\"}\n");
	assert_int_equal(run(CTL_TEXT, "sourcename 192.0.2.2"), CTL_REFUSED);
	assert_string_equal(w.out, "503 No such source\n");
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, fresh, fresh)
	const struct CMUnitTest	tests[] = {
		T(sent), T(refused), T(options), T(names), T(scopes), T(self),
		T(added_twice), T(keygen), T(waitsync), T(ntpdata),
		T(authdata), T(sourcename),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
