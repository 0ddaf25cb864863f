/* ISC licence, see LICENSE. */
/* Commands, as chronyc(1) knows them. */
#include <string.h>

#include "chimectl_cmd.h"
#include "chimectl_rtc.h"
#include "chimectl_select.h"
#include "chimectl_self.h"
#include "chimectl_serve.h"
#include "chimectl_setting.h"
#include "chimectl_source.h"
#include "chimectl_table.h"
#include "near.h"

#define HELP_COLUMN	29	/* of a command and its arguments */

/* Why some are refused. */
#define ONLY_LOCAL	"commands come through the local socket only"
#define BY_SOURCES	"what the time is, sources say (see offset, delete)"
#define BY_HAND		"no time is taken by hand; alone, date(1) sets it"
#define NOT_SMOOTHED	"the time that is served is not smoothed"

typedef enum ctl_exit cmd_fn(struct ctl_tool *, unsigned int, char **);

static cmd_fn	cmd_tracking, cmd_sources, cmd_sourcestats, cmd_activity,
		cmd_cyclelogs, cmd_dump, cmd_makestep, cmd_shutdown, cmd_help,
		cmd_exit;

/* chronyc's commands; those without a function are refused, and why. */
static const struct cmd {
	const char	*name;
	cmd_fn		*fn;
	const char	*args;
	const char	*help;
} cmds[] = {
	{ "tracking", cmd_tracking, "[-v]",
	    "how well the clock is kept (-v: and its policy)" },
	{ "sources", cmd_sources, "[-a] [-v]",
	    "the time sources (-a: all, -v: explained)" },
	{ "sourcestats", cmd_sourcestats, "[-a] [-v]",
	    "what was estimated from each source" },
	{ "activity", cmd_activity, "", "how many sources are in use" },
	{ "waitsync", ctl_source_wait, "[N [C [S [I]]]]",
	    "wait: N tries, correction, skew, interval" },
	{ "ntpdata", ctl_net_ntpdata, "[ADDR]",
	    "the last measurement of sources in full" },
	{ "authdata", ctl_net_authdata, "[-a] [-v]",
	    "how sources are authenticated" },
	{ "sourcename", ctl_source_name, "ADDR", "the name of a source" },
	{ "add", ctl_source_add, "server|pool|peer NAME ...",
	    "add a source" },
	{ "delete", ctl_source_delete, "ADDR", "remove a source" },
	{ "burst", ctl_source_burst, "GOOD/MAX [MASK/ADDR]",
	    "ask sources in quick succession" },
	{ "online", ctl_source_onoff, "[MASK/ADDR]", "ask sources again" },
	{ "offline", ctl_source_onoff, "[MASK/ADDR]",
	    "do not ask sources any more" },
	{ "onoffline", ctl_source_plain, "",
	    "either, by whether there is a route" },
	{ "refresh", ctl_source_plain, "", "look up all names again" },
	{ "reload", ctl_source_all, "sources",
	    "read the configuration again" },
	{ "reset", ctl_source_all, "sources",
	    "forget all measurements of sources" },
	{ "reselect", ctl_source_plain, "",
	    "choose the best source as if for the first time" },
	{ "minpoll", ctl_source_set, "ADDR LOG2", "shortest interval" },
	{ "maxpoll", ctl_source_set, "ADDR LOG2", "longest interval" },
	{ "maxdelay", ctl_source_set, "ADDR SECONDS", "longest delay" },
	{ "maxdelayratio", ctl_source_set, "ADDR RATIO",
	    "longest delay against the least" },
	{ "maxdelaydevratio", ctl_source_set, "ADDR RATIO",
	    "longest delay against the deviation" },
	{ "minstratum", ctl_source_set, "ADDR STRATUM", "least stratum" },
	{ "polltarget", ctl_source_set, "ADDR N", "wanted samples" },
	{ "selectopts", ctl_source_selectopts, "ADDR +|-OPTION ...",
	    "noselect, prefer, trust, require" },
	{ "offset", ctl_source_set, "ADDR SECONDS",
	    "correction of what a source says" },
	{ "rekey", ctl_source_plain, "", "read the keyfile again" },
	{ "keygen", ctl_source_keygen, "[ID [TYPE [BITS]]]",
	    "make a key for the keyfile" },
	{ "serverstats", ctl_serve_stats, "[-v]",
	    "what was served (-v: and what was not)" },
	{ "clients", ctl_serve_clients, "[-k] [-p N] [-r]",
	    "who asked (-p: N times or more; -r: reset)" },
	{ "accheck", ctl_serve_accheck, "ADDR", "whether a host may ask" },
	{ "allow", ctl_serve_access, "[all] [SUBNET]", "let hosts ask" },
	{ "deny", ctl_serve_access, "[all] [SUBNET]", "let them no longer" },
	{ "selectdata", ctl_select_data, "[-a] [-v]",
	    "how selection sees the sources" },
	{ "local", ctl_setting, "[OPTION ...]|off",
	    "be a reference when there is none" },
	{ "maxupdateskew", ctl_setting, "PPM",
	    "how well a frequency must be known" },
	{ "reselectdist", ctl_setting, "SECONDS",
	    "how much better a new best source is" },
	{ "cyclelogs", cmd_cyclelogs, "", "begin new files of log" },
	{ "dump", cmd_dump, "", "write what is kept, now" },
	{ "rtcdata", ctl_rtc_data, "", "how the real-time clock runs" },
	{ "trimrtc", ctl_rtc_trim, "", "set the real-time clock" },
	{ "writertc", ctl_rtc_write, "", "write what is known of it" },
	{ "makestep", cmd_makestep, "", "step the clock right now" },
	{ "shutdown", cmd_shutdown, "", "end the daemon" },
	{ "dns", ctl_self_dns, "-n|+n|-N|+N|-4|-6|-46",
	    "how hosts are named here and looked up" },
	{ "timeout", ctl_self_timeout, "MILLISECONDS",
	    "how long an answer may take" },
	{ "retries", ctl_self_retries, "N",
	    "no effect: no answer is lost" },
	{ "help", cmd_help, "", "this list" },
	{ "exit", cmd_exit, "", "leave" },
	{ "quit", cmd_exit, "", "leave" },

	{ .name = "cmdaccheck", .help = ONLY_LOCAL },
	{ .name = "cmdallow", .help = ONLY_LOCAL },
	{ .name = "cmddeny", .help = ONLY_LOCAL },
	{ .name = "dfreq", .help = BY_SOURCES },
	{ .name = "doffset", .help = BY_SOURCES },
	{ .name = "manual", .help = BY_HAND },
	{ .name = "settime", .help = BY_HAND },
	{ .name = "smoothing", .help = NOT_SMOOTHED },
	{ .name = "smoothtime", .help = NOT_SMOOTHED },
};
#define NCMDS	(sizeof cmds / sizeof cmds[0])

