/* ISC licence, see LICENSE. */
/* Polling as arithmetic.  Pure. */
#include <string.h>

#include "net_poll.h"

#define BURST		4		/* good samples in a burst */
#define BURST_GAP_NS	(2 * TM_S)
#define LAST_GAP_NS	(16 * TM_S)	/* of a spread burst's gaps */
#define SPREAD_NS	(22 * TM_S)	/* all of them */
#define QUICK		8		/* quick tries of a silent server */
#define JITTER_PART	48		/* of an interval, never sooner */
#define JITTER_STEPS	1024
#define OWED_REQUEST	(JITTER_STEPS * JITTER_PART)
#define SILENCE_PART	12		/* by which it grows in silence */
#define RATE_MAX_NS	(1024 * TM_S)	/* slowed no further than that */
#define RATE_CALM	16		/* answers that halve the slowing */
#define PRESEND_NS	(2 * TM_S)	/* between the two requests */
#define PRESEND_OFF	24		/* no poll is longer */
#define WAKE_NS		(TM_S / 2)	/* an interface settles */

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t
net_poll_ns(int8_t log2_s)
{
	return log2_s >= 0 ? TM_S << log2_s : TM_S >> -log2_s;
}

int64_t
net_poll_interval(const struct net_poll *p, const struct msg_cfg_source *cfg)
{
	int64_t	ns = max64(p->poll_ns, net_poll_ns(cfg->minpoll));

	return max64(min64(ns + p->silence_ns, net_poll_ns(cfg->maxpoll)),
	    p->floor_ns);
}

int64_t
net_poll_jitter(const struct net_poll *p, const struct msg_cfg_source *cfg)
{
	return net_poll_interval(p, cfg) / JITTER_PART;
}

/* the pace within a burst; a server that complained gets none */
static int64_t
quick_gap(const struct net_poll *p, const struct msg_cfg_source *cfg)
{
	return min64(net_poll_interval(p, cfg),
	    max64(BURST_GAP_NS, p->floor_ns));
}

/*
 * The initial burst is spread, by 2, 4 and 16 s: the longer a rate was
 * measured, the better it is known, and the longer the clock may go without
 * the next sample.
 */
static int64_t
spread_gap(const struct net_poll *p, const struct msg_cfg_source *cfg)
{
	return min64(net_poll_interval(p, cfg), p->burst > 1 ?
	    2 * BURST_GAP_NS : LAST_GAP_NS);
}

/* So many requests at an even pace; an initial burst is over. */
static void
even_burst(struct net_poll *p, uint8_t n)
{
	p->burst = n;
	p->spread = false;
	p->again = 0;
}

bool
net_poll_in_burst(const struct net_poll *p)
{
	return p->burst > 0 || p->quick > 0 || p->retrying;
}

void
net_poll_start(struct net_poll *p, const struct msg_cfg_source *cfg,
    uint32_t nth, int64_t now_ns)
{
	memset(p, 0, sizeof *p);
	p->nth = nth;
	p->in_step = true;
	p->poll_ns = net_poll_ns(cfg->minpoll);
	p->armed = (cfg->flags & SRC_IBURST) != 0;
	p->quick = p->armed ? QUICK : 0;
	p->offline = (cfg->flags & SRC_OFFLINE) != 0;
	p->next_ns = p->offline ? TM_NEVER : now_ns;
}

/* chrony.conf(5), burst: the average stays at or above the minimum */
static uint8_t
retries(const struct net_poll *p, const struct msg_cfg_source *cfg)
{
	int64_t	fit;

	if (!(cfg->flags & SRC_BURST) || p->floor_ns > 0)
		return 0;
	fit = net_poll_interval(p, cfg) / net_poll_ns(cfg->minpoll);
	return (uint8_t)(min64(max64(fit, 1), BURST) - 1);
}

/*
 * Sources that begin at once would go on in step.  Samples that are spread
 * over the interval say more, so each gets its own part of one: multiples of
 * the golden ratio, none for the first.  The first samples are not delayed.
 */
