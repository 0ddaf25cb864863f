/* ISC licence, see LICENSE. */
/*
 * Steering: drives wall to f by frequency, slew and step.  Its error is
 * not estimated but read: f(raw) less wall, both now.  The policy is asked
 * here first, so that the parent need never refuse.
 */
#ifndef CLK_STEER_H
#define CLK_STEER_H

#include <stdbool.h>
#include <stdint.h>

#include "core.h"
#include "pol.h"
#include "tm.h"

struct clk_steer {
	const struct core_ops	*ops;
	struct pol		 pol;		/* mirror of the parent's */
	uint32_t		 gen;
	bool			 configured;
	bool			 noset;
	int64_t			 makestep_ns;	/* threshold; 0: never */
	int32_t			 makestep_limit; /* updates; < 0: always */
	int64_t			 maxslew_ppb16;
	uint32_t		 updates;	/* makestep's count */
	bool			 rearmed;	/* one step more: time jumped */
	double			 slew_s;	/* how long a slew takes */
	int64_t			 forward_ns;	/* maxstep; 0: no limit */
	int64_t			 backward_ns;

	/* what was asked for, and what the parent says it is */
	bool			 freq_asked;
	bool			 freq_known;
	int64_t			 asked_ppb16;
	int64_t			 freq_ppb16;	/* of wall against raw */
	int64_t			 slew_ns;	/* the last slew's offset */
	int64_t			 slew_ppb16;	/* signed */
	int64_t			 slew_from_ns;	/* raw */
	int64_t			 slew_end_ns;	/* raw */
	bool			 again;		/* at its end, or hold's */
	bool			 step_pending;	/* sent, not yet answered */
	bool			 stale;		/* wait for the configuration */

	/* where wall was last seen; what it does between is predicted */
	struct tm_now		 seen;
	bool			 seen_valid;
	int64_t			 hold_ns;	/* raw: nothing sooner */
	uint32_t		 refused;	/* verdicts already logged */
};

/* ops stays the caller's. */
void	clk_steer_init(struct clk_steer *, const struct core_ops *);

/* A configuration and its generation are in force; what was asked is void. */
void	clk_steer_conf(struct clk_steer *, uint32_t gen,
	    const struct msg_cfg_clock *, const struct msg_cfg_policy *,
	    struct tm_raw);

/*
 * To be called first at every event.  Returns by how much (ns) wall is off
 * what steering makes of it, 0 as long as that is below 10 ms and below
 * what is uncertain in the prediction.
 */
int64_t	clk_steer_watch(struct clk_steer *, struct tm_now);

/*
 * Wall shall follow f: it lacks error_ns (> 0: wall is slow), and f runs
 * rate_ppb16 fast of raw.
 */
void	clk_steer_to(struct clk_steer *, struct tm_now, int64_t rate_ppb16,
	    int64_t error_ns);

/* Tells the kernel how good wall is; leap is -1, 0 or +1. */
void	clk_steer_status(struct clk_steer *, const struct msg_adj_status *);

/* The frequency alone, before there is any estimate of the phase. */
void	clk_steer_freq(struct clk_steer *, struct tm_now, int64_t rate_ppb16);

/* Time has jumped: makestep may step once more, whatever its count. */
void	clk_steer_rearm(struct clk_steer *);

/* A leap second has passed that nobody else brings to wall: a step of it. */
void	clk_steer_leap(struct clk_steer *, struct tm_now, int64_t offset_ns);

/* An administrator's step, whatever its size. */
enum pol_verdict clk_steer_manual(struct clk_steer *, struct tm_now,
	    int64_t error_ns);

/*
 * The parent's answer to what was asked in the configuration of that
 * generation; it answers only what would not be known here anyway.  Returns
 * true when there is something to be asked again now.
 */
bool	clk_steer_result(struct clk_steer *, const struct msg_adj_result *,
	    uint32_t gen, struct tm_now);

/* May wall be brought to f from here, or is it on its way already? */
bool	clk_steer_can(const struct clk_steer *, struct tm_now,
	    int64_t error_ns);

/* When steering wants to be called again (raw ns), or TM_NEVER. */
int64_t	clk_steer_due(const struct clk_steer *);

#endif
