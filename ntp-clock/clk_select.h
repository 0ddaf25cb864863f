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
	double		base_s;		/* without what its age adds */
	double		jitter_s;
	uint32_t	flags;		/* SRC_PREFER TRUST REQUIRE NOSELECT */
	uint8_t		stratum;
	bool		usable;		/* reachable, synchronised */
	bool		current;	/* it is the reference so far */
	bool		local;		/* itself in local mode */
	uint32_t	refid;		/* of its address */
	uint32_t	self;		/* our own towards it; 0: not known */
	char		state;		/* out: * + - x ~ ? as chronyc's */
	char		detail;		/* in: M s S why it is not usable;
					   out: the state of selectdata */
};

/* chrony.conf(5) has all of them. */
struct clk_select_conf {
	unsigned int	minsources;
	double		maxdistance_s;
	double		maxjitter_s;
	double		combinelimit;
	double		stratumweight_s;
	double		reselectdist_s;
	uint8_t		orphan;		/* our stratum then; 0: off */
};

struct clk_selection {
	const char	*lack;		/* why there is no ref; NULL: there is */
	int		ref;		/* index of the reference, or -1 */
	unsigned int	candidates;	/* that could be judged */
	unsigned int	agree;		/* truechimers among them */
	unsigned int	used;		/* whose samples count */
	double		lo_s, hi_s;	/* what the truechimers share */
};

/*
 * Judges n candidates and sets their state: '?' unusable, too far or
 * noselect; '~' jitter above maxjitter; 'x' a falseticker, outside of what the
 * majority (of the trusted ones, if there are any) shares; '-' right but
 * not used; '+' used; '*' used and the reference.  Returns true when there
 * is a majority that satisfies minsources and require; otherwise nobody is
 * used and ref is -1.  Marzullo's intersection as in RFC 5905 section
 * 11.2.1; prefer, trust, require, noselect as in chrony.conf(5).  Sources
 * marked as a fallback are judged only where no other one can be.  With
 * orphan, servers of that stratum are used only without better ones, and of
 * them the one with the smallest refid, if that is smaller than our own as
 * it sees us.
 */
bool	clk_select(struct clk_candidate *, int n,
	    const struct clk_select_conf *, struct clk_selection *);

#endif
