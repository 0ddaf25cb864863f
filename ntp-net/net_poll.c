/* ISC licence, see LICENSE. */
/* Polling as arithmetic.  Pure. */
#include <string.h>

#include "net_poll.h"

#define BURST		4		/* good samples in a burst */
#define BURST_GAP_NS	(2 * TM_S)
#define QUICK		8		/* quick tries of a silent server */
#define JITTER_PART	64		/* of an interval */
#define RATE_MAX_NS	(1024 * TM_S)	/* slowed no further than that */
#define RATE_CALM	16		/* answers that halve the slowing */

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
	int64_t	ns = p->poll_ns;

	if (p->reach == 0)
		ns = net_poll_ns(cfg->minpoll);
	return max64(ns, p->floor_ns);
}

/* the pace within a burst; a server that complained gets none */
static int64_t
quick_gap(const struct net_poll *p, const struct msg_cfg_source *cfg)
{
	return min64(net_poll_interval(p, cfg),
	    max64(BURST_GAP_NS, p->floor_ns));
}

bool
net_poll_in_burst(const struct net_poll *p)
{
	return p->burst > 0 || p->quick > 0 || p->retrying;
}

void
net_poll_start(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	memset(p, 0, sizeof *p);
	p->poll_ns = net_poll_ns(cfg->minpoll);
	p->armed = (cfg->flags & SRC_IBURST) != 0;
	p->quick = p->armed ? QUICK : 0;
	p->next_ns = cfg->flags & SRC_OFFLINE ? TM_NEVER : now_ns;
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

void
net_poll_sent(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns, uint32_t jitter)
{
	int64_t	gap_ns = net_poll_interval(p, cfg);
	bool	quick = false;

	if (p->burst > 0)
		quick = --p->burst > 0;
	else if (p->armed && p->quick > 0)
		quick = --p->quick > 0;
	else if (!p->retrying)
		p->again = retries(p, cfg);
	p->retrying = false;
	if (quick)
		gap_ns = quick_gap(p, cfg);
	else
		gap_ns -= (int64_t)(jitter % 1024) * (gap_ns / JITTER_PART) /
		    1024;
	p->tries++;
	p->sent_ns = now_ns;
	p->next_ns = now_ns + gap_ns;
}

void
net_poll_answered(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	p->reach = (uint8_t)(p->reach << 1 | 1);
	p->silent = 0;
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
	p->burst = BURST - 1;	/* this answer was the first */
	p->next_ns = min64(p->next_ns,
	    max64(now_ns, p->sent_ns + quick_gap(p, cfg)));
}

void
net_poll_missed(struct net_poll *p, const struct msg_cfg_source *cfg,
    int64_t now_ns)
{
	p->reach = (uint8_t)(p->reach << 1);
	p->silent++;
	/* back after an absence: worth a burst again, but no quick tries */
	if (p->silent == NET_GIVEUP && cfg->flags & SRC_IBURST)
		p->armed = true;
	if (p->silent >= NET_GIVEUP)
		p->burst = 0;
	if (p->again > 0 && p->burst == 0 && p->quick == 0) {
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
	p->burst = p->quick = p->again = 0;
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
	    !net_poll_in_burst(p)) {
		p->burst = BURST;
		p->next_ns = min64(p->next_ns,
		    max64(now_ns, p->sent_ns + quick_gap(p, cfg)));
	}
	p->next_ns = min64(p->next_ns, now_ns + net_poll_interval(p, cfg));
}
