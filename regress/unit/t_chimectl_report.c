/* ISC licence, see LICENSE. */
/*
 * Every report byte for byte: a daemon made of rows answers the commands,
 * and what is written is compared with the files in regress/data/ctl.
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
#include "chimectl_show.h"
#include "pol.h"

#define ROWS	4

/* The daemon: one table of rows, or an end without any. */
struct fake {
	struct msg_stat_row	 rows[STAT_LAST + 1][ROWS];
	unsigned int		 n[STAT_LAST + 1];
	enum ctl_got		 got;
	enum cmd_status		 status;
	const char		*text;
	struct msg_cmd		 cmd;
	unsigned int		 cmds;
};

static struct fake	fake;

static enum ctl_got
fake_ask(void *arg, enum stat_table table, ctl_row_fn *fn, void *fn_arg,
    enum cmd_status *status)
{
	struct fake	*f = arg;
	unsigned int	 i;

	for (i = 0; i < f->n[table]; i++)
		fn(fn_arg, &f->rows[table][i]);
	*status = f->status;
	return f->got;
}

static enum ctl_got
fake_command(void *arg, const struct msg_cmd *cmd,
    struct msg_cmd_result *result)
{
	struct fake	*f = arg;

	f->cmd = *cmd;
	f->cmds++;
	memset(result, 0, sizeof *result);
	result->cmd = cmd->cmd;
	result->status = f->status;
	strlcpy(result->text, f->text, sizeof result->text);
	return f->got;
}

static bool
fake_host(void *arg, const struct addr *addr, char *buf, size_t len)
{
	const char	*name = arg;

	(void)addr;
	if (name == NULL)
		return false;
	strlcpy(buf, name, len);
	return true;
}

static const struct ctl_daemon	fake_daemon = { &fake, fake_ask, fake_command,
	"/run/x: No such file or directory" };

static struct msg_stat_row *
add(enum stat_table table)
{
	struct msg_stat_row	*row = &fake.rows[table][fake.n[table]++];

	row->table = table;
	return row;
}

static struct addr
ip(const char *text)
{
	struct addr	a;

	assert_int_equal(addr_parse(text, &a), 0);
	return a;
}

/* ppm as the nearest 2^-16 ppb */
static int64_t
ppm(double x)
{
	return (int64_t)(x * (double)TM_PPM16);
}

/* What the last command wrote. */
static struct {
	char		*buf;
	size_t		 len;
	char		*errbuf;
	size_t		 errlen;
} out;

static int
setup(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof fake);
	fake.text = "";
	fake.got = CTL_GOT_ANSWER;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	free(out.buf);
	free(out.errbuf);
	out.buf = out.errbuf = NULL;
	return 0;
}

static struct ctl_tool
open_tool(enum ctl_format format)
{
	struct ctl_tool	t;

	teardown(NULL);
	memset(&t, 0, sizeof t);
	t.daemon = &fake_daemon;
	t.format = format;
	t.namer.naming = CTL_BY_ADDRESS;
	t.namer.host = fake_host;
	t.out = open_memstream(&out.buf, &out.len);
	t.err = open_memstream(&out.errbuf, &out.errlen);
	assert_non_null(t.out);
	assert_non_null(t.err);
	return t;
}

static void
close_tool(struct ctl_tool *t)
{
	fclose(t->out);
	fclose(t->err);
}

static enum ctl_exit
run(enum ctl_format format, const char *command)
{
	struct ctl_tool	t = open_tool(format);
	char		line[256];
	enum ctl_exit	result;

	strlcpy(line, command, sizeof line);
	result = ctl_cmd_line(&t, line);
	close_tool(&t);
	return result;
}

static void
expect_file(const char *name)
{
	char	 path[256], want[8192];
	FILE	*f;
	size_t	 n;

	snprintf(path, sizeof path, "regress/data/ctl/%s", name);
	if ((f = fopen(path, "r")) == NULL)
		fail_msg("cannot open %s", path);
	n = fread(want, 1, sizeof want - 1, f);
	fclose(f);
	want[n] = '\0';
	assert_string_equal(out.buf, want);
}

static void
check(enum ctl_format format, const char *command, const char *file)
{
	assert_int_equal(run(format, command), CTL_DONE);
	expect_file(file);
	assert_string_equal(out.errbuf, "");
}

