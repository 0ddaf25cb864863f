/* ISC licence, see LICENSE. */
/* The command line of chimed: our flags, and chronyd's where they agree. */
#ifndef PAR_ARGS_H
#define PAR_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "par_conf.h"

enum par_args_status {
	PAR_ARGS_RUN,
	PAR_ARGS_VERSION,		/* print the version, exit 0 */
	PAR_ARGS_HELP,			/* print the usage, exit 0 */
	PAR_ARGS_USAGE			/* print the error and usage, exit 2 */
};

/* Pointers are into argv; NULL or 0 where the flag was not given. */
struct par_args {
	unsigned int	 foreground;	/* -d: log to standard error */
	unsigned int	 check;		/* -n */
	unsigned int	 end_slew;	/* -E: end one left behind, exit */
	unsigned int	 print;		/* -p */
	unsigned int	 once;		/* -q, -Q: one update, then exit */
	unsigned int	 query;		/* -Q: only print the offset */
	unsigned int	 verbose;	/* -v, repeated for more */
	unsigned int	 noset;		/* -x, -Q: never touch the clock */
	unsigned int	 unprivileged;	/* -U: started without root */
	unsigned int	 forget;	/* -R: the saved time is forgotten */
	unsigned int	 lock_memory;	/* -m */
	unsigned int	 dumps;		/* -r: state is always kept */
	unsigned int	 rtc;		/* -s: start from the RTC */
	unsigned int	 family;	/* -4, -6; 0: both */
	unsigned int	 priority;	/* -P */
	int32_t		 filter;	/* -F, chronyd's filter level */
	int64_t		 timeout_ns;	/* -t; 0: none */
	const char	*file;		/* -f */
	const char	*libexec;	/* -L: the children's programs */
	const char	*user;		/* -u */
	const char	*logfile;	/* -l */

	unsigned int	 virtual;	/* -C: not the machine's clock */
	int64_t		 virtual_offset_ns;
	int64_t		 virtual_freq_ppb16;
	bool		 virtual_has_rtc;
	int64_t		 virtual_rtc_ns;	/* its offset */
	int64_t		 virtual_rtc_ppb16;	/* and what it gains */

	char *const	*directives;	/* instead of a file */
	int		 ndirectives;
};

/*
 * Reads the command line.  With PAR_ARGS_USAGE, err says what was wrong
 * ("-t: x: expected ...").
 */
enum par_args_status par_args_parse(struct par_args *, int argc,
	    char *const *argv, char err[PAR_TEXT]);

/* The usage, lines with newlines. */
extern const char par_args_usage[];

/* What the command line says beats what the configuration says. */
void	par_args_apply(const struct par_args *, struct par_conf *);

#endif
