/* ISC licence, see LICENSE. */
/*
 * Is the true error below the root distance that a host reports?  It must
 * be, but where the host cannot know better:
 *
 * - Its clocks stood still, jumped, or its oscillator did.  Nothing tells
 *   but its sources.  When most of them have each said twice what
 *   the time is (one sample may be a lie or a late packet), it knows.
 * - Most of its sources are wrong, or do not answer: no rule finds out who
 *   is right.  The promise holds where most are honest.
 * - Its ntp-clock is somebody else's, and so is what it claims.
 */
#ifndef SIM_CLAIM_H
#define SIM_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#define SIM_VOICES	40		/* sources of a host, as SIM_LINES */

struct ipc_msg;
struct sim_host;
struct sim_world;

enum sim_verdict { CLAIM_RIGHT, CLAIM_EXCUSED, CLAIM_WRONG };

struct sim_voice {
	uint32_t	entry;		/* of the configuration */
	int		row;		/* of the world's paths; -1: a name */
	uint8_t		heard;		/* samples since it was lost */
};

struct sim_claim {
	struct sim_voice voice[SIM_VOICES];
	unsigned int	nvoices;
	bool		lost;		/* it cannot know yet */
	int64_t		lost_ns;	/* in the world's time */
	int64_t		lost_raw_ns;	/* older samples mean nothing */
	int64_t		until_ns;	/* the world's: patience ends, */
	int64_t		knows_ns;	/* or it knew; 0 */

	int64_t		checked_ns;	/* in the world's time */
	int64_t		synced_ns;	/* how long it claimed to be */
	int64_t		wrong_ns;	/* and was off by more than it claimed */
	int64_t		excused_ns;	/* so, but could not know */
	enum sim_verdict verdict;	/* just now */
	int64_t		first_sync_ns;	/* -1: never */
	double		worst;		/* true error / root distance */
	double		sum_dist_s;	/* distance over time, s * s */
};

void	 sim_claim_start(struct sim_host *);	/* the machine */
void	 sim_claim_configured(struct sim_host *);

/* What the host knew is void: by a pause, say, that ends now. */
void	 sim_claim_lost(struct sim_host *);

/* The same, but its kernel says so. */
void	 sim_claim_told(struct sim_host *);

/* Its ntp-clock begins anew; it is given a record. */
void	 sim_claim_birth(struct sim_host *);
void	 sim_claim_heard(struct sim_host *, const struct ipc_msg *);

/* Whether most of those who speak to it do so truly, and it has listened. */
bool	 sim_claim_can_know(struct sim_host *);

/* At any instant of the host; at the end of the world. */
void	 sim_claim_check(struct sim_host *);
void	 sim_claim_end(struct sim_host *);

#endif