static struct stat_tracking *
fill_tracking(void)
{
	struct stat_tracking	*t = &add(STAT_TRACKING)->u.tracking;

	t->refid = 0x7f000002;
	t->addr = ip("127.0.0.2");
	t->stratum = 4;
	t->synced = 1;
	t->ref_utc_ns = INT64_C(1795371912396810954);
	t->correction_ns = 546;
	t->last_offset_ns = -51;
	t->rms_offset_ns = 1058;
	t->freq_ppb16 = ppm(-0.0091);
	t->resid_ppb16 = ppm(-0.0001);
	t->skew_ppb16 = ppm(0.0161);
	t->root_delay_ns = 6885;
	t->root_disp_ns = 1511;
	t->interval_ns = 2 * TM_S;
	t->sd_ns = 321;
	return t;
}

static void
test_tracking(void **state)
{
	struct stat_tracking	*t = fill_tracking();

	(void)state;
	check(CTL_TEXT, "tracking", "tracking.txt");
	t->correction_ns = 547;
	t->root_disp_ns = 1631;
	check(CTL_CSV, "tracking", "tracking.csv");
	check(CTL_JSON, "tracking", "tracking.json");
}

static void
test_tracking_signs(void **state)
{
	struct stat_tracking	*t = fill_tracking();

	(void)state;
	t->freq_ppb16 = ppm(12.5);
	t->correction_ns = -1;
	assert_int_equal(run(CTL_TEXT, "tracking"), CTL_DONE);
	assert_non_null(strstr(out.buf, ": 12.500 ppm fast\n"));
	assert_non_null(strstr(out.buf,
	    ": 0.000000001 seconds fast of NTP time\n"));
	assert_int_equal(run(CTL_CSV, "tracking"), CTL_DONE);
	assert_non_null(strstr(out.buf, ",-0.000000001,"));
	assert_non_null(strstr(out.buf, ",12.500,"));
}

static void
test_tracking_unsynced(void **state)
{
	(void)state;
	add(STAT_TRACKING)->u.tracking.leap = 3;
	check(CTL_TEXT, "tracking", "tracking-unsynced.txt");
	fake.rows[STAT_TRACKING][0].u.tracking.leap = 255;
	check(CTL_TEXT, "tracking", "tracking-unsynced.txt");
}

static void
test_reference_text(void **state)
{
	struct stat_tracking	*t = &add(STAT_TRACKING)->u.tracking;

	(void)state;
	t->refid = 0x50505300;
	assert_int_equal(run(CTL_TEXT, "tracking"), CTL_DONE);
	assert_non_null(strstr(out.buf, ": 50505300 (PPS)\n"));
	t->refid = 0x7f7f0101;
	assert_int_equal(run(CTL_TEXT, "tracking"), CTL_DONE);
	assert_non_null(strstr(out.buf, ": 7F7F0101 ()\n"));
}

/* Offsets in a row are the server's, those printed our clock's. */
static struct stat_source *
add_source(const char *addr, char state, int64_t server_adj_ns,
    int64_t server_meas_ns, int64_t error_ns, int64_t since_ns)
{
	struct stat_source	*s = &add(STAT_SOURCES)->u.source;

	s->mode = '^';
	s->state = state;
	if (addr != NULL)
		s->addr = ip(addr);
	s->adjusted_ns = server_adj_ns;
	s->measured_ns = server_meas_ns;
	s->error_ns = error_ns;
	s->since_ns = since_ns;
	return s;
}

static void
fill_sources(void)
{
	struct stat_source	*s;

	s = add_source("127.0.0.1", '+', 171, 217, 1099, 3 * TM_S);
	s->stratum = 3;
	s->poll = 1;
	s->reach = 0377;
	s = add_source("127.0.0.2", '*', -4769, -4718, 5865, TM_S / 2);
	s->stratum = 3;
	s->poll = 1;
	s->reach = 0377;
	s = add_source("192.0.2.1", '?', 0, 0, 0, -1);
	s->poll = 6;
}

