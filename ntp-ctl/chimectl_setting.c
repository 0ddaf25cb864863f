/* ISC licence, see LICENSE. */
/* Settings at run time: the daemon reads the line.  Pure. */
#include <string.h>

#include "chimectl_setting.h"

enum ctl_exit
ctl_setting(struct ctl_tool *t, unsigned int n, char **words)
{
	static const char *const	names[] = { "local", "maxupdateskew",
	    "reselectdist" };
	struct msg_cmd			cmd;
	size_t				i;

	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = CMD_SETTING;
	/* it may have been abbreviated */
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (words[0][0] == names[i][0])
			strlcpy(cmd.text, names[i], sizeof cmd.text);
	if (!ctl_tool_join(cmd.text, sizeof cmd.text, n - 1, words + 1))
		return ctl_tool_syntax(t, words[0]);
	return ctl_tool_command(t, &cmd);
}
