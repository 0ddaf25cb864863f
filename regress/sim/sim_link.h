/* ISC licence, see LICENSE. */
/* One direction of a path through the network. */
#ifndef SIM_LINK_H
#define SIM_LINK_H

#include <stdint.h>

#include "sim_rand.h"

enum sim_queueing {
	SIM_NONE,		/* the base delay alone */
	SIM_EXP,		/* exponential, of this mean */
	SIM_GAUSS,		/* one half of a Gaussian, of this sd */
	SIM_PARETO		/* heavy tail: index 1.5, of this scale */
};

struct sim_path {
	double		base_s;
	double		queue_s;
	uint8_t		queueing;	/* enum sim_queueing */
	double		loss;		/* probabilities */
	double		dup;
	double		late;		/* overtaken: 1 to 100 ms late */
	double		forge;		/* replies by somebody off the path */
	int64_t		down_ns;	/* until then nothing passes */
};

/*
 * Sends a packet at t_ns: the delays of its copies go to delay_ns.
 * Returns how many there are: 0 (lost), 1 or 2.
 */
int	sim_link_send(const struct sim_path *, struct sim_rand *,
	    int64_t t_ns, int64_t delay_ns[2]);

#endif
