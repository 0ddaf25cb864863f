/* ISC licence, see LICENSE. */
/* Selection: which sources may be right, and which of them are used. */
#ifndef CLK_SELECT_H
#define CLK_SELECT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One source at an instant.  True time is offset_s +- distance_s if the
 * source is right (its correctness interval, RFC 5905 section 11.2.1).
 */
struct clk_candidate {
	double		offset_s;	/* relative to what the caller likes */
	double		distance_s;	/* root distance, >= 0 */
	double		jitter_s;
	uint32_t	flags;		/* SRC_PREFER TRUST REQUIRE NOSELECT */
	uint8_t		stratum;
	bool		usable;		/* reachable, synchronised */
	bool		current;	/* it is the reference so far */
	bool		local;		/* itself in local mode */
	char		state;		/* out: * + - x ~ ? as chronyc's */
};

struct clk_select_conf {
	unsigned int	minsources;
	double		maxdistance_s;
};

struct clk_selection {
	int		ref;		/* index of the reference, or -1 */
	unsigned int	candidates;	/* that could be judged */
	unsigned int	agree;		/* truechimers among them */
	unsigned int	used;		/* whose samples count */
	double		lo_s, hi_s;	/* what the truechimers share */
};

/*
 * Judges n candidates and sets their state: '?' unusable, too far or
 * noselect; '~' jitter above 1 s; 'x' a falseticker, outside of what the
 * majority (of the trusted ones, if there are any) shares; '-' right but
 * not used; '+' used; '*' used and the reference.  Returns true when there
 * is a majority that satisfies minsources and require; otherwise nobody is
 * used and ref is -1.  Marzullo's intersection as in RFC 5905 section
 * 11.2.1; prefer, trust, require, noselect as in chrony.conf(5).
 */
bool	clk_select(struct clk_candidate *, int n,
	    const struct clk_select_conf *, struct clk_selection *);

#endif
