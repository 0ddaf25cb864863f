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

/*
 * A source begins: asked at once, unless it is offline.  It is the nth, from
 * 0 on; later polls of several that begin at once are spread by that.
 */
void	 net_poll_start(struct net_poll *, const struct msg_cfg_source *,
	    uint32_t nth, int64_t now_ns);

/*
 * A request was sent: sets the next one's time.  jitter is any random
 * number; it spreads sources that would ask in step.
 */
void	 net_poll_sent(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns, uint32_t jitter);

/*
 * The request was answered well, or was not.  While there is silence, which
 * neither bursts nor what cannot be sent tell of, the interval grows as far as
 * maxpoll; after an answer it is what it was.
 */
void	 net_poll_answered(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);
void	 net_poll_missed(struct net_poll *, const struct msg_cfg_source *,
	    bool silence, int64_t now_ns);

/* The server asks for fewer requests: this only ever slows polling. */
void	 net_poll_rate(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/* ntp-clock wishes for an interval (0: none in particular) and a burst. */
void	 net_poll_ctl(struct net_poll *, const struct msg_cfg_source *,
	    int64_t poll_ns, bool burst, int64_t now_ns);

/* By how much a request may come later than the interval says. */
int64_t	 net_poll_jitter(const struct net_poll *,
	    const struct msg_cfg_source *);

/* The interval in force. */
int64_t	 net_poll_interval(const struct net_poll *,
	    const struct msg_cfg_source *);

/* As commanded: asked from now on, or only in bursts. */
void	 net_poll_online(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);
void	 net_poll_offline(struct net_poll *);

/* A burst as commanded: until so many good samples, or so many requests. */
void	 net_poll_burst(struct net_poll *, const struct msg_cfg_source *,
	    uint8_t good, uint8_t most, int64_t now_ns);

/* A good sample came. */
void	 net_poll_good(struct net_poll *, const struct msg_cfg_source *);

/* The network has changed: a source that did not answer is asked soon. */
void	 net_poll_wake(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/*
 * Whether the request due now only goes ahead of the real one, which then
 * is due 2 s later (chrony.conf(5), presend).
 */
bool	 net_poll_presend(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/* The configuration has changed: its limits hold from now on. */
void	 net_poll_limits(struct net_poll *, const struct msg_cfg_source *,
	    int64_t now_ns);

/* Whether requests come at the pace of a burst now. */
bool	 net_poll_in_burst(const struct net_poll *);

#endif
