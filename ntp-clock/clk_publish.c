/* ISC licence, see LICENSE. */
/* What others are told of f.  Pure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "addr_refid.h"
#include "clk_est_report.h"
#include "clk_f.h"
#include "clk_publish.h"
#include "clk_wrong.h"

#define NEAR_NS		TM_MS		/* wall this close is at f */
#define SAVE_NS		(10 * TM_S)
#define STATUS_NS	TM_S
#define ERROR_UNKNOWN	(16 * TM_S)	/* the kernel's own word for it */
#define FREQ_LEARNT	1e-6		/* a frequency's sd to be saved */
#define RATE_MAX	(500000 * TM_PPM16)	/* as the catalogue has it */
#define HOLDOVER_SIGMAS	3	/* of what has been added since */
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
	int64_t	error_ns = clk_f_error(c, now);

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
	if (clk_f_predict(c, now.raw.ns, &p) == 0) {
		t->true_ns = now.raw.ns + p.theta_ns;
		t->rate_ppb16 = bound(tm_ppb16_from_ratio(p.freq), -RATE_MAX,
		    RATE_MAX);
	} else {
		t->true_ns = tm_true_from_utc(&c->leap.past, now.wall.ns).ns;
		t->rate_ppb16 = c->steer.freq_ppb16;
	}
}

/* Half of the delay and the dispersion are the bound; false: none is known. */
static bool
measure_root(const struct clk *c, struct tm_now now, struct clk_root *root)
{
	struct clk_wrong	least, median;

	if (!c->track.open || !clk_wrong_f(c, now, &least, &median))
		return false;
	root->raw_ns = now.raw.ns;
	root->delay_ns = bound(least.sample->root_delay_ns +
	    least.sample->delay_ns, 0, DISTANCE_MAX);
	root->disp_ns = bound(tm_ns_from_s(fmax(least.most_s,
	    median.most_s)) - root->delay_ns / 2, 0, DISTANCE_MAX);
	root->disp_ppb16 = bound(tm_ppb16_from_ratio(fmax(least.growth,
	    median.growth)), 0, RATE_MAX);
	return true;
}

/*
 * RFC 5905 lets dispersion grow with age; an oscillator that wanders may be
 * further off than that, as the estimator knows.
 */
static int64_t
disp_now(const struct clk *c, struct tm_now now)
{
	const struct clk_root	*r = &c->track.root;
	int64_t			 disp_ns = root_disp(r, now.raw);
	struct clk_estimate	 p;

	if (clk_f_predict(c, now.raw.ns, &p) == -1)
		return disp_ns;
	return bound(r->disp_ns + tm_ns_from_s(HOLDOVER_SIGMAS *
	    p.theta_sd_s), disp_ns, DISTANCE_MAX);
}

static void
claim_root(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;

	t->root_delay_ns = c->track.root.delay_ns;
	t->root_disp_ns = disp_now(c, now);
	t->disp_ppb16 = c->track.root.disp_ppb16;
	t->local = 0;
	t->sync = c->track.open ? claim(c, now) : PAGE_NONE;
	if (t->stratum < 1 || t->stratum > 15) {
		t->stratum = 16;
		t->sync = c->track.open ? PAGE_UNSYNC : PAGE_NONE;
	}
	t->leap = t->sync == PAGE_SYNC ? clk_leap_bits(&c->leap) : 3;
}

/* RFC 5905 11.2; with chrony.conf(5)'s copy we pass for our own source. */
static void
name_ref(struct page_truth *t, const struct clk_source *ref)
{
	bool	copy = (ref->flags & SRC_COPY) != 0;

	t->refid = copy ? ref->last.refid : addr_refid(&ref->addr);
	t->stratum = ref->last.stratum + !copy;
}

void
clk_publish_update(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;

	if (c->track.ref == NULL || !measure_root(c, now, &c->track.root))
		return;
	anchor(c, now);
	t->ref_true_ns = t->true_ns;
	name_ref(t, c->track.ref);
	claim_root(c, now);
	send_truth(c);
}

