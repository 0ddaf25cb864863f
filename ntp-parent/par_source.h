/* ISC licence, see LICENSE. */
/* The directives server, pool, peer and servers. */
#ifndef PAR_SOURCE_H
#define PAR_SOURCE_H

#include "par_conf.h"
#include "par_out.h"

/*
 * Each adds one source unless its line has an error.  127.127.x.y, ntpd's
 * name for its own clocks, becomes the local clock instead.
 */
void	par_source_server(struct par_parse *);
void	par_source_pool(struct par_parse *);
void	par_source_peer(struct par_parse *);
/* ntpd.conf(5): every address of the name, at most eight. */
void	par_source_servers(struct par_parse *);

/* Are both of one kind, name (any case) and port? */
bool	par_source_same(const struct msg_cfg_source *,
	    const struct msg_cfg_source *);

/*
 * Sets an option that has a number, as stored, if it is within the limits
 * that it has in a configuration.  Returns whether it is.
 */
bool	par_source_set(struct msg_cfg_source *, const char *option, int64_t);

/* Prints all sources, with those options that are not as by default. */
void	par_source_print(const struct par_conf *,
	    const struct par_conf *defaults, struct par_out *);

#endif
