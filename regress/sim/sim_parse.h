/* ISC licence, see LICENSE. */
/* The words of a scenario's line and what they mean. */
#ifndef SIM_PARSE_H
#define SIM_PARSE_H

#include "sim_world.h"

#define SIM_WORDS	40

struct sim_parse {
	struct sim_world *w;
	const char	*file;
	unsigned int	 line;
	char		*word[SIM_WORDS];
	int		 n, next;
	bool		 bad;		/* this line, already said */
	unsigned int	 errors;
	char		 server[SIM_SERVERS][32];
};

/* Takes a line apart in place; the next word or NULL. */
void	 sim_parse_split(struct sim_parse *, char *text);
const char *sim_parse_word(struct sim_parse *);

/* Says what is wrong with the line, at the last word taken. */
void	 sim_parse_bad(struct sim_parse *, const char *reason);

/* The next word as a time in ns, a number, a host, a server. */
int64_t	 sim_parse_time(struct sim_parse *);
double	 sim_parse_number(struct sim_parse *);
struct sim_host *sim_parse_host(struct sim_parse *);
int	 sim_parse_server(struct sim_parse *);

/* The row of a host's or a server's name in the world's paths, or -1. */
int	 sim_parse_row(struct sim_parse *, const char *name);

/* A manner with its value, if it takes one. */
bool	 sim_parse_manner(struct sim_parse *, const char *word,
	    uint8_t *manner, int64_t *lie_ns, double *lie_ratio);

/* The rest of lines "at" and "expect". */
void	 sim_parse_action(struct sim_parse *);
void	 sim_parse_expect(struct sim_parse *);

#endif