void
clk_publish_widen(struct clk *c, struct tm_now now)
{
	struct clk_root	root;

	if (!measure_root(c, now, &root) || root.delay_ns / 2 +
	    root.disp_ns <= clk_publish_distance(c, now.raw))
		return;
	c->track.root = root;
	clk_publish_again(c, now);
}

void
clk_publish_again(struct clk *c, struct tm_now now)
{
	struct page_truth	*t = &c->track.truth;

	anchor(c, now);
	if (c->local.active) {
		clk_local_claim(&c->conf.clock, t);
		t->leap = clk_leap_bits(&c->leap);
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

	if (!t->open || t->doubt || t->truth.local ||
	    (!urgent && t->saved_ns != 0 &&
	    now.raw.ns - t->saved_ns < SAVE_NS) ||
	    clk_est_save(&c->est, &s) == -1)
		return;
	memset(&m, 0, sizeof m);
	m.have_freq = s.freq_var < FREQ_LEARNT * FREQ_LEARNT;
	/*
	 * Where wall may not be brought to f its rate is worth saving all the
	 * same, once: what is trusted does not use up the budget.
	 */
	if (t->truth.sync != PAGE_SYNC &&
	    (!m.have_freq || c->steer.pol.trusted_known))
		return;
	m.freq_ppb16 = tm_ppb16_from_ratio(s.freq);
	m.skew_ppb16 = bound(tm_ppb16_from_ratio(sqrt(s.freq_var)), 0,
	    1000 * TM_PPM16);
	m.raw_ns = s.raw_ns;
	m.true_ns = s.raw_ns + s.theta_ns;
	m.offset_sd_ns = bound(tm_ns_from_s(sqrt(s.theta_var)), 1,
	    DISTANCE_MAX);
	m.covar = tm_ppb16_from_ratio(s.cov * 1e9);
	m.updates = c->steer.updates;
	if (m.have_freq)
		pol_learn(&c->steer.pol, c->steer.pol.applied_ppb16);
	t->saved_ns = now.raw.ns;
	core_send(&c->ops, ROLE_PARENT, MSG_SAVE, &m, sizeof m);
}

/* How wrong wall may be; without f nobody knows. */
static bool
fill_errors(const struct clk *c, struct tm_now now, struct msg_adj_status *m)
{
	struct clk_estimate	p;
	int64_t			off_ns;

	m->maxerror_ns = m->esterror_ns = ERROR_UNKNOWN;
	if (clk_f_predict(c, now.raw.ns, &p) == -1)
		return false;
	off_ns = bound(llabs(clk_f_off(c, now, &p)), 0, DISTANCE_MAX);
	m->maxerror_ns = bound(clk_publish_distance(c, now.raw), 0,
	    DISTANCE_MAX) + off_ns;
	m->esterror_ns = bound(tm_ns_from_s(p.theta_sd_s), 0, DISTANCE_MAX);
	return true;
}

void
clk_publish_status(struct clk *c, struct tm_now now, bool urgent)
{
	struct clk_track	*t = &c->track;
	struct msg_adj_status	 m;
	bool			 synced = t->truth.sync == PAGE_SYNC &&
				    !t->truth.local;

	if (c->conf.clock.once || (!urgent && synced == t->status_synced &&
	    t->status_ns != 0 && now.raw.ns - t->status_ns < STATUS_NS) ||
	    clk_leap_quiet(&c->leap, now.raw) != 0)
		return;
	memset(&m, 0, sizeof m);
	if (!fill_errors(c, now, &m) && !c->local.active)
		return;
	m.raw_ns = now.raw.ns;
	m.synced = synced;
	m.leap = c->conf.clock.leapmode == LEAP_SYSTEM ? c->leap.sign : 0;
	m.tai_s = clk_leap_tai(&c->leap, now.wall.ns);
	t->status_ns = now.raw.ns;
	t->status_synced = synced;
	clk_steer_status(&c->steer, &m);
}
