/* ISC licence, see LICENSE. */
/* Commands: which there are and what they mean. */
#ifndef CHIMECTL_CMD_H
#define CHIMECTL_CMD_H

#include "chimectl_tool.h"

#define CTL_WORDS	16		/* of a command, its name included */

/* Carries out the command that the words make up; no word does nothing. */
enum ctl_exit	 ctl_cmd_run(struct ctl_tool *, unsigned int nwords,
		    char **words);

/* The same for a line, which is cut up. */
enum ctl_exit	 ctl_cmd_line(struct ctl_tool *, char *line);

#endif
