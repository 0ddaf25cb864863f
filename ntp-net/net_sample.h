/* ISC licence, see LICENSE. */
/* A good reply to a sample for ntp-clock, or to nothing.  Pure. */
#ifndef NET_SAMPLE_H
#define NET_SAMPLE_H

#include "net.h"
#include "net_judge.h"

/* A reply that is ours. */
struct net_reply {
	const struct pkt	*p;
	const struct net_stamp	*st;		/* of its arrival */
	bool			 interleaved;
};

/* Notes a reply and what became of it for reports. */
void	 net_sample_see(struct net_slot *, const struct net_reply *,
	    enum net_verdict);

/*
 * What a good reply measures, corrected and tested as its source's options
 * say; whether that passed is in slot->seen.  An interleaved reply (RFC
 * 9769) completes the exchange before it.  Returns false where there is
 * nothing for ntp-clock: a test failed, or the filter collects more.
 */
bool	 net_sample_take(struct net *, struct net_slot *,
	    const struct net_reply *, struct msg_sample *, struct tm_now);

#endif