static void
show_tracking(struct ctl_table *b, const struct msg_stat_row *row)
{
	ctl_report_tracking(&b->r, row == NULL ? NULL : &row->u.tracking);
}

static void
show_policy(struct ctl_table *b, const struct msg_stat_row *row)
{
	ctl_report_policy(&b->r, row == NULL ? NULL : &row->u.policy);
}

static void
show_source(struct ctl_table *b, const struct msg_stat_row *row)
{
	ctl_report_source(&b->r, row == NULL ? NULL : &row->u.source);
}

static void
show_sourcestats(struct ctl_table *b, const struct msg_stat_row *row)
{
	ctl_report_sourcestats(&b->r, row == NULL ? NULL : &row->u.sourcestats);
}

static void
show_activity(struct ctl_table *b, const struct msg_stat_row *row)
{
	ctl_report_activity(&b->r, row == NULL ? NULL : &row->u.activity);
}

static enum ctl_exit
cmd_tracking(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ctl_table	b, policy;
	enum ctl_exit		result;

	ctl_table_init(&b, t, false, show_tracking);
	if (!ctl_table_options(&b, n, words, "v"))
		return CTL_USAGE;
	b.r.out.part = b.r.verbose ? CTL_HEAD : CTL_WHOLE;
	result = ctl_table_run(&b, STAT_TRACKING);
	if (result != CTL_DONE || !b.r.verbose)
		return result;
	ctl_table_init(&policy, t, false, show_policy);
	policy.r.out.part = CTL_TAIL;
	return ctl_table_run(&policy, STAT_POLICY);
}

static enum ctl_exit
cmd_sources(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ctl_table	b;

	ctl_table_init(&b, t, true, show_source);
	return ctl_table_options(&b, n, words, "av") ?
	    ctl_table_run(&b, STAT_SOURCES) : CTL_USAGE;
}

