/* ISC licence, see LICENSE. */
/*
 * Samples that took too long: maxdelay, maxdelayratio, maxdelaydevratio,
 * maxdelayquant, mindelay and asymmetry of chrony.conf(5).  Pure.
 */
#ifndef NET_DELAY_H
#define NET_DELAY_H

#include "net.h"

/* So many refused in a row: the way has changed, what was known is void. */
#define NET_DELAY_PATIENCE	8

/*
 * Judges a sample's delay and remembers it; resid_s is the sample less f,
 * NAN while no f is known.  Returns which of NET_TEST_A, B and C passed.
 */
uint16_t net_delay_test(struct net_delay *, const struct msg_cfg_source *,
	    const struct msg_sample *, double resid_s);

/*
 * What an asymmetric way adds to theta, ns: asymmetry times the delay
 * above the least.
 */
int64_t	 net_delay_asymmetry(const struct net_delay *,
	    const struct msg_cfg_source *, int64_t delay_ns);

#endif
