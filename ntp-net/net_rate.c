/* ISC licence, see LICENSE. */
/* The token bucket of one client.  Pure. */
#include "net_rate.h"
#include "tm.h"

bool
net_rate_take(const struct net_rate *r, int64_t *full_ns, int64_t now_ns)
{
	int64_t	interval_ns, full = *full_ns;

	interval_ns = r->interval < 0 ? TM_S >> -r->interval :
	    TM_S << r->interval;
	if (full < now_ns)
		full = now_ns;
	if (full + interval_ns - now_ns > r->burst * interval_ns)
		return false;
	*full_ns = full + interval_ns;
	return true;
}

enum net_pace
net_rate_leak(const struct net_rate *r, uint32_t dice)
{
	if ((dice & ((1u << r->leak) - 1)) == 0)
		return NET_PACE_REPLY;
	dice >>= 8;
	if (r->kod != 0 && (dice & ((1u << r->kod) - 1)) == 0)
		return NET_PACE_KISS;
	return NET_PACE_DROP;
}