static void
test_sources(void **state)
{
	(void)state;
	fill_sources();
	check(CTL_TEXT, "sources", "sources.txt");
	check(CTL_TEXT, "sources -v", "sources-v.txt");
	check(CTL_TEXT, "sources -a -v", "sources-v.txt");
	check(CTL_TEXT, "sources -va", "sources-v.txt");
	check(CTL_CSV, "sources -v", "sources.csv");
	check(CTL_JSON, "sources", "sources.json");
}

static void
test_names(void **state)
{
	struct ctl_tool	t;
	char		line[] = "sources -a";

	(void)state;
	strlcpy(add_source("192.0.2.1", '?', 0, 0, 0, -1)->name,
	    "abcdefghijklmnopqrstuvwxyz.example", 256);
	strlcpy(add_source("192.0.2.1", '?', 0, 0, 0, -1)->name,
	    "2001:db8:1111:2222:3333:4444:5555:6666", 256);
	add_source(NULL, '?', 0, 0, 0, -1)->id = 0x50007;
	strlcpy(add_source("192.0.2.1", '?', 0, 0, 0, -1)->name,
	    "evil\033[31m", 256);
	t = open_tool(CTL_TEXT);
	t.namer.naming = CTL_BY_CONFIG;
	assert_int_equal(ctl_cmd_line(&t, line), CTL_DONE);
	close_tool(&t);
	expect_file("names.txt");

	/* without -a those that have no address yet are not shown */
	assert_int_equal(run(CTL_TEXT, "sources"), CTL_DONE);
	assert_null(strstr(out.buf, "ID#"));
	assert_non_null(strstr(out.buf, "192.0.2.1"));
}

static void
test_dns_names(void **state)
{
	struct ctl_tool	t;
	char		line[] = "sources";

	(void)state;
	fill_sources();
	t = open_tool(CTL_TEXT);
	t.namer.naming = CTL_BY_DNS;
	t.namer.arg = (void *)(uintptr_t)"a\nb.example";
	assert_int_equal(ctl_cmd_line(&t, line), CTL_DONE);
	close_tool(&t);
	assert_non_null(strstr(out.buf, "^* a?b.example      "));
	assert_null(strstr(out.buf, "127.0.0.2"));
}

static void
test_sourcestats(void **state)
{
	struct stat_sourcestats	*s = &add(STAT_SOURCESTATS)->u.sourcestats;

	(void)state;
	s->addr = ip("127.0.0.1");
	s->samples = 23;
	s->runs = 15;
	s->span_ns = 25 * TM_S;
	s->freq_ppb16 = ppm(-0.0001);
	s->skew_ppb16 = ppm(0.0151);
	s->offset_ns = 254;
	s->sd_ns = 141;
	s = &add(STAT_SOURCESTATS)->u.sourcestats;
	s->addr = ip("192.0.2.1");
	s->skew_ppb16 = ppm(2000);
	s->sd_ns = 4 * TM_S;
	check(CTL_TEXT, "sourcestats", "sourcestats.txt");
	check(CTL_TEXT, "sourcestats -v", "sourcestats-v.txt");
	check(CTL_CSV, "sourcestats", "sourcestats.csv");
}

static void
test_activity(void **state)
{
	struct stat_activity	*a = &add(STAT_ACTIVITY)->u.activity;

	(void)state;
	a->online = 2;
	a->offline = 1;
	check(CTL_TEXT, "activity", "activity.txt");
	check(CTL_CSV, "activity", "activity.csv");
	check(CTL_JSON, "activity", "activity.json");
}

