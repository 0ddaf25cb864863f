/* ISC licence, see LICENSE. */
/* Delays of the last replies.  Pure. */
#include <math.h>
#include <string.h>

#include "net_delay.h"

#define E6		1000000
#define FEW		4		/* delays that say nothing yet */
#define FEW_OFFSETS	8
#define GAIN		(1.0 / 16)	/* of mean and variance */

static int64_t
least(const struct net_delay *d, const struct msg_cfg_source *cfg)
{
	int64_t	ns = INT64_MAX;
	uint8_t	i;

	if (cfg->mindelay_ns > 0)
		return cfg->mindelay_ns;
	for (i = 0; i < d->n; i++)
		if (d->ns[i] < ns)
			ns = d->ns[i];
	return ns;
}

static void
remember(struct net_delay *d, int64_t ns)
{
	d->ns[d->at] = ns;
	d->at = (uint8_t)((d->at + 1) % NET_DELAYS);
	if (d->n < NET_DELAYS)
		d->n++;
}

static bool
within_ratio(const struct net_delay *d, const struct msg_cfg_source *cfg,
    int64_t ns)
{
	if (cfg->maxdelayratio_e6 == 0 || d->n < FEW)
		return true;
	return (double)ns * E6 <= (double)least(d, cfg) *
	    (double)cfg->maxdelayratio_e6;
}

/* At most that part of the known delays is longer than any accepted one. */
static bool
within_quantile(const struct net_delay *d, const struct msg_cfg_source *cfg,
    int64_t ns)
{
	uint8_t	i;
	int64_t	shorter = 0;

	if (d->n < NET_DELAYS / 2)
		return true;
	for (i = 0; i < d->n; i++)
		shorter += d->ns[i] < ns;
	return shorter * E6 <= cfg->maxdelayquant_e6 * d->n;
}

/*
 * A delay so long that the offset's error may be many deviations, unless
 * the offset is off by more than the delay explains: then it is news.
 */
static bool
within_deviation(const struct net_delay *d, const struct msg_cfg_source *cfg,
    int64_t ns, double resid_s)
{
	double	extra_s, most_s;

	if (cfg->maxdelaydevratio_e6 == 0 || d->n < FEW ||
	    d->offsets < FEW_OFFSETS || isnan(resid_s))
		return true;
	extra_s = tm_s_from_ns(ns - least(d, cfg)) / 2;
	most_s = sqrt(d->var_s2) * (double)cfg->maxdelaydevratio_e6 / E6;
	return extra_s <= most_s ||
	    fabs(resid_s - d->mean_s) - extra_s > most_s;
}

static void
learn(struct net_delay *d, double resid_s)
{
	double	off_s, gain;

	if (isnan(resid_s))
		return;
	if (d->offsets < UINT8_MAX)
		d->offsets++;
	gain = fmax(1.0 / d->offsets, GAIN);
	off_s = resid_s - d->mean_s;
	d->mean_s += gain * off_s;
	d->var_s2 = (1 - gain) * (d->var_s2 + gain * off_s * off_s);
}

uint16_t
net_delay_test(struct net_delay *d, const struct msg_cfg_source *cfg,
    const struct msg_sample *m, double resid_s)
{
	uint16_t	passed = 0;

	if (cfg->maxdelay_ns <= 0 || m->delay_ns <= cfg->maxdelay_ns)
		passed |= NET_TEST_A;
	if (within_ratio(d, cfg, m->delay_ns))
		passed |= NET_TEST_B;
	if (cfg->maxdelayquant_e6 > 0 ? within_quantile(d, cfg, m->delay_ns) :
	    within_deviation(d, cfg, m->delay_ns, resid_s))
		passed |= NET_TEST_C;
	if ((passed & NET_TEST_B) && (passed & NET_TEST_C)) {
		d->refused = 0;
		if (passed & NET_TEST_A)
			learn(d, resid_s);
	} else if (++d->refused >= NET_DELAY_PATIENCE)
		memset(d, 0, sizeof *d);
	remember(d, m->delay_ns);
	return passed;
}

int64_t
net_delay_asymmetry(const struct net_delay *d,
    const struct msg_cfg_source *cfg, int64_t delay_ns)
{
	int64_t	over_ns;

	/* 1 is for "estimate it", which is ntp-clock's business */
	if (cfg->asymmetry_e6 == E6 || d->n == 0)
		return 0;
	over_ns = delay_ns - least(d, cfg);
	return over_ns <= 0 ? 0 :
	    llround((double)over_ns * (double)cfg->asymmetry_e6 / E6);
}
