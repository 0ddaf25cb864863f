/* ISC licence, see LICENSE. */
/* What a command of chimectl works with, and how it ends. */
#ifndef CHIMECTL_TOOL_H
#define CHIMECTL_TOOL_H

#include <stdio.h>

#include "chimectl_name.h"
#include "chimectl_out.h"
#include "ipc.h"

/* How an exchange with the daemon ended. */
enum ctl_got {
	CTL_GOT_ANSWER,
	CTL_GOT_NOTHING,	/* no daemon, or it fell silent */
	CTL_GOT_RUBBISH,	/* a record that breaks the protocol */
	CTL_GOT_STRANGER	/* an other version of the protocol */
};

typedef void ctl_row_fn(void *arg, const struct msg_stat_row *);

/* The daemon, as a command sees it. */
struct ctl_daemon {
	void		 *arg;

	/* Calls fn for every row of a table; then *status is the answer's. */
	enum ctl_got	(*ask)(void *arg, enum stat_table, ctl_row_fn *fn,
			    void *fn_arg, enum cmd_status *status);

	/* Has a command carried out. */
	enum ctl_got	(*command)(void *arg, const struct msg_cmd *,
			    struct msg_cmd_result *);

	char		  why[256];	/* nothing came, or no table; may be empty */
};

/* Exit statuses; also what a command returns. */
enum ctl_exit { CTL_DONE, CTL_REFUSED, CTL_USAGE };

struct ctl_tool {
	const struct ctl_daemon	*daemon;
	struct ctl_namer	 namer;
	FILE			*out;
	FILE			*err;
	enum ctl_format		 format;
	bool			 quit;	/* set by exit and quit */
	int			 family; /* of hosts' addresses; 0: both */
	unsigned int		 timeout_ms;	/* of an answer */

	/* Addresses of a host, at most so many; port 0.  Returns how many. */
	unsigned int		(*lookup)(const char *name, int family,
				    struct addr *, unsigned int most);
	void			(*pause)(int64_t ns);
	void			(*random)(void *buf, size_t len);
};

/*
 * Writes the daemon's answer in chronyc's words, and why (may be empty) on
 * a line of its own.
 */
enum ctl_exit	 ctl_tool_status(struct ctl_tool *, unsigned int status,
		    const char *why);

/* Calls fn for every row of a table.  Where it cannot, it says why. */
enum ctl_exit	 ctl_tool_ask(struct ctl_tool *, enum stat_table,
		    ctl_row_fn *fn, void *arg);

/* Has a command carried out.  Where there is no answer, it says why. */
bool		 ctl_tool_try(struct ctl_tool *, const struct msg_cmd *,
		    struct msg_cmd_result *);

/* The same, and says how that went. */
enum ctl_exit	 ctl_tool_command(struct ctl_tool *,
		    const struct msg_cmd *);

/* The same of one without arguments: there must be no second word. */
enum ctl_exit	 ctl_tool_plain(struct ctl_tool *, unsigned int n,
		    char **words, enum cmd_name);

/* Words with a blank between them; false where there is no room. */
bool		 ctl_tool_join(char *text, size_t len, unsigned int n,
		    char **words);

/* Says that a command is not used like that.  Returns CTL_USAGE. */
enum ctl_exit	 ctl_tool_syntax(struct ctl_tool *, const char *command);

#endif