static void
test_policy(void **state)
{
	struct stat_policy	*p = &add(STAT_POLICY)->u.policy;
	char			 want[512];
	size_t			 before;

	(void)state;
	fill_tracking();
	p->forward_ns = 1000 * TM_S;
	p->backward_ns = 10 * TM_S;
	p->charged_ns = 1500 * TM_MS;
	p->trusted_ppb16 = ppm(1);
	p->applied_ppb16 = ppm(-2.5);
	p->steps_left = 2;
	p->steps = 1;
	p->refusals = 3;
	p->last_refusal = POL_BUDGET;
	p->restarts = 4;
	p->violations = 5;
	assert_int_equal(run(CTL_TEXT, "tracking"), CTL_DONE);
	before = strlen(out.buf);
	snprintf(want, sizeof want,
	    "Std deviation   : 0.000000321 seconds\n"
	    "Forward budget  : 998.500000000 of 1000.000000000 seconds left\n"
	    "Backward budget : 11.500000000 of 10.000000000 seconds left\n"
	    "Trusted freq    : +1.000 ppm\n"
	    "Applied freq    : -2.500 ppm\n"
	    "Steps left      : 2\n"
	    "Steps made      : 1\n"
	    "Refusals        : 3 (last: %s)\n"
	    "Child restarts  : 4 (violations: 5)\n",
	    pol_verdict_name(POL_BUDGET));
	assert_int_equal(run(CTL_TEXT, "tracking -v"), CTL_DONE);
	assert_string_equal(out.buf + before, want);

	/* one object for programs, whatever it is made of */
	assert_int_equal(run(CTL_JSON, "tracking -v"), CTL_DONE);
	assert_non_null(strstr(out.buf,
	    "\"std_deviation_s\":0.000000321,\"budget_forward_s\":"));
	assert_int_equal(strcspn(out.buf, "\n") + 1, strlen(out.buf));

	/* more charged than there was; no bound on steps; nothing refused */
	p->charged_ns = INT64_MIN;
	p->steps_left = -1;
	p->refusals = 0;
	assert_int_equal(run(CTL_TEXT, "tracking -v"), CTL_DONE);
	assert_non_null(strstr(out.buf, "Backward budget : 0.000000000 of"));
	assert_non_null(strstr(out.buf, "Steps left      : unlimited\n"));
	assert_non_null(strstr(out.buf, "Refusals        : 0\n"));
}

static void
fill_peers(void)
{
	struct stat_source	*s;

	s = add_source("192.0.2.10", '*', 412000, 0, 0, 0);
	s->flags = STAT_POOL;
	s->weight = 1;
	s->trust = 10;
	s->stratum = 2;
	s->next_ns = 7 * TM_S;
	s->poll_ns = 32 * TM_S;
	s->delay_ns = 12345000;
	s->jitter_ns = 321000;
	strlcpy(s->name, "pool.ntp.org", sizeof s->name);
	s = add_source("192.0.2.11", '?', 0, 0, 0, -1);
	s->weight = 1;
	s->trust = 2;
	s->next_ns = 15 * TM_S;
	s->poll_ns = 30 * TM_S;
	strlcpy(s->name, "ntp.example.org", sizeof s->name);
	s = add_source("192.0.2.12", '?', 0, 0, 0, -1);
	s->weight = 1;
	s->next_ns = TM_NEVER;
	s->poll_ns = 64 * TM_S;
	strlcpy(s->name, "offline.example.org", sizeof s->name);
}

static void
check_show(enum ctl_ntpctl what, const char *file)
{
	struct ctl_tool	t = open_tool(CTL_TEXT);

	assert_int_equal(ctl_show(&t, what), CTL_DONE);
	close_tool(&t);
	expect_file(file);
}

static void
test_ntpctl(void **state)
{
	struct stat_tracking	*t = &add(STAT_TRACKING)->u.tracking;

	(void)state;
	fake.n[STAT_SOURCES] = 0;
	check_show(CTL_SHOW_ALL, "ntpctl-none.txt");
	fill_peers();
	check_show(CTL_SHOW_PEERS, "ntpctl-peers.txt");
	t->correction_ns = INT64_C(-3741282000);
	check_show(CTL_SHOW_STATUS, "ntpctl-unsynced.txt");
	t->synced = 1;
	t->stratum = 3;
	t->correction_ns = -499;
	check_show(CTL_SHOW_STATUS, "ntpctl-status.txt");
}

static void
test_ntpctl_words(void **state)
{
	(void)state;
	assert_int_equal(ctl_ntpctl_word("all"), CTL_SHOW_ALL);
	assert_int_equal(ctl_ntpctl_word("p"), CTL_SHOW_PEERS);
	assert_int_equal(ctl_ntpctl_word("s"), CTL_SHOW_STATUS);
	assert_int_equal(ctl_ntpctl_word("S"), CTL_SHOW_SENSORS);
	assert_int_equal(ctl_ntpctl_word(""), 0);
	assert_int_equal(ctl_ntpctl_word("statuses"), 0);
}

