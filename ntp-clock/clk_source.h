/* ISC licence, see LICENSE. */
/* The sources as ntp-net told of them: standing, and their last samples. */
#ifndef CLK_SOURCE_H
#define CLK_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "clk_select.h"
#include "clk_stats.h"
#include "ipc.h"
#include "tm.h"

#define CLK_SOURCES	SOURCES_MAX
#define CLK_RECENT	8	/* samples, as in RFC 5905 section 10 */
#define CLK_TRUST_MAX	10	/* ntpctl's tl */
#define CLK_SIGMAS	5	/* of a rate, in what shall be a bound */

/* What selection and the estimator need of a sample. */
struct clk_recent {
	int64_t	raw_ns;
	int64_t	theta_ns;
	int64_t	delay_ns;
	int64_t	noise_ns;
	int64_t	root_delay_ns;
	int64_t	root_disp_ns;
};

struct clk_source {
	bool			 used;		/* this row is taken */
	bool			 absent;	/* since ntp-net's restart */
	bool			 fed;		/* the estimator knows it */
	char			 state;		/* * + - x ~ ? as chronyc's */
	char			 detail;	/* as in its selectdata */
	uint8_t			 trust;		/* 0..CLK_TRUST_MAX */
	uint8_t			 astray;	/* last samples far off f */
	uint8_t			 denied;	/* last samples as 'x' */
	bool			 said_wrong;	/* the log has that */
	uint32_t		 id;		/* of ntp-net */
	uint32_t		 key;		/* the estimator's, unique */
	uint32_t		 flags;		/* SRC_* in force */
	uint32_t		 samples;	/* so far */
	uint32_t		 since_try;	/* samples since a request */
	uint32_t		 first_tries;	/* before our start, or a sleep */
	int64_t			 absent_ns;	/* raw */
	int64_t			 measured_ns;	/* server - wall, then */
	int64_t			 asked_ns;	/* poll interval asked for */
	int64_t			 distance_ns;	/* root distance, last known */
	double			 lo_s, hi_s;	/* correctness, less f or wall */
	double			 score;		/* distance to the reference's */
	uint32_t		 replaced;	/* tries when that was asked */
	struct addr		 addr;
	struct msg_source_stat	 stat;
	struct msg_sample	 last;
	struct clk_recent	 recent[CLK_RECENT];	/* samples % .. */
	struct clk_stats	 stats;
	char			 name[256];
};

struct clk_sources {
	uint32_t		 next_key;
	int			 n;	/* rows behind were never taken */
	struct clk_source	 src[CLK_SOURCES];
	struct clk_candidate	 cand[CLK_SOURCES];	/* while they are judged */
};

/* Each row that is taken. */
#define CLK_SOURCE_FOREACH(s, t)					\
	for ((s) = (t)->src; (s) < (t)->src + (t)->n; (s)++)		\
		if (!(s)->used)						\
			continue;					\
		else

/* The row of an id, NULL if there is none. */
struct clk_source *clk_source_find(struct clk_sources *, uint32_t id);

/*
 * ntp-net has this source: a new row, or the one with the same entry and
 * address, whose history then stays.  Returns NULL when there is no room.
 */
struct clk_source *clk_source_up(struct clk_sources *,
	    const struct msg_source_up *);

/*
 * What a person knows it by: its address, and its name if that is another
 * one.  Returns buf.
 */
#define CLK_SOURCE_TITLE	(ADDR_STRLEN + 256 + 3)
const char *clk_source_title(const struct clk_source *,
	    char buf[CLK_SOURCE_TITLE]);

/* The row becomes free. */
void	clk_source_free(struct clk_source *);

/* ntp-net starts anew: nothing is known to be there until it says so. */
void	clk_source_absent(struct clk_sources *, struct tm_raw);

/* Takes over what ntp-net says of reach and poll; counts misses. */
void	clk_source_stat(struct clk_source *, const struct msg_source_stat *);

/* Takes a sample; measured_ns is the server's time less wall then. */
void	clk_source_sample(struct clk_source *, const struct msg_sample *,
	    int64_t measured_ns);

/* The nth last sample (0: the last), NULL if it is not kept. */
const struct clk_recent *clk_source_recent(const struct clk_source *,
	    unsigned int n);

/* The jitter of one way, s, as far as the kept delays tell; 0 of none. */
double	clk_source_jitter(const struct clk_source *);

/* Did selection compare it with the others, whatever came of it? */
bool	clk_source_judged(const struct clk_source *);

/* Only the last keep (0 to 2) samples mean anything: true has jumped. */
void	clk_source_forget(struct clk_source *, unsigned int keep);

/* How raw time is carried to now when samples of several ages are compared. */
struct clk_carry {
	int64_t	raw_ns;		/* now */
	int64_t	theta_ns;	/* offsets are relative to it */
	double	freq;		/* d theta / d raw */
	double	freq_sd;
	double	clock_error;	/* maxclockerror, s/s */
};

/* What a sample says at now, less f or wall, s. */
double	clk_source_offset(const struct clk_recent *, const struct clk_carry *);

/*
 * How many of its last samples tell of one time?  An older one that cannot be
 * true together with them is from before a jump, or the source is another one
 * since; either way it means nothing.
 */
unsigned int	clk_source_current(const struct clk_source *,
	    const struct clk_carry *);

/*
 * The source's best sample as a candidate for selection: that of the
 * smallest root distance now (RFC 5905 sections 10 and 11.2: half of all
 * round trip, plus dispersion, which grows with age).  Returns the sample,
 * NULL (and an unusable candidate) when there is none.
 */
const struct clk_recent *clk_source_candidate(const struct clk_source *,
	    const struct clk_carry *, struct clk_candidate *);

/*
 * Is there more than one sample of it, and can all be true together?  Then it
 * is the same as before, however far off f its last one may be.
 */
bool	clk_source_agrees(const struct clk_source *, const struct clk_carry *);

#endif
