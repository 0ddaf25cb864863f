/* ISC licence, see LICENSE. */
/*
 * When a source is asked: intervals, bursts, reachability (RFC 5905
 * section 13 and chrony.conf(5)).  All instants are raw ns.
 */
#ifndef NET_POLL_H
#define NET_POLL_H

#include "net.h"

#define NET_WAIT_NS	(3 * TM_S)	/* for a reply, at most */
#define NET_GIVEUP	8		/* silent polls: unreachable */

/* 2^log2 seconds in ns, for -30 <= log2 <= 30. */
int64_t	 net_poll_ns(int8_t log2_s);

/* A source begins: asked at once, unless it is offline. */
void	 net_poll_start(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/*
 * A request was sent: sets the next one's time.  jitter is any random
 * number; it spreads sources that would ask in step.
 */
void	 net_poll_sent(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns, uint32_t jitter);

/* The request was answered well, or was not. */
void	 net_poll_answered(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);
void	 net_poll_missed(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/* The server asks for fewer requests: this only ever slows polling. */
void	 net_poll_rate(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/* ntp-clock wishes for an interval (0: none in particular) and a burst. */
void	 net_poll_ctl(struct net_poll *, const struct msg_cfg_source *,
	    int64_t poll_ns, bool burst, int64_t now_ns);

/* The interval in force. */
int64_t	 net_poll_interval(const struct net_poll *,
	    const struct msg_cfg_source *);

/* Whether requests come at the pace of a burst now. */
bool	 net_poll_in_burst(const struct net_poll *);

#endif