static void
test_makestep(void **state)
{
	(void)state;
	assert_int_equal(run(CTL_TEXT, "makestep"), CTL_DONE);
	assert_string_equal(out.buf, "200 OK\n");
	assert_int_equal(fake.cmd.cmd, CMD_MAKESTEP);
	fake.status = CMD_UNAUTH;
	assert_int_equal(run(CTL_TEXT, "makestep"), CTL_REFUSED);
	assert_string_equal(out.buf, "501 Not authorised\n");
	fake.status = CMD_FAILED;
	fake.text = "before the floor\007";
	assert_int_equal(run(CTL_TEXT, "makes"), CTL_REFUSED);
	assert_string_equal(out.buf, "500 Failure\nbefore the floor?\n");
	assert_int_equal(run(CTL_JSON, "makestep"), CTL_REFUSED);
	assert_string_equal(out.buf, "{\"status\":500,\"message\":\"Failure\","
	    "\"reason\":\"before the floor?\"}\n");
	assert_int_equal(fake.cmds, 4);
	assert_int_equal(run(CTL_TEXT, "makestep 1 3"), CTL_REFUSED);
	assert_int_equal(fake.cmds, 4);
}

static void
test_no_daemon(void **state)
{
	(void)state;
	fake.got = CTL_GOT_NOTHING;
	assert_int_equal(run(CTL_TEXT, "sources"), CTL_REFUSED);
	assert_string_equal(out.buf,
	    "506 Cannot talk to daemon\n/run/x: No such file or directory\n");
	fake.got = CTL_GOT_RUBBISH;
	assert_int_equal(run(CTL_TEXT, "tracking"), CTL_REFUSED);
	assert_string_equal(out.buf, "508 Bad reply from daemon\n");
	fake.got = CTL_GOT_STRANGER;
	assert_int_equal(run(CTL_TEXT, "makestep"), CTL_REFUSED);
	assert_string_equal(out.buf, "517 Protocol version mismatch\n");
	fake.got = CTL_GOT_ANSWER;
	fake.status = CMD_FAILED;
	assert_int_equal(run(CTL_TEXT, "sourcestats"), CTL_REFUSED);
	assert_string_equal(out.buf,
	    "500 Failure\n/run/x: No such file or directory\n");
}

static void
test_words(void **state)
{
	const char	*line;

	(void)state;
	assert_int_equal(run(CTL_TEXT, " \t"), CTL_DONE);
	assert_string_equal(out.buf, "");
	assert_int_equal(run(CTL_TEXT, "frobnicate"), CTL_REFUSED);
	assert_string_equal(out.errbuf, "Unrecognized command\n");
	assert_int_equal(run(CTL_TEXT, "traking -v"), CTL_REFUSED);
	assert_string_equal(out.errbuf,
	    "Unrecognized command, did you mean \"tracking\"?\n");
	assert_int_equal(run(CTL_TEXT, "sourc"), CTL_REFUSED);
	assert_string_equal(out.errbuf, "Ambiguous command\n");
	assert_int_equal(run(CTL_TEXT, "smoothing"), CTL_REFUSED);
	assert_string_equal(out.errbuf, "smoothing is not supported: "
	    "the time that is served is not smoothed\n");
	assert_int_equal(run(CTL_TEXT, "tracking -x"), CTL_USAGE);
	assert_int_equal(run(CTL_TEXT, "sources 127.0.0.1"), CTL_USAGE);
	assert_int_equal(run(CTL_TEXT,
	    "a b c d e f g h i j k l m n o p q"), CTL_USAGE);
	assert_int_equal(run(CTL_TEXT, "help"), CTL_DONE);
	assert_non_null(strstr(out.buf, "sourcestats"));
	assert_null(strstr(out.buf, "smoothing"));
	/* in columns, on a terminal */
	for (line = out.buf; *line != '\0'; line += strcspn(line, "\n") + 1) {
		assert_true(strcspn(line, "\n") < 80);
		assert_true(line[30] == ' ' && line[31] == ' ' &&
		    line[32] != ' ');
	}
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest	tests[] = {
		T(test_tracking), T(test_tracking_signs),
		T(test_tracking_unsynced), T(test_reference_text),
		T(test_sources), T(test_names), T(test_dns_names),
		T(test_sourcestats), T(test_activity), T(test_policy),
		T(test_ntpctl), T(test_ntpctl_words), T(test_makestep),
		T(test_no_daemon), T(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
