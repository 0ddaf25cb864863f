/* ISC licence, see LICENSE. */
/*
 * What ntp-clock knows of the sources is brought up to what they are: a
 * full queue or a clock that restarts only delays it.
 */
#ifndef NET_TELL_H
#define NET_TELL_H

#include "net.h"

/*
 * Sends every difference; what cannot be sent now is tried again.  A sample
 * waits for those of sources that are asked at about the same time: ntp-clock
 * and the parent wake up once for all of them.
 */
void	 net_tell(struct net *, struct tm_now);

/* A sample of this source, which goes out with the next net_tell. */
void	 net_tell_sample(struct net *, struct net_slot *,
	    const struct msg_sample *, struct tm_now);

/* A fresh ntp-clock, which knows nothing: all is told anew. */
void	 net_tell_all(struct net *, struct tm_now);

#endif
