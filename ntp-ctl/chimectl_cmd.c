/* ISC licence, see LICENSE. */
/* Commands, as chronyc(1) knows them. */
#include <string.h>

#include "chimectl_cmd.h"
#include "chimectl_report.h"
#include "chimectl_rtc.h"
#include "chimectl_select.h"
#include "chimectl_serve.h"
#include "chimectl_source.h"

typedef enum ctl_exit cmd_fn(struct ctl_tool *, unsigned int, char **);

static cmd_fn	cmd_tracking, cmd_sources, cmd_sourcestats, cmd_activity,
		cmd_makestep, cmd_plain, cmd_help, cmd_exit;

/* chronyc's commands; those without a function are not built yet. */
static const struct cmd {
	const char	*name;
	cmd_fn		*fn;
	const char	*args;
	const char	*help;
} cmds[] = {
	{ "tracking", cmd_tracking, "[-v]",
	    "how well the clock is kept (-v: and what the policy allows)" },
	{ "sources", cmd_sources, "[-a] [-v]",
	    "the time sources (-a: all, -v: explained)" },
	{ "sourcestats", cmd_sourcestats, "[-a] [-v]",
	    "what was estimated from each source" },
	{ "activity", cmd_activity, "", "how many sources are in use" },
	{ "waitsync", ctl_source_wait, "[N [C [S [I]]]]",
	    "wait until synchronised: N tries, correction, skew, interval" },
	{ "ntpdata", ctl_net_ntpdata, "[ADDR]",
	    "the last measurement of sources in full" },
	{ "authdata", ctl_net_authdata, "[-a] [-v]",
	    "how sources are authenticated" },
	{ "sourcename", ctl_source_name, "ADDR", "the name of a source" },
	{ "add", ctl_source_add, "server|pool|peer NAME [OPTION ...]",
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
	{ "reload", ctl_source_reload, "sources",
	    "read the configuration again" },
	{ "minpoll", ctl_source_set, "ADDR LOG2", "shortest interval" },
	{ "maxpoll", ctl_source_set, "ADDR LOG2", "longest interval" },
	{ "maxdelay", ctl_source_set, "ADDR SECONDS", "longest delay" },
	{ "maxdelayratio", ctl_source_set, "ADDR RATIO",
	    "longest delay against the least" },
	{ "maxdelaydevratio", ctl_source_set, "ADDR RATIO",
	    "longest delay against the deviation" },
	{ "minstratum", ctl_source_set, "ADDR STRATUM", "least stratum" },
	{ "polltarget", ctl_source_set, "ADDR N", "wanted samples" },
	{ "rekey", ctl_source_plain, "", "read the keyfile again" },
	{ "keygen", ctl_source_keygen, "[ID [TYPE [BITS]]]",
	    "make a key for the keyfile" },
	{ "serverstats", ctl_serve_stats, "[-v]",
	    "what was served (-v: and what was not)" },
	{ "clients", ctl_serve_clients, "[-k] [-p N]",
	    "who asked (-p: at least N times)" },
	{ "accheck", ctl_serve_accheck, "ADDR", "whether a host may ask" },
	{ "allow", ctl_serve_access, "[all] [SUBNET]", "let hosts ask" },
	{ "deny", ctl_serve_access, "[all] [SUBNET]", "do not" },
	{ "selectdata", ctl_select_data, "[-a] [-v]",
	    "how selection sees the sources" },
	{ "cyclelogs", cmd_plain, "", "begin new files of log" },
	{ "dump", cmd_plain, "", "write what is kept, now" },
	{ "rtcdata", ctl_rtc_data, "", "how the real-time clock runs" },
	{ "trimrtc", ctl_rtc_trim, "", "set the real-time clock" },
	{ "writertc", ctl_rtc_write, "", "write what is known of it" },
	{ "makestep", cmd_makestep, "", "step the clock right now" },
	{ "help", cmd_help, "", "this list" },
	{ "exit", cmd_exit, "", "leave" },
	{ "quit", cmd_exit, "", "leave" },
	
	{ .name = "cmdaccheck" }, { .name = "cmdallow" },
	{ .name = "cmddeny" }, 
	{ .name = "dfreq" }, { .name = "dns" }, { .name = "doffset" },
	{ .name = "local" }, { .name = "manual" },
	{ .name = "maxupdateskew" }, { .name = "offset" },
	{ .name = "reselect" }, { .name = "reselectdist" },
	{ .name = "reset" }, { .name = "retries" },
	{ .name = "selectopts" },
	{ .name = "settime" },
	{ .name = "shutdown" }, { .name = "smoothing" },
	{ .name = "smoothtime" }, { .name = "timeout" },
};
#define NCMDS	(sizeof cmds / sizeof cmds[0])

/* A report under way: its header comes when the daemon has answered. */
struct report {
	struct ctl_report	r;
	bool			begun;
	bool			list;
	void		      (*show)(struct ctl_report *,
				    const struct msg_stat_row *);
};

static void
begin(struct report *rep)
{
	if (rep->begun)
		return;
	rep->begun = true;
	ctl_out_begin(&rep->r.out, rep->list);
	rep->show(&rep->r, NULL);
}

static void
on_row(void *arg, const struct msg_stat_row *row)
{
	struct report	*rep = arg;

	begin(rep);
	rep->show(&rep->r, row);
}

static enum ctl_exit
run_report(struct ctl_tool *t, struct report *rep, enum stat_table table)
{
	enum cmd_status	status = CMD_FAILED;
	enum ctl_got	got;

	ctl_out_init(&rep->r.out, t->out, t->format);
	rep->r.namer = &t->namer;
	rep->begun = false;
	got = t->daemon->ask(t->daemon->arg, table, on_row, rep, &status);
	if (got == CTL_GOT_ANSWER && status == CMD_OK)
		begin(rep);
	if (rep->begun)
		ctl_out_end(&rep->r.out);
	if (!ctl_tool_answered(t, got))
		return CTL_REFUSED;
	return status == CMD_OK ? CTL_DONE : ctl_tool_status(t, status, "");
}

/* Reads options, each of which must be among the allowed letters. */
static bool
options(struct ctl_tool *t, unsigned int n, char **words, const char *allowed,
    struct report *rep)
{
	unsigned int	i;

	memset(rep, 0, sizeof *rep);
	for (i = 1; i < n; i++) {
		if (words[i][0] != '-' || words[i][1] == '\0' ||
		    words[i][2] != '\0' ||
		    strchr(allowed, words[i][1]) == NULL) {
			fprintf(t->err, "Invalid syntax for %s command\n",
			    words[0]);
			return false;
		}
		if (words[i][1] == 'a')
			rep->r.all = true;
		else
			rep->r.verbose = true;
	}
	return true;
}

static void
show_tracking(struct ctl_report *r, const struct msg_stat_row *row)
{
	ctl_report_tracking(r, row == NULL ? NULL : &row->u.tracking);
}

static void
show_policy(struct ctl_report *r, const struct msg_stat_row *row)
{
	ctl_report_policy(r, row == NULL ? NULL : &row->u.policy);
}

static void
show_source(struct ctl_report *r, const struct msg_stat_row *row)
{
	ctl_report_source(r, row == NULL ? NULL : &row->u.source);
}

static void
show_sourcestats(struct ctl_report *r, const struct msg_stat_row *row)
{
	ctl_report_sourcestats(r, row == NULL ? NULL : &row->u.sourcestats);
}

static void
show_activity(struct ctl_report *r, const struct msg_stat_row *row)
{
	ctl_report_activity(r, row == NULL ? NULL : &row->u.activity);
}

static enum ctl_exit
cmd_tracking(struct ctl_tool *t, unsigned int n, char **words)
{
	struct report	rep;
	enum ctl_exit	result;

	if (!options(t, n, words, "v", &rep))
		return CTL_USAGE;
	rep.show = show_tracking;
	result = run_report(t, &rep, STAT_TRACKING);
	if (result != CTL_DONE || !rep.r.verbose)
		return result;
	rep.show = show_policy;
	return run_report(t, &rep, STAT_POLICY);
}

static enum ctl_exit
cmd_sources(struct ctl_tool *t, unsigned int n, char **words)
{
	struct report	rep;

	if (!options(t, n, words, "av", &rep))
		return CTL_USAGE;
	rep.list = true;
	rep.show = show_source;
	return run_report(t, &rep, STAT_SOURCES);
}

static enum ctl_exit
cmd_sourcestats(struct ctl_tool *t, unsigned int n, char **words)
{
	struct report	rep;

	if (!options(t, n, words, "av", &rep))
		return CTL_USAGE;
	rep.list = true;
	rep.show = show_sourcestats;
	return run_report(t, &rep, STAT_SOURCESTATS);
}

static enum ctl_exit
cmd_activity(struct ctl_tool *t, unsigned int n, char **words)
{
	struct report	rep;

	if (!options(t, n, words, "", &rep))
		return CTL_USAGE;
	rep.show = show_activity;
	return run_report(t, &rep, STAT_ACTIVITY);
}

/* Commands without arguments that the parent carries out itself. */
static enum ctl_exit
cmd_plain(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_ctl_cmd	cmd;
	struct msg_cmd_result	result;
	enum ctl_got		got;

	if (n > 1) {
		fprintf(t->err, "Invalid syntax for %s command\n", words[0]);
		return CTL_USAGE;
	}
	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = words[0][0] == 'c' ? CMD_CYCLELOGS : CMD_DUMP;
	got = t->daemon->command(t->daemon->arg, &cmd, &result);
	if (!ctl_tool_answered(t, got))
		return CTL_REFUSED;
	return ctl_tool_status(t, result.status, result.text);
}

static enum ctl_exit
cmd_makestep(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_ctl_cmd	cmd;
	struct msg_cmd_result	result;
	enum ctl_got		got;

	(void)words;
	if (n > 1) {
		fprintf(t->err, "The policy of steps is the configuration's: "
		    "change makestep there, and \"reload sources\"\n");
		return CTL_REFUSED;
	}
	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = CMD_MAKESTEP;
	got = t->daemon->command(t->daemon->arg, &cmd, &result);
	if (!ctl_tool_answered(t, got))
		return CTL_REFUSED;
	return ctl_tool_status(t, result.status, result.text);
}

static enum ctl_exit
cmd_help(struct ctl_tool *t, unsigned int n, char **words)
{
	size_t	i;

	(void)n;
	(void)words;
	for (i = 0; i < NCMDS; i++)
		if (cmds[i].fn != NULL)
			fprintf(t->out, "%-12s%-12s%s\n", cmds[i].name,
			    cmds[i].args, cmds[i].help);
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

enum ctl_exit
ctl_cmd_run(struct ctl_tool *t, unsigned int n, char **words)
{
	const struct cmd	*cmd;
	bool			 ambiguous;

	if (n == 0)
		return CTL_DONE;
	cmd = find(words[0], &ambiguous);
	if (cmd == NULL || ambiguous) {
		fprintf(t->err, "%s\n", cmd == NULL ? "Unrecognized command" :
		    "Ambiguous command");
		return CTL_REFUSED;
	}
	if (cmd->fn == NULL) {
		fprintf(t->err, "%s is not yet supported\n", cmd->name);
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
