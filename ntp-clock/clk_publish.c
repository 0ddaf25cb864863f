/* ISC licence, see LICENSE. */
/* What others are told of f.  Pure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clk_est_report.h"
#include "clk_publish.h"
#include "clk_track.h"

#define NEAR_NS		TM_MS		/* wall this close is at f */
#define SAVE_NS		(10 * TM_S)
#define STATUS_NS	TM_S
#define FREQ_LEARNT	1e-6		/* a frequency's sd to be saved */
#define DISTANCE_MAX	(1000 * TM_DAY)	/* ns: nobody claims more */

static int64_t
bound(int64_t ns, int64_t least, int64_t most)
{
	return ns < least ? least : ns > most ? most : ns;
}

static int64_t
root_disp(const struct clk_root *r, struct tm_raw raw)
{
	int64_t	age_ns = raw.ns > r->raw_ns ? raw.ns - r->raw_ns : 0;

	return bound(r->disp_ns + tm_scale(age_ns, r->disp_ppb16), 0,
	    DISTANCE_MAX);
}

int64_t
clk_publish_distance(const struct clk *c, struct tm_raw raw)
{
	return c->track.root.delay_ns / 2 + root_disp(&c->track.root, raw);
}

/* May a server claim it?  Only if wall is, or may be brought, there. */
static enum page_sync
claim(const struct clk *c, struct tm_now now)
{
	int64_t	error_ns = clk_track_error(c, now);

	if (c->track.doubt)
		return PAGE_UNSYNC;
	if (c->conf.clock.noset || c->conf.clock.once ||
	    llabs(error_ns) < NEAR_NS ||
	    clk_steer_can(&c->steer, now, error_ns))
		return PAGE_SYNC;
	return PAGE_UNSYNC;
}

static void
send_truth(struct clk *c)
{
	struct msg_truth	m;

	m.truth = c->track.truth;
	core_send(&c->ops, ROLE_PARENT, MSG_TRUTH, &m, sizeof m);
}

/* f itself at now.  Without samples it is wall, as far as is known. */
static void
anchor(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;
	struct clk_estimate	 p;

	t->raw_ns = now.raw.ns;
	if (clk_track_predict(c, now.raw.ns, &p) == 0) {
		t->true_ns = now.raw.ns + p.theta_ns;
		t->rate_ppb16 = tm_ppb16_from_ratio(p.freq);
	} else {
		t->true_ns = tm_true_from_utc(&c->leap.past, now.wall.ns).ns;
		t->rate_ppb16 = c->steer.freq_ppb16;
	}
}

/* RFC 5905 section 11.2: what the reference is off, and its samples. */
static bool
measure_root(struct clk *c, struct tm_now now)
{
	struct clk_root		*root = &c->track.root;
	const struct clk_recent	*r;
	struct clk_candidate	 unused;
	struct clk_estimate	 p;
	struct clk_carry	 carry;
	double			 age_s;

	if (c->track.ref == NULL ||
	    clk_track_predict(c, now.raw.ns, &p) == -1)
		return false;
	clk_track_carry(c, now, &carry);
	r = clk_source_candidate(c->track.ref, &carry, &unused);
	if (r == NULL)
		return false;
	age_s = tm_s_from_ns(now.raw.ns - r->raw_ns);
	root->raw_ns = now.raw.ns;
	root->delay_ns = bound(r->root_delay_ns + r->delay_ns, 0,
	    DISTANCE_MAX);
	root->disp_ns = bound(r->root_disp_ns + r->noise_ns +
	    tm_ns_from_s(p.theta_sd_s + age_s * (carry.clock_error +
	    CLK_SIGMAS * carry.freq_sd)), 0, DISTANCE_MAX);
	root->disp_ppb16 = c->conf.clock.maxclockerror_ppb16 +
	    tm_ppb16_from_ratio(CLK_SIGMAS * p.freq_sd);
	return true;
}

static void
claim_root(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;

	t->root_delay_ns = c->track.root.delay_ns;
	t->root_disp_ns = root_disp(&c->track.root, now.raw);
	t->disp_ppb16 = c->track.root.disp_ppb16;
	t->local = 0;
	t->sync = c->track.open ? claim(c, now) : PAGE_NONE;
	if (t->stratum < 1 || t->stratum > 15) {
		t->stratum = 16;
		t->sync = c->track.open ? PAGE_UNSYNC : PAGE_NONE;
	}
	t->leap = t->sync == PAGE_SYNC ? clk_leap_bits(&c->leap) : 3;
}

void
clk_publish_update(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;

	if (!measure_root(c, now))
		return;
	anchor(c, now);
	t->ref_true_ns = t->true_ns;
	t->refid = addr_refid(&c->track.ref->addr);
	t->stratum = c->track.ref->last.stratum + 1;
	claim_root(c, now);
	send_truth(c);
}

void
clk_publish_again(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;

	anchor(c, now);
	if (c->local.active) {
		clk_local_claim(&c->conf.clock, t);
		t->ref_true_ns = t->true_ns;
	} else {
		/* A reference that comes back is named by its next sample. */
		if (t->local)
			t->stratum = 16;
		claim_root(c, now);
	}
	send_truth(c);
}

void
clk_publish_save(struct clk *c, struct tm_now now, bool urgent)
{
	struct clk_track	*t = &c->track;
	struct clk_est_saved	 s;
	struct msg_saved	 m;

	if (t->truth.sync != PAGE_SYNC || t->truth.local ||
	    (!urgent && t->saved_ns != 0 &&
	    now.raw.ns - t->saved_ns < SAVE_NS) ||
	    clk_est_save(&c->est, &s) == -1)
		return;
	memset(&m, 0, sizeof m);
	m.freq_ppb16 = tm_ppb16_from_ratio(s.freq);
	m.skew_ppb16 = bound(tm_ppb16_from_ratio(sqrt(s.freq_var)), 0,
	    1000 * TM_PPM16);
	m.raw_ns = s.raw_ns;
	m.true_ns = s.raw_ns + s.theta_ns;
	m.offset_sd_ns = bound(tm_ns_from_s(sqrt(s.theta_var)), 1,
	    DISTANCE_MAX);
	m.covar = tm_ppb16_from_ratio(s.cov * 1e9);
	m.have_freq = s.freq_var < FREQ_LEARNT * FREQ_LEARNT;
	m.updates = c->steer.updates;
	t->saved_ns = now.raw.ns;
	core_send(&c->ops, ROLE_PARENT, MSG_SAVE, &m, sizeof m);
}

void
clk_publish_status(struct clk *c, struct tm_now now)
{
	struct clk_track	*t = &c->track;
	struct msg_adj_status	 m;
	struct clk_estimate	 p;
	bool			 synced = t->truth.sync == PAGE_SYNC;
	int64_t			 off_ns;

	if (c->conf.clock.once || (synced == t->status_synced &&
	    t->status_ns != 0 && now.raw.ns - t->status_ns < STATUS_NS) ||
	    clk_track_predict(c, now.raw.ns, &p) == -1)
		return;
	memset(&m, 0, sizeof m);
	off_ns = bound(llabs(clk_track_error(c, now)), 0, DISTANCE_MAX);
	m.maxerror_ns = bound(clk_publish_distance(c, now.raw), 0,
	    DISTANCE_MAX) + off_ns;
	m.esterror_ns = bound(tm_ns_from_s(p.theta_sd_s), 0, DISTANCE_MAX);
	m.synced = synced;
	m.leap = c->leap.sign;
	t->status_ns = now.raw.ns;
	t->status_synced = synced;
	clk_steer_status(&c->steer, &m);
}