static enum ctl_exit
cmd_sourcestats(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ctl_table	b;

	ctl_table_init(&b, t, true, show_sourcestats);
	return ctl_table_options(&b, n, words, "av") ?
	    ctl_table_run(&b, STAT_SOURCESTATS) : CTL_USAGE;
}

static enum ctl_exit
cmd_activity(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ctl_table	b;

	ctl_table_init(&b, t, false, show_activity);
	return ctl_table_options(&b, n, words, "") ?
	    ctl_table_run(&b, STAT_ACTIVITY) : CTL_USAGE;
}

static enum ctl_exit
cmd_cyclelogs(struct ctl_tool *t, unsigned int n, char **words)
{
	return ctl_tool_plain(t, n, words, CMD_CYCLELOGS);
}

static enum ctl_exit
cmd_dump(struct ctl_tool *t, unsigned int n, char **words)
{
	return ctl_tool_plain(t, n, words, CMD_DUMP);
}

static enum ctl_exit
cmd_makestep(struct ctl_tool *t, unsigned int n, char **words)
{
	if (n > 1) {
		fprintf(t->err, "The policy of steps is the configuration's: "
		    "change makestep there, and \"reload sources\"\n");
		return CTL_REFUSED;
	}
	return ctl_tool_plain(t, n, words, CMD_MAKESTEP);
}

static enum ctl_exit
cmd_shutdown(struct ctl_tool *t, unsigned int n, char **words)
{
	return ctl_tool_plain(t, n, words, CMD_SHUTDOWN);
}

static enum ctl_exit
cmd_help(struct ctl_tool *t, unsigned int n, char **words)
{
	const struct cmd	*c;

	(void)n;
	(void)words;
	for (c = cmds; c < cmds + NCMDS; c++)
		if (c->fn != NULL)
			fprintf(t->out, "%s %-*s  %s\n", c->name,
			    HELP_COLUMN - (int)strlen(c->name), c->args,
			    c->help);
	return CTL_DONE;
}

static enum ctl_exit
cmd_exit(struct ctl_tool *t, unsigned int n, char **words)
{
	(void)n;
	(void)words;
	t->quit = true;
	return CTL_DONE;
}

/* A command's name, or the start of one command's name only. */
static const struct cmd *
find(const char *word, bool *ambiguous)
{
	const struct cmd	*found = NULL;
	size_t			 i, len = strlen(word);

	*ambiguous = false;
	for (i = 0; i < NCMDS; i++) {
		if (strncmp(cmds[i].name, word, len) != 0)
			continue;
		if (cmds[i].name[len] == '\0') {
			*ambiguous = false;
			return &cmds[i];
		}
		*ambiguous = found != NULL;
		if (found == NULL)
			found = &cmds[i];
	}
	return found;
}

static enum ctl_exit
unknown(struct ctl_tool *t, const char *word)
{
	struct near	n;
	size_t		i;

	near_begin(&n, word);
	for (i = 0; i < NCMDS; i++)
		near_try(&n, cmds[i].name);
	fprintf(t->err, "Unrecognized command");
	if (near_best(&n) != NULL)
		fprintf(t->err, ", did you mean \"%s\"?", near_best(&n));
	fputc('\n', t->err);
	return CTL_REFUSED;
}

enum ctl_exit
ctl_cmd_run(struct ctl_tool *t, unsigned int n, char **words)
{
	const struct cmd	*cmd;
	bool			 ambiguous;

	if (n == 0)
		return CTL_DONE;
	cmd = find(words[0], &ambiguous);
	if (cmd == NULL)
		return unknown(t, words[0]);
	if (ambiguous) {
		fprintf(t->err, "Ambiguous command\n");
		return CTL_REFUSED;
	}
	if (cmd->fn == NULL) {
		fprintf(t->err, "%s is not supported: %s\n", cmd->name,
		    cmd->help);
		return CTL_REFUSED;
	}
	return cmd->fn(t, n, words);
}

enum ctl_exit
ctl_cmd_line(struct ctl_tool *t, char *line)
{
	char		*words[CTL_WORDS], *word;
	unsigned int	 n = 0;

	while ((word = strsep(&line, " \t\r\n")) != NULL) {
		if (*word == '\0')
			continue;
		if (n == CTL_WORDS) {
			fprintf(t->err, "Too many words\n");
			return CTL_USAGE;
		}
		words[n++] = word;
	}
	return ctl_cmd_run(t, n, words);
}
