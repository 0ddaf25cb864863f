/* ISC licence, see LICENSE. */
/*
 * chronyc's reports, laid out byte for byte as chronyc(1) does in text and
 * CSV; JSON has the same fields by name.  Every function writes one row,
 * or with NULL for a row what comes before the first.
 */
#ifndef CHIMECTL_REPORT_H
#define CHIMECTL_REPORT_H

#include "chimectl_name.h"
#include "chimectl_out.h"
#include "ipc.h"

struct ctl_report {
	struct ctl_out		 out;
	const struct ctl_namer	*namer;
	bool			 verbose;	/* -v: legend, or more */
	bool			 all;		/* -a: unresolved ones too */
};

void	ctl_report_tracking(struct ctl_report *, const struct stat_tracking *);
void	ctl_report_source(struct ctl_report *, const struct stat_source *);
void	ctl_report_sourcestats(struct ctl_report *,
	    const struct stat_sourcestats *);
void	ctl_report_activity(struct ctl_report *, const struct stat_activity *);

/* The bounded clock: what tracking -v adds.  Not known to chronyc. */
void	ctl_report_policy(struct ctl_report *, const struct stat_policy *);

#endif
