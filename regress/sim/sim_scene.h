/* ISC licence, see LICENSE. */
/*
 * Scenarios: a world as text, a line for each thing in it.
 *
 *	show TEXT			what it shows
 *	run TIME			until then
 *	utc YYYY-MM-DD[Thh:mm[:ss]]	at the beginning
 *	uptime TIME			raw at the beginning (5s)
 *	leap insert|delete		at the end of the first UTC day
 *	loose				most sources may be false: nothing
 *					is asked of the root distance
 *	server NAME [MANNER [VALUE]] [stratum N] [bias TIME] [disp TIME]
 *	    [work TIME]			from a request to its answer
 *	host NAME [offset TIME] [freq PPM] [wander W] [ageing PPM]
 *	    [temp PPM TIME] [noset]	ageing by the day
 *	conf HOST DIRECTIVE...		@NAME stands for an address
 *	path HOST|* PEER|* [base TIME] [exp|gauss|pareto TIME] [in TIME]
 *	    [loss P] [dup P] [late P]	in: more on the way from the peer
 *	name NAME SERVER... [fail TIME]
 *	ask HOST TIME			chimectl, so often
 *	at TIME ACTION ...		see sim_action.h
 *	expect HOST WHAT [SERVER] <|>|= VALUE [after TIME] [until TIME]
 *
 * A TIME is a number with a unit (ns us ms s m h d).
 */
#ifndef SIM_SCENE_H
#define SIM_SCENE_H

#include "sim_world.h"

/*
 * Reads a scenario into a fresh world.  Returns the number of errors; each
 * was said on standard error with file, line and reason.
 */
unsigned int sim_scene_read(struct sim_world *, const char *path);

#endif
