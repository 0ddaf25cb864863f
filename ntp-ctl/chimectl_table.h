/* ISC licence, see LICENSE. */
/*
 * A report under way: its rows come from the daemon one by one, and its
 * header when the daemon has answered, so that a failure prints none.
 */
#ifndef CHIMECTL_TABLE_H
#define CHIMECTL_TABLE_H

#include "chimectl_report.h"
#include "chimectl_tool.h"

struct ctl_table {
	struct ctl_tool		*t;
	struct ctl_report	 r;
	bool			 list;	/* of rows; else a single one */
	bool			 begun;

	/* Writes a row; with NULL, what comes before the first. */
	void	(*show)(struct ctl_table *, const struct msg_stat_row *);
};

/* What show is for, with nothing asked yet. */
void		 ctl_table_init(struct ctl_table *, struct ctl_tool *,
		    bool list, void (*show)(struct ctl_table *,
		    const struct msg_stat_row *));

/*
 * Reads the options -a and -v, where these letters are among those allowed.
 * Returns false, having said so, when there is any other word.
 */
bool		 ctl_table_options(struct ctl_table *, unsigned int n,
		    char **words, const char *allowed);

/* Asks the daemon, and writes the report or why there is none. */
enum ctl_exit	 ctl_table_run(struct ctl_table *, enum stat_table);

#endif
