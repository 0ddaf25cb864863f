/* ISC licence, see LICENSE. */
/* What a scenario expects of its hosts. */
#ifndef SIM_EXPECT_H
#define SIM_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

struct sim_host;
struct sim_world;

enum sim_what {
	SIM_ERROR,		/* largest |UTC - wall|, s */
	SIM_RMS,
	SIM_APART,		/* largest distance from the first host, s */
	SIM_DISTANCE,		/* mean root distance while synchronised, s */
	SIM_DELAY,		/* root delay at the end, s */
	SIM_SYNCED,		/* when it first claimed to be, s */
	SIM_CLAIMS,		/* at the end: 1 or 0 */
	SIM_STEPPED,		/* steps that the daemon made */
	SIM_PACKETS,		/* requests sent */
	SIM_RESTARTS,		/* of children */
	SIM_STARTS,		/* of the daemon */
	SIM_REFUSED,		/* requests to the clock */
	SIM_STRATUM,
	SIM_SOURCE,		/* its state at the end: a letter */
	SIM_WHATS
};

struct sim_expect {
	uint8_t		what;		/* enum sim_what */
	char		op;		/* < > = */
	unsigned int	host;
	unsigned int	server;		/* of SIM_SOURCE */
	double		value;		/* or the letters' */
	char		states[8];
	int64_t		from_ns, to_ns;	/* the world's time */
	unsigned int	line;		/* of the scenario */

	double		most, sum2, time_s;
};

const char *sim_expect_name(unsigned int what);

/* The host's wall is off by error_s, and so were the last dt_s. */
void	 sim_expect_note(struct sim_host *, double error_s, double dt_s);

/* At the end of the world: fails it for the first one not met. */
void	 sim_expect_judge(struct sim_world *);

/* What came of it, as a number. */
double	 sim_expect_value(struct sim_world *, const struct sim_expect *);

#endif
