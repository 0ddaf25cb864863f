/* ISC licence, see LICENSE. */
/* Wall stamps to raw time.  Pure. */
#include <math.h>
#include <stdlib.h>

#include "net_stamp.h"

#define PAIR_NOISE_NS	25		/* reading two clocks in a row */
#define WAKE_NOISE_NS	(20 * TM_US)	/* from interrupt to our reading */
#define EARLY_NS	TM_US		/* coarse clocks overlap a little */
#define FOREIGN_PPB16	(500 * TM_PPM16) /* of a wall not steered by us */
#define SLEW_SHARE	8		/* no slew is faster than 1/8 */

struct tm_raw
net_stamp_raw(const struct page_steer *s, struct tm_now real)
{
	return s->is_virtual ? page_raw(s, real.raw.ns) : real.raw;
}

/* whether wall ran evenly from from_ns to to_ns, as far as is known */
static bool
ran_evenly(const struct page_steer *s, int64_t from_ns, int64_t to_ns)
{
	if (from_ns < s->raw_ns && s->raw_ns <= to_ns)
		return false;
	return s->slew_ppb16 == 0 || from_ns >= s->slew_end_ns ||
	    to_ns < s->slew_end_ns;
}

bool
net_stamp_when(const struct net_stamp *st, const struct page_steer *s,
    struct net_when *when)
{
	int64_t	late_ns, back_ns, noise_ppb16, rate_ppb16 = 0;

	if (st->kind == NET_STAMP_NONE) {
		when->raw = net_stamp_raw(s, st->real);
		when->noise_ns = WAKE_NOISE_NS;
		return true;
	}
	late_ns = st->real.wall.ns - st->wall_ns;
	if (late_ns < -EARLY_NS || late_ns > NET_STALE_NS)
		return false;
	if (late_ns < 0)
		late_ns = 0;
	if (!s->is_virtual)
		rate_ppb16 = page_wall_rate(s, st->real.raw);
	back_ns = llround((double)late_ns /
	    (1 + tm_ratio_from_ppb16(rate_ppb16)));
	when->raw.ns = st->real.raw.ns - back_ns;
	if (s->is_virtual)
		when->raw = page_raw(s, when->raw.ns);
	else if (!ran_evenly(s, when->raw.ns, st->real.raw.ns))
		return false;
	noise_ppb16 = s->is_virtual ? FOREIGN_PPB16 : llabs(rate_ppb16);
	when->noise_ns = PAIR_NOISE_NS + tm_scale(late_ns, noise_ppb16);
	return true;
}

bool
net_stamp_stepped(struct tm_now before, struct tm_now after)
{
	int64_t	raw_ns = after.raw.ns - before.raw.ns;
	int64_t	wall_ns = after.wall.ns - before.wall.ns;

	return llabs(wall_ns - raw_ns) > TM_MS + llabs(raw_ns) / SLEW_SHARE;
}
