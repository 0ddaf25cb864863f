/* ISC licence, see LICENSE. */
/* NTP servers that are not chimed: honest ones and the others. */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "pkt.h"
#include "sim_rand.h"
#include "tm.h"

enum sim_manner {
	SIM_HONEST,		/* its time is true, but for its bias */
	SIM_FALSE,		/* off by lie_ns, and claims to be good */
	SIM_LIAR,		/* drifts away at lie_ratio since since_ns */
	SIM_KOD,		/* kisses instead of answering: RATE */
	SIM_DENY,
	SIM_GARBAGE,		/* bytes that happen to come */
	SIM_BOGUS,		/* well-formed replies to something else */
	SIM_SILENT,
	SIM_UNSYNC,		/* says that it does not know */
	SIM_COARSE,		/* tells whole seconds, and says so */
	SIM_MANNERS
};

struct sim_server {
	struct addr	addr;
	uint8_t		manner;		/* enum sim_manner */
	uint8_t		stratum;
	int8_t		precision;	/* log2 s */
	int64_t		bias_ns;	/* within what it claims */
	int64_t		disp_ns;	/* root dispersion, root delay */
	int64_t		delay_ns;
	int64_t		tick_ns;	/* it tells no less than that; 0 */
	int64_t		lie_ns;
	int64_t		work_ns;	/* from a request to its answer */
	double		lie_ratio;
	int64_t		since_ns;
	uint64_t	asked;
};

/* The name of a manner as scenarios have it, NULL; and back, or -1. */
const char *sim_server_manner(unsigned int);
int	 sim_server_manner_of(const char *);

/*
 * Answers a request that came at t_ns, when UTC was utc_ns; leap is what
 * an honest server announces (RFC 5905 LI).  The reply goes to out (PKT_HDR
 * octets at least, no more than PKT_MAX).  Returns its length, 0: none.
 */
size_t	 sim_server_answer(struct sim_server *, struct sim_rand *,
	    const uint8_t *buf, size_t len, int64_t t_ns, int64_t utc_ns,
	    uint8_t leap, uint8_t *out);

/*
 * A reply to a request that its author has not seen: a false time, or RATE.
 * Returns its length.
 */
size_t	 sim_server_forge(struct sim_rand *, int64_t utc_ns, uint8_t *out);

#endif
