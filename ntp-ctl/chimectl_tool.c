/* ISC licence, see LICENSE. */
/* How commands end, in chronyc's words. */
#include <string.h>

#include "chimectl_tool.h"

/* An answer's line; JSON gets the same as an object. */
static void
say(struct ctl_tool *t, unsigned int code, const char *text, const char *why)
{
	struct ctl_out	o;
	char		shown[256];

	if (t->format == CTL_JSON) {
		ctl_out_init(&o, t->out, t->format);
		ctl_out_row(&o);
		ctl_out_int(&o, "status", code);
		ctl_out_text(&o, "message", text);
		if (why[0] != '\0')
			ctl_out_text(&o, "reason", why);
		ctl_out_row_end(&o);
		return;
	}
	fprintf(t->out, "%u %s\n", code, text);
	if (why[0] != '\0')
		fprintf(t->out, "%s\n", ctl_printable(why, shown,
		    sizeof shown));
}

enum ctl_exit
ctl_tool_status(struct ctl_tool *t, unsigned int status, const char *why)
{
	static const struct {
		unsigned int	 code;
		const char	*text;
	} answers[CMD_STATUS_LAST + 1] = {
		[CMD_OK] = { 200, "OK" },
		[CMD_FAILED] = { 500, "Failure" },
		[CMD_UNAUTH] = { 501, "Not authorised" },
		[CMD_INVALID] = { 502, "Invalid command" },
		[CMD_NOSOURCE] = { 503, "No such source" },
		[CMD_NOTENABLED] = { 505, "Facility not enabled in daemon" },
		[CMD_ALLOWED] = { 208, "Access allowed" },
		[CMD_DENIED] = { 209, "Access denied" },
		[CMD_INACTIVE] = { 519,
		    "Client logging is not active in the daemon" },
		[CMD_NORTC] = { 513, "RTC driver not running" },
		[CMD_BADRTCFILE] = { 514, "Can't write RTC parameters" },
		[CMD_EXISTS] = { 511, "Source already present" },
		[CMD_TOOMANY] = { 512, "Too many sources present" },
		[CMD_BADFAMILY] = { 515, "Invalid address family" },
		[CMD_BADNAME] = { 521, "Invalid name" },
	};

	if (status > CMD_STATUS_LAST)
		status = CMD_FAILED;
	say(t, answers[status].code, answers[status].text, why);
	/* the answers to accheck are no failures */
	return status == CMD_OK || status == CMD_ALLOWED ||
	    status == CMD_DENIED ? CTL_DONE : CTL_REFUSED;
}

/* Says why there is no answer.  Returns whether there is one. */
static bool
answered(struct ctl_tool *t, enum ctl_got got)
{
	switch (got) {
	case CTL_GOT_ANSWER:
		return true;
	case CTL_GOT_NOTHING:
		say(t, 506, "Cannot talk to daemon", t->daemon->why);
		break;
	case CTL_GOT_RUBBISH:
		say(t, 508, "Bad reply from daemon", "");
		break;
	case CTL_GOT_STRANGER:
		say(t, 517, "Protocol version mismatch", "");
		break;
	}
	return false;
}

enum ctl_exit
ctl_tool_ask(struct ctl_tool *t, enum stat_table table, ctl_row_fn *fn,
    void *arg)
{
	enum cmd_status	status = CMD_FAILED;

	if (!answered(t, t->daemon->ask(t->daemon->arg, table, fn, arg,
	    &status)))
		return CTL_REFUSED;
	return status == CMD_OK ? CTL_DONE : ctl_tool_status(t, status,
	    t->daemon->why);
}

bool
ctl_tool_try(struct ctl_tool *t, const struct msg_cmd *cmd,
    struct msg_cmd_result *result)
{
	return answered(t, t->daemon->command(t->daemon->arg, cmd, result));
}

enum ctl_exit
ctl_tool_command(struct ctl_tool *t, const struct msg_cmd *cmd)
{
	struct msg_cmd_result	result;

	if (!ctl_tool_try(t, cmd, &result))
		return CTL_REFUSED;
	return ctl_tool_status(t, result.status, result.text);
}

enum ctl_exit
ctl_tool_plain(struct ctl_tool *t, unsigned int n, char **words,
    enum cmd_name name)
{
	struct msg_cmd	cmd;

	if (n > 1)
		return ctl_tool_syntax(t, words[0]);
	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = name;
	return ctl_tool_command(t, &cmd);
}

bool
ctl_tool_join(char *text, size_t len, unsigned int n, char **words)
{
	unsigned int	i;

	for (i = 0; i < n; i++) {
		if (*text != '\0')
			strlcat(text, " ", len);
		if (strlcat(text, words[i], len) >= len)
			return false;
	}
	return true;
}

enum ctl_exit
ctl_tool_syntax(struct ctl_tool *t, const char *command)
{
	fprintf(t->err, "Invalid syntax for %s command\n", command);
	return CTL_USAGE;
}
