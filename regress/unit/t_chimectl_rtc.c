/* ISC licence, see LICENSE. */
/* chronyc's rtcdata, trimrtc and writertc. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chimectl_cmd.h"

static enum cmd_status	 status;
static uint32_t		 asked;

static enum ctl_got
ask(void *arg, enum stat_table table, ctl_row_fn *fn, void *fn_arg,
    enum cmd_status *s)
{
	struct msg_stat_row	row;

	(void)arg;
	assert_int_equal(table, STAT_RTC);
	memset(&row, 0, sizeof row);
	row.table = STAT_RTC;
	row.u.rtc.ref_utc_ns = INT64_C(1432970756) * 1000000000;
	row.u.rtc.samples = 10;
	row.u.rtc.runs = 5;
	row.u.rtc.span_ns = INT64_C(549) * 1000000000;
	row.u.rtc.fast_ns = -1632736000;
	row.u.rtc.gain_ppb16 = -107623 * INT64_C(65536);
	*s = status;
	if (status == CMD_OK)
		fn(fn_arg, &row);
	return CTL_GOT_ANSWER;
}

static enum ctl_got
command(void *arg, const struct msg_cmd *cmd, struct msg_cmd_result *r)
{
	(void)arg;
	asked = cmd->cmd;
	memset(r, 0, sizeof *r);
	r->cmd = cmd->cmd;
	r->status = status;
	return CTL_GOT_ANSWER;
}

/* What a command prints; free it. */
static char *
run(enum ctl_format format, const char *line, enum ctl_exit wanted)
{
	const struct ctl_daemon	daemon = { .ask = ask, .command = command };
	struct ctl_tool		tool = { .daemon = &daemon,
				    .format = format };
	char			copy[80], *text = NULL;
	size_t			len;

	strlcpy(copy, line, sizeof copy);
	tool.out = tool.err = open_memstream(&text, &len);
	assert_int_equal(ctl_cmd_line(&tool, copy), wanted);
	fclose(tool.out);
	return text;
}

static void
prints(enum ctl_format format, const char *line, enum ctl_exit wanted,
    const char *text)
{
	char	*got = run(format, line, wanted);

	assert_string_equal(got, text);
	free(got);
}

static void
report(void **state)
{
	(void)state;
	status = CMD_OK;
	prints(CTL_TEXT, "rtcdata", CTL_DONE,
	    "RTC ref time (UTC) : Sat May 30 07:25:56 2015\n"
	    "Number of samples  : 10\n"
	    "Number of runs     : 5\n"
	    "Sample span period :  549\n"
	    "RTC is fast by     :    -1.632736 seconds\n"
	    "RTC gains time at  :  -107.623 ppm\n");
	prints(CTL_CSV, "rtcdata", CTL_DONE,
	    "1432970756.000000000,10,5,549,-1.632736,-107.623\n");
	prints(CTL_TEXT, "rtcdata x", CTL_USAGE,
	    "Invalid syntax for rtcdata command\n");
	status = CMD_NORTC;
	prints(CTL_TEXT, "rtcdata", CTL_REFUSED,
	    "513 RTC driver not running\n");
}

static void
commands(void **state)
{
	(void)state;
	status = CMD_OK;
	prints(CTL_TEXT, "trimrtc", CTL_DONE, "200 OK\n");
	assert_int_equal(asked, CMD_TRIMRTC);
	status = CMD_BADRTCFILE;
	prints(CTL_TEXT, "writertc", CTL_REFUSED,
	    "514 Can't write RTC parameters\n");
	assert_int_equal(asked, CMD_WRITERTC);
	prints(CTL_TEXT, "writertc now", CTL_USAGE,
	    "Invalid syntax for writertc command\n");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(report),
		cmocka_unit_test(commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
