/* ISC licence, see LICENSE. */
/* What happens to a world, and when. */
#ifndef SIM_ACTION_H
#define SIM_ACTION_H

#include <stdint.h>

struct sim_host;
struct sim_world;

enum sim_act {
	SIM_KILL,		/* HOST ROLE [crash] */
	SIM_CRASH,		/* HOST: the whole daemon; it returns */
	SIM_RESTART,		/* HOST: by its administrator */
	SIM_STOP,		/* HOST */
	SIM_START,		/* HOST */
	SIM_RELOAD,		/* HOST */
	SIM_MAKESTEP,		/* HOST: chimectl makestep, by root */
	SIM_RESET,		/* HOST: chimectl reset sources */
	SIM_FREEZE,		/* HOST ROLE TIME: it does not run */
	SIM_JUMP,		/* HOST OFFSET: date(1) */
	SIM_SUSPEND,		/* HOST TIME [RTC-ERROR] */
	SIM_PAUSE,		/* HOST TIME */
	SIM_WARP,		/* HOST TIME: raw and wall jump forward */
	SIM_FREQ,		/* HOST PPM: the oscillator's frequency jumps */
	SIM_OWNED,		/* HOST TIME [freq|slew|step +|- [OFFSET]]: a
				 * compromised ntp-clock, wild or greedy, whose
				 * slews are as long as that */
	SIM_OUTAGE,		/* HOST PEER TIME */
	SIM_ROUTE,		/* HOST PEER TIME: base delay, both ways */
	SIM_ROUTE_IN,		/* HOST PEER TIME: from the peer only */
	SIM_QUEUE_OUT,		/* HOST PEER TIME: mean, to the peer only */
	SIM_LOSS,		/* HOST PEER PROBABILITY */
	SIM_MANNER,		/* SERVER MANNER [OFFSET or PPM] */
	SIM_NAME,		/* NAME: can be looked up from now on */
	SIM_ACTS
};

struct sim_action {
	int64_t		t_ns;
	uint8_t		act;		/* enum sim_act */
	uint8_t		how;		/* role, manner */
	uint8_t		flag;		/* crash */
	unsigned int	a;		/* host or server */
	unsigned int	b;		/* a row of its paths */
	int64_t		ns;
	double		x;
};

const char *sim_action_name(unsigned int act);

void	 sim_action_do(struct sim_world *, const struct sim_action *);

/* A compromised ntp-clock asks for something, and will again. */
void	 sim_action_owned(struct sim_host *);

#endif