static int64_t
out_of_step(struct net_poll *p, int64_t gap_ns)
{
	uint32_t	part = p->nth * UINT32_C(2654435769);

	if (!p->in_step || p->tries + 1 < BURST)
		return 0;
	p->in_step = false;
	return gap_ns / 65536 * (part >> 16);
}

/*
 * Spreads those who would ask in step.  What a burst cost that was asked for
 * in a hurry is paid by taking the long end: so an hour has no more requests
 * than usual, on average over the next hours, and maxpoll is kept.
 */
static int64_t
jitter_of(struct net_poll *p, int64_t gap_ns, uint32_t random)
{
	uint32_t	steps = random % JITTER_STEPS, paid;

	if (p->owed > 0) {
		steps = JITTER_STEPS - 1 - steps / 4;
		paid = steps - JITTER_STEPS / 2;
		p->owed -= p->owed < paid ? p->owed : paid;
	}
	return (int64_t)steps * (gap_ns / JITTER_PART) / JITTER_STEPS;
}

void
net_poll_sent(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns, uint32_t jitter)
{
	int64_t	gap_ns = net_poll_interval(p, cfg);
	bool	quick = false;

	if (p->burst > 0) {
		/* what was lost of an initial burst is made good */
		if (!p->spread || !p->retrying)
			p->burst--;
		quick = p->burst > 0;
	} else if (p->armed && p->quick > 0)
		quick = --p->quick > 0;
	else if (!p->retrying)
		p->again = retries(p, cfg);
	p->retrying = false;
	p->later_ns = 0;
	if (quick)
		gap_ns = p->spread ? spread_gap(p, cfg) : quick_gap(p, cfg);
	else {
		p->later_ns = out_of_step(p, gap_ns);
		/* a spread burst is within the interval of its first one */
		if (p->spread)
			gap_ns = max64(gap_ns - SPREAD_NS,
			    min64(gap_ns, LAST_GAP_NS));
		p->spread = false;
		gap_ns += p->later_ns + jitter_of(p, gap_ns, jitter);
	}
	if (p->burst == 0)
		p->good = 0;
	p->tries++;
	p->sent_ns = now_ns;
	p->next_ns = p->offline && !quick ? TM_NEVER : now_ns + gap_ns;
}

void
net_poll_answered(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	p->reach = (uint8_t)(p->reach << 1 | 1);
	p->silent = 0;
	p->silence_ns = 0;
	if (!p->spread)
		p->again = 0;
	if (p->floor_ns > 0 && ++p->calm >= RATE_CALM) {
		p->calm = 0;
		p->floor_ns = p->floor_ns / 2 > p->poll_ns ?
		    p->floor_ns / 2 : 0;
	}
	if (!p->armed)
		return;
	p->armed = false;
	p->quick = 0;
	if (p->floor_ns > 0)
		return;
	p->in_step = true;
	if (p->burst > 0)	/* one is under way, as commanded */
		return;
	p->burst = BURST - 1;	/* this answer was the first */
	p->spread = true;
	p->again = BURST;
	p->next_ns = min64(p->next_ns,
	    max64(now_ns, p->sent_ns + quick_gap(p, cfg)));
}

void
net_poll_missed(struct net_poll *p, const struct msg_cfg_source *cfg,
    bool silence, int64_t now_ns)
{
	p->reach = (uint8_t)(p->reach << 1);
	p->silent++;
	if (silence)
		p->silence_ns += min64(net_poll_interval(p, cfg),
		    net_poll_ns(cfg->maxpoll)) / SILENCE_PART;
	/* back after an absence: worth a burst again, but no quick tries */
	if (p->silent == NET_GIVEUP && cfg->flags & SRC_IBURST)
		p->armed = true;
	if (p->silent >= NET_GIVEUP) {
		p->burst = 0;
		p->spread = false;
	}
	if (p->again > 0 && (p->burst == 0 || p->spread) && p->quick == 0) {
		p->again--;
		p->retrying = true;
		p->next_ns = min64(p->next_ns,
		    max64(now_ns, p->sent_ns + quick_gap(p, cfg)));
	}
}

