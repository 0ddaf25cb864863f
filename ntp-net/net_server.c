/* ISC licence, see LICENSE. */
/* Requests to replies.  Pure, and without state. */
#include <string.h>

#include "net_server.h"
#include "net_stamp.h"

#define MAX_STRATUM	16		/* RFC 5905 MAXSTRAT: unsynchronised */
#define MAX_DISP_NS	(16 * TM_S)	/* RFC 5905 MAXDISP */

/*
 * True time of a request that arrived a moment before now: while no f is
 * known it follows wall, whose reading then is inferred from now.
 */
static struct tm_true
true_at(const struct page_data *d, struct tm_raw rx, struct tm_now now)
{
	struct tm_now	then = { rx, now.wall };

	then.wall.ns -= now.raw.ns - rx.ns;
	return page_true(d, then);
}

static void
fill_system(struct pkt *r, const struct page_data *d, struct tm_raw raw)
{
	const struct page_truth	*f = &d->truth;

	if (f->sync != PAGE_SYNC || f->leap == PKT_NOSYNC ||
	    f->stratum == 0 || f->stratum >= MAX_STRATUM) {
		r->leap = PKT_NOSYNC;
		r->root_disp = tm_short_from_ns(MAX_DISP_NS);
		return;
	}
	r->leap = f->leap;
	r->stratum = f->stratum;
	r->root_delay = tm_short_from_ns(f->root_delay_ns);
	r->root_disp = tm_short_from_ns(page_root_disp(f, raw));
	r->refid = f->refid;
	r->ref = tm_ntp_from_utc(tm_utc_from_true(&d->leaps,
	    (struct tm_true){ f->ref_true_ns }));
}

enum net_answer
net_server_answer(const struct net_ask *ask, const struct page_data *d,
    int8_t precision, uint8_t out[PKT_HDR])
{
	struct pkt	q, r;
	struct tm_true	t2, t3;
	int64_t		utc3_ns;

	if (pkt_decode(ask->buf, ask->len, &q) == -1 ||
	    q.mode != PKT_CLIENT || q.mac_len != 0)
		return NET_INVALID;
	if (ask->now.raw.ns - ask->rx.ns > NET_STALE_NS)
		return NET_STALE;
	t2 = true_at(d, ask->rx, ask->now);
	t3 = page_true(d, ask->now);
	if (t3.ns < t2.ns)
		t3 = t2;
	memset(&r, 0, sizeof r);
	r.version = q.version;
	r.mode = PKT_SERVER;
	r.poll = q.poll;
	r.precision = precision;
	r.org = q.xmt;
	/* one side of a leap second for both, or the reply runs backwards */
	utc3_ns = tm_utc_from_true(&d->leaps, t3);
	r.rec = tm_ntp_from_utc(utc3_ns - (t3.ns - t2.ns));
	r.xmt = tm_ntp_from_utc(utc3_ns);
	fill_system(&r, d, ask->now.raw);
	pkt_encode(&r, out);
	return NET_REPLIED;
}