void
net_poll_rate(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	int64_t	most_ns = max64(net_poll_ns(cfg->maxpoll), RATE_MAX_NS);

	p->floor_ns = min64(2 * max64(net_poll_interval(p, cfg), TM_S),
	    most_ns);
	p->calm = 0;
	even_burst(p, 0);
	p->quick = 0;
	p->retrying = false;
	if (p->next_ns != TM_NEVER)
		p->next_ns = max64(p->next_ns, now_ns + p->floor_ns);
}

void
net_poll_ctl(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t poll_ns, bool burst, int64_t now_ns)
{
	if (poll_ns > 0)
		p->poll_ns = min64(max64(poll_ns, net_poll_ns(cfg->minpoll)),
		    net_poll_ns(cfg->maxpoll));
	if (p->next_ns == TM_NEVER)
		return;
	if (burst && p->floor_ns == 0 && p->reach != 0 &&
	    (p->spread || !net_poll_in_burst(p))) {
		even_burst(p, BURST);
		if (p->owed < UINT32_MAX / 2)
			p->owed += BURST * OWED_REQUEST;
		p->next_ns = min64(p->next_ns,
		    max64(now_ns, p->sent_ns + quick_gap(p, cfg)));
	}
	p->next_ns = min64(p->next_ns, now_ns + net_poll_interval(p, cfg) +
	    p->later_ns);
}

void
net_poll_online(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	if (!p->offline)
		return;
	p->offline = false;
	p->silence_ns = 0;
	p->armed = (cfg->flags & SRC_IBURST) != 0;
	p->quick = p->armed ? QUICK : 0;
	p->next_ns = max64(now_ns, p->tries == 0 ? now_ns :
	    p->sent_ns + quick_gap(p, cfg));
}

void
net_poll_offline(struct net_poll *p)
{
	p->offline = true;
	p->armed = p->retrying = p->present = false;
	p->quick = p->again = 0;
	if (p->burst == 0)
		p->next_ns = TM_NEVER;
}

void
net_poll_burst(struct net_poll *p, const struct msg_cfg_source *cfg,
    uint8_t good, uint8_t most, int64_t now_ns)
{
	int64_t	at_ns = p->tries == 0 ? now_ns :
	    max64(now_ns, p->sent_ns + quick_gap(p, cfg));

	if (most == 0)
		return;
	even_burst(p, most);
	p->good = good;
	p->quick = 0;
	p->next_ns = min64(p->next_ns, at_ns);
}

void
net_poll_good(struct net_poll *p, const struct msg_cfg_source *cfg)
{
	if (p->good == 0 || p->burst == 0 || --p->good > 0)
		return;
	even_burst(p, 0);
	p->next_ns = p->offline ? TM_NEVER :
	    p->sent_ns + net_poll_interval(p, cfg);
}

void
net_poll_wake(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	if (p->offline || p->silent == 0)
		return;
	p->silence_ns = 0;
	if (cfg->flags & SRC_IBURST && p->reach == 0) {
		p->armed = true;
		p->quick = QUICK;
	}
	p->next_ns = min64(p->next_ns, max64(now_ns + WAKE_NS,
	    p->floor_ns > 0 ? p->sent_ns + p->floor_ns : 0));
}

bool
net_poll_presend(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	bool	before = !p->present && cfg->presend <= PRESEND_OFF &&
		    !net_poll_in_burst(p) && net_poll_interval(p, cfg) >=
		    net_poll_ns((int8_t)cfg->presend);

	p->present = before;
	if (before)
		p->next_ns = now_ns + PRESEND_NS;
	return before;
}

void
net_poll_limits(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	p->poll_ns = min64(max64(p->poll_ns, net_poll_ns(cfg->minpoll)),
	    net_poll_ns(cfg->maxpoll));
	if (p->next_ns != TM_NEVER)
		p->next_ns = min64(p->next_ns,
		    now_ns + net_poll_interval(p, cfg));
}
